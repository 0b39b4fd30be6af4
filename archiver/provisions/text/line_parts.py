"""What a line consists of: sentences; of a table's row cells, and of a cell the parts between its breaks."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from archive_repo.text import sentences
from archiver.provisions.text.folding import fold
from archiver.provisions.text.raw_lines import RawLine

_INSIDE_END = re.compile(r"[.!?…。！？]\W{0,3}(?:\s|(?<=[。！？]))\S")
_BREAK = re.compile(r"<br\s*/?>|•|$", re.IGNORECASE)
_CELL = re.compile(r"(?:\\.|[^|\\])+")
REMEMBERED = 10_000
"""Lines whose sentences are remembered: those of a long document, whose next version has most of them."""


class Span(NamedTuple):
    """A stretch of the text with its folded words."""

    start: int
    end: int
    words: str


def sentences_of(raw: str, start: int) -> Iterable[Span]:
    """The sentences of a line; a bookmark without a letter to see is none."""
    return [Span(start + first, start + last, words) for first, last, words in _sentences_of(raw) if words]


@functools.lru_cache(maxsize=REMEMBERED)
def _sentences_of(raw: str) -> tuple[Span, ...]:
    """The sentences of a line, counted from its beginning."""
    if not _INSIDE_END.search(raw):
        return (Span(0, len(raw), fold(raw)),)
    return tuple(_located(sentences.split(raw.replace("\n", " ")), raw.replace("\n", " ")))


def _located(parts: Sequence[str], raw: str) -> Iterator[Span]:
    cursor = 0
    for part in parts:
        at = raw.index(part, cursor)
        cursor = at + len(part)
        yield Span(at, cursor, fold(part))


def cells(line: RawLine) -> Iterator[Span]:
    """The cells of a table's row, as they are written; empty ones too."""
    for match in _CELL.finditer(line.raw):
        raw = match[0].strip()
        if raw or match.start():  # the empty text before the first pipe is not a cell
            at = line.start + match.start() + len(match[0]) - len(match[0].lstrip())
            yield Span(at, at + len(raw), raw)


def of_cell(cell: Span) -> Iterator[Span]:
    """The parts of a cell between line breaks or bullets, which no pattern may span."""
    cursor = 0
    for end in _BREAK.finditer(cell.words):
        part = cell.words[cursor : end.start()]
        stripped = part.strip()
        if stripped:
            at = cell.start + cursor + len(part) - len(part.lstrip())
            yield Span(at, at + len(stripped), stripped)
        cursor = end.end()
