"""The notice of a change: days between the looks that saw it come and the date from which it applies."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from archive_repo.records import Bounds, StatedDates
from archiver.report import notices

OLD = StatedDates(effective=date(2025, 1, 1))


def told(effective: date | None, *, after: int | None = 5, by: int = 10) -> str:
    """The notice of a change that was seen in May, between a day and another."""
    before = datetime(2025, 5, after, 23, tzinfo=UTC) if after else None
    between = Bounds(after=before, by=datetime(2025, 5, by, 1, tzinfo=UTC))
    return notices.given(OLD, StatedDates(updated=date(2025, 5, 4), effective=effective), between)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (5, "None: it says that it applies from 2025-05-05, and the old text was still seen on 2025-05-05."),
        (
            6,
            "At most 1 day: it says that it applies from 2025-05-06, and the old text was seen on 2025-05-05",
        ),
        (10, "At most 5 days: it says that it applies from 2025-05-10"),
        (11, "1 to 6 days: seen on 2025-05-10, it says that it applies from 2025-05-11."),
        (30, "20 to 25 days: seen on 2025-05-10, it says that it applies from 2025-05-30."),
    ],
)
def test_notice_is_told_within_the_two_looks_between_which_the_text_came(day: int, expected: str) -> None:
    assert told(date(2025, 5, day)).startswith(expected)


def test_two_looks_on_one_day_tell_the_notice_to_the_day() -> None:
    assert told(date(2025, 5, 12), after=10).startswith("2 days: seen on 2025-05-10")


def test_without_a_look_at_the_old_text_notice_has_no_upper_bound() -> None:
    assert told(date(2025, 5, 11), after=None).startswith("At least 1 day: ")
    assert told(date(2025, 5, 10), after=None).startswith("Not known: first seen on 2025-05-10")


@pytest.mark.parametrize(
    ("effective", "expected"),
    [
        (None, "Not known: the text does not say from when it applies."),
        (OLD.effective, "Not known: the text still says that it applies from 2025-01-01."),
    ],
)
def test_notice_is_not_known_without_a_new_date_from_which_the_text_applies(
    effective: date | None, expected: str
) -> None:
    assert told(effective) == expected
