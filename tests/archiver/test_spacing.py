"""What was only set apart or joined is told from what was written anew."""

from __future__ import annotations

import pytest

from archiver.exchange import spacing


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We ask in thenormal course.", "We ask in the normal course."),
        ("# Twitch.tvPrivacy Notice", "# Twitch.tv Privacy Notice"),
        ("7. What you may not do", "### 7. What you may not do"),
        ("We share data.We keep it.", "We share data.\nWe keep it."),
        ("We keep Your data", "We keep your data."),
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
    ],
)
def test_a_letter_a_number_or_an_order_that_differs_is_more_than_spacing(before: str, after: str) -> None:
    assert not spacing.is_all(before, after)
