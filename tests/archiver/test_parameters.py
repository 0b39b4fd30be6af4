"""Values that provisions state: read where the words say what they are values of, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from archiver.provisions.detect import detector
from archiver.provisions.findings import Finding
from archiver.provisions.parameters import following, reading
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
        (
            "Any claim must be commenced within two years and one day after it accrues or be forever barred.",
            ("claim-period", "2 years and 1 day"),
        ),
        (
            "You may opt out of binding arbitration within 30 days of signing up, or of a later version "
            "within 30 days after that update takes effect.",
            ("arbitration-opt-out-window", "30 days"),
        ),
        (
            "You may opt out of binding arbitration by a mail to legal.team@example.org within 45 days.",
            ("arbitration-opt-out-window", "45 days"),
        ),
        (
            "These Terms are governed by the Federal Arbitration Act and the laws of the State of Oregon.",
            ("governing-law", "Oregon"),
        ),
        (
            "The laws of the State of Ohio, excluding its conflict of laws rules, will govern these Terms.",
            ("governing-law", "Ohio"),
        ),
        (
            "Your notice must reach us within 30 days of your first use; else you will be bound to arbitrate "
            "all disputes by binding arbitration.",
            ("arbitration-opt-out-window", "30 days"),
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
        "You may opt out of binding arbitration within 30 days after the update of it takes effect.",
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


HEAD = "# Terms\n\nYou pay for what you use.\n\n"


@pytest.fixture
def values(record: Recorder, run: Run) -> Callable[..., list[dict]]:
    """The values that a document states after these versions, each so many days after the one before."""

    def call(*texts: str, apart: int = 1) -> list[dict]:
        for text in texts:
            record(HEAD + text, "terms", title="Terms of Service")
            record.day += apart - 1
        return run("compare", "--parameters", "--json").json

    return call


def day(moment: str | None) -> str | None:
    return moment and moment[:10]


def since(row: dict) -> tuple[str | None, str | None]:
    return day(row["since"]["after"]), day(row["since"]["by"])


LAW = "These Terms are governed by the laws of the State of {}.\n"


def test_a_value_is_dated_from_when_it_stands_and_not_from_when_its_clause_does(values) -> None:
    (row,) = values(LAW.format("Tennessee"), LAW.format("Texas"), LAW.format("Texas") + "We mean it.\n")
    assert (row["value"], since(row)) == ("Texas", ("2025-05-01", "2025-05-02"))
    assert [one["values"] for one in row["former_values"]] == [["Tennessee"]]


def test_a_value_whose_name_stood_in_the_text_before_stands_since_at_least_the_first_that_it_is_read_in(
    values,
) -> None:
    (row,) = values(
        LAW.format("Texas"), "The laws of Texas are what we live by.\n", LAW.format("Texas"), apart=70
    )
    assert since(row) == (None, "2025-09-18")


def test_a_value_of_which_an_earlier_text_has_nothing_came_between_the_two(values) -> None:
    (row,) = values("", LAW.format("Texas"))
    assert (since(row), row["former_values"]) == (("2025-05-01", "2025-05-02"), [])


def test_a_value_whose_words_stood_where_it_was_not_read_did_not_come(values) -> None:
    stated = "We will give you at least {} days' notice before we change these Terms.\n"
    (row,) = values(
        "You can end a lease of our servers with 30 days' notice.\n", stated.format(30) + "Read it.\n"
    )
    assert row["value"] == "30 days"
    assert since(row)[0] is None


def test_a_law_and_a_court_in_one_sentence_are_two_values() -> None:
    text = (
        "These Terms shall be governed by the laws of Ohio without regard to its conflict of laws rules, and "
        "any action shall be brought exclusively in the courts located in Franklin County, Ohio."
    )
    found = {(one.kind, one.measure.value) for one in parameters(text)}
    assert found == {("governing-law", "Ohio"), ("venue", "Franklin County, Ohio")}


def test_a_law_that_still_stands_in_other_words_was_not_replaced(values) -> None:
    (*_, row) = values(
        "These Terms are governed by the laws of France.\n",
        "If you live in the United States, these Terms are governed by the laws of California.\n"
        "French judges know the law: France has, for everybody else, laws that we apply.\n",
    )
    assert row["value"] == "California"
    assert row["former_values"] == []


def test_a_weak_passage_states_a_value_only_where_its_category_is_sure() -> None:
    (fees, *_) = findings(
        "arbitration", "Any dispute will be settled by binding arbitration administered by JAMS."
    )
    weak = [replace(fees, weak=True)]
    assert following.shown([], weak) == []
    assert [one.measure.value for _, one in following.shown([replace(fees, excerpt="")], weak)] == ["JAMS"]


def test_the_same_number_of_another_currency_is_another_sum(values) -> None:
    cap = "In no event will our aggregate liability for damages exceed {}100.\n"
    (row,) = values(cap.format("£"), cap.format("€"))
    assert [one["values"] for one in row["former_values"]] == [["GBP 100"]]


def test_a_period_that_the_text_still_has_is_gone_only_from_its_own_passage(values) -> None:
    filed = "Any claim must be filed within {} after it arose or be forever barred.\n"
    lent = "We lend each server for one year.\n"
    (row,) = values(filed.format("1 year"), filed.format("2 years") + lent)
    assert [one["values"] for one in row["former_values"]] == [["1 year"]]
    other = (
        "Bring an action against us within 2 years after it arose, or you lose it: it is forever barred.\n"
    )
    rows = values(filed.format("1 year") + "We mean it.\n", other + lent)
    assert all(not one["former_values"] for one in rows if one["value"] == "2 years")


def test_a_value_that_came_back_is_no_former_one(values) -> None:
    (row,) = values(LAW.format("Texas"), LAW.format("Nevada"), LAW.format("Texas"), apart=70)
    assert [one["values"] for one in row["former_values"]] == [["Nevada"]]


def test_former_values_stand_once_for_a_document_of_which_several_values_are_read(values) -> None:
    cap = "In no event will our aggregate liability for damages exceed ${}.\n"
    kept = "We retain your personal data for up to {} days.\n"
    rows = values(cap.format(100) + kept.format(30), cap.format(50) + kept.format(30))
    former = [one["values"] for row in rows for one in row["former_values"]]
    assert former == [["USD 100"]]


def test_nothing_is_said_of_a_value_that_came_or_went_alone(values, run: Run) -> None:
    notice = "We will give you {} notice before we change these Terms.\n"
    values(
        notice.format("at least 30 days'"), notice.format("reasonable"), notice.format("at least 14 days'")
    )
    assert "none" not in run("compare", "--parameters").out
    digest = run("digest", "--since", "2025-05-01", "--until", "2025-05-31", "--json").json
    assert [row["parameters"] for row in digest["news"]] == [[], []]


def test_how_long_one_thing_is_kept_replaces_no_other(values, run: Run) -> None:
    values(
        "We retain your chats for up to 30 days.\n",
        "We need the invoices of customers, and by law we store these invoices for 5 years.\n",
    )
    digest = run("digest", "--since", "2025-05-01", "--until", "2025-05-31", "--json").json
    assert [row["parameters"] for row in digest["news"]] == [[]]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("10.000 euros", "EUR 10,000"),
        ("EUR 10.000", "EUR 10,000"),
        ("10 000 EUR", "EUR 10,000"),
        ("10\u202f000 €", "EUR 10,000"),
        ("€10'000", "EUR 10,000"),
        ("1.000,50 EUR", "EUR 1,000.50"),
        ("$1,000.50", "USD 1,000.50"),
        ("US$ 1.000.000", "USD 1,000,000"),
        ("1 million euros", "EUR 1,000,000"),
        ("EUR 0", "EUR 0"),
    ],
)
def test_a_sum_is_read_however_its_thousands_are_parted(written: str, value: str) -> None:
    text = f"Our aggregate liability for damages will not exceed {written}."
    assert {one.measure.value for one in parameters(text)} == {value}


@pytest.mark.parametrize("written", ["$1,00,000", "$1.5 million"])
def test_a_sum_that_is_not_read_is_no_sum_and_leaves_no_half_of_a_limit(written: str) -> None:
    text = (
        f"Our liability will not exceed the greater of {written} or the fees you paid in the past 6 months."
    )
    assert parameters(text) == []


def test_calendar_months_are_months() -> None:
    text = "Our liability will not exceed the fees paid in the twelve (12) calendar months before the claim."
    assert {one.measure.value for one in parameters(text)} == {"what was paid in 12 months"}


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


def test_a_value_is_shown_in_the_passage_that_says_what_it_is_of(record: Recorder, run: Run) -> None:
    text = "If you close your account, we will delete your personal data within 30 days."
    record(f"# Privacy\n\n{text}\n")
    assert f"“{text}”" in " ".join(run("compare", "--parameters").out.split())
