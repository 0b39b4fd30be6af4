"""Differences as people see them, and as `patch` does."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo.diff import compare
from archiver.report import screen
from archiver.report.difference import terminal, unified
from archiver.report.screen import Role

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
    return list(map(screen.text_of, terminal.sentences(compare(OLD, NEW), width=width, context=context)))


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
        assert all(screen.columns(line) <= width for line in shown(width) + side(width))


def side(width: int) -> list[str]:
    return list(map(screen.text_of, terminal.side_by_side(compare(OLD, NEW), width=width, context=0)))


def test_side_by_side_has_the_old_words_left_and_the_new_ones_right() -> None:
    first = side(120)[0]

    left, right = first.split(" ~ ")
    assert left.rstrip() == "We keep your data for [-one month-]."
    assert right == "We keep your data for {+two long years+}."


def test_side_by_side_the_right_column_begins_at_one_place() -> None:
    signs = [line.find(" ~ ") for line in side(60) if " ~ " in line]

    assert len(signs) > 1
    assert set(signs) == {28}


def test_an_address_that_is_wider_than_a_column_is_broken_to_keep_the_columns_apart() -> None:
    old, new = (f"Read https://example.org/{where}.\n" for where in ("a" * 90, "b" * 90))
    told = list(map(screen.text_of, terminal.side_by_side(compare(old, new), width=80, context=0)))
    assert all(screen.columns(line) <= 80 and line[38:41] == " ~ " for line in told)
    assert "".join(line[:38].strip() for line in told).startswith("Read[-https://example.org/aaa")


def test_running_text_marks_whole_sentences_too() -> None:
    told = list(map(screen.text_of, terminal.running_text(compare(OLD, NEW), width=200, context=0)))

    assert "{+New sentence <b>here</b>.+}" in told
    assert "We keep your data for [-one month-]{+two long years+}." in told


def test_the_statistics_count_by_section() -> None:
    told = [screen.text_of(line).split() for line in terminal.stat(compare(OLD, NEW), width=80)]

    assert [(line[0], line[2], line[-1]) for line in told] == [
        ("1.", "2", "(amended)"),
        ("2.", "1", "(moved)"),
        ("3.", "2", "section)"),
    ]


@given(st.lists(st.text(alphabet="ab 中é\u0301", max_size=30), max_size=4), st.integers(5, 30))
def test_wrapping_loses_no_word_and_breaks_only_at_spaces(texts: list[str], width: int) -> None:
    roles = [Role.PLAIN, Role.ADDED, Role.REMOVED, Role.CONTEXT]
    lines = list(screen.wrapped(list(zip(texts, roles, strict=False)), width))

    joined = ["".join(text for text, _ in line) for line in lines]
    assert "".join(joined).replace(" ", "") == "".join(texts).replace(" ", "")
    assert all(screen.columns(line) <= width or len(line.split()) <= 4 for line in joined)


BLOCKS = st.lists(
    st.lists(st.sampled_from(["A.", "B c d e f.", "B c d e g.", "- item", "Z."]), min_size=1, max_size=3).map(
        "\n".join
    )
    | st.sampled_from(["# H", "## 1. Data", "A."]),
    max_size=7,
)


def document(blocks: list[str]) -> str:
    """A text as the archive stores it: a blank line between blocks, one newline at the end."""
    return "\n\n".join(blocks) + "\n" if blocks else ""


def applied(folder: Path, old: str, new: str, context: int = unified.CONTEXT) -> str:
    """What `git apply` makes of the old text with the unified diff."""
    path = folder / "text.md"
    path.write_text(old)
    lines = list(unified.unified(compare(old, new), "a/text.md", "b/text.md", context))
    if lines:
        command = ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-"]
        patch = "\n".join(lines) + "\n"
        done = subprocess.run(command, cwd=folder, input=patch, text=True, capture_output=True)
        assert not done.returncode, f"{done.stderr}\n{patch}"
    return path.read_text()


@settings(max_examples=150)
@given(BLOCKS, BLOCKS, st.integers(0, 3))
def test_git_applies_the_unified_diff(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str], context: int
) -> None:
    old, new = document(before), document(after)

    assert applied(tmp_path_factory.mktemp("patch"), old, new, context) == new


@settings(max_examples=100)
@given(BLOCKS.filter(bool), st.data())
def test_git_applies_the_unified_diff_of_a_small_edit(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[str], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(blocks)))
    stop = data.draw(st.integers(start, len(blocks)))
    edited = [*blocks[:start], *data.draw(BLOCKS.map(lambda some: some[:2])), *blocks[stop:]]

    assert applied(tmp_path_factory.mktemp("patch"), document(blocks), document(edited)) == document(edited)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A.\n\nB.\n", "A.\n"),
        ("A.\n", "A.\n\nB.\n"),
        ("A.\n\nB.\n\nC.\n", "A.\n"),
        ("A.\n\nB.", "A.\n\nB.\n"),
        ("A.\n\nB.\n", "A.\n\nB."),
        ("A.\n\nB.", "A."),
        ("A.\n", ""),
    ],
    ids=["last block removed", "last block added", "last two removed", "newline at the end added",
         "newline at the end removed", "no newline at either end", "everything removed"],
)  # fmt: skip
def test_the_unified_diff_is_exact_at_the_end_of_the_text(tmp_path: Path, old: str, new: str) -> None:
    assert applied(tmp_path, old, new) == new


def test_git_makes_a_new_file_of_the_unified_diff_of_a_first_version(tmp_path: Path) -> None:
    lines = unified.unified(compare("", NEW), "/dev/null", "b/text.md")
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input="\n".join(lines) + "\n", text=True, check=True)

    assert (tmp_path / "text.md").read_text() == NEW


def test_the_unified_diff_has_what_went_before_what_came() -> None:
    lines = unified.unified(compare("A b c d.\nB c d e.\n", "A b c x.\nB c d y.\n"), "a/t", "b/t")

    assert list(lines)[3:] == ["-A b c d.", "-B c d e.", "+A b c x.", "+B c d y."]


CURATED = Path(__file__).resolve().parents[3] / "shared" / "replay" / "curated"


@pytest.mark.real_pages
def test_git_applies_the_unified_diffs_of_real_texts_whose_ends_change(tmp_path: Path) -> None:
    if not CURATED.is_dir():
        pytest.skip(f"{CURATED} is missing")
    texts: dict[str, str] = {}
    for path in sorted(CURATED.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            texts |= {f"{path.name} {said['terms']}": said["markdown"] for said in map(json.loads, stream)}
    blocks = [re.split(r"\n{2,}", text.strip()) for text in texts.values()]
    assert len(blocks) > 50

    for one in blocks:
        for edited in (one[:-1], one[:-2], [*one, "We keep it."], one[1:], [*one[:1], "New.", *one[1:]]):
            assert applied(tmp_path, document(one), document(edited)) == document(edited)


def test_where_words_changed_a_mere_mark_is_context_unless_all_is_asked_for() -> None:
    old, new = "- One two.\nWe keep it.\n", "1. One two.\nWe sell it.\n"
    difference = compare(old, new)

    def told(everything: bool) -> list[str]:
        return list(
            map(screen.text_of, terminal.sentences(difference, width=99, context=0, everything=everything))
        )

    assert not any("One two" in line for line in told(everything=False))
    assert any("[--" in line for line in told(everything=True))
