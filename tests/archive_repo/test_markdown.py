from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.text.markdown import (
    LineKind,
    cells,
    heading_paths,
    kind_of,
    lines,
    nested,
    plain,
    targets,
)

TEXT = """# Terms

Hello there.
See [our policy](https://example.org/a_(b)).

- one
  second sentence
1. (a) two

| Name | Use |
| --- | --- |
| a\\|b | [x](https://example.org) |

## Fees

### Late fees

Pay.
"""


def test_each_line_knows_what_it_is_and_where_it_stands() -> None:
    read = lines(TEXT)

    assert all(TEXT[line.start : line.end] == line.raw for line in read)
    assert [line.number for line in read] == list(range(1, TEXT.count("\n") + 1))
    kinds = [line.kind for line in read if line.kind is not LineKind.BLANK]
    assert (
        " ".join(kinds)
        == "heading sentence sentence item sentence item row rule row heading heading sentence"
    )
    assert [line.level for line in read if line.kind is LineKind.HEADING] == [1, 2, 3]


@given(st.text(alphabet="ab#|-*[]()\\ \n\t1.<>_é", max_size=60))
def test_any_text_is_covered_by_its_lines(text: str) -> None:
    read = lines(text)

    assert "\n".join(line.raw for line in read) == (text.removesuffix("\n") if text else "")


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("## 3. Title", "3. Title"),
        ("- (a) text", "(a) text"),
        ("12. text", "text"),
        ("2024\\. was a year", "2024. was a year"),
        ("2024 was a year", "2024 was a year"),
        ("a [b \\[c\\]](https://example.org/(x)?y) d", "a b [c] d"),
        ("<https://example.org/x>", "https://example.org/x"),
        ("| a | b |", "a b"),
        ("| --- | :-: |", ""),
        ("---", ""),
        ("#hashtag", "#hashtag"),
        ("a < b and c | d", "a < b and c | d"),
        ("   ", ""),
    ],
)
def test_plain_is_what_a_reader_sees(raw: str, seen: str) -> None:
    assert plain(raw) == seen


def test_an_escaped_pipe_stays_inside_its_cell() -> None:
    assert cells("| a\\|b | c |") == ["a\\|b", "c"]


def test_an_escaped_bracket_opens_no_link() -> None:
    raw = r"\[see\](https://a.example) \\[ours](https://b.example)"

    assert plain(raw) == r"[see](https://a.example) \ours"
    assert targets(raw) == ["https://b.example"]


def test_targets_are_the_addresses_that_a_line_links_to() -> None:
    assert targets("[a](https://a.example/(x)) and <https://b.example>") == [
        "https://a.example/(x)",
        "https://b.example",
    ]


def test_a_heading_has_the_headings_above_it() -> None:
    headings = [line for line in lines(TEXT) if line.kind is LineKind.HEADING]
    assert heading_paths(headings) == [
        ("Terms",),
        ("Terms", "Fees"),
        ("Terms", "Fees", "Late fees"),
    ]
    assert heading_paths(lines("text\n## B\n# A\n"))[0] == ()


def test_a_heading_closes_those_of_its_own_level() -> None:
    assert nested([(1, "A"), (2, "B"), (2, "C"), (0, ""), (2, "D")]) == [
        ("A",),
        ("A", "B"),
        ("A", "C"),
        (),
        ("D",),
    ]


def test_a_list_mark_alone_is_an_item_without_words() -> None:
    assert kind_of("-") is LineKind.ITEM
    assert plain("-") == ""
