"""Units of a text and the provisions found in them, on passages written for these tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.text.kinds import DocumentKind
from archiver.provisions.detect import detector
from archiver.provisions.detection import second_opinion
from archiver.provisions.findings import Finding
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.text import folding, units
from archiver.provisions.text.units import UnitKind

POLICY = """# Privacy Policy

## 3. Why we use your data

| Purpose | Data | Lawful basis |
| --- | --- | --- |
| To improve our Products or find new ones (but excluding model training) | Input | Our legitimate interest. |
| To run the service | Your account | The contract with you. |

## 4. What we do not do

We do not:

- sell your personal data;
- use your conversations to train our models.

You can [object](https://lumen.example/object) to the processing of your data.
"""


def found(text: str, kind: DocumentKind | None = None) -> dict[str, Finding]:
    return {finding.category: finding for finding in detector().findings(text, kind)}


def test_a_tables_row_gives_its_purpose_and_its_basis_as_two_spans() -> None:
    finding = found(POLICY)["legitimate-interest-product-improvement"]
    assert finding.core == (
        "To improve our Products or find new ones (but excluding model training) [...] "
        "Our legitimate interest."
    )
    assert finding.headings == ("Privacy Policy", "3. Why we use your data")
    assert finding.polarity is Polarity.ASSERTS


def test_excluding_model_training_is_no_assertion_of_it() -> None:
    polarities = {
        one.polarity for one in detector().findings(POLICY) if one.category == "model-training-on-user-data"
    }
    assert Polarity.EXCLUDES in polarities
    assert Polarity.ASSERTS not in polarities
    assert "no-training-commitment" in found(POLICY)


def test_a_denial_in_the_lead_in_holds_for_its_items() -> None:
    finding = found(POLICY)["sale-or-sharing-of-data"]
    assert finding.polarity is Polarity.DENIES
    assert finding.core == "We do not: [...] sell your personal data;"


@pytest.mark.parametrize(
    ("sentence", "polarity"),
    [
        ("We sell your personal data to partners.", Polarity.ASSERTS),
        ("We do not sell your personal data.", Polarity.DENIES),
        ("Your personal data is never sold.", Polarity.DENIES),
        ("We neither rent nor sell personal information.", Polarity.DENIES),
        ("If you do not object, we may sell your personal data.", Polarity.CONDITIONAL),
    ],
)
def test_polarity_is_what_the_clause_says(sentence: str, polarity: Polarity) -> None:
    assert found(sentence)["sale-or-sharing-of-data"].polarity is polarity


@pytest.mark.parametrize(
    "sentence",
    [
        "You may not sell the personal data of other users.",
        "“Sale” means that personal data is sold to anybody.",
        "Sections 4, 7 and 9 on the sale of personal data survive any termination.",
        "To learn more about how we sell personal data, see our notice.",
        "You should carefully read their notice to see how they sell your personal data.",
        "How we sell your personal data is described in our notice.",
        "Information about whom we sell personal data to can be found here.",
        "You can find out how we sell personal data.",
        "Welcome to our guide to the sale of personal data, which we sell.",
        "Do you sell my personal data?",
        "Sale of personal data",
        "\u200d7. Sale of personal data.",
    ],
)
def test_users_duties_definitions_pointers_questions_and_titles_are_no_provisions(sentence: str) -> None:
    assert "sale-or-sharing-of-data" not in found(sentence)


def test_a_line_without_a_letter_to_see_is_no_passage() -> None:
    text = "# Retention of your information\n\n[\u200b](#rights)\n\n| \u200b |\n| --- |\n| \u200b |\n"
    assert not detector().findings(text, weak=True)


@pytest.mark.parametrize(
    "sentence",
    [
        "We've recently updated our Privacy Policy.",
        "Please note: we have revised these Terms, effective 3 May 2026.",
        "On 3 May 2026, we are updating this notice to say that we may sell your personal data.",
        "We updated this policy on 3 May 2026.",
        "We are changing how we sell the personal data of users in Utopia.",
        "These updates will go into effect on 3 May 2026.",
        "Effective immediately if you sign up after 3 May 2026.",
        "This policy has been updated with a section on the sale of personal data.",
        "This change reflects that we now may sell your personal data.",
    ],
)
def test_a_notice_of_one_update_is_no_provision(sentence: str) -> None:
    assert found(sentence) == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "We may update this policy at any time, and we tell you when we have updated it.",
        "If we have changed these terms, your continued use means that you accept them.",
        "Changes to these terms will become effective on the 30th day after we post them.",
    ],
)
def test_that_a_policy_may_change_is_a_provision(sentence: str) -> None:
    assert {"unilateral-change-of-terms", "contract-by-using"} & found(sentence).keys()


def test_a_lawful_basis_on_its_own_line_belongs_to_the_purpose_before_it() -> None:
    text = "- We improve the service with what we learn.\n- Lawful basis: our legitimate interest.\n"
    assert found(text)["legitimate-interest-product-improvement"].core == (
        "We improve the service with what we learn. [...] Lawful basis: our legitimate interest."
    )


def test_a_lawful_basis_is_of_what_is_done_and_not_of_what_the_line_before_says_is_not() -> None:
    text = (
        "We use what free users write to improve our models.\n"
        "What paying users write we do not use to improve our models.\n\n"
        "Lawful basis: our legitimate interest in better models.\n"
    )
    assert found(text)["legitimate-interest-product-improvement"].core == (
        "We use what free users write to improve our models. [...] "
        "Lawful basis: our legitimate interest in better models."
    )


def test_a_lawful_basis_belongs_to_a_long_purpose_too() -> None:
    orders = ", ".join(f"answer requests of kind {number}" for number in range(12))
    text = f"We read messages to improve our models and {orders}.\n\nLegal basis: legitimate interest.\n"
    said = found(text)["legitimate-interest-product-improvement"].matched
    assert said == ("improve our models", "legitimate interest")


def test_a_lawful_basis_is_not_of_what_stands_under_another_heading() -> None:
    text = "## A\n\nWe improve our products.\n\n## B\n\nLawful basis: our legitimate interest.\n"
    assert found(text)["legitimate-interest"].core == "Lawful basis: our legitimate interest."


def test_a_category_is_looked_for_only_in_the_documents_that_it_applies_to() -> None:
    sentence = "You have the right to data portability."
    assert "data-portability" in found(sentence, DocumentKind.PRIVACY)
    assert "data-portability" not in found(sentence, DocumentKind.RULES)
    assert "data-portability" in found(sentence)


def test_the_reason_quotes_the_words_and_names_the_pattern() -> None:
    finding = found("We never sell your personal data.")["sale-or-sharing-of-data"]
    assert finding.reason.startswith("“sell your personal data” matches the pattern: (sell|")


def test_equal_passages_have_equal_findings_wherever_they_stand() -> None:
    sentence = "We may terminate your account at any time."
    first, second = found(sentence), found(f"# Terms\n\nHello there.\n{sentence}\n")
    assert first["account-termination"].key == second["account-termination"].key
    assert first["account-termination"].reason == second["account-termination"].reason


def test_the_unit_is_a_sentence_an_item_or_a_row_with_its_headings() -> None:
    kinds = [(unit.kind, unit.words) for unit in units.read(POLICY)]
    assert (UnitKind.ITEM, "we do not: sell your personal data;") in kinds
    assert (UnitKind.SENTENCE, "you can object to the processing of your data.") in kinds
    row = next(words for kind, words in kinds if kind is UnitKind.ROW)
    assert row.startswith("purpose: to improve our products")
    assert {unit.headings[-1] for unit in units.read(POLICY)} == {
        "3. Why we use your data",
        "4. What we do not do",
    }


def test_other_markdown_and_wrapped_text_are_read_too() -> None:
    text = (
        "Your data\n=========\n\n* **We** keep all of it with us for a while.  We never sell your\n"
        "  personal data to anyone.\n\nWe may\nend it.\n"
    )
    read = units.read(text)
    assert [unit.words for unit in read] == [
        "we keep all of it with us for a while.",
        "we never sell your personal data to anyone.",
        "we may end it.",
    ]
    assert read[0].headings == ("Your data",)


BLOCKS = (
    """# Title
Terms|=====
We do not sell your personal data.
We may:
- sell your personal data;
  - to partners.
+ Purpose + Basis +
+ --- + --- +
+ To improve the service + Legitimate interest +
1. You agree to arbitration. We may *change* these [terms](https://a.example/x).

Lawful basis: consent
a\\+b + c
“Quoted” means this.
+
++
-
#
---
Ünïcode. Ｗe sell data.""".replace("|", "\n")
    .replace("+", "|")
    .split("\n")
)
MARKDOWN = st.lists(st.sampled_from(BLOCKS) | st.text(max_size=40)).map("\n".join)


@given(MARKDOWN)
def test_every_piece_stands_in_the_text_with_the_words_that_it_folds_to(text: str) -> None:
    for unit in units.read(text):
        for piece in unit.pieces:
            stored = folding.fold(text[piece.start : piece.end])
            words = unit.words[piece.at : piece.to]
            assert stored in ((words, words.removesuffix(":")) if piece.context else (words,))


def test_signs_that_are_written_out_are_read_as_what_they_stand_for() -> None:
    assert folding.fold(r"Tips\&nbsp;&amp; tricks; R&D stays") == "tips & tricks; r&d stays"


@given(MARKDOWN)
def test_every_excerpt_is_its_spans_joined(text: str) -> None:
    for finding in detector().findings(text):
        assert finding.excerpt == " [...] ".join(text[start:end] for start, end in finding.spans)
        assert list(finding.spans) == sorted(set(finding.spans))


def test_the_second_opinion_is_asked_for_and_finds_nothing_of_its_own() -> None:
    text = "We may terminate your account at any time, for any reason and without notice. We sell shoes."
    plain = detector().findings(text)
    asked = detector().findings(text, seconded=True)
    assert [(one.category, one.spans) for one in asked] == [(one.category, one.spans) for one in plain]
    (before,) = [one for one in plain if one.category == "account-termination"]
    (after,) = [one for one in asked if one.category == "account-termination"]
    assert (
        after.reason
        == f"{before.reason}; the second opinion finds it similar to wording marked as potentially unfair"
    )
    assert after.rank > before.rank


def test_the_second_opinion_knows_no_companies_and_no_sentences() -> None:
    features = [one for block in second_opinion.model().blocks.values() for one in block.weights]
    assert len(features) < 25_000
    assert max(one.count(" ") for one in features) <= 2
    assert not {"spotify", "dropbox", "netflix", "skyscanner", "tinder"} & set(features)


def test_what_leads_in_an_inner_list_holds_for_no_item_beside_that_list() -> None:
    text = "# Mail\n\n1. Use\n\n   You must not:\n   1. copy or\n   2. lend\n2. We sell your personal data.\n"
    assert found(text)["sale-or-sharing-of-data"].polarity is Polarity.ASSERTS
    assert "must not" not in found(text)["sale-or-sharing-of-data"].excerpt
    ragged = "You must not:\n\n    - copy it;\n  - sell your account; or\n  - lend it.\n"
    assert [unit.words for unit in units.read(ragged)][2] == "you must not: sell your account; or"
