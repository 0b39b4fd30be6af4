"""Which passages of other platforms stand beside a provision that is explained."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive_repo.records import Bounds
from archiver.provisions import explain
from archiver.provisions.compare import Provision
from archiver.provisions.findings import Finding
from archiver.provisions.history import SURE
from archiver.provisions.taxonomy import Polarity
from tests.conftest import Recorder

SHORT = Finding(
    category="sale-or-sharing-of-data",
    polarity=Polarity.ASSERTS,
    excerpt="We sell it.",
    spans=((0, 11),),
    headings=(),
    reason="",
    rank=1.0,
    key="we sell it",
    chance=SURE,
)


@pytest.fixture
def provision(record: Recorder) -> Provision:
    version = record("We sell it.")
    since = Bounds(after=None, by=version.fetched_at)
    return Provision(
        platform="b",
        name="B",
        document="privacy-policy",
        document_title="Privacy Policy",
        version=version,
        finding=SHORT,
        came_with=version,
        since=since,
        amended=None,
        category_since=since,
    )


def order(*found: Provision) -> list[str]:
    return [one.platform for one in explain.ranked(found, Polarity.ASSERTS)]


def stronger(one: Provision, finding: Finding) -> Provision:
    """The same on a platform that would come first."""
    return replace(one, platform="a", finding=replace(finding, rank=2.0))


@pytest.mark.parametrize(("less", "first"), [(0.001, "b"), (0, "a")])
def test_what_is_not_surely_of_the_kind_stands_behind_what_is(
    less: float, first: str, provision: Provision
) -> None:
    unsure = stronger(provision, replace(SHORT, chance=SURE - less))
    assert order(provision, unsure)[0] == first


@pytest.mark.parametrize(("less", "first"), [(0, "b"), (1, "a")])
def test_a_long_passage_stands_behind_a_short_one(less: int, first: str, provision: Provision) -> None:
    long = stronger(provision, replace(SHORT, excerpt="x" * (explain.LONG_BESIDE - less)))
    assert order(provision, long)[0] == first


def test_what_says_otherwise_stands_last(provision: Provision) -> None:
    denial = stronger(provision, replace(SHORT, polarity=Polarity.DENIES))
    assert order(denial, provision) == ["b", "a"]


def test_the_same_words_are_shown_once_and_as_many_others_as_there_is_room_for(provision: Provision) -> None:
    others = [
        replace(provision, platform=str(number), finding=replace(SHORT, key=f"we sell it {number}"))
        for number in range(explain.BESIDE + 1)
    ]
    shown = explain.first([provision, replace(provision, platform="twin"), *others])
    assert [one.platform for one in shown] == ["b", *(str(number) for number in range(explain.BESIDE - 1))]
