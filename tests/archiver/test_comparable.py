"""Which passages of other platforms stand beside a provision that is explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from archive_repo.records import Bounds
from archiver.provisions.comparison import comparable
from archiver.provisions.comparison.compare import Provision
from archiver.provisions.findings import Finding
from archiver.provisions.stories.centrality import QUITE_SURE
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.taxonomy import Condition, Polarity
from tests.conftest import Recorder

SOLD = Finding(
    category="sale-or-sharing-of-data",
    polarity=Polarity.ASSERTS,
    excerpt="We sell your personal data.",
    spans=((0, 27),),
    headings=(),
    reason="",
    rank=1.0,
    key="we sell your personal data",
    chance=1.0,
)


@pytest.fixture
def own(record: Recorder) -> Provision:
    version = record("We sell your personal data.")
    since = Bounds(after=None, by=version.fetched_at)
    return Provision(
        platform="b",
        name="B",
        document="privacy-policy",
        document_title="Privacy Policy",
        version=version,
        finding=SOLD,
        came_with=version,
        since=since,
        amended=None,
        category_since=since,
    )


def other(own: Provision, title: str = "Privacy Policy", platform: str = "a", **finding: Any) -> Provision:
    changed = {"key": f"we sell your personal data, says {platform}"} | finding
    return replace(own, platform=platform, document_title=title, finding=replace(SOLD, **changed))


def beside(own: Provision, others: Iterable[Provision]) -> tuple[Provision, ...]:
    return comparable.among(own, comparable.by_shape(others))


def test_a_passage_that_does_the_same_stands_beside_it(own: Provision) -> None:
    assert beside(own, [own, other(own)]) == (other(own),)


@pytest.mark.parametrize(
    "finding",
    [
        {"polarity": Polarity.DENIES},
        {"polarity": Polarity.CONDITIONAL, "condition": Condition.CONSENT},
        {"headings": ("For California residents",)},
        {"headings": ("Supplement for the EEA",)},
        {"excerpt": "We sell the personal data of the customer."},
        {"key": "one that has no word in common"},
    ],
    ids=["denied", "on a condition", "of a place", "in a supplement", "to a party", "unlike"],
)
def test_a_passage_that_does_something_else_does_not(own: Provision, finding: dict[str, Any]) -> None:
    assert beside(own, [other(own, **finding)]) == ()


@pytest.mark.parametrize("title", ["Terms of Service", "Business Privacy Policy"])
def test_a_passage_of_a_document_for_others_does_not(own: Provision, title: str) -> None:
    assert beside(own, [other(own, title)]) == ()


@pytest.mark.parametrize(("less", "shown"), [(0, 1), (0.001, 0)])
def test_both_must_be_sure(own: Provision, less: float, shown: int) -> None:
    assert len(beside(own, [other(own, chance=QUITE_SURE - less)])) == shown
    unsure = replace(own, finding=replace(SOLD, chance=SURE - less))
    assert len(beside(unsure, [other(own)])) == shown


def test_the_same_words_are_shown_once_and_as_many_others_as_there_is_room_for(own: Provision) -> None:
    twins = [other(own, platform=slug, key="we sell your data") for slug in ("x", "y")]
    assert len(beside(own, twins)) == 1
    many = [other(own, platform=str(number)) for number in range(comparable.SHOWN + 1)]
    assert len(beside(own, many)) == comparable.SHOWN


def test_a_passage_of_no_one_place_stands_for_its_document(own: Provision) -> None:
    addendum = other(own, headings=("Supplement for the EEA",), rank=9.0)
    assert comparable.central([addendum, own]) == own
    assert comparable.central([replace(own, finding=replace(SOLD, chance=QUITE_SURE - 0.001))]) is None
