"""What changed inside an amended line: edits of whole words and numbers, tidied for a reader.

Each word becomes one character, as diff-match-patch does with lines; rapidfuzz finds the edits (its
bit-parallel search stays fast where diff-match-patch's own takes seconds), and diff-match-patch's semantic
clean-up joins what chance agreements of single words had cut apart (https://neil.fraser.name/writing/diff/).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from archive_repo.diff import links
from archive_repo.diff.alignment import common_ends
from archive_repo.diff.links import Shared
from archive_repo.edits import ADDED, EQUAL, REMOVED, Edit
from archive_repo.text.markdown import LineKind, kind_of, may_link
from archive_repo.text.words import CHARACTER, UNSPACED

if TYPE_CHECKING:
    from diff_match_patch import diff_match_patch

MARGIN = 2
"""Equal words beside a difference that are looked at with it; the first and last one always are."""

_TOKENS = (
    r"\]\((?:[^()\s]|\([^()\s]*\))*\)"  # a link's target is one thing
    r"|\\[!-/:-@\[-`{-~]"  # and so is an escaped mark
    r"|https?://[^\s()\[\]<>|]*[^\s()\[\]<>|.,;:!?]"
    r"|\d+(?:[.,]\d+)*%?"
    rf"|{CHARACTER}"
    rf"|[^\W_{UNSPACED}]+(?:['’‑-][^\W_{UNSPACED}]+)*"
)
_TOKEN = re.compile(f"({_TOKENS})")
_FIRST = 0x20000
"""Words are spelled from here on, in CJK extension B, so that the clean-up takes them for letters.
Planes 2 to 16 hold some 900,000; a text of 20 MB has fewer different words."""


def edits(old: str, new: str) -> tuple[Edit, ...]:
    """The edits that turn one line into another; equal and removed parts joined give the old line.

    The cells of a table's row are compared with the cells in the same place, if there are as many in both.
    """
    if kind_of(old) is LineKind.ROW and kind_of(new) is LineKind.ROW:
        left, right = _CELL.findall(old), _CELL.findall(new)
        if len(left) == len(right):
            pairs = zip(left, right, strict=True)
            return _uncut([edit for pair in pairs for edit in _edits(*pair)], old, new)
    return _uncut(_edits(old, new), old, new)


def _uncut(found: Sequence[Edit], old: str, new: str) -> tuple[Edit, ...]:
    """The edits with every link in one piece."""
    if not (may_link(old) or may_link(new)):
        return _joined([edit for edit in found if edit[1]])
    shared = list(_shared(found))
    kept = links.whole(shared, old, new)
    if kept is shared:
        return _joined([edit for edit in found if edit[1]])
    told: list[Edit] = []
    i = j = 0
    for one in [*kept, Shared(len(old), len(new), 0)]:
        told += [(REMOVED, old[i : one.old]), (ADDED, new[j : one.new])]
        i, j = one.old + one.size, one.new + one.size
        told.append((EQUAL, old[one.old : i]))
    return _joined([edit for edit in told if edit[1]])


def _shared(found: Sequence[Edit]) -> Iterator[Shared]:
    i = j = 0
    for sign, text in found:
        if sign == EQUAL:
            yield Shared(i, j, len(text))
        i += len(text) * (sign != ADDED)
        j += len(text) * (sign != REMOVED)


_CELL = re.compile(r"(?:\\.|[^|\\])+|\||\\", re.DOTALL)


def _edits(old: str, new: str) -> Sequence[Edit]:
    """Only what differs is spelled, with MARGIN words on either side that the clean-up may move into."""
    if old == new:
        return [(EQUAL, old)]
    left, right = old.split(" "), new.split(" ")
    head, tail = (max(0, end - MARGIN) for end in common_ends(left, right))
    before = " ".join([*left[:head], ""])
    after = " ".join(["", *left[len(left) - tail :]])
    found = _searched(" ".join(left[head : len(left) - tail]), " ".join(right[head : len(right) - tail]))
    return [(EQUAL, before), *found, (EQUAL, after)]


def runs(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int]]:
    """The edits that turn one row of words into another: the sign, and how many words it is about."""
    spelling = _Spelling()
    left, right = ("".join(spelling.letters(words)) for words in (old, new))
    return [(sign, len(text)) for sign, text in _joined(_cleaned(left, right))]


def _searched(old: str, new: str) -> list[Edit]:
    spelling = _Spelling()
    found = _cleaned(spelling.spell(old), spelling.spell(new))
    read = spelling.reading()
    return [(sign, read(text)) for sign, text in found]


def _cleaned(left: str, right: str) -> list[Edit]:
    """The edits of two spelled texts, without agreements that are only chance."""
    from rapidfuzz.distance import Indel

    found = [
        (sign, text)
        for code in Indel.opcodes(left, right)
        for sign, text in (
            ((0, left[code.src_start : code.src_end]),)
            if code.tag == "equal"
            else ((-1, left[code.src_start : code.src_end]), (1, right[code.dest_start : code.dest_end]))
        )
        if text
    ]
    if len(found) > 2:
        _cleaner().diff_cleanupSemantic(found)
    return [(_SIGNS[sign], text) for sign, text in found]


_SIGNS = {0: EQUAL, -1: REMOVED, 1: ADDED}


@cache
def _cleaner() -> diff_match_patch:
    from diff_match_patch import diff_match_patch

    return diff_match_patch()


class _Letters(dict[str, str]):
    """The character that stands for each word, given out when a word is first asked for."""

    def __missing__(self, word: str) -> str:
        letter = self[word] = chr(_FIRST + len(self))
        return letter


class _Spelling:
    """Texts with one character for each word; white space and punctuation stay what they are."""

    def __init__(self) -> None:
        self._letters = _Letters()

    def spell(self, text: str) -> str:
        tokens = _TOKEN if text.isascii() or max(text) < _LIMIT else _tokens_of_all_planes()
        parts = tokens.split(text)  # every other one is a word
        parts[1::2] = self.letters(parts[1::2])
        return "".join(parts)

    def letters(self, words: Iterable[str]) -> Iterator[str]:
        """The characters that stand for words."""
        return map(self._letters.__getitem__, words)

    def reading(self) -> Callable[[str], str]:
        """What turns spelled texts, or parts of them, back into words."""
        words = {ord(letter): word for word, letter in self._letters.items()}
        return lambda spelled: spelled.translate(words)


_LIMIT = chr(_FIRST)


@cache
def _tokens_of_all_planes() -> re.Pattern[str]:
    """With every character that could be taken for a spelled word; made for the rare text that has one."""
    return re.compile(rf"({_TOKENS}|[{_LIMIT}-\U0010ffff])")


def _joined(found: Sequence[Edit]) -> tuple[Edit, ...]:
    """Neighbours of one kind made one; between two equal parts what is removed comes before what is added."""
    joined: list[Edit] = []
    for is_equal, run in groupby(found, key=lambda edit: edit[0] == EQUAL):
        part = list(run)
        for sign in (EQUAL,) if is_equal else (REMOVED, ADDED):
            text = "".join(words for kind, words in part if kind == sign)
            joined += [(sign, text)] if text else []
    return tuple(joined)
