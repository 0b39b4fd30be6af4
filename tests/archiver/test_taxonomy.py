"""The taxonomy is complete, says what it means, and finds its own examples."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo.text.kinds import DocumentKind
from archiver.provisions import taxonomy
from archiver.provisions.detect import detector
from archiver.provisions.detection.rule_reader import RuleReader
from archiver.provisions.patterns import PatternDoesNotParse, Phrase
from archiver.provisions.taxonomy import Category, Polarity

KNOWN = taxonomy.load()
CATEGORIES = list(KNOWN.categories.values())


def ids(categories: list[Category]) -> list[str]:
    return [category.id for category in categories]


def test_every_group_has_a_category_and_every_category_a_group() -> None:
    assert {category.group for category in CATEGORIES} == set(KNOWN.groups)


@pytest.mark.parametrize("category", CATEGORIES, ids=ids(CATEGORIES))
def test_a_category_says_what_it_does_and_asks_for(category: Category) -> None:
    for words in (category.mechanism, category.compliance):
        assert re.fullmatch(r"[A-Z‘“\"'].{15,}[.]", words, re.DOTALL), words
    assert category.severity in KNOWN.severities
    assert category.documents
    assert len(category.documents) == len({*category.documents})
    assert {*category.documents} <= {*DocumentKind}


@pytest.mark.parametrize("category", CATEGORIES, ids=ids(CATEGORIES))
def test_a_category_is_found_in_its_positive_examples(category: Category) -> None:
    assert category.positive
    for example in category.positive:
        assert category.id in {one.category for one in detector().findings(example, weak=True)}, example


@pytest.mark.parametrize("category", CATEGORIES, ids=ids(CATEGORIES))
def test_a_category_is_not_asserted_by_its_negative_examples(category: Category) -> None:
    assert category.negative
    for example in category.negative:
        asserted = {one.category for one in detector().findings(example) if one.polarity is Polarity.ASSERTS}
        assert category.id not in asserted, example


@pytest.mark.parametrize(
    ("sentence", "category", "polarity"),
    [
        ("We withdraw the app's consent screen.", "consent-withdrawal", None),
        ("Some uses lie outside of the performance of our contract.", "contract-as-lawful-basis", "denies"),
        ("We never ask for health data.", "sensitive-data", "denies"),
        ("The price of our stock may change.", "price-change", None),
        ("Either of us may assign this agreement to an affiliate.", "assignment", "mutual"),
        ("Neither party may assign this agreement.", "assignment", "mutual"),
        ("We grant you a limited, non-assignable licence.", "assignment", None),
        ("You are not liable for unauthorised use of your account.", "account-responsibility", "denies"),
        ("Nothing here makes you waive your moral rights.", "moral-rights-waiver", "denies"),
        ("You may also use it for business purposes.", "non-commercial-use", "excludes"),
        ("To report a security incident, write to us.", "breach-notification", None),
        ("Admins cannot view your private chats.", "administrator-access", "denies"),
        ("A group admin can see messages that were reported.", "administrator-access", None),
    ],
)
def test_a_late_category_says_what_its_sentence_says(
    sentence: str, category: str, polarity: str | None
) -> None:
    found = [one.polarity for one in detector().findings(sentence, weak=True) if one.category == category]
    assert found == ([polarity] if polarity else [])


def test_words_of_one_id_name_its_category_though_other_titles_have_them() -> None:
    assert KNOWN.named("opt-out").id == "training-opt-out"


def test_the_prefilter_never_hides_a_rule_that_matches() -> None:
    finder = RuleReader(KNOWN)
    examples = [
        example.lower() for category in CATEGORIES for example in (*category.positive, *category.negative)
    ]
    for words in examples:
        passed = {id(rule) for _, _, rule in finder.candidates(words)}
        for category in CATEGORIES:
            for rule in category.rules:
                if all(phrase.expression.search(words) for phrase in rule.phrases):
                    assert id(rule) in passed, (rule.source, words)


@pytest.mark.parametrize(
    ("pattern", "matches", "misses"),
    [
        ("we (may|will)? sell .. data", "we may sell your personal data", "we sell shoes; data stays"),
        ("train* ..10.. models", "training of models", "train with some other very long words models"),
        ("opt-out", "opt out", "optional"),
        ("^ you may", "you may go", "and you may go"),
        ("({things}) data", "user data", "data"),
        ("a (b)? c", "a c", "a d c"),
    ],
)
def test_a_pattern_matches_what_it_says(pattern: str, matches: str, misses: str) -> None:
    phrase = Phrase(pattern, {"things": "user|customer"})
    assert phrase.expression.search(matches)
    assert not phrase.expression.search(misses)


PHRASES = [
    *KNOWN.vetoes,
    *(phrase for one in CATEGORIES for rule in one.rules for phrase in rule.phrases),
    *(phrase for one in CATEGORIES for phrase in (*one.vetoes, *one.mentions)),
    Phrase("(sell)? our data", {}),
    Phrase("(.. far|near) us", {}),
]
EXAMPLES = [example.lower() for one in CATEGORIES for example in (*one.positive, *one.negative)]


@pytest.mark.large
@settings(max_examples=400)
@given(
    st.sampled_from(PHRASES),
    st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=3),
    st.sampled_from([" ", ": ", "; ", " | "]),
    st.integers(0, 80),
    st.integers(0, 300),
)
def test_a_pattern_tried_where_it_can_begin_matches_as_if_tried_everywhere(
    phrase: Phrase, examples: list[str], joint: str, first: int, length: int
) -> None:
    words = joint.join(examples)
    plain = phrase.expression
    assert list(map(str, phrase.finditer(words))) == list(map(str, plain.finditer(words)))
    for start, end in ((0, len(words)), (first, first + length)):
        uncompiled = Phrase(phrase.source, phrase.words)
        expected = str(plain.search(words, start, end))
        assert (str(phrase.search(words, start, end)), str(uncompiled.search(words, start, end))) == (
            expected,
            expected,
        )


@pytest.mark.parametrize(
    ("words", "is_compiled"),
    [("we sell it to partners", True), ("partners do not sell", False), ("we do sell", False)],
)
def test_a_pattern_is_compiled_where_its_words_stand_in_its_order(words: str, is_compiled: bool) -> None:
    phrase = Phrase("sell .. partners", {})
    found = list(phrase.finditer(words))
    assert (bool(found), "expression" in vars(phrase)) == (is_compiled, is_compiled)


def test_where_a_pattern_can_begin_is_told_by_its_first_words() -> None:
    assert Phrase("(we|our (two)?)? (share*|shared|opt-out) data", {}).heads == {"we", "our", "share", "opt"}
    assert Phrase("^ we share", {}).heads == frozenset()


@pytest.mark.parametrize("pattern", ["a (b", "a | b)", ".. a", "a ..400.. b", "{unknown} a", "a [b]", ""])
def test_a_pattern_that_breaks_the_rules_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(PatternDoesNotParse, match=re.escape(repr(pattern))):
        _ = Phrase(pattern, {}).regex
