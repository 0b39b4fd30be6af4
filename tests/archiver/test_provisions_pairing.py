"""Which passages are paired: how alike their words must be, and what a heading does for it."""

from __future__ import annotations

import pytest

from archiver.provisions.findings import Finding
from archiver.provisions.pairing import pairs
from archiver.provisions.taxonomy import Polarity


def words(first: int, last: int) -> str:
    return " ".join(f"q{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(first, last))


def passage(key: str, heading: str = "Data") -> Finding:
    return Finding(
        category="training", polarity=Polarity.ASSERTS, excerpt=key, spans=((0, len(key)),),
        headings=(heading,), reason="", rank=1.0, key=key,
    )  # fmt: skip


def sharing(count: int, *, of: int = 50) -> tuple[str, str]:
    """Two texts of so many words that share the first `count`."""
    return words(0, of), f"{words(0, count)} {words(100, 100 + of - count)}"


@pytest.mark.parametrize(("shared", "count"), [(29, 0), (30, 1)])
def test_an_amended_passage_under_another_heading_shares_three_fifths_of_its_words(
    shared: int, count: int
) -> None:
    old, new = sharing(shared)
    assert len(pairs([passage(old)], [passage(new, "Other")])) == count


@pytest.mark.parametrize(("shared", "count"), [(24, 0), (25, 1)])
def test_an_amended_passage_under_its_heading_shares_half_of_its_words(shared: int, count: int) -> None:
    old, new = sharing(shared)
    assert len(pairs([passage(old)], [passage(new)])) == count


@pytest.mark.parametrize(("elsewhere", "heading"), [(67, "Data"), (69, "Other")])
def test_the_passage_under_the_same_heading_wins_by_a_difference_of_up_to_eight_percent(
    elsewhere: int, heading: str
) -> None:
    old, here = sharing(60, of=100)
    there = f"{words(0, elsewhere)} {words(300, 400 - elsewhere)}"
    (pair,) = pairs([passage(old)], [passage(here), passage(there, "Other")])
    assert pair.after.headings == (heading,)
