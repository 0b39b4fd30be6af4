"""Sums that are added up side by side are the sums that each would be by itself."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.provisions.detection.other_languages import SURE
from archiver.provisions.detection.packed_sums import LIMIT, Columns

COLUMNS = Columns(3)
NUMBERS = st.lists(st.tuples(st.integers(0, 2), st.integers(-LIMIT // 8, LIMIT // 8)), max_size=7)


def total(numbers: list[tuple[int, int]]) -> int:
    return sum(COLUMNS.packed([one]) for one in numbers)


@given(NUMBERS)
def test_one_sum_has_the_sum_of_each_column(numbers: list[tuple[int, int]]) -> None:
    sums = [sum(number for place, number in numbers if place == column) for column in range(3)]
    assert COLUMNS.sums(total(numbers)) == sums
    assert [COLUMNS.sum_of(total(numbers), column) for column in range(3)] == sums


@given(NUMBERS, st.lists(st.integers(-LIMIT + 1, LIMIT - 1), min_size=3, max_size=3))
def test_the_columns_that_reach_what_is_asked_are_told(
    numbers: list[tuple[int, int]], least: list[int]
) -> None:
    sums = COLUMNS.sums(total(numbers))
    reaching = [place for place in range(3) if sums[place] >= least[place]]
    assert COLUMNS.reaching(total(numbers), COLUMNS.least(least)) == reaching


@pytest.mark.parametrize(("more", "places"), [(0, [1]), (1, [])])
def test_a_column_reaches_its_least_sum_and_no_more(more: int, places: list[int]) -> None:
    least = COLUMNS.least([1, 40 + more, 1])
    assert COLUMNS.reaching(COLUMNS.packed([(1, 40)]), least) == places


@pytest.mark.parametrize("name", ["likeness", *(f"likeness-{language}" for language in SURE), "labelled"])
def test_all_weights_of_a_column_together_are_within_its_limit(name: str) -> None:
    file = resources.files("archiver.provisions.detection") / f"{name}.json.gz"
    stored = json.loads(gzip.decompress(file.read_bytes()))
    for model in [stored] if name == "likeness" else stored.values():
        assert max(_largest(model, name).values()) < LIMIT


def _largest(model: dict[str, list[list[int]]], name: str) -> Counter[int]:
    """The largest sum that there could be in each column."""
    found: Counter[int] = Counter()
    if name == "labelled":
        return Counter({place: sum(map(abs, column)) for place, column in enumerate(model["weights"])})
    for row in model["weights"]:
        for place, weight in zip(row[::2], row[1::2], strict=True):
            found[place] += abs(weight)
    return found
