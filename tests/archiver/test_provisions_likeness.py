"""Which findings are strong: those whose other words speak for the category too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.text.kinds import DocumentKind
from archiver.provisions import taxonomy
from archiver.provisions.detect import detector
from archiver.provisions.detection import clues, labelled, likeness
from archiver.provisions.detection.likeness import STEP, Weights
from archiver.provisions.text import units
from archiver.provisions.wording.roots import root

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


def test_every_category_is_known_and_no_feature_is_a_name() -> None:
    assert set(likeness.model().categories) <= taxonomy.load().categories.keys()
    words = {word for feature in likeness.model().features for word in feature.split()}
    names = ("openai", "chatgpt", "perplexity", "jasper", "lovable", "quillwren")
    assert words.isdisjoint(map(root, names))


def test_a_word_counts_without_its_ending_where_four_letters_are_left() -> None:
    assert {root(one) for one in ("collect", "collects", "collecting", "collected")} == {"collect"}
    assert [root(one) for one in ("users", "uses", "buses")] == ["user", "uses", "buse"]


@given(st.text())
def test_strong_findings_are_those_of_all_that_are_not_weak(text: str) -> None:
    every = detector().findings(f"We sell your personal data. {text}", weak=True)
    assert [one for one in every if not one.weak] == detector().findings(
        f"We sell your personal data. {text}"
    )


UNUSUAL = "You look after your login and answer for all that is done with it."
WEIGHTS = Weights(
    categories=("sale", "cookies"),
    bias=(-STEP, 0),
    features={"sell": (0, 90), "not": (0, -20, 1, -10), "# data": (0, 40), "we sell": (0, 100)},
)


def test_odds_are_the_weights_over_the_root_of_the_number_of_features() -> None:
    found = WEIGHTS.odds("we sell", [])  # three features, two of them known
    assert found == {"sale": pytest.approx(190 / STEP / 3**0.5 - 1), "cookies": pytest.approx(0)}


@pytest.mark.parametrize("words", ["", "123", "x", "unheard of"])
def test_words_that_are_not_known_leave_the_odds_as_they_are(words: str) -> None:
    assert WEIGHTS.odds(words, []) == {"sale": pytest.approx(-1), "cookies": pytest.approx(0)}


def test_odds_can_be_against_a_category() -> None:
    assert WEIGHTS.odds("not", [])["cookies"] == pytest.approx(-10 / STEP)


def test_the_last_two_headings_count_and_those_further_up_do_not() -> None:
    under = WEIGHTS.odds("it", ["Sales", "Data"])["sale"]
    assert under > WEIGHTS.odds("it", ["Data", "Sales", "Fees"])["sale"]


@given(st.lists(st.sampled_from(["we", "sell", "not", "of", "data"]), max_size=8))
def test_one_sum_for_all_categories_is_the_sum_for_each(words: list[str]) -> None:
    found = likeness.features(" ".join(words), [])
    known = {"sell": 90, "not": -20, "we sell": 100}
    total = sum(weight for feature, weight in known.items() if feature in found)
    odds = WEIGHTS.odds(" ".join(words), [])["sale"]
    assert odds == pytest.approx(total / STEP / (len(found) or 1) ** 0.5 - 1)


@given(
    st.lists(st.sampled_from(["we", "sell", "not", "of", "data"]), max_size=8),
    st.lists(st.sampled_from(["Data", "Sales", "We sell"]), max_size=3),
    st.floats(-3, 8),
)
def test_what_is_likely_is_what_has_such_odds(words: list[str], titles: list[str], least: float) -> None:
    odds = WEIGHTS.odds(" ".join(words), titles)
    assert WEIGHTS.likely(" ".join(words), titles, least) == [one for one in odds if odds[one] >= least]


def test_odds_as_high_as_asked_are_likely() -> None:
    assert WEIGHTS.likely("x", [], -1.0) == ["sale", "cookies"]
    assert WEIGHTS.likely("x", [], -1.0 + MORE) == ["cookies"]


def test_the_words_that_say_most_are_told_by_their_place() -> None:
    words = "here we sell it"
    start, end = WEIGHTS.telling(words, 0, "sale")
    assert words[start:end] == "we sell"
    start, end = WEIGHTS.telling(words, words.index("sell"), "sale")
    assert words[start:end] == "sell"


@pytest.mark.parametrize("words", ["", "12 34"])
def test_a_passage_without_words_is_told_whole(words: str) -> None:
    assert WEIGHTS.telling(words, 0, "sale") == (0, len(words))


def test_a_passage_that_no_pattern_fits_is_found_by_all_of_its_words() -> None:
    (unit,) = units.read(UNUSUAL)
    assert detector().rules.ruled(unit) == ()
    (finding,) = detector().findings(UNUSUAL, DocumentKind.TERMS)
    assert finding.category == "account-responsibility"
    assert "no pattern fits" in finding.reason


@pytest.mark.parametrize(("more", "found"), [(0.0, True), (1e-6, False)])
def test_a_passage_is_found_by_its_words_from_a_likeness_on(
    more: float, found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (unit,) = units.read(UNUSUAL)
    odds = likeness.model().odds(unit.words, unit.headings)["account-responsibility"]
    monkeypatch.setattr(labelled, "LIKELY", odds + more)
    alike = {one.category.id for one in detector().rules.alike(unit, (), likeness.model())}
    assert ("account-responsibility" in alike) == found


@pytest.mark.parametrize("rank", [0.0, None])
@pytest.mark.parametrize(("more", "strong"), [(-1e-6, True), (1e-6, False)])
def test_a_match_is_strong_from_a_probability_on(
    rank: float | None, more: float, strong: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (unit,) = units.read("We may sell your personal data.")
    (match,) = detector().rules.ruled(unit)
    said = match.category, unit, match.spans, match.ruled
    like = likeness.model().of_match(match.category.id, unit, match.spans)
    found = clues.of_strength(*said, like, rank=rank)
    models = labelled.models()
    least = models.strength.shares(models.strength_scales.totals(found))["right"] + more
    monkeypatch.setattr(labelled, "STRONG_ALONE" if rank is None else "STRONG", least)
    assert (labelled.chance(*said, rank=rank) >= labelled.STRONG) == strong


SOLD, RENTED = "We sell your personal data.", "We may rent personal data to anyone."
MORE = 1e-6


def sales(text: str) -> list[str]:
    return [one.core for one in detector().findings(text) if one.category == "sale-or-sharing-of-data"]


def chance(words: str) -> float:
    (unit,) = units.read(words)
    (match,) = (one for one in detector().rules.ruled(unit) if one.category.id == "sale-or-sharing-of-data")
    return detector().chance(match, unit)


def test_a_passage_beside_a_likelier_one_has_to_be_nearly_as_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    (low, lower), (high, higher) = sorted((chance(one), one) for one in (SOLD, RENTED))
    assert labelled.STRONG <= low < high
    text = f"{SOLD}\n{RENTED}\n"
    for margin, strong in ((high - low + MORE, [SOLD, RENTED]), (high - low - MORE, [higher])):
        monkeypatch.setattr(labelled, "MARGIN", margin)
        assert sales(text) == strong
    assert sales(lower) == [lower]


def test_a_passage_that_says_otherwise_is_not_held_against_a_likelier_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    denial = "We do not sell your personal data."
    monkeypatch.setattr(labelled, "MARGIN", 0.0)
    assert chance(SOLD) != chance(denial)
    assert sales(f"{SOLD}\n\n{denial}\n") == [SOLD, denial]


def test_an_item_is_not_found_by_its_words_again_where_its_lead_in_shows_it() -> None:
    text = "You look after your login and answer for all that is done with:\n\n- your login;\n- your keys.\n"
    found = [one for one in detector().findings(text, weak=True) if one.category == "account-responsibility"]
    assert len(found) == 1


def test_a_table_row_is_not_found_by_its_words() -> None:
    row = f"| Duty | Who |\n| --- | --- |\n| {UNUSUAL} | Everybody |\n"
    assert detector().findings(row, DocumentKind.TERMS) == []


@pytest.mark.parametrize(
    ("words", "category", "spans", "more"),
    [
        ("- We may sell your personal data.\n", "sale-or-sharing-of-data", [(0, 5)], False),
        (
            "With all that you gave us on the long way through the hills we may do this:\n\n"
            "- sell your personal data.\n",
            "sale-or-sharing-of-data",
            [(77, 90)],
            True,
        ),
    ],
)
def test_a_match_counts_by_its_own_piece_where_that_says_more(
    words: str, category: str, spans: list[tuple[int, int]], more: bool
) -> None:
    unit = units.read(words)[-1]
    whole = likeness.model().odds(unit.words, unit.headings)[category]
    assert (likeness.model().of_match(category, unit, spans).best > whole) == more


def test_what_is_found_by_its_words_is_no_question_and_no_title() -> None:
    assert detector().findings("Who would get what you hold about me if somebody bought Acme?") == []
