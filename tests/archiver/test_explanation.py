"""What the page about a provision says of dates, of polarity, of other documents, and of ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from archive_repo.records import Cause, Outcome, StatedDates
from archive_repo.repository import Repository
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
SALE = "sale-or-sharing-of-data"
SOLD = "We may sell your personal data to advertisers."
RESOLD = "Your personal information is sold to data brokers for money."
NOT_SOLD = "We never sell your personal data."
KINDS = ("contact data", "location data", "personal data", "browsing data", "purchase data")
BUYERS = ("data brokers", "advertisers", "marketing partners", "insurers", "banks")
POLICY = "example-inc/privacy-policy"
TABLE = """# Privacy Policy

| Purpose | Legal basis |
| --- | --- |
{rows}

Write to us with any question about this table.
"""
INTEREST = "| To improve the service | Our legitimate interests |"
OTHERS = [f"| To do the thing of number {number} for you | Contract |" for number in range(5)]


def explained(run: Run, *asked: str) -> str:
    return " ".join(run("explain", *asked).out.split())


def terms(record: Recorder, text: str) -> None:
    record(f"# Terms\n\n{text}\n", document="terms", title="Terms of Service")


@pytest.fixture
def other(repository: Repository) -> Recorder:
    """Records texts of another platform of the same archive."""
    made = Recorder(Repository.create(repository.path.parent / "other-inc.git"))
    made.name = "Other, Inc."
    return made


def test_another_platforms_date_is_that_of_its_clause_and_then_that_of_the_passage(
    record: Recorder, other: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    other(f"# Privacy Policy\n\n{SOLD}\n")
    other(f"# Privacy Policy\n\n{RESOLD}\n")
    (one,) = run("explain", POLICY, SALE, "--json").json["others"]
    assert one["category_since"]["after"] is None
    assert one["since"]["after"] is not None
    told = explained(run, POLICY, SALE)
    assert "since at least 2025-05-01; this passage introduced between 2025-05-01 and 2025-05-02" in told
    assert "since when that document has had a clause on it" in told


def test_who_had_it_before_is_told_by_the_date_of_the_clause(
    record: Recorder, other: Recorder, run: Run
) -> None:
    other(f"# Privacy Policy\n\n{SOLD}\n")
    for day in range(2):
        record(f"# Privacy Policy\n\nBe kind on day {day}.\n")
    record(f"# Privacy Policy\n\n{SOLD}\n")
    for day in range(4):
        other(f"# Privacy Policy\n\nBe kind on day {day}.\n{SOLD}\n")
    other(f"# Privacy Policy\n\n{RESOLD}\n")
    assert "Who had it before, in this archive? Other, Inc. (since at least" in explained(run, POLICY, SALE)


def test_each_quotation_says_what_it_says(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n\n## Families\n\nWe do not sell the personal data of children.\n")
    told = explained(run, POLICY, SALE)
    assert f"“{SOLD}” Says so." in told
    assert "“We do not sell the personal data of children.” Says it is not so." in told
    assert "Other passages of it: says it is not so." in told


def test_what_other_passages_say_stands_apart_by_semicolons_since_it_may_have_commas(
    record: Recorder, run: Run
) -> None:
    consent = "We sell your personal information to data brokers only with your consent."
    record(
        f"# Privacy Policy\n\n{SOLD}\n\n## Families\n\nWe do not sell the data of children.\n\n{consent}\n"
    )
    told = explained(run, POLICY, SALE)
    assert "Other passages of it: says so; says it is not so." in told


def test_a_platforms_other_documents_are_quoted_and_said_to_differ(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{NOT_SOLD}\n")
    terms(record, SOLD)
    told = explained(run, POLICY, SALE)
    assert "Otherwise its Terms of Service (says so)." in told
    assert (
        "They do not say the same, by the passage of each that is clearest: "
        "Privacy Policy says it is not so; Terms of Service says so." in told
    )
    assert f"which says so: “{SOLD}”" in told
    (one,) = run("explain", POLICY, SALE, "--json").json["other_documents"]
    assert (one["title"], one["provision"]["polarity"]) == ("Terms of Service", "asserts")


def test_documents_that_say_the_same_are_not_said_to_differ(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    terms(record, SOLD)
    told = explained(run, POLICY, SALE)
    assert "They do not say the same" not in told
    assert "They put it differently" not in told
    assert "Otherwise" not in told


def test_a_document_in_which_none_was_found_is_named(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    terms(record, "Be kind.")
    told = explained(run, POLICY, SALE)
    assert "No matching clause found by taxonomy" in told.partition("WHAT ITS OTHER DOCUMENTS SAY")[2]
    assert "Do its other documents? No matching clause was found in 1 other document." in told


def test_a_document_of_another_kind_is_said_not_to_be_looked_in(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    record("# Imprint\n\nExample, Inc.\n", document="imprint", title="Imprint")
    assert "Not looked for in documents of such a kind: Imprint." in explained(run, POLICY, SALE)
    (one,) = run("explain", POLICY, SALE, "--json").json["other_documents"]
    assert not one["looked_for"]


def test_a_kind_that_each_platform_has_and_this_archive_lacks_is_said_to_be_unknown(
    record: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    told = explained(run, POLICY, SALE)
    assert "Not known: Example, Inc.'s terms of service, of which none is in this archive." in told
    assert run("explain", POLICY, SALE, "--json").json["absent"] == ["terms"]
    terms(record, "Be kind.")
    assert run("explain", POLICY, SALE, "--json").json["absent"] == []


def test_a_document_whose_looks_all_failed_is_said_to_be_unknown(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    record.look(Outcome.FAILED, "terms", day=1, reason="HTTP status 404", title="Terms of Service")
    told = explained(run, POLICY, SALE)
    assert (
        "the archive has no text of it: Terms of Service (the looks at it failed: HTTP status 404)." in told
    )
    (one,) = run("explain", POLICY, SALE, "--json").json["unrecorded"]
    assert one["address"] == "example-inc/terms"


def test_a_clause_that_went_with_most_of_its_table_is_not_said_to_be_removed(
    record: Recorder, run: Run
) -> None:
    stated = StatedDates(updated=date(2025, 4, 1))
    record(TABLE.format(rows="\n".join([*OTHERS, INTEREST])), stated=stated)
    record(TABLE.format(rows=OTHERS[0]), stated=stated)
    told = explained(run, POLICY, "legitimate-interest")
    why = "the table it stood in has 1 of its 6 rows left; the text still states the date 2025-04-01"
    assert f"last found 2025-05-01, no longer found 2025-05-02 ({why})" in told
    assert f"Between 2025-05-01 and 2025-05-02: no longer found ({why})" in told
    assert "removed" not in told
    (end,) = run("explain", POLICY, "legitimate-interest", "--json").json["endings"]
    assert (end["rows_left"], end["rows_before"], end["same_date"]) == (1, 6, "2025-04-01")


def test_the_loss_of_its_own_row_alone_is_no_loss_of_the_table(record: Recorder, run: Run) -> None:
    record(TABLE.format(rows="\n".join([*OTHERS, INTEREST])))
    record(TABLE.format(rows="\n".join(OTHERS)))
    told = explained(run, POLICY, "legitimate-interest")
    assert "no longer found" in told
    assert "rows left" not in told


def test_what_another_reading_of_the_page_no_longer_has_is_said_to_be_read_again(
    record: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\nBe kind to one another.\n{SOLD}\n")
    record("# Privacy Policy\n\nBe kind to one another.\n", cause=Cause.REEXTRACTION)
    assert "no longer found by 2025-05-02 (that is the same page, read again)" in explained(run, POLICY, SALE)


def test_a_passage_that_stands_in_another_one_is_quoted_once(record: Recorder, run: Run) -> None:
    measures = "We use technical and organisational measures to protect your personal data."
    limit = "However, no transmission over the internet is completely secure."
    doubt = "We cannot guarantee that nobody will defeat our security measures."
    record(f"# Privacy Policy\n\n{measures} {limit}\n{doubt}\n")
    found = run("explain", POLICY, "security-measures", "--json").json["provisions"]
    assert sum(limit in one["excerpt"] for one in found) > 1
    told = explained(run, POLICY, "security-measures")
    quoted = told.partition("WHAT THE TEXT SAYS")[2].partition("CLAUSES OF THIS KIND")[0]
    assert quoted.count("“") == 1
    assert f"“{measures} {limit} {doubt}”" in quoted


def test_a_period_by_itself_is_no_less_plain_than_a_rule(record: Recorder, run: Run) -> None:
    rule = "We keep your personal data only for as long as is necessary for the purposes described above."
    period = "If you close your account, we aim to delete your personal data from our servers within 30 days."
    record(f"# Privacy Policy\n\n## Retention\n\n{rule}\n\n## Your rights\n\n{period}\n")
    told = run("explain", POLICY, "data-retention", "--json").json
    assert [one["excerpt"] for one in told["provisions"]] == [rule, period]
    assert not told["doubtful"]


ACCOUNT = "account-responsibility"
"""A kind that is not looked for in privacy policies."""


def test_where_none_was_found_the_page_is_about_a_document_in_which_it_is_looked_for(
    record: Recorder, run: Run
) -> None:
    record("# Acceptable Use Policy\n\nBe kind.\n", document="a-use", title="Acceptable Use Policy")
    record("# Privacy Policy\n\nBe kind.\n")
    terms(record, "Be kind.")
    assert run("explain", "example-inc", ACCOUNT, "--json").json["document"] == "terms"


def test_a_document_in_which_it_is_not_looked_for_is_not_said_to_have_none(
    record: Recorder, run: Run
) -> None:
    record("# Privacy Policy\n\nBe kind.\n")
    told = explained(run, POLICY, ACCOUNT)
    assert "Not known: no such clause is looked for in documents of this kind." in told
    assert "No matching clause" not in told


def test_a_platform_without_a_document_in_which_it_is_looked_for_is_not_said_to_have_none(
    record: Recorder, other: Recorder, run: Run
) -> None:
    record("# Privacy Policy\n\nBe kind.\n")
    terms(other, "You are responsible for all activity that occurs under your account.")
    value = run("compare", ACCOUNT, "--json").json
    assert (value["without"], value["unasked"]) == ([], ["example-inc"])
    unknown = "this archive has no document of a kind in which it is looked for: Example, Inc."
    assert unknown in " ".join(run("compare", ACCOUNT).out.split())
    assert unknown in explained(run, "other-inc", ACCOUNT)


def test_compare_quotes_other_documents_of_a_platform_that_say_something_else(
    record: Recorder, other: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{NOT_SOLD}\n")
    record(f"# Data Processing Agreement\n\n{SOLD}\n", document="dpa", title="Data Processing Agreement")
    other(f"# Privacy Policy\n\n{SOLD}\n")
    terms(other, SOLD)
    told = " ".join(run("compare", SALE).out.split())
    assert f"but its Data Processing Agreement (since at least 2025-05-02): says so “{SOLD}”" in told
    assert told.count("but its") == 1
    (one,) = run("compare", SALE, "--json").json["otherwise"]
    assert (one["platform"], one["document"]) == ("example-inc", "dpa")


def test_what_is_no_longer_found_in_another_language_is_not_said_to_be_gone(
    record: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    german = "Wir verarbeiten Ihre Daten nur, soweit dies für den Betrieb der Dienste erforderlich ist.\n"
    record(f"# Datenschutz\n\n{german * 9}")
    told = explained(run, POLICY, SALE)
    assert "no longer found 2025-05-02 (that text is in German, which is read only in part" in told
    (ending,) = run("explain", POLICY, SALE, "--json").json["endings"]
    assert ending["unread_language"] == "German"


def test_a_document_with_words_that_may_be_of_the_kind_is_not_said_to_have_none(
    record: Recorder, run: Run
) -> None:
    terms(record, "Any dispute will be resolved by binding arbitration.")
    fees = "The arbitrator's fees are shared."
    record(f"# Developer Terms\n\n{fees}\n", document="developer-terms", title="Developer Terms")
    told = explained(run, "example-inc/terms", "arbitration")
    assert f"Not certain: Developer Terms, with words that may be of this kind: “{fees}”" in told
    assert "Do its other documents? Of Developer Terms it is not certain." in told


def test_a_denial_in_a_headline_reaches_no_further_than_its_words(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{NOT_SOLD}\n")
    headline = run("explain", POLICY, SALE, "--json").json["headline"]
    assert "(says it is not so, as far as its words reach)" in headline


def test_what_is_not_looked_for_is_not_said_to_be_in_no_version(record: Recorder, run: Run) -> None:
    record(
        "# Data Processing Addendum\n\nWe process data.\n", document="dpa", title="Data Processor Agreement"
    )
    told = explained(run, "example-inc/dpa", "arbitration")
    assert "in any recorded version" not in told


def test_a_notice_of_a_change_has_no_purpose_in_a_headline(record: Recorder, run: Run) -> None:
    terms(record, "We reserve the right to amend these terms, with efforts to provide you with prior notice.")
    assert (
        "purpose"
        not in run("explain", "example-inc/terms", "unilateral-change-of-terms", "--json").json["headline"]
    )


def test_a_passage_that_came_with_no_event_is_dated_all_the_same(record: Recorder, run: Run) -> None:
    record("# Privacy Policy\n\nBe kind to one another.\n")
    record(f"# Privacy Policy\n\nBe kind to one another.\n{SOLD}\n", cause=Cause.REEXTRACTION)
    assert run("explain", POLICY, SALE, "--json").json["events"] == []
    told = explained(run, POLICY, SALE)
    assert "None was found in any recorded version" not in told
    assert "The passage that is quoted first, which no change below shows: " in told


def test_the_section_of_another_platforms_passage_stands_under_it(
    record: Recorder, other: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    other(f"# Privacy Policy\n\n## California\n\n{RESOLD}\n")
    told = explained(run, POLICY, SALE).partition("HOW OTHERS PUT IT")[2]
    assert f"“{RESOLD}” Section: Privacy Policy › California" in told


def test_a_count_of_others_says_that_one_can_be_missed_where_one_has_none(
    record: Recorder, other: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    other(f"# Privacy Policy\n\n{SOLD}\n")
    assert "with 1 of 1 other platforms that are read (1 say so)." in explained(run, POLICY, SALE)
    other("# Privacy Policy\n\nBe kind.\n")
    missed = "with 0 of 1 other platforms that are read; one in other words can be missed."
    assert missed in explained(run, POLICY, SALE)


def test_the_passage_that_is_quoted_first_is_shown_first_with_the_change_that_brought_it(
    record: Recorder, run: Run
) -> None:
    record("# Privacy Policy\n\nBe kind.\n")
    sold = [f"We sell your {what} to {whom}." for what, whom in zip(KINDS, BUYERS, strict=True)]
    record("# Privacy Policy\n\n" + "\n\n".join([*sold, RESOLD]) + "\n")
    history = explained(run, POLICY, SALE).partition("SINCE WHEN")[2]
    (best, *_) = run("explain", POLICY, SALE, "--json").json["provisions"]
    assert history.partition("first found ")[2].startswith(f"+ {best['excerpt']}")
    assert "more passage" in history


def test_where_nothing_is_quoted_nothing_is_said_of_quoted_words(record: Recorder, run: Run) -> None:
    record("# Privacy Policy\n\nBe kind.\n")
    told = explained(run, POLICY, SALE)
    assert "This is said of clauses of this kind. What they do:" in told
