"""`changes`: what is found, what may be missing, and its forms for people, programs and newsletters."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from archive_repo.diff.wording import edits
from archive_repo.format.observation import Held
from archive_repo.records import (
    BEGINNING,
    ChangeClass,
    Outcome,
    SectionChange,
    SectionKind,
    StatedDates,
    Version,
)
from archiver.report import health, newsletter, workbook
from archiver.report.health import OUT_OF_DATE, Health
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]
SINCE = ("changes", "--since", "2025-05-02")
OLD = "# Privacy Policy\n\nAs of 1 March.\n\n## Data\n\nWe keep data for one month.\nWe sell nothing.\n"
NEW = OLD.replace("March", "May").replace("one month", "two years") + "We train on it.\n"


@pytest.fixture
def change(record: Recorder) -> Version:
    record(OLD)
    return record(NEW)


def test_a_change_is_told_with_the_looks_between_which_it_happened(change: Version, run: Run) -> None:
    (row,) = run(*SINCE, "--json").json
    assert row["since"] == {"after": "2025-05-01T12:00:00+00:00", "by": "2025-05-02T12:00:00+00:00"}
    assert (row["version"], row["platform_name"]) == (change.id, "Example, Inc.")
    assert (row["details"], row["categories"]) == (None, None)


def test_full_json_has_the_sentences_and_the_words_that_differ(change: Version, run: Run) -> None:
    (row,) = run(*SINCE, "--full", "--json").json
    opening, data = row["details"]
    assert (opening["path"], data["path"]) == (["Privacy Policy"], ["Privacy Policy", "Data"])
    amended, added = data["changes"]
    assert (amended["kind"], amended["old"], amended["new"]) == (
        "amended",
        "We keep data for one month.",
        "We keep data for two years.",
    )
    assert ["-", "one month"] in amended["edits"]
    assert (added["kind"], added["old"], added["new"]) == ("added", None, "We train on it.")


def test_where_only_a_link_leads_elsewhere_its_targets_are_shown(record: Recorder, run: Run) -> None:
    old = "# Security\n\nReport it [here](https://a.example/old) or at <https://b.example>.\n"
    record(old)
    record(old.replace("/old", "/new"), change_class=ChangeClass.LINKS)

    (row,) = run(*SINCE, "--class", "links", "--full", "--json").json
    ((one,),) = [detail["changes"] for detail in row["details"]]
    assert one["new"] == "Report it here (https://a.example/new) or at https://b.example."
    assert [edit for edit in one["edits"] if edit[0] != "="] == [
        ["-", "https://a.example/old"],
        ["+", "https://a.example/new"],
    ]


def test_the_title_alone_stands_for_the_opening_lines(change: Version, run: Run) -> None:
    told = run(*SINCE, "--full").out
    assert "amended: opening lines" in told
    assert "amended: Data" in told
    assert "~ We keep data for [-one month-]{+two years+}." in told


def test_csv_has_a_line_for_each_change_or_each_sentence(change: Version, run: Run) -> None:
    (row,) = csv.DictReader(io.StringIO(run(*SINCE, "--csv").out))
    assert (row["version"], row["since_by"], row["added"]) == (change.id, "2025-05-02T12:00:00+00:00", "1")
    rows = list(csv.DictReader(io.StringIO(run(*SINCE, "--csv", "--full").out)))
    assert [(one["section"], one["kind"], one["new"]) for one in rows] == [
        ("opening lines", "amended", "As of 1 May."),
        ("Data", "amended", "We keep data for two years."),
        ("Data", "added", "We train on it."),
    ]


def sheet(file: Path) -> tuple[etree._Element, list[list[str | None]]]:
    """The sheet of an Excel file, and the text of its cells."""
    with zipfile.ZipFile(file) as book:
        strings = [one.xpath("string()") for one in etree.fromstring(book.read("xl/sharedStrings.xml"))]
        found = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = [
        [strings[int(cell[0].text)] if cell.get("t") == "s" else cell[0].text for cell in row if len(cell)]
        for row in found.iterfind(".//{*}row")
    ]
    return found, cells


def test_an_excel_file_has_the_cells_of_the_csv_file(change: Version, run: Run, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    lines = list(csv.reader(io.StringIO(run(*SINCE, "--csv", "--full").out)))
    file = tmp_path / "changes.xlsx"
    done = run(*SINCE, "--xlsx", str(file), "--full")
    found, cells = sheet(file)
    assert cells == [[cell for cell in line if cell] for line in lines]
    assert (done.out, f"{file}: {file.stat().st_size:,} bytes" in done.err) == ("", True)
    (pane,) = found.iterfind(".//{*}pane")
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert found.find(".//{*}hyperlink") is not None
    before = file.read_bytes()
    run(*SINCE, "--xlsx", str(file), "--full")
    assert file.read_bytes() == before


@pytest.mark.parametrize("start", ["=1+1", "{=A1}", "@SUM(A1)", "https://example.org/" + "x" * 2_100])
def test_no_text_is_a_formula_or_a_broken_link_in_an_excel_file(start: str, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    file = tmp_path / "x.xlsx"
    long = "x" * (workbook.LONGEST_CELL + 1)
    file.write_bytes(workbook.write("x", ["old", "new"], [(start, long)], datetime(2025, 6, 1, tzinfo=UTC)))
    found, cells = sheet(file)
    assert cells == [["old", "new"], [start, long[:-1]]]
    assert found.find(".//{*}f") is None
    assert found.find(".//{*}hyperlink") is None


def test_an_excel_file_needs_its_extra(
    change: Version, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    done = run(*SINCE, "--xlsx", str(tmp_path / "x.xlsx"))
    assert (done.code, "pip install policy-archiver[xlsx]" in done.err) == (2, True)


def test_an_excel_file_needs_a_place(change: Version, run: Run, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    done = run(*SINCE, "--xlsx", str(tmp_path / "none" / "x.xlsx"))
    assert (done.code, "cannot be written (No such file or directory)" in done.err) == (2, True)


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_text_of_a_page_is_a_formula_in_csv(record: Recorder, run: Run, start: str) -> None:
    record(OLD)
    record(OLD, title=f"{start}HYPERLINK(1)")
    (row,) = csv.DictReader(io.StringIO(run(*SINCE, "--csv").out))
    assert row["title"] == f"'{start}HYPERLINK(1)"


def test_grep_shows_the_sentences_that_match_and_no_others(change: Version, run: Run) -> None:
    out = run(*SINCE, "--grep", "train").out
    assert "We train on it." in out
    assert "two years" not in out
    assert "opening lines" not in out


def test_grep_does_not_match_first_versions(change: Version, run: Run) -> None:
    found = run("changes", "--since", "2025-05-01", "--grep", "sell|month", "--json").json
    assert [row["version"] for row in found] == [change.id]
    assert run("changes", "--since", "2025-05-01", "--grep", "sell nothing", "--json").json == []


def test_changes_of_a_category_are_those_that_touch_it(record: Recorder, run: Run) -> None:
    record("# Privacy Policy\n\nWe share your personal data with hosts.\n")
    sale = record(
        "# Privacy Policy\n\nWe share your personal data with hosts.\nWe sell your personal data.\n"
    )
    record(
        "# Privacy Policy\n\nHello.\n\nWe share your personal data with hosts.\nWe sell your personal data.\n"
    )
    found = run(*SINCE, "--category", "sale-or-sharing-of-data", "--json").json
    assert [row["version"] for row in found] == [sale.id]
    assert "sale-or-sharing-of-data" in found[0]["categories"]


def test_silent_says_how_many_changes_state_no_date(record: Recorder, run: Run) -> None:
    stated = StatedDates(updated=date(2025, 1, 1))
    record("One.\n", stated=stated)
    silent = record("Two.\n", stated=stated)
    record("One.\n", "terms", title="Terms")
    record("Two.\n", "terms", title="Terms")
    done = run("changes", "--since", "2025-05-01", "--silent", "--json")
    assert [row["version"] for row in done.json] == [silent.id]
    assert "1 change left out: the document states no date that could have moved" in done.err


def test_a_title_that_no_document_has_is_refused_with_the_nearest(change: Version, run: Run) -> None:
    done = run("changes", "--type", "Privacy Polcy")
    assert (done.code, "did you mean privacy-policy?" in done.err) == (2, True)


@pytest.mark.parametrize(
    "options",
    [
        ("--json", "--csv"),
        ("--xlsx", "a.xlsx", "--csv"),
        ("--json", "--markdown"),
        ("--link", "https://x"),
        ("--grep", "("),
    ],
)
def test_options_that_make_no_sense_together_are_refused(
    change: Version, run: Run, options: tuple[str, ...]
) -> None:
    done = run("changes", *options)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


# what may be missing


def test_it_says_when_the_last_crawl_was(change: Version, record: Recorder, run: Run) -> None:
    record.look(day=3)
    assert "(last crawl 2025-05-04)" in run(*SINCE, now="2025-05-05T00:00:00Z").err


@pytest.mark.parametrize(("short", "warned"), [(timedelta(seconds=1), False), (timedelta(0), True)])
def test_an_archive_is_out_of_date_a_week_after_its_last_crawl(short: timedelta, warned: bool) -> None:
    at = datetime(2025, 5, 1, tzinfo=UTC)
    found = Health(last_crawl_at=at, asked_until=at + OUT_OF_DATE - short, is_over=False, stale=(), waiting=0)
    assert found.out_of_date is warned
    assert bool(health.warnings(found)) is warned


def test_a_crawl_that_no_longer_runs_is_not_an_archive_without_news(
    change: Version, record: Recorder, run: Run
) -> None:
    record.look(day=3)
    done = run("changes", "--json", now="2025-07-19T12:00:00Z")
    assert done.json == []
    assert "out of date: last crawl 2025-05-04, 76 days ago; what" in done.err
    over = run("changes", "--until", "2025-07-10", now="2025-07-19T12:00:00Z")
    assert "out of date: last crawl 2025-05-04, 67 days before the end of the period; what" in over.err
    earlier = run("changes", "--until", "2025-05-05", "--since", "2025-05-01", now="2025-07-19T12:00:00Z")
    assert "out of date" not in earlier.err


def test_documents_that_could_not_be_read_in_the_period_are_named(
    change: Version, record: Recorder, run: Run
) -> None:
    for day in (2, 4):
        record.look(Outcome.FAILED, "terms", day=day, title="Terms")
    record.look(Outcome.FAILED, day=2)
    record.look(day=4)
    warning = (
        "1 document could not be read lately, and what changed there since the day given is not known: "
        "example-inc/terms (never);"
    )
    assert warning in run(*SINCE).err
    assert "could not be read" not in run(*SINCE, "example-inc/privacy-policy").err
    then = run(*SINCE, "--until", "2025-05-03", "example-inc/privacy-policy").err
    assert "example-inc/privacy-policy (2025-05-02)" in then


def test_texts_that_are_held_are_counted(change: Version, record: Recorder, run: Run) -> None:
    times = {"first_seen": START, "last_seen": START}
    held = Held(text_sha256="a" * 64, snapshot="b" * 40, seen=1, reason="collapse", **times)
    record.look(Outcome.HELD, day=3, held=(held, held))
    assert "2 texts are held back, and not among the changes" in run(*SINCE).err


# Markdown


HOSTILE = (
    "Pay *now* _or_ [never](javascript:alert(1)) <img src=x onerror=alert(4)> &lt;b&gt; `code` a|b ~~x~~ $1"
)


class Tags(HTMLParser):
    """The tags of a page and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(markdown: str) -> Tags:
    """The Markdown as a git host renders it, raw HTML allowed."""
    return Tags(MarkdownIt("commonmark").enable(["strikethrough", "table"]).render(markdown))


def test_the_words_that_differ_are_struck_through_and_bold(change: Version, run: Run) -> None:
    written = run(*SINCE, "--full", "--markdown").out
    assert "~~one month~~ **two years**" in written
    assert {"s", "strong", "h1", "h2", "h3", "a"} <= rendered(written).tags


def test_nothing_that_a_policy_says_acts(record: Recorder, run: Run) -> None:
    stored = re.sub(r"([*_\[\]<>`|~&\\])", r"\\\1", HOSTILE)
    record("# Terms\n\nHello.\n")
    record(f"# Terms\n\nHello.\n{stored}\n")
    page = rendered(run(*SINCE, "--full", "--markdown", "--link", "https://git.example/{version}").out)
    assert not page.tags & {"img", "em", "code", "b", "s"}
    assert HOSTILE in page.text


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.sampled_from("*_~`[]()<>#|&\\! 1.-+")
    )
)
def test_escaped_text_is_rendered_as_it_is(text: str) -> None:
    words = " ".join(text.split())
    page = rendered(f"- x{newsletter.escaped(words)}")
    assert page.tags <= {"ul", "li"}
    assert " ".join(page.text.split()) == " ".join(f"x{words}".split())
    if words:
        assert " ".join(rendered(newsletter.escaped(words)).text.split()) == words


def test_cells_of_a_row_stay_apart(record: Recorder, run: Run) -> None:
    row = "| Training our models | Conversations | {} |\n"
    table = f"# Terms\n\n| What | Whose data | Basis |\n| --- | --- | --- |\n{row}"
    record(table.format("Consent"))
    record(table.format("Legitimate interests"))
    written = run(*SINCE, "--full", "--markdown").out
    assert r"Training our models \| Conversations \| ~~Consent~~ **Legitimate interests**" in written


def test_marks_stand_at_the_words_and_not_at_the_white_space() -> None:
    told = newsletter.pretty(edits("We keep it.", "We keep it and sell it."))
    assert rendered(told).tags == {"p", "strong"}


def test_both_versions_are_linked_where_they_can_be_read(change: Version, run: Run) -> None:
    link = "https://git.example/{platform}/blob/{version}/{document}.md"
    written = run(*SINCE, "--markdown", "--link", link).out
    for name, version in (("before", change.previous), ("after", change.id)):
        assert f"[{name}](https://git.example/example-inc/blob/{version}/privacy-policy.md)" in written
    assert "[Source](https://example.org/privacy-policy)" in written
    assert run(*SINCE, "--markdown", "--link", "https://x/{nope}").code == 2


# What a reader is told above the changes


def test_no_change_is_said_in_words(change: Version, run: Run) -> None:
    done = run("changes", "--since", "2025-05-20")
    assert (done.out, done.err.splitlines()[0]) == ("", "no change since 2025-05-20")


def test_what_was_asked_for_is_named_above_the_changes(change: Version, run: Run) -> None:
    assert "since 2025-05-02 whose stated date did not move" in run(*SINCE, "--silent").err
    assert "since 2025-05-02 with sentences that match 'train'" in run(*SINCE, "--grep", "train").err


def test_the_days_before_a_change_are_explained(change: Version, run: Run) -> None:
    told = "two days: the last recorded look at the old text, and the first at the new one"
    assert told in run(*SINCE).err
    assert told not in run(*SINCE, "--csv").err


def test_a_section_is_named_once_where_the_title_and_what_stands_above_it_changed(
    record: Recorder, run: Run
) -> None:
    sections = (
        SectionChange(heading=BEGINNING, kind=SectionKind.AMENDED),
        SectionChange(heading="Privacy Policy", kind=SectionKind.AMENDED),
        SectionChange(heading=BEGINNING, kind=SectionKind.REMOVED),
        SectionChange(heading="Data", kind=SectionKind.REMOVED),
    )
    record(OLD)
    record(NEW, sections=sections)
    told = run(*SINCE).out
    assert told.count("amended: opening lines\n") == 1
    assert "removed: opening lines\n      removed section: Data\n" in told
    assert run(*SINCE, "--markdown").out.count("- opening lines (amended)") == 1
    assert run("log", "example-inc/privacy-policy", "--stat").out.count("amended: opening lines") == 1


def test_status_is_asked_as_of_the_end_of_a_period_that_is_over(
    change: Version, record: Recorder, run: Run
) -> None:
    record.look(Outcome.FAILED, day=2)
    assert "`archiver status --failing` says why" in run(*SINCE).err
    record.look(Outcome.FAILED, day=9)
    told = run(*SINCE, "--until", "2025-05-04").err
    assert "`archiver status --failing --at 2025-05-04` says why" in told


def test_a_text_that_is_held_is_counted_as_one(change: Version, record: Recorder, run: Run) -> None:
    held = Held(
        text_sha256="a" * 64, snapshot="b" * 40, seen=1, reason="short", first_seen=START, last_seen=START
    )
    record.look(Outcome.HELD, day=3, held=(held,))
    assert "1 text is held back, and not among the changes" in run(*SINCE).err


def test_a_class_that_is_asked_for_leaves_out_new_documents(change: Version, run: Run) -> None:
    asked = ("changes", "--since", "2025")
    assert len(run(*asked, "--json").json) == 2
    assert [row["version"] for row in run(*asked, "--class", "words", "--json").json] == [change.id]
    assert run(*asked, "--class", "links").err.startswith("no change since 2025-01-01")
