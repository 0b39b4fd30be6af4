"""The digest: what a time brought, what stood out, and what was looked at and had not changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from archive_repo.records import ChangeClass, Outcome, StatedDates
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]

PRIVACY = "# Privacy Policy\n\nWe collect your name.\nWe keep it for 30 days.\n"
TERMS = "# Terms of Service\n\nWe may change these terms and tell you by e-mail at least 30 days before.\n"
SILENT = StatedDates(updated=START.date())


@pytest.fixture
def told(record: Recorder, run: Run) -> Callable[..., dict]:
    """The digest of May 2025 as JSON."""

    def call(*options: str) -> dict:
        return run("digest", "--since", "2025-05-02", "--until", "2025-05-31", "--json", *options).json

    return call


def test_it_counts_what_was_looked_at_and_what_changed(record: Recorder, told) -> None:
    record(PRIVACY)
    record(TERMS, "terms", title="Terms of Service")
    record(PRIVACY.replace("name", "name and your address"))
    for document, title in (("privacy-policy", "Privacy Policy"), ("terms", "Terms of Service")):
        record.look(document=document, title=title, day=7)
    found = told()
    counts = {name: value for name, value in found.items() if name.endswith("_count")}
    assert counts == {
        "platform_count": 1, "document_count": 2, "changed_count": 1, "change_count": 1,
        "silent_count": 0, "first_count": 1,
    }  # fmt: skip
    assert [one["document"] for one in found["news"]] == ["privacy-policy"]


@pytest.mark.parametrize(
    ("outcome", "day", "listed"),
    [
        (Outcome.UNCHANGED, 7, ["terms"]),
        (Outcome.UNCHANGED, 60, []),
        (Outcome.FAILED, 7, []),
        (Outcome.HELD, 7, []),
    ],
)
def test_only_what_a_look_of_the_time_saw_as_it_was_had_not_changed(
    record: Recorder, told, outcome: Outcome, day: int, listed: list[str]
) -> None:
    record(TERMS, "terms", title="Terms of Service")
    record.look(outcome, "terms", title="Terms of Service", day=day)
    assert [one["document"] for one in told()["unchanged"]] == listed


def test_what_changed_in_ways_that_were_not_asked_for_is_not_called_unchanged(
    record: Recorder, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "archive.toml").write_text(
        '[[alerts]]\nname = "a"\nchannel = "mailto:a@example.org"\nwhen = "weekly"\nwords = "fax"\n'
        'platforms = ["example-inc"]\n'
    )
    record(PRIVACY)
    run("alerts", now="2025-05-01T13:00:00Z")
    record(PRIVACY.replace("name", "name and your fax"))
    record.look(day=3)
    record(TERMS, "terms", title="Terms of Service")
    record(TERMS.replace("30", "14"), "terms", title="Terms of Service")
    record.look(document="terms", title="Terms of Service", day=6)
    letter = run("alerts", "--dry-run", now="2025-05-09T00:00:00Z").out
    assert "1 change of 1 document" in letter
    assert "NOT CHANGED" not in letter


def test_a_kind_of_provision_that_came_or_went_as_a_whole_is_told(record: Recorder, run: Run) -> None:
    clause = "Any dispute will be resolved by binding arbitration administered by JAMS under its rules.\n"
    for text in (TERMS, TERMS + clause, TERMS):
        record(text, "terms", title="Terms of Service")
        record.day += 70
    span = "--since", "2025-05-02", "--until", "2026-05-31"
    digest = run("digest", *span, "--json", now="2026-06-01T00:00:00Z").json
    news = [one["clauses"] for one in digest["news"]]
    assert sorted(news) == [["Newly found: Binding arbitration"], ["No longer found: Binding arbitration"]]
    lines = run("digest", *span, now="2026-06-01T00:00:00Z").out
    assert "No longer found: Binding arbitration" in lines


def test_a_clause_that_went_with_most_of_its_table_is_not_told_as_lost(record: Recorder, told) -> None:
    head = "# Privacy Policy\n\n| Purpose | Legal basis |\n| --- | --- |\n"
    rows = [f"| To do task {n} of the service | The law |\n" for n in range(5)]
    contract = "| To give you the service | Processing is necessary to perform our contract with you |\n"
    record(head + "".join(rows) + contract)
    record(head + rows[0])
    record(head + "".join(rows) + contract, "notice")
    record(head + "".join(rows), "notice")
    lost = {one["document"]: one["clauses"] for one in told()["news"]}
    assert lost == {"privacy-policy": [], "notice": ["No longer found: Contract as the basis for processing"]}


def test_a_period_that_was_replaced_stands_out_with_both_values(record: Recorder, run: Run, told) -> None:
    record(TERMS, "terms", title="Terms of Service")
    record(PRIVACY)
    record(TERMS.replace("30", "14"), "terms", title="Terms of Service")
    record(PRIVACY.replace("name", "name and your address"))
    first, second = told()["news"]
    assert first["parameters"] == ["Change notice: 30 days -> 14 days"]
    assert second["parameters"] == []
    html = run("digest", "--since", "2025", "--html").out
    assert re.search("<del[^>]*>30</del> <ins[^>]*>14</ins> days", html), "apart where no style is shown"
    printed = run("digest", "--since", "2025").out
    out, _, others = printed.partition("OTHER CHANGES")
    assert "WHAT STOOD OUT\n\nExample, Inc., Terms of Service\n" in out
    assert "  Change notice: 30 days -> 14 days\n" in out
    assert "Example, Inc., Privacy Policy" in others


def test_a_silent_change_stands_out_and_says_so(record: Recorder, run: Run, told) -> None:
    record(PRIVACY, stated=SILENT)
    record(PRIVACY.replace("name", "name and your address"), stated=SILENT)
    assert told()["news"][0]["silent"] is True
    printed = " ".join(run("digest", "--since", "2025").out.split())
    assert "The date that the text states is still the old one." in printed


def test_links_and_re_extractions_are_no_news(record: Recorder, told) -> None:
    record(PRIVACY)
    record(PRIVACY + "\n[a](https://example.org/)\n", change_class=ChangeClass.LINKS)
    assert told()["news"] == []


def test_what_could_not_be_read_is_said(record: Recorder, told) -> None:
    record(PRIVACY)
    record.look(Outcome.FAILED, day=7, reason="HTTP 503")
    assert "1 document could not be read lately" in told()["warnings"][1]


def test_only_the_platforms_that_were_named_are_told_of(record: Recorder, run: Run) -> None:
    record(PRIVACY)
    assert run("digest", "example-inc", "--since", "2025", "--json").json["first_count"] == 1
    assert run("digest", "--platform", "other", "--since", "2025").code == 2


def test_markdown_and_html_show_what_a_page_says_and_run_none_of_it(
    record: Recorder, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "archive.toml").write_text('[site]\ntitle = "A & B"\nurl = "https://policies.example/"\n')
    record.name = "Evil <img src=x> [Inc](javascript:alert)"
    record(PRIVACY)
    record(PRIVACY + "\n<script>alert(1)</script> *more*.\n")
    markdown = run("digest", "--since", "2025", "--markdown").out
    rendered = MarkdownIt().render(markdown)
    assert "<img" not in rendered
    assert '<a href="https://policies.example/example-inc/privacy-policy/2025-05-02/changes/">' in rendered
    assert "javascript" not in "".join(links(rendered))
    html = run("digest", "--since", "2025", "--html").out
    assert "<title>A &amp; B: digest of 2025-01-01 to 2025-06-01</title>" in html
    assert "<script" not in html
    assert "<img" not in html


def links(html: str) -> list[str]:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value or "" for name, value in attrs if name == "href")

    Reader().feed(html)
    return found


def test_a_week_in_which_nothing_was_looked_at_says_so(record: Recorder, run: Run) -> None:
    record(PRIVACY)
    record.look(day=3)
    done = run("digest", now="2025-07-01T00:00:00Z")
    assert done.out.startswith("2025-06-24 00:00 to 2025-07-01 00:00 UTC: nothing was looked at.\n")
    assert "Out of date" in done.out
