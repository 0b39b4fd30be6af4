"""Lines that fit a width: wrapped, hanging, and tables whose cells wrap."""

from __future__ import annotations

from itertools import pairwise

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from archiver.report import screen
from archiver.report.screen import NARROWEST, Role

TEXTS = st.text("abc 豆包é-", max_size=60)
ROLES = st.sampled_from([Role.PLAIN, Role.BAD])


def shown(lines: object) -> list[str]:
    return [screen.text_of(line) for line in lines]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("text", "size"), [("abc", 3), ("豆包", 4), ("e\u0301", 1), ("", 0), ("ｆ", 2)])
def test_wide_characters_take_two_columns_and_accents_none(text: str, size: int) -> None:
    assert screen.columns(text) == size


@given(st.lists(st.tuples(TEXTS, ROLES), max_size=5), st.integers(NARROWEST, 40))
def test_wrapping_keeps_every_word_and_the_width(line: list[screen.Piece], width: int) -> None:
    found = shown(screen.wrapped(line, width))
    assert "".join("".join(found).split()) == "".join(screen.text_of(line).split())
    assert all(screen.columns(text) <= width or " " not in text for text in found)


@given(st.text("abc é-", max_size=90), st.integers(NARROWEST, 40))
def test_a_line_takes_every_word_that_it_has_room_for(text: str, width: int) -> None:
    found = shown(screen.wrapped(text, width))
    assert " ".join(found).split() == text.split()
    assert all(len(one) + 1 + len(other.split()[0]) > width for one, other in pairwise(found))


def test_a_word_that_is_longer_than_the_line_stands_alone_and_whole() -> None:
    address = "https://example.org/" + "a" * 40
    assert shown(screen.wrapped(f"see {address} there", 30)) == ["see", address, "there"]


def test_a_word_of_several_pieces_is_not_broken_between_them() -> None:
    line = [("in our ", Role.PLAIN), ("legitimate interest", Role.BAD), ("s and not", Role.PLAIN)]
    assert shown(screen.wrapped(line, 26)) == ["in our legitimate", "interests and not"]


def test_what_follows_hangs_below_the_beginning() -> None:
    found = shown(screen.hanging("one two three four five six", 24, "note: "))
    assert found == ["note: one two three four", "      five six"]


def test_columns_are_as_wide_as_their_widest_cell_counted_as_a_terminal_does() -> None:
    found = shown(screen.table([("豆包", "x"), ("abc", "y")], 80))
    assert found == ["豆包  x", "abc   y"]


def test_where_a_table_does_not_fit_the_last_cell_wraps_first() -> None:
    found = shown(screen.table([("2025-05-01", "a reason of several words that goes on")], 34))
    assert found == ["2025-05-01  a reason of several", "            words that goes on"]


def test_the_widest_of_the_columns_that_give_way_shrinks_first() -> None:
    rows = [("2025-05-01", "a title of many words, far too many for it", "some more words")]
    found = shown(screen.table(rows, 48, shrinking=[1]))
    assert all(len(line) <= 48 for line in found)
    assert found[0].endswith("some more words")


def test_where_nothing_is_left_for_the_last_cell_it_goes_below() -> None:
    rows = [("an-address/that-is-rather-long-itself", "one two three four five")]
    assert shown(screen.table(rows, 44)) == [
        "an-address/that-is-rather-long-itself",
        "    one two three four five",
    ]


def test_roles_stay_with_their_words() -> None:
    line = [("We keep ", Role.PLAIN), ("thirty days of it all", Role.BAD)]
    first, second = screen.wrapped(line, 20)
    assert first == [("We keep ", Role.PLAIN), ("thirty days", Role.BAD)]
    assert second == [("of it all", Role.BAD)]


def test_characters_that_are_counted_at_once_take_one_column_each() -> None:
    found = [chr(code) for code in range(0x3000) if screen._NARROW.fullmatch(chr(code))]
    assert len(found) > 700
    assert [char for char in found if wcwidth.wcwidth(char) != 1] == []


def test_a_command_between_backticks_stays_whole() -> None:
    told = [
        screen.text_of(line) for line in screen.wrapped("see why: (`archiver status --failing`) says it", 30)
    ]
    assert told == ["see why:", "(`archiver status --failing`)", "says it"]


def test_a_command_that_is_longer_than_a_line_is_broken_at_its_blanks() -> None:
    told = [screen.text_of(line) for line in screen.wrapped("`archiver status --failing mistral-ai`", 20)]
    assert told == ["`archiver status", "--failing", "mistral-ai`"]
