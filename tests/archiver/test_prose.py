"""Differences as people see them, and as `patch` does."""

from __future__ import annotations

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive_repo.diff import compare
from archiver.report.difference import page, terminal, unified
from archiver.report.difference.terminal import Role

OLD = """# Terms

Welcome to our terms.

## 1. Data

We keep your data for one month.
We share it with nobody, as we said before.
See [our policy](https://example.org/policy) for more.

## 2. Fees

You pay 5 euros a month for the service.
"""
NEW = """# Terms

Welcome to our terms.

## 1. Data

We keep your data for two long years.
See [our policy](https://example.org/policy) for more.
New sentence <b>here</b>.

## 2. Fees

You pay 5 euros a month for the service.
We share it with nobody, as we said before.

## 3. Moves

All of it is new.
"""


def tagged(text: str, role: Role) -> str:
    return f"<{role}>{text}</{role}>"


def shown(width: int = 200, context: int = 0) -> list[str]:
    return list(terminal.sentences(compare(OLD, NEW), width=width, context=context, paint=terminal.marked))


def test_each_changed_sentence_stands_under_its_heading_with_sign_and_line() -> None:
    assert shown() == [
        "",
        "Terms › 1. Data (amended)",
        "~    7  We keep your data for [-one month-]{+two long years+}.",
        "<    8  We share it with nobody, as we said before.  (moved to line 14)",
        "        ⋯",
        "+    9  New sentence <b>here</b>.",
        "",
        "Terms › 2. Fees (moved)",
        ">   14  We share it with nobody, as we said before.  (moved from line 8)",
        "",
        "Terms › 3. Moves (new section)",
        "+   16  ## 3. Moves",
        "+   18  All of it is new.",
    ]


def test_context_is_of_the_same_section_and_without_link_targets() -> None:
    told = shown(context=1)

    assert "     8  See [our policy] for more." in told
    assert not any("Welcome" in line for line in told)


def test_no_line_is_wider_than_asked_for() -> None:
    for width in (40, 60, 80):
        assert all(
            terminal.columns(line) <= width + 4 * line.count("[-") + 4 * line.count("{+")
            for line in shown(width)
        )
        assert all(terminal.columns(line) <= width for line in side(width, lambda text, _: text))


def side(width: int, paint: terminal.Paint) -> list[str]:
    return list(terminal.side_by_side(compare(OLD, NEW), width=width, context=0, paint=paint))


def test_side_by_side_has_the_old_words_left_and_the_new_ones_right() -> None:
    first = side(120, terminal.marked)[0]

    left, right = first.split(" ~ ")
    assert left.rstrip() == "We keep your data for [-one month-]."
    assert right == "We keep your data for {+two long years+}."


def test_running_text_marks_whole_sentences_too() -> None:
    told = list(terminal.words(compare(OLD, NEW), width=200, context=0, paint=terminal.marked))

    assert "{+New sentence <b>here</b>.+}" in told
    assert "We keep your data for [-one month-]{+two long years+}." in told


def test_the_statistics_count_by_section() -> None:
    told = [line.split() for line in terminal.stat(compare(OLD, NEW), width=80, paint=terminal.marked)]

    assert [(line[0], line[2], line[-1]) for line in told] == [
        ("1.", "2", "(amended)"),
        ("2.", "1", "(moved)"),
        ("3.", "2", "section)"),
    ]


@given(st.lists(st.text(alphabet="ab 中é\u0301", max_size=30), max_size=4), st.integers(5, 30))
def test_wrapping_loses_no_word_and_breaks_only_at_spaces(texts: list[str], width: int) -> None:
    roles = [Role.PLAIN, Role.ADDED, Role.REMOVED, Role.CONTEXT]
    lines = list(terminal.wrapped(list(zip(texts, roles, strict=False)), width))

    joined = ["".join(text for text, _ in line) for line in lines]
    assert "".join(joined).replace(" ", "") == "".join(texts).replace(" ", "")
    assert all(terminal.columns(line) <= width or len(line.split()) <= 4 for line in joined)


LINES = st.sampled_from(["A.", "B c d e f.", "B c d e g.", "- item", "# H", "", "Z."])
TEXTS = st.lists(LINES, min_size=1, max_size=12).map(lambda lines: "\n".join(lines).rstrip("\n") + "\n")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, TEXTS, st.integers(0, 3))
def test_patch_takes_the_unified_diff(
    tmp_path_factory: pytest.TempPathFactory, old: str, new: str, context: int
) -> None:
    folder = tmp_path_factory.mktemp("patch")
    (folder / "text.md").write_text(old)
    lines = list(unified.unified(compare(old, new), "a/text.md", "b/text.md", context))
    if lines:
        command = ["git", "apply", "--unidiff-zero", "-"]
        subprocess.run(command, cwd=folder, input="\n".join(lines) + "\n", text=True, check=True)

    assert (folder / "text.md").read_text() == new


class Tags(HTMLParser):
    """Collects what is open, and fails on what is closed in the wrong order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.inserted: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "ins":
            self.inserted.append(data)


def test_the_page_is_whole_and_shows_markup_as_text(tmp_path: Path) -> None:
    lines = page.page(compare(OLD, NEW), title="A & B", about=["<since>"], context=1)

    html = "\n".join(lines)
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert tags.inserted == ["two long years"]
    assert "New sentence &lt;b&gt;here&lt;/b&gt;." in html
    assert "<title>A &amp; B</title>" in html
    assert not re.search(r"<script|https?://(?!example)", html)


def test_where_words_changed_a_mere_mark_is_context_unless_all_is_asked_for() -> None:
    old, new = "- One two.\nWe keep it.\n", "1. One two.\nWe sell it.\n"
    difference = compare(old, new)

    def told(everything: bool) -> list[str]:
        return list(
            terminal.sentences(difference, width=99, context=0, paint=terminal.marked, everything=everything)
        )

    assert not any("One two" in line for line in told(everything=False))
    assert any("[--" in line for line in told(everything=True))
