"""Units of a policy's text: sentences, list items with their lead-ins, table rows with their headers.

Every unit keeps where its words are, so that an excerpt is always the stored text itself. The stored Markdown
has one sentence per line; other Markdown and plain text (several sentences per line, underlined headings,
emphasis, hard-wrapped lines) are read too, since `provisions --stdin` accepts any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
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
    column: int = -1
    """Of a table's row, from 0; -1 outside tables."""
    part: int = 0
    """Which part of its cell it is, from 0: cells hold lists."""

    def words(self, unit: Unit) -> str:
        """The folded words."""
        return unit.words[self.at : self.to]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The smallest passage that can be a provision."""

    kind: UnitKind
    words: str
    """Lower case, straight quotes, no markup, single spaces: what patterns see."""
    pieces: tuple[UnitPart, ...]
    headings: tuple[str, ...]
    """The headings above, outermost first, as a reader sees them."""

    @property
    def own(self) -> int:
        """Where in the words the lead-ins end and the passage itself begins."""
        return self.own_pieces[0].at

    @property
    def own_pieces(self) -> tuple[UnitPart, ...]:
        """The pieces that can be a finding by themselves; there is always one."""
        return tuple(piece for piece in self.pieces if not piece.context)

    def leads_in(self, other: Unit) -> bool:
        """True if the other unit is an item below this one."""
        last = self.pieces[-1].start
        return any(piece.context and piece.start == last for piece in other.pieces)


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

_SAYS = re.compile(
    r"\b(?:we|you|they|it|is|are|was|be|may|will|can|cannot|must|shall|should|do|does|has|have|had|not|never|no|applies|apply|"
    r"please|agree|grant|use|uses|right|right to|waive|\w{3,}ed|\w+n't)\b"
)
TITLE_WORDS = 8
"""A line of at most this many words, without a verb, is taken for a title that is not marked as a heading."""

RUN_IN = 7
"""The level of a title that opens its paragraph: below all headings that are marked as such."""

_SMALL = "a|an|and|as|by|for|from|in|of|on|or|our|the|to|with|your"
"""Words that titles write without a capital."""
_TITLE_WORD = rf"(?:[A-Z][\w&/’'-]*|(?:{_SMALL})(?=\s))"
_OPENING_TITLE = re.compile(
    rf"[*_]{{0,2}}(?P<title>(?:\(?\w{{1,4}}\)\s|\d[\d.]*\s)?{_TITLE_WORD}(?:,?\s{_TITLE_WORD}){{0,5}})"
    r"\.[*_]{0,2}\s+(?=[A-Z“\"\[])"
)
"""Words with capitals, with their number or letter, before a sentence on the same line."""
_LOWER_CASE = re.compile(r"(?<!\w)[a-z]\w{4,}")
"""A word that titles would have written with a capital; short ones ("and", "from", "with") are not."""
_DENIES = re.compile(r"\b(?:no|not|never|cannot|without|\w+n't)\b")
"""Such a heading ("What we never do") leads in its list, whose items mean the opposite without it."""
_LEADS_IN = re.compile(r"\bthe following\b|\bas follows\b|\b(?:this|these|those)\W*$|[^.!?…。！？\"')]$")
"""A sentence that leads in the list below it: it points ahead, or does not end as sentences do."""


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


def names_basis(words: str) -> bool:
    """True if a line, folded, only names the lawful basis of what the line before describes."""
    return _BASIS.match(words) is not None


def is_title(words: str) -> bool:
    """True if folded words are taken for a title that is not marked as one: few words without a verb."""
    words = words.removesuffix(":")
    if words.count(" ") >= TITLE_WORDS or not words[-1:].isalnum() or ":" in words or "," in words:
        return False
    return not _SAYS.search(words) or words.startswith(("what ", "how ", "why ", "who ", "when ", "where "))


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
    open_items: list[_OpenItem] = field(default_factory=list)
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
            elif not line.mark and _is_run_in_heading(line, lines[number:]):
                self._open_heading(RUN_IN, line)
            else:
                while number < len(lines) and _continues(line, lines[number]):
                    end = lines[number].end
                    line = _RawLine(line.start, end, line.indent, self.text[line.start : end], line.mark)
                    number += 1
                yield from self._item(line) if line.mark else self._sentences(line)

    def _open_heading(self, level: int, line: _RawLine) -> None:
        self.headings = [(at, title) for at, title in self.headings if at < level]
        self.headings.append((level, readable(line.raw.rstrip("# ")).rstrip(":")))
        self.path = tuple(title for _, title in self.headings)
        self.open_items, self.header = [], None
        words = fold(line.raw)
        self.last = _Span(line.start, line.end, words) if _DENIES.search(words) else None

    def _sentences(self, line: _RawLine) -> Iterator[Unit]:
        self._close_items(line.indent or -1)
        title, line = _without_title(line)
        if title and not self.open_items:
            self._open_heading(RUN_IN, title)
        kind = UnitKind.ITEM if self.open_items else UnitKind.SENTENCE
        for span in _split(line.raw, line.start):
            yield self._unit(kind, span, _basis_of(span, self.last))
            self.last = span
        if self.open_items:  # an item that goes on: its last sentence leads in what is below it
            self.open_items[-1] = self.open_items[-1].ending_with(self.last)

    def _item(self, line: _RawLine) -> Iterator[Unit]:
        self._close_items(line.indent)
        if not self.open_items:  # what leads this list in leads in its next items too
            self.open_items.append(_OpenItem(-1, (), self._lead_in()))
        lead_ins = self.open_items[-1].lead_ins
        before = self.last
        title, line = _without_title(line)
        path = (*self.path, readable(title.raw)) if title else self.path
        for place, span in enumerate(_split(line.raw, line.start)):
            unit = self._unit(UnitKind.ITEM, span, _basis_of(span, before) or (() if place else lead_ins))
            yield replace(unit, headings=path)
            before = span
        self.open_items.append(_OpenItem(line.indent, lead_ins, before))
        self.last = before

    def _close_items(self, indent: int) -> None:
        self.open_items = [item for item in self.open_items if item.indent < indent]

    def _lead_in(self) -> _Span | None:
        return self.last if self.last and _LEADS_IN.search(self.last.words) else None

    def _row(self, line: _RawLine, below: _RawLine | None) -> Iterator[Unit]:
        if _RULE.fullmatch(line.raw):
            return
        cells = tuple(_cells(line))
        self.open_items, self.last = [], None
        if self.header is None and below and below.raw[:1] == "|" and _RULE.fullmatch(below.raw):
            self.header = cells
            return
        yield from _row_unit(cells, self.header or (), self.path)

    def _unit(self, kind: UnitKind, span: _Span, contexts: Sequence[_Span]) -> Unit:
        pieces: list[UnitPart] = []
        at = 0
        for one in (*contexts, span):
            to = at + len(one.words)
            pieces.append(UnitPart(at=at, to=to, start=one.start, end=one.end, context=one is not span))
            at = to + 1
        words = " ".join(one.words for one in (*contexts, span))
        return Unit(kind=kind, words=words, pieces=tuple(pieces), headings=self.path)


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of the text with its folded words."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _OpenItem:
    """A list item, or what stands above a list, that items below may belong to."""

    indent: int
    above: tuple[_Span, ...]
    """What leads it in itself, outermost first."""
    last: _Span | None
    """Its last sentence."""

    @property
    def lead_ins(self) -> tuple[_Span, ...]:
        """What leads in the items below it, outermost first. A sentence that is whole leads nothing in."""
        if self.last is None or not (self.above or _LEADS_IN.search(self.last.words)):
            return self.above
        return (*self.above, _as_lead_in(self.last))

    def ending_with(self, last: _Span | None) -> _OpenItem:
        return replace(self, last=last)


def _as_lead_in(span: _Span) -> _Span:
    """The span with a colon for its full stop where it points ahead, so that its clause goes on below."""
    points = span.words.endswith(".") and _LEADS_IN.search(span.words)
    return replace(span, words=span.words[:-1] + ":") if points else span


def _basis_of(span: _Span, before: _Span | None) -> tuple[_Span, ...]:
    """The line before, if this one only names the lawful basis of what it describes; else nothing."""
    return (before,) if before and names_basis(span.words) else ()


def _is_run_in_heading(line: _RawLine, below: Sequence[_RawLine]) -> bool:
    """True if a line is the title of the text that follows it: "Retention:", "ARBITRATION.", "9.2 Use."."""
    if not is_title(fold(line.raw.removesuffix("."))):
        return False
    if _LOWER_CASE.search(line.raw):
        return False
    if line.raw.endswith("."):
        return bool(below and below[0].raw and not below[0].mark)
    after = next((one for one in below if one.raw), None)
    return line.raw.endswith(":") and after is not None and not after.mark and after.raw[0] != "|"


def _without_title(line: _RawLine) -> tuple[_RawLine | None, _RawLine]:
    """The title that opens a line ("9.2 Fees. You shall pay ..."), if any, and what follows it."""
    title = _OPENING_TITLE.match(line.raw)
    if title is None or not is_title(fold(title["title"])):
        return None, line
    end = line.start + title.end()
    opening = replace(line, end=line.start + title.end("title"), raw=title["title"])
    return opening, replace(line, start=end, raw=line.raw[title.end() :])


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
    """The unit of a row: `header: part; part | header: part`; no pattern reaches across `;` or `|`."""
    words = ""
    pieces: list[UnitPart] = []

    def add(span: _Span, joint: str, column: int, part: int = 0, *, context: bool = False) -> None:
        nonlocal words
        words += joint if words else ""
        at = len(words)
        words += span.words
        pieces.append(
            UnitPart(
                at=at,
                to=len(words),
                start=span.start,
                end=span.end,
                context=context,
                column=column,
                part=part,
            )
        )

    for column, cell in enumerate(cells):
        title = header[column] if column < len(header) else None
        joint = " | "
        if title and title.words and cell.words:
            add(replace(title, words=fold(title.words) + ":"), joint, column, context=True)
            joint = " "
        for number, part in enumerate(_parts(cell)):
            for span in _split(part.words, part.start):
                add(span, joint, column, number)
                joint = " ; "
    if any(not piece.context for piece in pieces):
        yield Unit(kind=UnitKind.ROW, words=words, pieces=tuple(pieces), headings=path)


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
