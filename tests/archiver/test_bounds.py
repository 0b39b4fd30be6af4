"""Since when and until when, in words: by a day, on a day, or between two days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive_repo.records import Bounds
from archiver.report import bounds

BY = datetime(2025, 5, 18, 18, tzinfo=UTC)
FIRST = Bounds(after=None, by=BY)
ONE_DAY = Bounds(after=BY.replace(hour=0), by=BY)
TWO_DAYS = Bounds(after=datetime(2025, 5, 17, 23, 59, tzinfo=UTC), by=BY)


@pytest.mark.parametrize(
    ("known", "heading", "sentence"),
    [
        (FIRST, "2025-05-18", "Seen first on 2025-05-18."),
        (ONE_DAY, "2025-05-18", "Changed on 2025-05-18."),
        (TWO_DAYS, "2025-05-17 to 2025-05-18", "Changed between 2025-05-17 and 2025-05-18."),
    ],
)
def test_two_days_are_named_only_where_the_looks_were_on_two(
    known: Bounds, heading: str, sentence: str
) -> None:
    assert (bounds.span(known), bounds.change(known)) == (heading, sentence)


def test_what_is_in_the_first_text_is_there_since_at_least_then() -> None:
    assert bounds.since(FIRST, is_first=True) == "since at least 2025-05-18 (the archive begins there)"
    assert bounds.short(FIRST) == "≤ 2025-05-18"
    assert bounds.short(ONE_DAY) == "2025-05-18"
