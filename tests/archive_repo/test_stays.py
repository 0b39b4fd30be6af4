"""Versions in a row as stays, and the looks that bound them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.search import stays
from archive_repo.search.stays import Span


@pytest.mark.parametrize(
    ("numbers", "newest", "spans"),
    [
        ([], 3, []),
        ([1, 2, 3], 3, [(1, None)]),
        ([1, 2], 3, [(1, 2)]),
        ([1, 3], 3, [(1, 1), (3, None)]),
        ([2, 4, 5], 6, [(2, 2), (4, 5)]),
    ],
)
def test_versions_in_a_row_are_one_span(numbers: list[int], newest: int, spans: list[Span]) -> None:
    assert list(stays.spans(numbers, newest)) == spans


@given(st.sets(st.integers(1, 20)), st.integers(20, 25))
def test_the_spans_hold_the_versions_and_no_others(numbers: set[int], newest: int) -> None:
    found = stays.spans(sorted(numbers), newest)
    assert {n for first, last in found for n in range(first, (last or newest) + 1)} == numbers


def test_the_neighbours_outside_bound_a_span() -> None:
    assert stays.numbers([(1, 2), (5, None)]) == {1, 2, 3, 4, 5}
