"""Times as users type them: whole periods, nothing guessed, never a traceback."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.errors import InvalidInput
from archiver import moments

NOW = datetime(2026, 9, 11, 14, 0, tzinfo=UTC)


def days(first: str, last: str) -> moments.Period:
    """From the first second of one day to the last of another."""
    end = datetime.fromisoformat(last).replace(tzinfo=UTC) + timedelta(days=1) - timedelta(seconds=1)
    return moments.Period(start=datetime.fromisoformat(first).replace(tzinfo=UTC), end=end)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-05", "2025-05-01", "2025-05-31"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("05/2025", "2025-05-01", "2025-05-31"),
        ("May 2025", "2025-05-01", "2025-05-31"),
        ("2025 may", "2025-05-01", "2025-05-31"),
        ("Sept. 2025", "2025-09-01", "2025-09-30"),
        ("mayo de 2025", "2025-05-01", "2025-05-31"),
        ("Q1 2025", "2025-01-01", "2025-03-31"),
        ("2025-Q1", "2025-01-01", "2025-03-31"),
        ("2025q4", "2025-10-01", "2025-12-31"),
        ("2025-05-01", "2025-05-01", "2025-05-01"),
        ("20250501", "2025-05-01", "2025-05-01"),
        ("2025-5-1", "2025-05-01", "2025-05-01"),
        ("1 May 2025", "2025-05-01", "2025-05-01"),
        ("3. März 2025", "2025-03-03", "2025-03-03"),
        ("04.03.2025", "2025-03-04", "2025-03-04"),
        ("25/12/2025", "2025-12-25", "2025-12-25"),
        ("03/03/2025", "2025-03-03", "2025-03-03"),
        ("today", "2026-09-11", "2026-09-11"),
        (" Yesterday ", "2026-09-10", "2026-09-10"),
        ("this week", "2026-09-07", "2026-09-13"),
        ("last week", "2026-08-31", "2026-09-06"),
        ("this month", "2026-09-01", "2026-09-30"),
        ("last month", "2026-08-01", "2026-08-31"),
        ("this quarter", "2026-07-01", "2026-09-30"),
        ("last quarter", "2026-04-01", "2026-06-30"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("3 days ago", "2026-09-08", "2026-09-08"),
        ("2 weeks ago", "2026-08-28", "2026-08-28"),
        ("a month ago", "2026-08-11", "2026-08-11"),
        ("three months ago", "2026-06-11", "2026-06-11"),
        ("a year ago", "2025-09-11", "2025-09-11"),
    ],
)
def test_what_is_typed_stands_for_a_whole_period(text: str, first: str, last: str) -> None:
    assert moments.read(text, NOW) == days(first, last)


def test_last_month_in_january_is_december() -> None:
    assert moments.read("last month", datetime(2026, 1, 31, tzinfo=UTC)) == days("2025-12-01", "2025-12-31")
    assert moments.read("last quarter", datetime(2026, 3, 31, tzinfo=UTC)) == days("2025-10-01", "2025-12-31")


def test_a_month_ago_is_the_last_day_of_a_shorter_month() -> None:
    assert moments.read("a month ago", datetime(2024, 3, 31, tzinfo=UTC)) == days("2024-02-29", "2024-02-29")


@pytest.mark.parametrize(
    ("text", "start", "seconds"),
    [
        ("2025-05-01T12", datetime(2025, 5, 1, 12, tzinfo=UTC), 3599),
        ("2025-05-01 12:30", datetime(2025, 5, 1, 12, 30, tzinfo=UTC), 59),
        ("2025-05-01T12:30:15", datetime(2025, 5, 1, 12, 30, 15, tzinfo=UTC), 0),
        ("2025-05-01T12:30:15.75Z", datetime(2025, 5, 1, 12, 30, 15, tzinfo=UTC), 0),
        ("2025-05-01T12:30+02:00", datetime(2025, 5, 1, 10, 30, tzinfo=UTC), 59),
        ("2025-05-01T00:30 -0500", datetime(2025, 5, 1, 5, 30, tzinfo=UTC), 59),
        ("3 hours ago", datetime(2026, 9, 11, 11, tzinfo=UTC), 0),
        ("now", NOW, 0),
    ],
)
def test_a_time_stands_for_its_hour_its_minute_or_its_second(
    text: str, start: datetime, seconds: int
) -> None:
    assert moments.read(text, NOW) == moments.Period(start=start, end=start + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "text",
    ["", "1", "12", "-1", "1/2", "in 2 weeks", "next month", "soonish", "may", "3 March", "2025-13",
     "2025-00", "2025-13-01", "2025-02-30", "31 February 2025", "Q5 2025", "2025-05-01T25:00",
     "2025-05-01T12:61", "2025-05-01T12:00+25:00", "2025-05-01..2025-06-01", "0001-01-01",
     "1.2.3", "2 fortnights ago", "ago"],
)  # fmt: skip
def test_what_is_not_a_date_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a date; try 2025-05-01, 2025-05, 2025"):
        moments.read(text, NOW)


@pytest.mark.parametrize(
    "text",
    ["3000 years ago", "99999 months ago", "999999 weeks ago", "999999 hours ago", "0000", "1969", "2106",
     "9999", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "1969-12-31T23:59:59Z", "2106-01-01T00:00"],
)  # fmt: skip
def test_a_time_that_git_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is too far away; an archive holds times from 1970 to 2105"):
        moments.read(text, NOW)


@pytest.mark.parametrize("text", ["1970", "2105", "1970-01-01T00:00Z", "2105-12-31T23:59"])
def test_the_first_and_the_last_time_that_git_can_hold_are_read(text: str) -> None:
    assert moments.FIRST <= moments.read(text, NOW).start <= moments.read(text, NOW).end <= moments.LAST


def test_a_date_with_two_readings_is_refused_with_both() -> None:
    with pytest.raises(InvalidInput, match="4 March 2025 or 3 April 2025; write 2025-03-04 or 2025-04-03"):
        moments.read("03/04/2025", NOW)


@given(st.text(alphabet="0123456789-/.:+TZ qwago thismonyerlkd", max_size=24) | st.text(), st.datetimes())
def test_any_text_is_a_period_or_refused(text: str, now: datetime) -> None:
    try:
        found = moments.read(text, now.replace(tzinfo=UTC, microsecond=0))
    except InvalidInput:
        return
    assert moments.FIRST <= found.start <= found.end <= moments.LAST


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2105, 12, 31)))
def test_a_year_its_quarters_and_its_months_hold_their_days(day: date) -> None:
    quarter = f"Q{(day.month + 2) // 3} {day.year}"
    periods = [moments.read(text, NOW) for text in (str(day.year), quarter, f"{day:%Y-%m}", str(day))]
    for outer, inner in pairwise(periods):
        assert outer.start <= inner.start <= inner.end <= outer.end


def test_a_span_runs_from_the_beginning_of_one_period_to_the_end_of_another_or_to_now() -> None:
    assert moments.between("2025", "2025", NOW) == days("2025-01-01", "2025-12-31")
    assert moments.between("2025", None, NOW).end == NOW


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidInput, match="--since 2026-01-01 is after --until 2025-12-31"):
        moments.between("2026", "2025", NOW)
    with pytest.raises(InvalidInput, match="--since 2027-01-01 is after now, 2026-09-11 14:00 UTC"):
        moments.between("2027", None, NOW)


@pytest.mark.parametrize("text", ["2025-03-01T12:00:00Z", "2025-03-01T13:00+01:00", "2025-03-01 12:00"])
def test_the_clock_is_set_to_an_iso_time(text: str) -> None:
    assert moments.clock(text) == datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["0001-01-01", "0001-01-01T00:00+14:00", "9999-12-31", "1 day ago", "noon"])
def test_a_clock_that_git_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a time; try 2025-03-01T12:00:00Z"):
        moments.clock(text)


def test_a_moment_is_shown_by_its_day_unless_it_lies_inside_one() -> None:
    period = moments.read("2025-05", NOW)
    assert (moments.shown(period.start), moments.shown(period.end)) == ("2025-05-01", "2025-05-31")
    assert moments.shown(NOW) == "2026-09-11 14:00 UTC"
