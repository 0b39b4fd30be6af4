"""What the models learned from labels decide: polarity and strength, and how they say so."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.provisions import detect
from archiver.provisions.detect import detector
from archiver.provisions.detection import clues, labelled
from archiver.provisions.detection.category_matches import CategoryMatch
from archiver.provisions.detection.labelled import Model
from archiver.provisions.detection.weighing import Scales, StrengthScales
from archiver.provisions.stances import ASSERTED, DENIED
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.text import units
from archiver.provisions.text.units import Unit
from archiver.provisions.wording import deciding_words
from archiver.provisions.wording.roots import root

RENEWAL = "Your plan renews automatically unless it is cancelled in time."
LEAVING = "You can opt out of newsletters at the bottom of each email."
SALE = "We may sell your personal data."


def only(sentence: str) -> tuple[CategoryMatch, Unit]:
    (unit,) = units.read(sentence)
    (match,) = detector().rules.ruled(unit)
    return match, unit


def model(*weights: int) -> Model:
    return Model(classes=("no", "yes"), bias=(0, 0), weights={"<not>": weights, "unused": (7, -7)})


def test_probabilities_are_those_of_what_speaks_for_each_class() -> None:
    told = model(0, 0).shares([0, labelled.STEP])
    assert told["yes"] == pytest.approx(1 / (1 + 2.718281828**-1))
    assert sum(told.values()) == pytest.approx(1)


def test_the_weightiest_features_are_those_that_speak_for_the_choice() -> None:
    assert model(0, 5).weightiest({"<not>", "unused", "unknown"}, "yes", "no") == ["<not>"]


def test_where_labels_turn_what_the_rules_say_the_reason_says_so() -> None:
    match, _ = only(LEAVING)
    assert str(match.stance.polarity) == "conditional"
    (finding,) = detector().findings(LEAVING)
    assert str(finding.polarity) == "asserts"
    assert re.search(r"; labelled passages make it asserts, the rules conditional \(.+\)$", finding.reason)


def test_a_renewal_until_one_cancels_is_conditional_whatever_readers_said() -> None:
    (finding,) = detector().findings(RENEWAL)
    assert (str(finding.polarity), str(finding.condition)) == ("conditional", "opt-out")
    assert "labelled passages" not in finding.reason


def test_a_passage_without_a_word_that_could_turn_it_is_left_to_the_rules() -> None:
    match, unit = only(SALE)
    assert not deciding_words.may_turn(unit.words, match.spans[0])
    assert labelled.stance(match.category, unit, match.spans, ASSERTED) == (ASSERTED, ())


def test_a_plain_denial_stays_one() -> None:
    match, unit = only("We never sell your personal data.")
    assert labelled.stance(match.category, unit, match.spans, match.ruled) == (DENIED, ())


def test_a_denial_with_an_exception_is_not_turned_into_one_without() -> None:
    match, unit = only("Apart from the fraud check at the till, there is no automated decision-making.")
    assert match.ruled.polarity is Polarity.EXCLUDES
    assert labelled.stance(match.category, unit, match.spans, match.ruled) == (match.ruled, ())


def test_nothing_is_conditional_on_what_no_word_names() -> None:
    match, unit = only("If you visit one of our sites, it will set some or all of these cookies.")
    assert deciding_words.may_turn(unit.words, match.spans[0])
    assert labelled.stance(match.category, unit, match.spans, match.ruled) == (ASSERTED, ())


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("we share it only with them", "only"),
        ("we collect not only names", "even"),
        ("you may opt-out of it", "opt out"),
        ("unless you opted in", "opt in"),
        ("either party may end it", "both"),
    ],
)
def test_deciding_words_are_known_by_their_kind(words: str, kind: str) -> None:
    assert kind in deciding_words.tokens(words, 0, len(words)).kinds


def test_what_follows_a_not_only_is_not_denied() -> None:
    words = "we collect not only names"
    assert "not" not in deciding_words.tokens(words, 0, len(words)).kinds


@given(st.text("abcdefghij unlesotp'-,.;|()", max_size=80))
def test_every_word_of_a_stretch_has_its_place(words: str) -> None:
    told = deciding_words.tokens(words, 0, len(words))
    assert all(map(words.startswith, told.words, told.starts))


WEIGHED = ("not", "we", "match", "before", "row", "sell", "unless", "led", "in", "you")


@given(st.lists(st.sampled_from(WEIGHED), max_size=12), st.integers(0, 12), st.integers(0, 12), st.data())
def test_the_scales_weigh_each_named_feature_once(
    words: list[str], begins: int, ends: int, data: st.DataObject
) -> None:
    told = frozenset({("row",), ("led in",), ("<not>", "unknown")})
    features = clues.Features(told, tuple(words), slice(min(begins, ends), max(begins, ends)))
    names = sorted(features.names())
    known = data.draw(
        st.dictionaries(st.sampled_from(names), st.tuples(st.integers(-900, 900), st.integers(-9, 9)))
    )
    sums = [sum(column) for column in zip((3, -4), *known.values(), strict=True)]
    assert Scales((3, -4), known).totals(features) == sums


@given(
    st.frozensets(st.sampled_from(["sell", "data", "word"])),
    st.frozensets(st.sampled_from([("leads in",), ("<not>", "match <not>"), ("begins we",)])),
    st.data(),
)
def test_the_scales_of_strength_weigh_each_named_feature_once(
    roots: frozenset[str], told: frozenset[clues.Clue], data: st.DataObject
) -> None:
    features = clues.StrengthFeatures(told, roots, "cookies")
    named = [*sorted(features.names()), "word sell arbitration", "unit row"]
    weights = st.tuples(st.integers(-900, 900), st.integers(-9, 9))
    known = data.draw(st.dictionaries(st.sampled_from(named), weights))
    rows = [known[name] for name in features.names() & known.keys()]
    sums = [sum(column) for column in zip((3, -4), *rows, strict=True)]
    assert StrengthScales((3, -4), known).totals(features) == sums


def test_no_feature_of_the_models_is_a_name() -> None:
    features = {*labelled.models().polarity.weights, *labelled.models().strength.weights}
    words = {word for one in features for word in one.split()}
    names = {"openai", "chatgpt", "perplexity", "jasper", "lovable", "meta", "google"}
    assert words.isdisjoint(names.union(map(root, names)))


def test_the_fingerprint_changes_with_the_weights() -> None:
    assert labelled.digest() in detect.fingerprint()
    assert zlib.crc32(b"") != int(labelled.digest(), 16)


def test_a_category_of_which_nothing_was_labelled_is_found_by_its_rules_alone() -> None:
    match, unit = only(
        "The harvest festival of the village begins with robots made by the pupils of the school."
    )
    assert labelled.chance(match.category, unit, match.spans, match.ruled, rank=0.0) < labelled.STRONG
    unlabelled = replace(match.category, id="not-labelled-yet")
    assert labelled.chance(unlabelled, unit, match.spans, match.ruled, rank=0.0) == 1.0
