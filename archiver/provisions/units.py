"""Units of a policy's text: sentences, list items with their lead-in, table rows with their headers.

Every unit keeps where its words are, so that an excerpt is always the stored text itself. The stored Markdown
has one sentence per line; other Markdown and plain text (several sentences per line, underlined headings,
emphasis, hard-wrapped lines) are read too, since `provisions --stdin` accepts any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from archive_repo.text import sentences


class UnitKind(StrEnum):
    """What a unit is in the text."""

    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPart:
    """A stretch of a unit's folded words and the characters of the text that it stands for."""

    at: int
    to: int
    """`words[at:to]` of the unit."""
    start: int
    end: int
    """`text[start:end]`: the stored words."""
    context: bool = False
    """True for a lead-in, the line before, or a column's header: part of the unit, but never a finding
    alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The smallest passage that can be a provision."""

    kind: UnitKind
    words: str
    """Lower case, straight quotes, no markup, single spaces: what patterns see."""
    pieces: tuple[UnitPart, ...]
    headings: tuple[str, ...]
    """The headings above, outermost first, as a reader sees them."""


@dataclass(frozen=True, slots=True)
class _RawLine:
    start: int
    end: int
    indent: int
    raw: str
    mark: str = ""


_MARK = re.compile(r"(?:#{1,6}|[-*+•]|\d{1,3}[.)])[ \t]+")
_UNDERLINE = re.compile(r"(?:=+|-{2,})[ \t]*")
_RULE = re.compile(r"[-*_=|: \t]+")
_LINK = re.compile(
    r"(?<!\\)!?\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)"
)
_ADDRESS = re.compile(r"https?://[^\s)\]]+")
_TAG = re.compile(r"<[/a-z!][^<>\n]{0,200}>", re.IGNORECASE)
_MARKUP = re.compile(r"\\(?=[^\w\s])|\*+|`+|(?<!\w)_+|_+(?!\w)")
_STRAIGHT = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
    }
)
_INSIDE_END = re.compile(r"[.!?…。！？]\W{0,3}(?:\s|(?<=[。！？]))\S")
_BREAK = re.compile(r"<br\s*/?>|•|$", re.IGNORECASE)
_CELL = re.compile(r"(?:\\.|[^|\\])+")
_ENDS = (*".!?:;…。！？", '."', ".”", ".'", ".)", ">", "|")
_BASIS = re.compile(r"\W*(?:(?:our|the) )?(?:lawful|legal) (?:bas[ie]s|grounds?)\b")
"""Beginning of a line that names the lawful basis of what the line before describes; alone it means
nothing."""

LEAD_IN_LIMIT = 400
"""Longest lead-in, in characters, that is context of an item; longer ones are passages of their own."""


def read(text: str) -> list[Unit]:
    """The units of a text, in its order."""
    return list(_Reader(text).units())


def fold(raw: str) -> str:
    """Words as patterns see them: lower case, straight quotes and dashes, no markup, single spaces."""
    if "[" in raw:
        raw = _LINK.sub(r"\1", raw)
    if "://" in raw:
        raw = _ADDRESS.sub("www", raw)
    if "<" in raw:
        raw = _TAG.sub(" ", raw)
    if "\\" in raw or "*" in raw or "_" in raw or "`" in raw:
        raw = _MARKUP.sub("", raw)
    return " ".join(raw.translate(_STRAIGHT).lower().split())


def readable(raw: str) -> str:
    """Words as a reader sees them: case and quotes kept, links and markup gone."""
    return " ".join(_MARKUP.sub("", _TAG.sub(" ", _LINK.sub(r"\1", raw))).split())


def _lines(text: str) -> list[_RawLine]:
    found, at = [], 0
    for line in text.split("\n"):
        bare = line.lstrip(" \t")
        mark = _MARK.match(bare) if bare[:1] in "#-*+•" or bare[:1].isdigit() else None
        raw = (bare[mark.end() :] if mark else bare).rstrip()
        indent = len(line) - len(bare) + line.count("\t", 0, len(line) - len(bare)) * 3
        start = at + len(line) - len(bare) + (mark.end() if mark else 0)
        found.append(_RawLine(start, start + len(raw), indent, raw, mark[0].strip() if mark else ""))
        at += len(line) + 1
    return found


@dataclass(slots=True)
class _Reader:
    """Reads the lines once; holds what is open: headings, list items, a table's header, the last sentence."""

    text: str
    headings: list[tuple[int, str]] = field(default_factory=list)
    path: tuple[str, ...] = ()
    open_items: list[tuple[int, _Span | None]] = field(default_factory=list)
    last: _Span | None = None
    header: tuple[_Span, ...] | None = None

    def units(self) -> Iterator[Unit]:
        lines = _lines(self.text)
        number = 0
        while number < len(lines):
            line = lines[number]
            below = lines[number + 1] if number + 1 < len(lines) else None
            number += 1
            if not line.raw:
                self.header = None
            elif line.mark.startswith("#"):
                self._open_heading(len(line.mark), line)
            elif (
                below
                and below.raw
                and not line.mark
                and line.raw[0] != "|"
                and _is_underline(self.text, below)
            ):
                self._open_heading(1 if below.raw[0] == "=" else 2, line)
                number += 1
            elif line.raw[0] == "|" and not line.mark:
                yield from self._row(line, below)
            elif _RULE.fullmatch(line.raw):
                continue
            else:
                while number < len(lines) and _continues(line, lines[number]):
                    end = lines[number].end
                    line = _RawLine(line.start, end, line.indent, self.text[line.start : end], line.mark)
                    number += 1
                yield from self._item(line) if line.mark else self._sentences(line)

    def _open_heading(self, level: int, line: _RawLine) -> None:
        self.headings = [(at, title) for at, title in self.headings if at < level]
        self.headings.append((level, readable(line.raw.rstrip("# "))))
        self.path = tuple(title for _, title in self.headings)
        self.open_items, self.last, self.header = [], None, None

    def _sentences(self, line: _RawLine) -> Iterator[Unit]:
        self.open_items = [item for item in self.open_items if item[0] < line.indent] if line.indent else []
        kind = UnitKind.ITEM if self.open_items else UnitKind.SENTENCE
        for span in _split(line.raw, line.start):
            yield self._unit(kind, span, self.last if _BASIS.match(span.words) else None)
            self.last = span

    def _item(self, line: _RawLine) -> Iterator[Unit]:
        self.open_items = [item for item in self.open_items if item[0] < line.indent]
        lead_in = self.open_items[-1][1] if self.open_items else self._lead_in()
        first: _Span | None = None
        before = self.last
        for span in _split(line.raw, line.start):
            context = before if before and _BASIS.match(span.words) else lead_in if first is None else None
            yield self._unit(UnitKind.ITEM, span, context)
            first, before = first or span, span
        if not self.open_items:
            self.open_items.append((-1, lead_in))  # the lead-in of this list is that of its next items too
        self.open_items.append((line.indent, before))
        self.last = before

    def _lead_in(self) -> _Span | None:
        last = self.last
        if last is None or len(last.words) > LEAD_IN_LIMIT:
            return None
        return last if last.words.endswith(":") or "following" in last.words else None

    def _row(self, line: _RawLine, below: _RawLine | None) -> Iterator[Unit]:
        if _RULE.fullmatch(line.raw):
            return
        cells = tuple(_cells(line))
        self.open_items, self.last = [], None
        if self.header is None and below and below.raw[:1] == "|" and _RULE.fullmatch(below.raw):
            self.header = cells
            return
        yield from _row_unit(cells, self.header or (), self.path)

    def _unit(self, kind: UnitKind, span: _Span, context: _Span | None) -> Unit:
        if context is None:
            piece = UnitPart(at=0, to=len(span.words), start=span.start, end=span.end)
            return Unit(kind=kind, words=span.words, pieces=(piece,), headings=self.path)
        at = len(context.words) + 1
        words = f"{context.words} {span.words}"
        pieces = (
            UnitPart(at=0, to=at - 1, start=context.start, end=context.end, context=True),
            UnitPart(at=at, to=len(words), start=span.start, end=span.end),
        )
        return Unit(kind=kind, words=words, pieces=pieces, headings=self.path)


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of the text with its folded words."""

    start: int
    end: int
    words: str


def _is_underline(text: str, line: _RawLine) -> bool:
    return not line.mark and _UNDERLINE.fullmatch(text[line.start : line.end]) is not None


def _continues(line: _RawLine, below: _RawLine) -> bool:
    """True if a sentence goes on in the next line: it has no end here (hard-wrapped text)."""
    return bool(
        below.raw and not below.mark and below.raw[0] not in "|<"
        and below.indent >= line.indent and not line.raw.endswith(_ENDS)
    )  # fmt: skip


def _split(raw: str, start: int) -> Iterable[_Span]:
    if not _INSIDE_END.search(raw):
        return (_Span(start, start + len(raw), fold(raw)),)
    return _located(sentences.split(raw.replace("\n", " ")), raw.replace("\n", " "), start)


def _located(parts: Sequence[str], raw: str, start: int) -> Iterator[_Span]:
    cursor = 0
    for part in parts:
        at = raw.index(part, cursor)
        cursor = at + len(part)
        yield _Span(start + at, start + cursor, fold(part))


def _cells(line: _RawLine) -> Iterator[_Span]:
    for match in _CELL.finditer(line.raw):
        raw = match[0].strip()
        if raw or match.start():  # the empty text before the first pipe is not a cell
            at = line.start + match.start() + len(match[0]) - len(match[0].lstrip())
            yield _Span(at, at + len(raw), raw)


def _row_unit(cells: Sequence[_Span], header: Sequence[_Span], path: tuple[str, ...]) -> Iterator[Unit]:
    words: list[str] = []
    pieces: list[UnitPart] = []
    at = 0
    for column, cell in enumerate(cells):
        title = header[column] if column < len(header) else None
        if title and title.words and cell.words:
            folded = fold(title.words) + ":"
            pieces.append(
                UnitPart(at=at, to=at + len(folded), start=title.start, end=title.end, context=True)
            )
            words.append(folded)
            at += len(folded) + 1
        for place, part in enumerate(_parts(cell)):
            if place:
                words.append(";")
                at += 2
            for span in _split(part.words, part.start):
                pieces.append(UnitPart(at=at, to=at + len(span.words), start=span.start, end=span.end))
                words.append(span.words)
                at += len(span.words) + 1
        words.append("|")
        at += 2
    if any(not piece.context for piece in pieces):
        yield Unit(kind=UnitKind.ROW, words=" ".join(words[:-1]), pieces=tuple(pieces), headings=path)


def _parts(cell: _Span) -> Iterator[_Span]:
    """The parts of a cell between line breaks or bullets, which no pattern may span."""
    cursor = 0
    for end in _BREAK.finditer(cell.words):
        part = cell.words[cursor : end.start()]
        stripped = part.strip()
        if stripped:
            at = cell.start + cursor + len(part) - len(part.lstrip())
            yield _Span(at, at + len(stripped), stripped)
        cursor = end.end()
