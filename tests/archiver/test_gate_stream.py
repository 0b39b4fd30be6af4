"""Words of lines against each other, wherever they are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.gate import stream

WORDS = st.lists(st.sampled_from("we may share keep your data e mail email 30 3 0".split()), max_size=12)


def read(*lines: str) -> list[list[str]]:
    return [line.split() for line in lines]


@pytest.mark.parametrize(
    ("some", "others"),
    [
        (["we keep", "your data"], ["we", "keep your data"]),
        (["by e mail"], ["by email"]),
        (["the web", "site"], ["the website"]),
        (["we honour it"], ["we honor it"]),
        (["two centres and a programme"], ["two centers and a program"]),
        (["no judgements"], ["no judgments"]),
    ],
)
def test_cuts_joins_and_spelling_are_no_words(some: list[str], others: list[str]) -> None:
    assert stream.own(read(*some), read(*others)) == ([], [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30 0 days", "300 days"),
        ("four weeks", "for weeks"),
        ("our terms", "or terms"),
        ("claims filed", "claims filled"),
        ("we may not share", "we may share not"),
    ],
)
def test_other_words_are_a_difference(one: str, other: str) -> None:
    assert stream.own(read(one), read(other)) != ([], [])


def test_only_lines_with_words_of_their_own_are_told() -> None:
    some = read("we keep data", "for thirty days", "and delete it")
    assert stream.own(some, read("we keep data for", "sixty days and delete", "it")) == ([1], [1])


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_streams_differ_where_their_letters_do(some: list[list[str]], others: list[list[str]]) -> None:
    one, other = ("".join(word for line in lines for word in line) for lines in (some, others))
    if one != other:
        assert stream.own(some, others) != ([], [])
    assert stream.own(some, some) == ([], [])
