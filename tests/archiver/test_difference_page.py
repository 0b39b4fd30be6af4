"""The HTML page of a difference: text, links and tables as such, which texts it is of, and how to read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.diff.wording import edits
from archive_repo.records import StatedDates
from archiver.report.difference import markup
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
ADDRESS = "example-inc/privacy-policy"
LINK = '<a href="{}" rel="noreferrer nofollow">'
HERE, THERE = LINK.format("https://a.org/x"), LINK.format("https://b.org/y")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("see [our old terms](https://a.org/x)", "see [our new terms](https://a.org/x)",
         f"see {HERE}our <del>old</del><ins>new</ins> terms</a>"),
        ("see [it](https://a.org/x)", "see [it](https://b.org/y)",
         f"see <del>{HERE}it</a> <small>(https://a.org/x)</small></del>"
         f"<ins>{THERE}it</a> <small>(https://b.org/y)</small></ins>"),
        ("see [it](https://a.org/x)", "see it", f"see <del>{HERE}it</a></del><ins>it</ins>"),
        ("see <https://a.org/x>", "look <https://a.org/x>",
         f"<del>see</del><ins>look</ins> {HERE}https://a.org/x</a>"),
        ("[it](javascript:alert\\(1\\))", "[it](javascript:alert\\(1\\)) all", "it<ins> all</ins>"),
        ('a <b> & "c"', 'a <b> & "c" d', 'a &lt;b&gt; &amp; "c"<ins> d</ins>'),
        (r"\*10\% \[a\]", r"\*10\% \[b\]", "*10% [<del>a</del><ins>b</ins>]"),
        ("- one thing", "- two things", "<del>one thing</del><ins>two things</ins>"),
        ("### One", "## Two", "<del>One</del><ins>Two</ins>"),
        ("1. one", "2. one", "<del>1</del><ins>2</ins>. one"),
    ],
)  # fmt: skip
def test_a_line_is_shown_as_a_reader_sees_it(old: str, new: str, expected: str) -> None:
    assert markup.html(edits(old, new)) == expected


class Tags(HTMLParser):
    """Fails on what is closed in the wrong order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def must_be_whole(said: str) -> None:
    tags = Tags()
    tags.feed(said)
    assert tags.open == []


_PARTS = st.lists(
    st.sampled_from(["[", "](https://a.b)", "](/b)", "a", " ", "b", "\\", "- ", "## ", "<", "|"])
)


@given(_PARTS.map("".join), _PARTS.map("".join))
def test_what_is_opened_is_closed(old: str, new: str) -> None:
    must_be_whole(markup.html(edits(old, new)))


def test_the_page_is_whole_and_fetches_and_runs_nothing(record: Recorder, run: Run) -> None:
    record("We keep data.\n\n- one [it](https://a.org/x)\n", title="A & B")
    record(TABLE + "We keep <b>all</b> data.\n\n- two [it](https://a.org/y)\n", title="A & B")

    said = page(run)

    must_be_whole(said)
    assert "<title>Example, Inc., A &amp; B</title>" in said
    assert "&lt;b&gt;all&lt;/b&gt;" in said
    assert not re.search(r"<script|<link|<img|src=|url\(|@import", said)


TABLE = "# Cookies\n\n| Name | Use |\n| --- | --- |\n| a | login |\n| b | ads |\n\nEnd.\n"


def page(run: Run, *options: str) -> str:
    return run("diff", ADDRESS, "--html", *options).out


def test_a_table_is_a_table_with_its_header(record: Recorder, run: Run) -> None:
    record(TABLE)
    record(TABLE.replace("| b | ads |", "| b | ads and research |"))

    said = page(run, "-c", "0")

    assert '<thead><tr class="equal"><th>Name</th><th>Use</th></tr></thead>' in said
    assert '<tr class="amended"><td>b</td><td>ads <ins>and research </ins></td></tr>' in said
    assert "|" not in said.partition("<main")[2]


def test_a_row_that_got_a_column_is_shown_as_it_was_and_as_it_is(record: Recorder, run: Run) -> None:
    record(TABLE)
    record(TABLE.replace("| b | ads |", "| b | ads | a year |"))

    said = page(run, "-c", "0")

    assert '<tr class="removed"><td>b</td><td>ads</td></tr>' in said
    assert '<tr class="added"><td>b</td><td>ads</td><td>a year</td></tr>' in said


def test_it_says_which_texts_are_compared_and_how_to_read_it(record: Recorder, run: Run) -> None:
    record("We keep data.\n", stated=StatedDates(updated=date(2025, 4, 1)))
    record("We keep all data.\n")

    said = page(run)

    assert said.count("<h1>Example, Inc., Privacy Policy</h1>") == 1
    assert "<td>2025-05-01 12:00 UTC</td><td>2025-05-02 12:00 UTC</td>" in said
    assert "<td>updated 2025-04-01</td><td>no date</td>" in said
    assert '<a href="https://example.org/privacy-policy"' in said
    assert 'class="legend' in said
    assert '<span class="removed">removed</span>' in said


ENGLISH = "We may share your personal data with the partners that help us to run our services, if you agree. "
CHINESE = "我们会收集您的个人信息用于训练模型并且提供服务。"


@pytest.mark.parametrize(("text", "lang"), [(ENGLISH, ' lang="en"'), (CHINESE, ' lang="zh"'), ("Hm.", "")])
def test_the_text_says_its_language(record: Recorder, run: Run, text: str, lang: str) -> None:
    record(f"{text}\n")
    record(f"{text} x\n")

    assert re.findall("<main(.*?)>", page(run)) == [lang]


def test_lists_are_lists_and_keep_their_numbers(record: Recorder, run: Run) -> None:
    record("Nothing.\n")
    record("# New\n\n- a thing\n\n1. another thing\n")

    said = page(run)

    assert '<p class="added item bullet">a thing</p>' in said
    assert '<p class="added item">1. another thing</p>' in said
    assert '<p class="added heading">New</p>' in said


def test_a_first_version_is_no_page_of_added_sentences(record: Recorder, run: Run) -> None:
    record("We keep data.\n")

    assert "the first version, of 2025-05-01 12:00 UTC" in page(run)
    assert "We keep data" not in page(run)


def test_a_moved_sentence_without_spaces_is_shown_by_its_beginning(record: Recorder, run: Run) -> None:
    moved, other = f"{CHINESE * 3}\n", f"{CHINESE[::-1] * 2}\n"
    record(f"# 一\n\n{moved}\n# 二\n\n{other}")
    record(f"# 一\n\n# 二\n\n{other}\n{moved}")

    assert f">{(CHINESE * 3)[:50]} … <span" in page(run)
