"""What stands beside a passage and makes it depend on the user, on passages written for these tests."""

from __future__ import annotations

import pytest

from archiver.provisions.detect import detector
from archiver.provisions.detection import provisos
from archiver.provisions.findings import BESIDE, Finding
from archiver.provisions.taxonomy import Condition, Polarity

TRAINING = "model-training-on-user-data"
SAYS_SO = "We use your conversations to train our AI models."


def found(text: str, category: str = TRAINING) -> Finding:
    return next(finding for finding in detector().findings(text) if finding.category == category)


@pytest.mark.parametrize(
    "way_out",
    [
        "You can opt out at any time.",
        "You can always turn this off in the settings.",
        "You have the right to opt out of this.",
        "To opt out, please write to privacy@example.com.",
        "Read our guide on how you can opt out of our use of your conversations to train our models.",
    ],
)
def test_a_way_out_in_the_next_sentence_makes_it_conditional_and_is_quoted(way_out: str) -> None:
    finding = found(f"{SAYS_SO} {way_out}")
    assert (finding.polarity, finding.condition) == (Polarity.CONDITIONAL, Condition.OPT_OUT)
    assert finding.excerpt == f"{SAYS_SO} {way_out}"
    assert finding.reason.endswith(BESIDE)


@pytest.mark.parametrize(
    "beside",
    [
        "You can opt out of our newsletter at any time.",
        "You may not opt out.",
        "You can read more in the settings.",
        "Our partners can opt out.",
        "We only do this if it is needed.",
    ],
)
def test_what_is_no_way_out_of_it_changes_nothing(beside: str) -> None:
    assert found(f"{SAYS_SO} {beside}").polarity is Polarity.ASSERTS


def test_what_is_done_only_with_consent_by_the_next_sentence_is_subject_to_it() -> None:
    finding = found(f"{SAYS_SO} We only do so with your consent.")
    assert (finding.polarity, finding.condition) == (Polarity.CONDITIONAL, Condition.CONSENT)


def test_what_is_done_only_after_opting_in_by_the_next_sentence_is_subject_to_that() -> None:
    finding = found(f"{SAYS_SO} This only happens if you have opted in.")
    assert (finding.polarity, finding.condition) == (Polarity.CONDITIONAL, Condition.OPT_IN)


@pytest.mark.parametrize(
    ("between", "polarity"),
    [(provisos.REACH - 1, Polarity.CONDITIONAL), (provisos.REACH, Polarity.ASSERTS)],
)
def test_a_way_out_that_names_the_training_counts_within_its_reach(between: int, polarity: Polarity) -> None:
    text = " ".join([SAYS_SO, *["They answer better so."] * between, "You can opt out of model training."])
    assert found(text).polarity is polarity


def test_a_way_out_that_names_nothing_leads_out_of_the_sentence_right_before_it() -> None:
    assert found(f"{SAYS_SO} Backups run each night. You can opt out.").polarity is Polarity.ASSERTS


def test_a_way_out_of_a_paragraph_below_counts_if_it_names_the_training() -> None:
    assert found(f"{SAYS_SO}\n\nYou can opt out of this.\n").polarity is Polarity.ASSERTS
    assert found(f"{SAYS_SO}\n\nYou can opt out of training.\n").polarity is Polarity.CONDITIONAL


def test_a_way_out_under_another_heading_changes_nothing() -> None:
    text = f"# Models\n\n{SAYS_SO}\n\n# Backups\n\nYou can opt out.\n"
    assert found(text).polarity is Polarity.ASSERTS


@pytest.mark.parametrize(
    "cell",
    [
        "Your prompts, subject to your opt-out.",
        "Your prompts, unless you have opted out",
        "Prompts. You can opt out in the settings.",
    ],
)
def test_a_way_out_in_another_cell_of_the_row_makes_it_conditional_and_is_quoted(cell: str) -> None:
    text = f"| Purpose | Data |\n| --- | --- |\n| {SAYS_SO} | {cell} |\n"
    finding = found(text)
    assert (finding.polarity, finding.condition) == (Polarity.CONDITIONAL, Condition.OPT_OUT)
    assert "pt out" in finding.excerpt.replace("pt-out", "pt out").replace("pted out", "pt out")


def test_a_way_out_in_another_row_changes_nothing() -> None:
    text = f"| Purpose | Data |\n| --- | --- |\n| {SAYS_SO} | Prompts |\n| News | Unless you opt out |\n"
    assert found(text).polarity is Polarity.ASSERTS


def test_what_is_denied_stays_denied_beside_a_way_out() -> None:
    text = "We do not use your conversations to train our AI models. You can opt out of all else at any time."
    assert found(text).polarity is Polarity.DENIES


def test_a_duty_of_both_sides_that_one_may_leave_is_subject_to_an_opt_out() -> None:
    text = (
        "You and Example agree to resolve all disputes by binding arbitration. "
        "You may opt out of arbitration within 30 days of signing up."
    )
    finding = found(text, "arbitration")
    assert (finding.polarity, finding.condition) == (Polarity.CONDITIONAL, Condition.OPT_OUT)


def test_a_way_out_behind_the_letter_of_a_case_counts() -> None:
    text = "You grant us a licence to use your content to train, unless (a) you opt out, or (b) you pay."
    finding = found(text, "content-licence-to-user-inputs")
    assert (finding.polarity, finding.condition) == (Polarity.CONDITIONAL, Condition.OPT_OUT)
