"""Calendar dates in running text: whichever way a day is written, it is read as that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.text import dates

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


def ordinal(day: int) -> str:
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


NUMERIC: list[Callable[[date], str]] = [
    date.isoformat,
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y.%m.%d}",
    lambda day: f"{day.year}. {day.month}. {day.day}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: f"{day.day}. {day.month}. {day.year}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日",
    lambda day: f"{day.year}년 {day.month}월 {day.day}일",
]
NAMED: dict[str, list[Callable[[date, str], str]]] = {
    "en": [
        lambda day, month: f"{day.day} {month} {day.year}",
        lambda day, month: f"{day:%d}-{month}-{day.year}",
        lambda day, month: f"{month} {day.day}, {day.year}",
        lambda day, month: f"{month} {day:%d} {day.year}",
        lambda day, month: f"{month} {ordinal(day.day)}, {day.year}",
        lambda day, month: f"{ordinal(day.day)} of {month} {day.year}",
        lambda day, month: f"{ordinal(day.day)} day of {month}, {day.year}",
    ],
    "de": [
        lambda day, month: f"{day.day}. {month} {day.year}",
        lambda day, month: f"{day:%d}.{month} {day.year}",
    ],
    "fr": [
        lambda day, month: f"{'1er' if day.day == 1 else day.day} {month} {day.year}",
    ],
    "es": [
        lambda day, month: f"{day.day} de {month} de {day.year}",
        lambda day, month: f"{day.day} de {month} del {day.year}",
        lambda day, month: f"{month} {day.day}, {day.year}",
    ],
    "it": [lambda day, month: f"{'1°' if day.day == 1 else day.day} {month} {day.year}"],
    "pt": [
        lambda day, month: f"{day.day} de {month} de {day.year}",
        lambda day, month: f"{'1.º' if day.day == 1 else day.day} de {month} de {day.year}",
    ],
    "nl": [lambda day, month: f"{day.day} {month} {day.year}"],
    "pl": [lambda day, month: f"{day.day} {month} {day.year}"],
}


@pytest.mark.parametrize("names", [dates.NAMES, dates.SHORT_NAMES], ids=["names", "short names"])
def test_no_name_of_a_month_means_another_month_elsewhere(names: dict[str, tuple[str, ...]]) -> None:
    for own in names.values():
        assert [dates.MONTHS[name] for name in own] == list(range(1, 13))


@given(DAYS, st.sampled_from(NUMERIC))
def test_a_day_in_numbers_is_read_as_that_day(day: date, spell: Callable[[date], str]) -> None:
    assert dates.read(spell(day)) == (day,)


@pytest.mark.parametrize("language", NAMED)
@given(data=st.data(), day=DAYS)
def test_a_day_with_a_months_name_is_read_as_that_day(language: str, data: st.DataObject, day: date) -> None:
    spell = data.draw(st.sampled_from(NAMED[language]))
    name = data.draw(st.sampled_from([dates.NAMES, dates.SHORT_NAMES]))[language][day.month - 1]
    written = data.draw(st.sampled_from([name, name.title(), name.upper()]))
    assert dates.read(spell(day, written)) == (day,)
    assert dates.read(spell(day, written).replace(f"{written} ", f"{written}. ")) == (day,)


@given(DAYS, DAYS, st.sampled_from(NUMERIC))
def test_dates_are_found_where_they_stand(one: date, other: date, spell: Callable[[date], str]) -> None:
    text = f"İ From {spell(one)} on, until {spell(other)}, and 12 months more."
    found = list(dates.find(text))
    assert [text[at.start : at.end] for at in found] == [spell(one), spell(other)]
    assert [at.days for at in found] == [(one,), (other,)]


@given(DAYS)
def test_of_two_numbers_that_may_be_the_month_either_is_read(day: date) -> None:
    days = dates.read(f"{day:%d/%m/%Y}")
    assert day in days
    assert len(days) == (2 if day.day <= 12 and day.day != day.month else 1)
    assert dates.read(f"{day:%m/%d/%Y}") == days[::-1] or len(days) == 1


def test_with_points_the_day_comes_first_unless_it_cannot() -> None:
    assert dates.read("04.03.2025") == (date(2025, 3, 4),)
    assert dates.read("03.13.2025") == (date(2025, 3, 13),)


@pytest.mark.parametrize(
    "text",
    ["31 February 2025", "2025-13-01", "2025-02-30", "March 2025", "3 March", "2025", "3 Marching 2025",
     "12025-03-03", "1-2025-03-031", "section 3.4.20255"],
)  # fmt: skip
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert list(dates.find(text)) == []


def test_a_part_of_a_date_is_masked_and_a_word_that_is_a_month_elsewhere_is_not() -> None:
    assert dates.mask("since May 2025, from the 3rd of June") == "since 0, from the 0"
    assert dates.mask("we set 3 alarms and log you out 5 times") == "we set 3 alarms and log you out 5 times"
