"""What the page about a provision quotes, and what it says of dates, of other documents, and of ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from archive_repo.records import Cause, Outcome, StatedDates
from archive_repo.repository import Repository
from archiver.report.standing_words import FEW
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
SALE = "sale-or-sharing-of-data"
SOLD = "We may sell your personal data to advertisers."
RESOLD = "Your personal information is sold to data brokers for money."
NOT_SOLD = "We never sell your personal data."
PARTS = (("in the EU", SOLD), ("outside the EU", RESOLD))
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
    made.name, made.host = "Other, Inc.", "other.example"
    return made


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
    assert "What was found last: To improve the service" in told
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
    assert "No clause was found" not in told


def test_a_platform_without_a_document_in_which_it_is_looked_for_is_not_said_to_have_none(
    record: Recorder, other: Recorder, run: Run
) -> None:
    record("# Privacy Policy\n\nBe kind.\n")
    terms(other, "You are responsible for all activity that occurs under your account.")
    value = run("compare", ACCOUNT, "--json").json
    assert (value["without"], value["unasked"]) == ([], ["example-inc"])
    unknown = "in which it would chiefly stand is not in this archive, or not read: Example, Inc."
    assert unknown in " ".join(run("compare", ACCOUNT).out.split())
    assert unknown in explained(run, "other-inc", ACCOUNT)


def test_a_platform_of_which_only_a_lesser_document_is_here_is_not_said_to_have_none(
    record: Recorder, other: Recorder, run: Run
) -> None:
    terms(record, "Be kind.")
    other(f"# Privacy Policy\n\n{SOLD}\n")
    value = run("compare", SALE, "--json").json
    assert (value["without"], value["unasked"]) == ([], ["example-inc"])
    terms(record, SOLD)
    value = run("compare", SALE, "--json").json
    assert (value["without"], value["unasked"], len(value["provisions"])) == ([], [], 2)


def test_compare_quotes_other_documents_of_a_platform_that_say_something_else(
    record: Recorder, other: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{NOT_SOLD}\n")
    record(f"# Data Processing Agreement\n\n{SOLD}\n", document="dpa", title="Data Processing Agreement")
    other(f"# Privacy Policy\n\n{SOLD}\n")
    terms(other, SOLD)
    told = " ".join(run("compare", SALE).out.split())
    assert "but its Data Processing Agreement (in these words since at least 2025-05-02): says so" in told
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


def test_what_is_not_looked_for_is_not_said_to_be_in_no_version(record: Recorder, run: Run) -> None:
    record(
        "# Data Processing Addendum\n\nWe process data.\n", document="dpa", title="Data Processor Agreement"
    )
    told = explained(run, "example-inc/dpa", "arbitration")
    assert "in any recorded version" not in told


def test_a_passage_is_quoted_with_its_whole_paragraph(record: Recorder, run: Run) -> None:
    limit = "This holds for members in Iceland alone."
    record(f"# Privacy Policy\n\n## Sales\n\n{SOLD}\nIt pays for the service.\n{limit}\n")
    told = explained(run, POLICY, SALE)
    assert f"Section: Privacy Policy › Sales **{SOLD}** It pays for the service. {limit}" in told
    (quoted,) = run("explain", POLICY, SALE, "--json").json["quoted"]
    assert quoted["text"] == f"{SOLD} It pays for the service. {limit}"
    assert quoted["path"] == ["Privacy Policy", "Sales"]


def test_what_is_quoted_is_dated_by_its_words_and_shown_beside_those_before(
    record: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{SOLD.replace('personal ', '')}\nWe tell you of each sale.\n")
    record(f"# Privacy Policy\n\n{SOLD}\nWe tell you of each sale.\n")
    told = explained(run, POLICY, SALE)
    assert "In these words first seen between 2025-05-01 and 2025-05-02." in told
    assert "of 2025-05-01, differed in these sentences: ~ We may sell your {+personal +}data" in told
    (quoted,) = run("explain", POLICY, SALE, "--json").json["quoted"]
    assert quoted["rewritten"] == [{"old": SOLD.replace("personal ", ""), "new": SOLD}]
    assert quoted["around_since"] is None


def test_what_changed_around_a_passage_is_told_apart_from_it(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\nWe tell you of each sale.\n")
    record(f"# Privacy Policy\n\n{SOLD}\nWe tell you of each sale in time.\n")
    told = explained(run, POLICY, SALE)
    assert "In these words since at least 2025-05-01" in told
    assert "What is quoted around it changed later, between 2025-05-01 and 2025-05-02; the version" in told
    assert "of 2025-05-01, differed in these sentences: ~ We tell you of each sale{+ in time+}." in told
    (quoted,) = run("explain", POLICY, SALE, "--json").json["quoted"]
    assert quoted["around_since"]["by"] > quoted["since"]["by"]
    assert quoted["rewritten"] == []


@pytest.mark.parametrize(("count", "is_shown"), [(FEW, True), (FEW + 1, False)])
def test_only_a_few_sentences_that_changed_around_a_passage_are_shown(
    record: Recorder, run: Run, count: int, is_shown: bool
) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    hall = [f"List {number} hangs in the hall." for number in range(count)]
    record("\n".join([f"# Privacy Policy\n\n{SOLD}", *hall]) + "\n")
    told = explained(run, POLICY, SALE)
    assert f"+ {hall[0]}" in told if is_shown else f", in {count} sentences." in told


def test_passages_of_one_section_are_quoted_in_one_quotation(record: Recorder, run: Run) -> None:
    between = "The list hangs in the hall."
    record(f"# Privacy Policy\n\n{SOLD}\n\n{between}\n\n{RESOLD}\n")
    (quoted,) = run("explain", POLICY, SALE, "--json").json["quoted"]
    assert len(quoted["own_spans"]) == 2
    assert quoted["text"] == f"{SOLD}\n{between}\n{RESOLD}"


def test_a_sentence_that_came_is_shown_whole_and_as_new(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    record(f"# Privacy Policy\n\n{SOLD}\n{RESOLD}\n")
    assert f"of 2025-05-01, did not have: + {RESOLD}" in explained(run, POLICY, SALE)


def test_a_passage_of_which_nothing_stood_there_is_said_to_have_had_nothing_like_it_before(
    record: Recorder, run: Run
) -> None:
    record("# Privacy Policy\n\nBe kind to one another.\n")
    record(f"# Privacy Policy\n\n## Other\n\nBe kind to one another.\n\n## Sales\n\n{SOLD}\n")
    told = explained(run, POLICY, SALE)
    assert "The version before, of 2025-05-01, had none of these sentences, nor one much like them." in told


def test_words_that_came_when_the_page_was_read_again_may_be_older(record: Recorder, run: Run) -> None:
    record("# Privacy Policy\n\nBe kind to one another.\n")
    record(f"# Privacy Policy\n\nBe kind to one another.\n{SOLD}\n", cause=Cause.REEXTRACTION)
    assert "was read in another way then, so that the words may be older" in explained(run, POLICY, SALE)
    (quoted,) = run("explain", POLICY, SALE, "--json").json["quoted"]
    assert quoted["reread"]


def test_a_passage_in_a_quotation_is_not_quoted_again_and_the_rest_is_counted(
    record: Recorder, run: Run
) -> None:
    sold = [f"We sell your {what} to {whom}." for what, whom in zip(KINDS, BUYERS, strict=True)]
    together = "\n".join(sold[:2])
    apart = "\n\n".join(f"## Section {number}\n\n{one}" for number, one in enumerate(sold[2:]))
    record(f"# Privacy Policy\n\n{together}\n\n{apart}\n")
    told = explained(run, POLICY, SALE)
    assert all(told.count(one) <= 2 for one in sold)
    quoted = run("explain", POLICY, SALE, "--json").json["quoted"]
    assert len(quoted) == 3
    assert "passage more that may be of this kind." in told or "passages more" in told


def test_other_documents_are_quoted_and_those_that_are_not_are_named_without_a_verdict(
    record: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    terms(record, NOT_SOLD)
    record("# Imprint\n\nExample, Inc.\n", document="imprint", title="Imprint")
    told = explained(run, POLICY, SALE).partition("WHAT DO ITS OTHER DOCUMENTS SAY?")[2]
    assert f"Terms of Service (version of 2025-05-02): Section: Terms {NOT_SOLD}" in told
    assert "Not quoted, though something of it may stand there too: Imprint." in told
    (one,) = run("explain", POLICY, SALE, "--json").json["other_documents"]
    assert (one["document"], one["text"]) == ("terms", NOT_SOLD)


def test_others_are_quoted_with_their_section_and_version_and_without_a_verdict(
    record: Recorder, other: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    other(f"# Privacy Policy\n\n## Sales\n\n{SOLD.replace('your', 'all your')}\n")
    told = explained(run, POLICY, SALE).partition("HOW DO OTHERS PUT IT?")[2]
    assert "Other, Inc., Privacy Policy (version of 2025-05-01): Section: Privacy Policy › Sales We" in told
    assert "found with 1 of 1 other platforms; one in other words can be missed." in told


def test_the_same_page_under_another_platform_is_not_shown_beside_a_document(
    record: Recorder, other: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    for host, is_shown in (("www.example.org", False), ("example.net", True)):
        other.host = host
        other(f"# Privacy Policy\n\nThis is {host}.\n{SOLD.replace('your', 'all your')}\n")
        assert bool(run("explain", POLICY, SALE, "--json").json["others"]) == is_shown


def test_nothing_of_other_platforms_is_quoted_beside_nothing(
    record: Recorder, other: Recorder, run: Run
) -> None:
    record("# Privacy Policy\n\nBe kind.\n")
    other(f"# Privacy Policy\n\n{SOLD}\n")
    told = explained(run, POLICY, SALE)
    assert SOLD not in told
    assert "`archiver compare sale-or-sharing-of-data` shows them all." in told
    assert "WHICH ARTICLES" not in told


def test_what_is_said_of_the_category_stands_under_a_line_that_says_so(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n")
    told = explained(run, POLICY, SALE)
    assert "This is said of the category, and not of the text above. “Sale or sharing" in told


def test_a_text_that_takes_effect_later_is_said_to(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n", stated=StatedDates(effective=date(2025, 5, 2)))
    assert "which by its own words takes effect on 2025-05-02; category" in explained(run, POLICY, SALE)


def test_a_text_that_holds_already_is_not_said_to_take_effect(record: Recorder, run: Run) -> None:
    record(f"# Privacy Policy\n\n{SOLD}\n", stated=StatedDates(effective=date(2025, 5, 1)))
    assert "takes effect" not in explained(run, POLICY, SALE)


def test_the_right_to_object_is_no_article_of_a_clause_that_names_the_interest(
    record: Recorder, run: Run
) -> None:
    record("# Privacy Policy\n\nWe process your personal data on the basis of our legitimate interests.\n")
    told = explained(run, POLICY, "legitimate-interest")
    assert "GDPR Art. 6(1)(f)" in told
    assert "Art. 21" not in told


def test_no_article_of_one_place_is_named_where_what_is_quoted_is_for_another(
    record: Recorder, run: Run
) -> None:
    deletion = "You have the right to request that we delete your personal information."
    record(f"# Privacy Policy\n\n## Rights\n\n{deletion}\n")
    assert "GDPR Art. 17" in explained(run, POLICY, "access-and-deletion-rights")
    where = "This section describes your rights if you are a California resident."
    record(f"# Privacy Policy\n\n## Rights\n\n{where}\n\n{deletion}\n")
    told = explained(run, POLICY, "access-and-deletion-rights")
    assert "1798.105" in told
    assert "GDPR Art. 17" not in told


def test_for_a_platform_its_terms_are_explained_before_a_better_passage_of_another_document(
    record: Recorder, run: Run
) -> None:
    changes = "We may change these terms at any time without notice, at our sole discretion."
    terms(record, f"## Changes\n\n{changes}")
    record(f"# Guidelines\n\n## Changes to these terms\n\n{changes}\n", document="g", title="Guidelines")
    told = run("explain", "example-inc", "unilateral-change-of-terms", "--json").json
    assert told["document"] == "terms"


def test_passages_far_apart_in_one_section_are_quoted_together(record: Recorder, run: Run) -> None:
    between = "The list of all of them hangs in the hall.\n\n" * 100
    record(f"# Privacy Policy\n\n## Sales\n\n{SOLD}\n\n{between}{RESOLD}\n")
    (quoted,) = run("explain", POLICY, SALE, "--json").json["quoted"]
    assert len(quoted["own_spans"]) == 2


def test_passages_of_two_contracts_in_one_document_are_quoted_apart(record: Recorder, run: Run) -> None:
    both = [f"## If you live {where}\n\n### 1. Sales\n\n{sold}\n" for where, sold in PARTS]
    record("# Privacy Policy\n\n" + "\n### 2. More\n\nIt is far.\n\n".join(both))
    told = explained(run, POLICY, SALE)
    assert told.count("Section: ") == 2
    assert [told.count(f"“If you live {where}”") for where, _ in PARTS] == [1, 1]


def test_passages_that_came_at_different_times_are_not_dated_in_the_headline(
    record: Recorder, run: Run
) -> None:
    record(f"# Privacy Policy\n\n## A\n\n{SOLD}\n")
    assert "these words since" in run("explain", POLICY, SALE, "--json").json["headline"]
    record(f"# Privacy Policy\n\n## A\n\n{SOLD}\n\n## B\n\n{RESOLD}\n")
    assert "these words" not in run("explain", POLICY, SALE, "--json").json["headline"]


@pytest.mark.parametrize(("days", "is_old"), [(364, False), (365, True)])
def test_a_text_last_seen_long_before_the_archive_s_last_look_may_be_old(
    record: Recorder, other: Recorder, run: Run, days: int, is_old: bool
) -> None:
    first = record(f"# Privacy Policy\n\n{SOLD}\n")
    other(f"# Privacy Policy\n\n{RESOLD}\n", at=first.fetched_at + timedelta(days=days))
    told = explained(run, POLICY, SALE)
    assert ("not known to be current: it was last seen 2025-05-01." in told) == is_old
