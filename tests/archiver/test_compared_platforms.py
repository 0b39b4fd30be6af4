"""Who says what across platforms: whose passage stands for a platform, and what is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive_repo.repository import Repository
from archive_repo.text.kinds import DocumentKind
from archiver.provisions import taxonomy
from archiver.provisions.comparison import answers, companies
from archiver.provisions.detect import detector
from archiver.provisions.detection import spoken_of
from archiver.provisions.excerpts import section_scopes
from archiver.provisions.findings import Finding
from archiver.provisions.stories import scopes
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.taxonomy import Condition, Polarity
from archiver.report import clauses
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
Platform = Callable[[str], Recorder]

TRAINING, OPT_OUT, LAW = "model-training-on-user-data", "training-opt-out", "choice-of-law"
WE_TRAIN = "We use your content to train our models."
WAY_OUT = "# Terms\n\nYou may opt out of the training of our models in your settings.\n"
NO_TRAINING = "We do not use your content to train our models."
FRENCH = "These terms are governed by the laws of France."
TEXAN = "These terms are governed by the laws of Texas."
GERMAN = "Wir speichern Ihre Daten nur so lange, wie es für den Betrieb des Dienstes nötig ist. "
TERMS = (
    "You must be at least 16 years old to use the service.",
    "We may terminate your account at any time.",
    "You shall indemnify us against all claims.",
    "Our total liability is limited to 100 euros.",
    FRENCH,
    "Your subscription renews automatically until you cancel it.",
    "Fees are not refundable.",
    "We may change these terms at any time.",
    "You may not reverse engineer the service.",
    "Disputes are resolved by binding arbitration.",
)


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    """A platform of the archive, to record in."""
    return lambda slug: Recorder(Repository.create(tmp_path / "platforms" / f"{slug}.git"))


SOLD = Finding(
    category="sale-or-sharing-of-data",
    polarity=Polarity.ASSERTS,
    excerpt="We sell your data.",
    spans=((0, 18),),
    headings=("Terms",),
    reason="",
    rank=1.0,
    key="we sell your data.",
)


def compared(run: Run, category: str, *options: str) -> dict[str, Any]:
    return dict(run("compare", category, *options, "--json").json)


def unwrapped(text: str) -> str:
    return " ".join(text.split())


def shown(run: Run, category: str) -> list[tuple[str, str, str]]:
    rows = compared(run, category)["provisions"]
    return [(one["platform"], one["document"], one["polarity"]) for one in rows]


def counted(run: Run, category: str) -> dict[str, int]:
    return {one["sense"]: one["company_count"] for one in compared(run, category)["counts"]}


def test_a_business_contract_does_not_answer_for_consumers(platform: Platform, run: Run) -> None:
    one = platform("one")
    one(f"# Terms\n\n{NO_TRAINING}\n", "commercial-terms", title="Commercial Terms")
    one(f"# Privacy\n\n{WE_TRAIN}\n")
    assert shown(run, TRAINING) == [("one", "privacy-policy", "asserts")]
    assert [row["document"] for row in compared(run, TRAINING)["otherwise"]] == ["commercial-terms"]


def test_who_speaks_to_businesses_only_is_counted_apart(platform: Platform, run: Run) -> None:
    platform("one")(f"# Terms\n\n{NO_TRAINING}\n", "developer-terms", title="Developer Terms")
    platform("two")(f"# Privacy\n\n{NO_TRAINING}\n")
    assert counted(run, TRAINING) == {"denies": 1, "to businesses": 1}
    assert "1 says it is not so, 1 speaks of it to businesses only" in run("compare", TRAINING).out


def test_an_addendum_for_businesses_stands_behind_the_terms_for_all(platform: Platform, run: Run) -> None:
    platform("one")(
        f"# Terms\n\n## Business use addendum\n\n{TEXAN}\n\n## Governing law\n\n{FRENCH}\n",
        "terms",
        title="Terms of Service",
    )
    (row,) = compared(run, LAW)["provisions"]
    assert row["excerpt"] == FRENCH


def test_what_holds_for_a_part_is_told_to(platform: Platform, run: Run) -> None:
    text = f"# Terms\n\n## Business use addendum\n\n{TEXAN}\n"
    platform("one")(text, "terms", title="Terms of Service")
    assert counted(run, LAW) == {"says so in part": 1}
    assert "of a part, by its heading “Terms > Business use addendum”:" in run("compare", LAW).out


def test_a_way_out_in_another_document_makes_it_conditional(platform: Platform, run: Run) -> None:
    one = platform("one")
    one(f"# Privacy\n\n{WE_TRAIN}\n")
    one(WAY_OUT, "terms", title="Terms of Service")
    assert counted(run, TRAINING) == {"on a condition": 1}
    assert [row["document"] for row in compared(run, TRAINING)["ways_out"]] == ["terms"]
    assert "with a way out, in its Terms of Service" in run("compare", TRAINING).out
    assert "on a condition" in run("compare", TRAINING, "--polarity", "conditional").out


def test_a_way_out_in_a_business_contract_is_none_for_consumers(platform: Platform, run: Run) -> None:
    one = platform("one")
    one(f"# Privacy\n\n{WE_TRAIN}\n")
    one(WAY_OUT, "business-terms", title="Business Terms")
    assert counted(run, TRAINING) == {"says so": 1}


def test_who_lets_one_opt_out_of_it_does_it(platform: Platform, run: Run) -> None:
    platform("one")("# Privacy\n\nYou may opt out of the training of our models in your settings.\n")
    assert shown(run, TRAINING) == [("one", "privacy-policy", "conditional")]


def test_training_subject_to_an_opt_out_has_the_opt_out(platform: Platform, run: Run) -> None:
    text = "We use your content to train our models, unless you opt out."
    platform("one")(f"# Privacy\n\n{text}\n")
    assert shown(run, OPT_OUT) == [("one", "privacy-policy", "asserts")]


def test_platforms_with_a_contract_in_common_are_one_company(platform: Platform, run: Run) -> None:
    for slug in ("chat", "models"):
        record = platform(slug)
        record("# Terms\n\n" + "\n\n".join(TERMS), "terms", title="Terms of Service")
    platform("other")(f"# Terms\n\n{FRENCH}\n", "terms", title="Terms of Service")
    found = compared(run, LAW)
    assert (found["companies"], counted(run, LAW)) == ([["chat", "models"]], {"says so": 2})
    told = run("compare", LAW).out
    assert "Of 2 companies (3 platforms): 2 say so." in told
    assert "Counted as one company each, since a contract of theirs is the same: chat and" in told


def test_a_company_whose_platforms_differ_is_counted_as_such(platform: Platform, run: Run) -> None:
    for slug, policy in (("chat", WE_TRAIN), ("models", NO_TRAINING)):
        record = platform(slug)
        record("# Terms\n\n" + "\n\n".join(TERMS), "terms", title="Terms of Service")
        record(f"# Privacy\n\n{policy}\n")
    assert counted(run, TRAINING) == {"differs": 1}


@pytest.mark.parametrize(("common", "one_company"), [(5, True), (4, False)])
def test_half_of_the_provisions_make_one_contract(
    platform: Platform, run: Run, common: int, one_company: bool
) -> None:
    others = [words.replace("you", "the user").replace("our", "its").replace("the", "any") for words in TERMS]
    assert len(TERMS) * companies.SAME == 5
    mixed = [*TERMS[:common], *(f"Mind this: {words}" for words in others[common:])]
    for slug, words in (("chat", TERMS), ("models", mixed)):
        platform(slug)("# Terms\n\n" + "\n\n".join(words), "terms", title="Terms of Service")
    found = compared(run, "minimum-age")["companies"]
    assert bool(found) is one_company


def test_rules_for_users_do_not_say_what_the_provider_does(platform: Platform, run: Run) -> None:
    one = platform("one")
    one(f"# Privacy\n\n{NO_TRAINING}\n")
    one(f"# Rules\n\n{WE_TRAIN}\n", "acceptable-use-policy", title="Acceptable Use Policy")
    assert compared(run, TRAINING)["otherwise"] == []


def test_words_are_dated_and_not_their_category(platform: Platform, run: Run) -> None:
    one = platform("one")
    one(f"# Terms\n\n{FRENCH}\n", "terms", title="Terms of Service")
    one(f"# Terms\n\n{TEXAN}\n", "terms", title="Terms of Service")
    told = " ".join(run("compare", LAW).out.split())
    assert "in these words first seen between 2025-05-01 and 2025-05-02" in told
    assert "since at least" not in told


@pytest.mark.parametrize(("chance", "told"), [(SURE, "says so"), (SURE - 0.001, "perhaps")])
def test_a_passage_that_is_not_sure_stands_behind_one_that_is(chance: float, told: str) -> None:
    unsure = replace(SOLD, chance=chance, rank=9.0)
    sure = replace(SOLD, chance=1.0, rank=1.0)
    first = min((unsure, sure), key=lambda one: scopes.order("Privacy Policy", one))
    assert (first is unsure) == (told == "says so")


@pytest.mark.parametrize(
    "other",
    [
        {"headings": ("Terms", "Addendum for business customers")},
        {"headings": ("Terms", "Beta services")},
        {"headings": ("Privacy", "California residents")},
        {"key": "even if you object, we sell your data."},
        {"key": "when you are not logged in, we sell your data."},
        {"polarity": Polarity.EXCLUDES},
    ],
)
def test_what_is_for_some_or_an_exception_stands_behind_the_rule(other: dict[str, Any]) -> None:
    narrow = replace(SOLD, rank=9.0, **other)
    assert min((narrow, SOLD), key=lambda one: scopes.order("Terms of Service", one)) is SOLD


@pytest.mark.parametrize("title", ["Transfers outside the EEA", "Business domains", "Our partners"])
def test_a_heading_that_only_names_its_subject_narrows_nothing(title: str) -> None:
    assert not scopes.is_of_a_part(replace(SOLD, headings=("Privacy", title)))


@pytest.mark.parametrize(
    ("words", "in_part"),
    [
        ("we do not use sensitive data for the purposes of inferring characteristics.", True),
        ("we do not train on your content when you use the enterprise plan.", True),
        ("we do not use this content to train our models.", True),
        ("we do not sell your data.", False),
    ],
)
def test_a_denial_of_one_purpose_or_product_is_one_of_a_part(words: str, in_part: bool) -> None:
    denial = replace(SOLD, key=words, polarity=Polarity.DENIES)
    assert scopes.denies_in_part(denial) is in_part
    assert not scopes.denies_in_part(replace(denial, polarity=Polarity.ASSERTS))


def test_a_text_is_searched_for_the_chief_words_of_a_category() -> None:
    category = taxonomy.load().categories["location-data"]
    assert "location" in spoken_of.chief_words(category)
    found = spoken_of.of("# Privacy\n\nWe are kind.\n\nWe read your location from the device.\n", category)
    assert [(one.written, one.is_alike) for one in found] == [
        ("We read your location from the device.", True)
    ]
    assert spoken_of.of("# Privacy\n\nWe are kind to all our customers.\n", category) == []


@pytest.mark.parametrize(("odds", "alike"), [(spoken_of.ALIKE, True), (spoken_of.ALIKE - 0.001, False)])
def test_a_passage_with_no_more_than_a_word_is_not_shown(odds: float, alike: bool) -> None:
    assert spoken_of.Spoken("words", odds).is_alike is alike


@pytest.mark.parametrize(("chance", "unsure"), [(answers.LIKELY, False), (answers.LIKELY - 0.001, True)])
def test_what_is_not_likely_is_said_to_be_perhaps(
    platform: Platform, run: Run, chance: float, unsure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform("one")(f"# Terms\n\n{FRENCH}\n", "terms", title="Terms of Service")
    detected = detector().findings(f"# Terms\n\n{FRENCH}\n", DocumentKind.TERMS)
    (own,) = [one.chance for one in detected if one.category == LAW]
    monkeypatch.setattr(answers, "LIKELY", own + answers.LIKELY - chance)
    assert counted(run, LAW) == ({"perhaps": 1} if unsure else {"says so": 1})


def test_a_right_against_something_is_no_denial(platform: Platform, run: Run) -> None:
    right = "You have the right not to be subject to a decision based solely on automated processing."
    platform("one")(f"# Privacy\n\n{right}\n")
    assert "denies" not in counted(run, "automated-decision-making")


def test_the_age_stands_before_what_else_is_said_of_minors(platform: Platform, run: Run) -> None:
    age = "You must be at least 13 years old to use the service."
    platform("one")(
        "# Terms\n\n## Minimum age\n\nIf you are a minor, you must have permission of your parent to use the"
        f" service, and your parent has to read these terms with you.\n\n{age}\n",
        "terms",
        title="Terms of Service",
    )
    (row,) = compared(run, "minimum-age")["provisions"]
    assert age in row["excerpt"]


def test_what_stands_under_its_own_heading_stands_for_the_document() -> None:
    under = replace(SOLD, category="limitation-of-liability", headings=("Terms", "Limitation of liability"))
    elsewhere = replace(under, headings=("Terms", "Messages"), rank=9.0)
    assert min((elsewhere, under), key=lambda one: scopes.order("Terms of Service", one)) is under


def test_an_opt_out_of_a_waiver_that_names_arbitration_is_one_of_it(platform: Platform, run: Run) -> None:
    platform("one")(
        "# Terms\n\n## Disputes\n\nAny dispute shall be resolved by binding arbitration.\n\n## Choice\n\n"
        "You may opt out and not be bound by the arbitration and class action waiver within 30 days.\n",
        "terms",
        title="Terms of Service",
    )
    assert counted(run, "arbitration") == {"on a condition": 1}


@pytest.mark.parametrize(
    ("polarity", "label"),
    [
        (Polarity.EXCLUDES, "says it is not so, with exceptions"),
        (Polarity.ASSERTS, "says so, with exceptions"),
    ],
)
def test_a_denial_with_exceptions_is_a_rule_and_told_with_them(polarity: Polarity, label: str) -> None:
    words = "we do not use your data to train our models, except when you have a free plan."
    excepted = replace(SOLD, key=words, polarity=polarity)
    assert (clauses.label(excepted), scopes.is_exception(excepted)) == (label, False)
    plain = replace(excepted, key="we do not use your data to train our models.")
    assert not scopes.has_exceptions(plain)


def test_a_denial_with_exceptions_stands_before_one_of_them(platform: Platform, run: Run) -> None:
    rule = "We do not use your data to train our models, except when you have a free plan."
    feedback = "We use the feedback that you give us on outputs to train our models and improve our products."
    platform("one")(f"# Privacy\n\n## Feedback\n\n{feedback}\n\n## Your data\n\n{rule}\n")
    (row,) = compared(run, TRAINING)["provisions"]
    assert row["excerpt"] == rule
    assert counted(run, TRAINING) == {"on a condition": 1}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("This Section 13 applies only to those in the United States.", True),
        ("(Applicable to EEA and UK End Users)", True),
        ("If you are using the service in Japan, the following additional terms apply:", True),
        ("For users in the EU:", True),
        ("The limitations in this Section apply only to the maximum extent permitted by law.", False),
        ("This section applies to the fullest extent permitted by law.", False),
        ("The fees in this section and the taxes that the law asks for apply.", False),
    ],
)
def test_what_a_section_says_of_whom_it_holds_for_is_told(said: str, *, told: bool) -> None:
    text = f"# Terms\n\n## 13. Disputes\n\n{said}\n\n### Court\n\n{FRENCH}\n"
    assert section_scopes.told(text, text.index(FRENCH)) == (said if told else "")


def test_what_another_section_or_the_title_says_of_whom_it_holds_for_is_not() -> None:
    above = "# Terms\n\nThis notice applies to you.\n\n## A\n\nThis part applies to adults."
    text = f"{above}\n\n## B\n\n{FRENCH}\n"
    assert section_scopes.told(text, text.index(FRENCH)) == ""


def test_for_whom_section_and_document_hold_is_shown_with_a_passage(platform: Platform, run: Run) -> None:
    document = "These Terms do not apply to companies."
    section = "If you use it in Japan, the following additional terms apply:"
    platform("one")(
        f"# Terms\n\n{document}\n\n## 2. Law\n\n{section}\n\n### Court\n\n{FRENCH}\n", "terms", title="Terms"
    )
    platform("two")(f"# Terms\n\n{TEXAN}\n", "terms", title="Terms")
    assert unwrapped(run("compare", LAW).out).count(section) == 1
    assert f"the document says: “{document}”" in unwrapped(run("compare", LAW).out)
    assert f"one/terms: “{document}”" in unwrapped(run("compare", "one", "two").out)


def test_how_many_passages_a_document_has_of_a_kind_is_told_beside_the_one_shown(
    platform: Platform, run: Run
) -> None:
    platform("one")(f"# Terms\n\n{FRENCH}\n\n## Texas\n\n{TEXAN}\n", "terms", title="Terms")
    platform("two")(f"# Terms\n\n{TEXAN}\n", "terms", title="Terms")
    assert unwrapped(run("compare", LAW).out).count("(one of 2 such passages)") == 1
    assert run("compare", LAW).out.count("such passages") == 1


def test_a_way_out_has_no_way_out_of_itself(platform: Platform, run: Run) -> None:
    platform("one")(WAY_OUT, "terms", title="Terms of Service")
    assert compared(run, OPT_OUT)["ways_out"] == []


def test_the_matrix_answers_as_the_comparison_of_a_category_does(platform: Platform, run: Run) -> None:
    platform("one")(f"# Terms\n\n{NO_TRAINING}\n", "developer-terms", title="Commercial Terms")
    two = platform("two")
    two(f"# Privacy\n\n{WE_TRAIN}\n")
    two(WAY_OUT, "terms", title="Terms of Service")
    cells = {
        (one["category"], one["platform"]): (one["polarity"], one["sense"], one["known"])
        for one in run("compare", "--matrix", "--json").json
    }
    assert cells[TRAINING, "one"] == ("denies", "to businesses", True)
    assert cells[TRAINING, "two"] == ("conditional", "on a condition", True)
    assert cells[LAW, "one"] == (None, None, False)
    assert cells[LAW, "two"] == (None, None, True)
    (row,) = [line.split() for line in run("compare", "--matrix").out.splitlines() if TRAINING in line]
    assert row[1:] == ["b", "?"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("we share your data only with your consent.", "says so, subject to consent"),
        ("we share your data only as far as you let us.", "says so on a condition"),
    ],
)
def test_a_condition_is_named_only_where_the_passage_has_its_words(words: str, told: str) -> None:
    passage = replace(SOLD, key=words, polarity=Polarity.CONDITIONAL, condition=Condition.CONSENT)
    assert clauses.says(passage) == told


@pytest.mark.parametrize(
    "title",
    [
        "User Agreement if you live in the United States",
        "Creator Rewards Program Terms",
        "European Regional Privacy Notice",
    ],
)
def test_what_stands_under_the_title_of_a_document_for_some_is_of_a_part(title: str) -> None:
    assert scopes.is_under_a_part(replace(SOLD, headings=(title, "Miscellaneous")))
    assert not scopes.is_under_a_part(replace(SOLD, headings=("User Agreement", "Miscellaneous")))


def test_terms_of_a_program_stand_behind_the_terms_for_all() -> None:
    order = [scopes.order(title, SOLD) for title in ("Terms of Service", "Content Monetisation Policy")]
    assert order == sorted(order)
    assert order[0] != order[1]


def test_a_document_that_is_not_read_is_not_one_that_has_none(platform: Platform, run: Run) -> None:
    one = platform("one")
    one(f"# Datenschutz\n\n{GERMAN * 3}\n", "privacy-policy", title="Privacy Policy")
    one(f"# Terms\n\n{FRENCH}\n", "terms", title="Terms of Service")
    found = compared(run, "data-retention")
    assert (found["without"], found["unasked"]) == ([], ["one"])
