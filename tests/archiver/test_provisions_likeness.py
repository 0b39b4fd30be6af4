"""Which findings are strong: those whose other words speak for the category too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.provisions import likeness, taxonomy
from archiver.provisions.detect import detector

TOPIC_ONLY = (
    "The harvest festival of the village begins with robots made by the pupils of the school, who have built "
    "them over the winter with wood, wire and paint from the shed behind the old mill by the river."
)
OPERATIVE = (
    "You may not scrape, crawl or harvest the service by automated means, decompile or reverse it to "
    "derive its source code, except as far as applicable law permits that in spite of this limit."
)


def test_a_passage_with_the_topic_word_alone_is_weak() -> None:
    found = detector().findings(TOPIC_ONLY, weak=True)
    assert [(one.category, one.weak) for one in found] == [("scraping-and-reverse-engineering", True)]
    assert detector().findings(TOPIC_ONLY) == []


def test_a_passage_that_says_who_may_do_what_is_strong() -> None:
    found = [one for one in detector().findings(OPERATIVE) if one.category.startswith("scraping")]
    assert [one.weak for one in found] == [False]


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        ("Each side pays its own arbitration fees and the costs of its lawyers.", "arbitration"),
        ("The language of the arbitration shall be English.", "arbitration"),
        ("To start, the claimant sends a demand for arbitration to our office.", "arbitration"),
        ("If you do not agree to the new terms, stop using the service.", "contract-by-using"),
        ("Your browser may offer a Do Not Track setting.", "do-not-track-signals"),
        ("You may request a copy of the personal data that we hold about you.", "data-portability"),
        ("If in future we ever sell your personal data, we will tell you first.", "sale-or-sharing-of-data"),
    ],
)
def test_wording_that_only_talks_about_its_subject_is_weak(sentence: str, category: str) -> None:
    found = [one.weak for one in detector().findings(sentence, weak=True) if one.category == category]
    assert found == [True]


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        ("You agree that all disputes are resolved by binding arbitration.", "arbitration"),
        ("You may opt out of binding arbitration within 30 days.", "arbitration"),
        ("By using the service you agree to these terms.", "contract-by-using"),
        ("We do not respond to Do Not Track signals that your browser may send.", "do-not-track-signals"),
        ("You can receive a copy of your data in a machine-readable format.", "data-portability"),
    ],
)
def test_wording_that_binds_or_promises_is_strong(sentence: str, category: str) -> None:
    assert category in {one.category for one in detector().findings(sentence)}


def test_weights_are_of_categories_and_no_feature_is_a_name() -> None:
    assert likeness.model().keys() <= taxonomy.load().categories.keys()
    features = {word for one in likeness.model().values() for pair in one.features for word in pair.split()}
    assert features.isdisjoint({"openai", "chatgpt", "perplexity", "jasper", "lovable"})


@given(st.text())
def test_strong_findings_are_those_of_all_that_are_not_weak(text: str) -> None:
    every = detector().findings(f"We sell your personal data. {text}", weak=True)
    assert [one for one in every if not one.weak] == detector().findings(
        f"We sell your personal data. {text}"
    )


@pytest.mark.parametrize("words", ["", "123", "ab"])
def test_words_without_features_are_like_nothing(words: str) -> None:
    assert likeness.of("arbitration", likeness.features(words)) <= 0.1
