"""What was only set apart or joined is told from what was written anew."""

from __future__ import annotations

import pytest

from archiver.exchange.incoming import spacing


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We ask in thenormal course.", "We ask in the normal course."),
        ("# Twitch.tvPrivacy Notice", "# Twitch.tv Privacy Notice"),
        ("7. What you may not do", "### 7. What you may not do"),
        ("We share data.We keep it.", "We share data.\nWe keep it."),
        ("We keep Your data", "We keep your data."),
        ("You have the right to the right to object.", "You have the right to object."),
        ("- Fill out our our form, or write.\nBye.", "- Fill out our form, or write.\nBye."),
        ("Revised: July 5, 2023 Revised: July 5, 2023", "Revised: July 5, 2023"),
    ],
)
def test_words_that_are_set_apart_joined_or_cut_elsewhere_are_spacing(before: str, after: str) -> None:
    assert spacing.is_all(before, after)
    assert spacing.is_all(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We keep it for 1 0 days.", "We keep it for 10 days."),
        ("We share data.", "We share the data."),
        ("See [here](/a).", "See [here](/b)."),
        ("You may. We may not.", "We may not. You may."),
        ("We keep it for 10 10 days.", "We keep it for 10 days."),
        ("We share it, and do not.", "We share it."),
        ("We share your data and sell your data.", "We share your data."),
        ("We are are here.\nWe may.", "We are here.\nWe must."),
    ],
)
def test_a_letter_a_number_or_an_order_that_differs_is_more_than_spacing(before: str, after: str) -> None:
    assert not spacing.is_all(before, after)


@pytest.mark.parametrize(("count", "is_all"), [(5, True), (6, False)])
def test_words_stand_twice_in_five_lines_at_most(count: int, is_all: bool) -> None:
    twice, once = (
        "\n".join(f"{number}. We do {words} this." for number in range(count)) for words in ("do", "")
    )
    assert spacing.is_all(twice, once) is is_all
