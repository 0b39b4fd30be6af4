"""What a collection recorded in a document's place is told from what may be the document."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archiver.exchange.incoming.walls import LASTING, Walls
from archiver.gate.thresholds import MINIMUM_WORDS
from tests.archiver.policies import CLAUSES

POLICY = (
    "# Privacy Policy\n\n" + "\n\n".join(f"## {title}\n\n{text}" for title, text in CLAUSES.items()) + "\n"
)
SHORT = "# Page not found\n\nThe page that you asked for is not here. Go back to where you came from.\n"
HOME = (
    "# Your voice. Your audience. Your place.\n\n"
    + "\n\n".join(
        f"Meet people who paint, cook, dance and travel in town number {number}. Watch films, hear songs and "
        "play games with friends from all over the world, day and night, wherever they happen to be."
        for number in range(20)
    )
    + "\n"
)
NONE = timedelta()


def test_an_error_page_is_no_document_whatever_was_before() -> None:
    assert Walls("Privacy Policy").reason(SHORT, "", NONE)
    assert Walls("Privacy Policy").reason(SHORT, POLICY, NONE)


def test_an_edit_is_the_document() -> None:
    assert Walls("Privacy Policy").reason(POLICY.replace("30 days", "60 days"), POLICY, NONE) == ""


def test_a_first_text_that_does_not_speak_like_a_policy_is_believed_to_be_one() -> None:
    assert Walls("Community Guidelines").reason(HOME, "", NONE) == ""


def test_a_page_that_speaks_much_less_like_a_policy_than_the_one_before_is_none() -> None:
    assert "does not read like a policy" in Walls("Privacy Policy").reason(HOME, POLICY, NONE)


@pytest.mark.parametrize(("over", "is_wall"), [(timedelta(), True), (timedelta(seconds=1), False)])
def test_what_stays_for_more_than_a_month_is_the_document_now(over: timedelta, is_wall: bool) -> None:
    assert bool(Walls("Privacy Policy").reason(HOME, POLICY, LASTING + over)) is is_wall


@pytest.mark.parametrize(("count", "is_wall"), [(MINIMUM_WORDS - 1, True), (MINIMUM_WORDS, False)])
def test_hardly_any_words_are_no_document_however_long_they_stay(count: int, is_wall: bool) -> None:
    text = " ".join(["word"] * count) + "\n"
    assert bool(Walls("Privacy Policy").reason(text, POLICY, 2 * LASTING)) is is_wall


def test_the_phrases_of_a_wall_prove_nothing_in_what_a_selector_chose() -> None:
    cookies = POLICY.replace("Privacy Policy", "Cookies").replace(
        "Who we are", "We use cookies. Accept all cookies, or manage your preferences"
    )
    assert Walls("Trackers Policy").reason(cookies, "", NONE) == ""
