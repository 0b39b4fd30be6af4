"""What of one text stands in another, whatever was found in either."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archiver.provisions.detect import detector
from archiver.provisions.findings import Finding
from archiver.provisions.stories.both_texts import BothTexts
from archiver.provisions.stories.substance import differing
from archiver.provisions.text.whole_text import WholeText, passage, stands


def text(*passages: str) -> WholeText:
    return WholeText(passage(one.lower(), one) for one in passages)


@pytest.mark.parametrize(("letters", "found"), [(23, False), (24, True)])
def test_a_passage_of_four_and_twenty_letters_is_found_across_the_ends_of_others(
    letters: int, found: bool
) -> None:
    joined, apart = text("x" * letters + "y"), text("x" * letters, "y")
    assert stands("x" * letters, joined, apart) is found


def test_a_passage_of_which_a_part_is_gone_does_not_stand() -> None:
    before = text("If you agree, we sell all of your data to our partners.")
    after = text("We sell all of your data to our partners.")
    assert not stands(after.passages[0].essence, before, after)


def test_passages_that_were_one_stand_in_any_order_of_their_ends() -> None:
    before = text(
        "Do listen to us.", "We keep whatever you have told us,", "and we sell it to all our partners."
    )
    after = text("Do listen to us. We keep whatever you have told us, and", "we sell it to all our partners.")
    assert all(stands(one.essence, after, before) for one in before.passages[1:])
    assert all(stands(one.essence, before, after) for one in after.passages[1:])


def finding(key: str, *matched: str) -> Finding:
    (found, *_) = detector().findings("We may sell your personal data.")
    return replace(found, key=key, matched=matched)


@pytest.mark.parametrize(("shared", "stands_there"), [(74, False), (75, True)])
def test_a_passage_stands_in_other_words_where_three_quarters_are_the_same(
    shared: int, stands_there: bool
) -> None:
    there = "s" * shared + "b" * (100 - shared)
    pair = BothTexts(text(there), text()).reworded_before(finding("s" * shared + "a" * (100 - shared), "ss"))
    assert bool(pair) is stands_there


def test_a_passage_without_the_words_that_matched_is_another() -> None:
    before = text("We may share your personal data with all of our partners in Europe.")
    one = finding("we may share and sell your personal data with all of our partners in europe.", "sell your")
    assert BothTexts(before, text()).reworded_before(one) is None


def test_another_spelling_of_the_words_that_matched_is_no_other_passage() -> None:
    before = text("This licence lets us show your content.")
    one = finding("this license lets us show your content.", "license")
    assert BothTexts(before, text()).reworded_before(one)


def test_a_passage_that_stands_beside_a_new_one_alike_is_not_what_that_was() -> None:
    old = "We may sell your personal data to partners in Europe."
    new = finding("we may sell your personal data to partners in america.", "sell your")
    assert BothTexts(text(old), text(old, new.key)).reworded_before(new) is None
    assert BothTexts(text(old), text(new.key)).reworded_before(new)


def test_what_a_passage_was_is_quoted_as_it_was_written() -> None:
    after = text("We may SELL your personal data to many partners.")
    pair = BothTexts(text(), after).reworded_after(
        finding("we may sell your personal data to partners.", "sell")
    )
    assert pair
    assert pair.after.excerpt == "We may SELL your personal data to many partners."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("we authorise you", "we authorize you"),
        ("cloud apps of a user", "the cloud app of users"),
        ("in the u.s. we may not", "in the united states we may not"),
        ("(c) we don't", "© we do not"),
        ("from may 3, 2024 on we may", "from june 4, 2025 we may"),
        ("you may only use it", "you may use it only"),
        ("write to a@example.org", "write to b@example.org"),
    ],
)
def test_two_spellings_say_the_same(before: str, after: str) -> None:
    assert differing(before, after) == differing(after, before) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [("date", "data"), ("of 30 days", "of 31 days"), ("we may", "we must"), ("we do", "we do not")],
)
def test_what_counts_differs(before: str, after: str) -> None:
    assert differing(before, after)


@pytest.mark.parametrize(("one", "other", "differ"), [("oceam", "ocean", False), ("ocea", "oces", True)])
def test_words_of_five_letters_may_be_spelt_in_two_ways(one: str, other: str, differ: bool) -> None:
    assert bool(differing(one, other)) is differ
