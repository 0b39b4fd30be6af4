"""Values that provisions state: read where the words say what they are values of, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from archiver.provisions.detect import detector
from archiver.provisions.findings import Finding
from archiver.provisions.parameters import reading
from archiver.provisions.parameters.parameter import Parameter
from tests.conftest import Done, Recorder

Run = Callable[..., Done]


def parameters(text: str) -> list[Parameter]:
    return [one for finding in detector().findings(text, weak=True) for one in reading.read(finding)]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (
            "We will give you at least 30 days' notice before we change these Terms.",
            ("change-notice", "30 days"),
        ),
        (
            "Changes to these Terms take effect fifteen (15) days after we post them.",
            ("change-notice", "15 days"),
        ),
        (
            "Your subscription renews automatically; if prices increase, we will provide 30 days' notice.",
            ("price-change-notice", "30 days"),
        ),
        (
            "To avoid automatic renewal, cancel your subscription at least 24 hours before it renews.",
            ("renewal-notice", "24 hours"),
        ),
        (
            "You may cancel your subscription for a full refund within five (5) days of your purchase.",
            ("refund-window", "5 days"),
        ),
        ("We retain your personal data for up to ninety (90) days.", ("retention", "90 days")),
        ("You must be at least thirteen (13) years old to use the Services.", ("minimum-age", "13 years")),
        ("Our Services are not directed to children under 16.", ("minimum-age", "16 years")),
        (
            "Our liability will not exceed the greater of $100 or what fees you paid in the 6 months before.",
            ("liability-cap", "the greater of USD 100 and what was paid in 6 months"),
        ),
        ("These Terms are governed by the laws of the State of California.", ("governing-law", "California")),
        ("These Terms are governed by Irish law.", ("governing-law", "Ireland")),
        (
            "Claims will be brought exclusively in the courts of San Francisco, California and You consent.",
            ("venue", "San Francisco, California"),
        ),
        (
            "Any dispute will be settled by binding arbitration administered by JAMS under its rules.",
            ("arbitration-provider", "JAMS"),
        ),
        ("The seat of arbitration shall be Stockholm, Sweden.", ("arbitration-seat", "Stockholm, Sweden")),
        (
            "You may opt out of binding arbitration within 30 days of accepting these Terms.",
            ("arbitration-opt-out-window", "30 days"),
        ),
        (
            "Any claim must be filed within one (1) year after it arose or be forever barred.",
            ("claim-period", "1 year"),
        ),
    ],
)
def test_a_value_is_read_with_what_it_is_the_value_of(text: str, stated: tuple[str, str]) -> None:
    found = parameters(text)  # a passage may be found for two categories, and says the same twice then
    assert {(one.kind, one.measure.value) for one in found} == {stated}
    assert all(text[one.start : one.end] == one.words for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "If you are under 18, you must have your parent's permission to use the Services.",
        "We respond to requests to delete personal data within 30 days.",
        "Claims must be filed within two years and one day after they accrue, or be forever barred.",
        "The Standard Contractual Clauses are governed by the laws of Ireland.",
        "The arbitration will be conducted in English.",
        "Under the SCCs, disputes will be resolved exclusively before the courts of Ireland.",
    ],
)
def test_a_value_of_another_matter_is_none(text: str) -> None:
    assert parameters(text) == []


def test_a_value_is_followed_through_versions(record: Recorder, run: Run, tmp_path: Path) -> None:
    text = "# Terms\n\nIn no event will our aggregate liability for damages exceed ${}.\n"
    for amount in (100, 50):
        record(text.format(amount), "terms", title="Terms of Service")
    (row,) = run("compare", "--parameters", "--json").json
    assert (row["parameter"], row["value"], row["amount"], row["unit"]) == (
        "liability-cap",
        "USD 50",
        50.0,
        "USD",
    )
    assert [one["values"] for one in row["former_values"]] == [["USD 100"]]
    assert text.format(50)[row["spans"][0]["start"] : row["spans"][0]["end"]] == row["words"]
    assert "USD 50" in run("compare", "--parameters").out
    assert "until 2025-05-02: USD 100" in run("compare", "--parameters", "--csv").out
    pytest.importorskip("xlsxwriter")
    assert run("compare", "--parameters", "--xlsx", str(tmp_path / "x.xlsx")).code == 0
    assert b"USD 100" in ZipFile(tmp_path / "x.xlsx").read("xl/sharedStrings.xml")


def test_the_first_version_changes_no_value(record: Recorder, run: Run) -> None:
    record(
        "# Terms\n\nYou must be at least 18 years old to use the Services.\n",
        "terms",
        title="Terms of Service",
    )
    (row,) = run("compare", "--parameters", "minimum-age", "--json").json
    assert (row["value"], row["former_values"]) == ("18 years", [])


def findings(category: str, text: str) -> list[Finding]:
    return [one for one in detector().findings(text, weak=True) if one.category == category]


def test_a_period_in_a_column_for_retention_is_one() -> None:
    text = (
        "| Purpose | Retention period |\n| --- | --- |\n"
        "| Sending our newsletter | 2 years from the last contact with you |\n"
    )
    assert {one.measure.value for one in parameters(text)} == {"2 years"}


def test_a_period_of_an_item_below_a_heading_on_retention_is_one_and_below_another_is_none() -> None:
    item = "- Account data: for 30 rolling days after the end of your account, we store this personal data."
    (found, *_) = findings("data-retention", f"## How long do we keep your data?\n\n{item}\n")
    assert {value for _, value in reading.values(found)} == {"30 days"}
    assert not reading.values(replace(found, headings=("Our partners",)))


def test_a_weak_passage_that_states_a_period_is_strong_and_one_that_names_a_provider_is_not() -> None:
    (kept, *_) = findings("data-retention", "We will delete your personal data within 30 days.")
    (fees, *_) = findings(
        "arbitration", "Any dispute will be settled by binding arbitration administered by JAMS."
    )
    assert reading.values(fees)
    weak = [replace(one, weak=True) for one in (kept, fees)]
    assert [one.weak for one in reading.stated(weak)] == [False, True]
