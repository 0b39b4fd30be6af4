"""Units of a policy's text: sentences, list items with their lead-ins, table rows with their headers.

Every unit keeps where its words are, so that an excerpt is always the stored text itself. The stored Markdown
has one sentence per line; other Markdown and plain text (several sentences per line, underlined headings,
emphasis, hard-wrapped lines) are read too, since `provisions --stdin` accepts any text.

Lines, parts and units are tuples, which are made in a quarter of the time of other values: a history has
hundreds of thousands of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from archiver.provisions.text import line_parts, opening_titles, raw_lines, unmarked_titles
from archiver.provisions.text.folding import fold, readable
from archiver.provisions.text.lead_ins import OpenItem, leads_in
from archiver.provisions.text.line_parts import Span
from archiver.provisions.text.open_headings import OpenHeadings
from archiver.provisions.text.raw_lines import RawLine


class UnitKind(StrEnum):
    """What a unit is in the text."""

    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"


class UnitPart(NamedTuple):
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


class Unit(NamedTuple):
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
        first = self.pieces[0]
        return next(piece.at for piece in self.pieces if not piece.context) if first.context else first.at

    @property
    def start(self) -> int:
        """Where in the text the passage itself begins."""
        first = self.pieces[0]
        return (
            next(piece.start for piece in self.pieces if not piece.context) if first.context else first.start
        )

    @property
    def own_pieces(self) -> tuple[UnitPart, ...]:
        """The pieces that can be a finding by themselves; there is always one."""
        if len(self.pieces) == 1:
            return self.pieces
        return tuple([piece for piece in self.pieces if not piece.context])

    def leads_in(self, other: Unit) -> bool:
        """True if the other unit is an item below this one."""
        return self.pieces[-1].start in other.lead_ins

    @property
    def lead_ins(self) -> tuple[int, ...]:
        """Where in the text each of its lead-ins, or what else is no finding alone, begins."""
        if len(self.pieces) == 1:
            return ()
        return tuple([piece.start for piece in self.pieces if piece.context])


_RULE = re.compile(r"[-*_=|: \t]+")
_BASIS = re.compile(r"\W*(?:(?:our|the) )?(?:lawful|legal) (?:bas[ie]s|grounds?)\b")
"""Beginning of a line that names the lawful basis of what a line before describes; alone it means nothing."""
_REFRAINS = re.compile(r"\bwe (?:(?:do|will|would|shall) (?:not|never)|never|cannot|don't|won't|can't)\b")
"""In a line that says what is not done: a lawful basis below it is of what is done, in a line before it."""


_CLAUSE = re.compile(r"(?:[A-Za-z]{1,2}\.)?\d{1,2}(?:\.(?:\d{1,2}|[a-z]))*\.?(?=\s)")
"""The number of a clause at its beginning; below a lead-in with a number, one that goes on from it ("B.3.a."
below "B.3.") makes an item too."""
_DENIES = re.compile(r"\b(?:no|not|never|cannot|without|\w+n't)\b")
"""Such a heading ("What we never do") leads in its list, whose items mean the opposite without it."""
INDENTED, RAGGED = 3, 2
"""Columns from which on a list stands in something else, and by how many its items may stand out of it."""
_DIGITS = frozenset("*0123456789")
"""What a paragraph with a number begins with."""


def read(text: str) -> list[Unit]:
    """The units of a text, in its order."""
    return list(_Reader(text).units())


def _clause(raw: str) -> str:
    """The number of a clause that a line begins with, or nothing."""
    found = _CLAUSE.match(raw)
    return found[0].rstrip(".") if found else ""


def denies(words: str) -> bool:
    """True if a heading or a header, folded, has a word that denies."""
    return _DENIES.search(words) is not None


def names_basis(words: str) -> bool:
    """True if a line, folded, only names the lawful basis of what the line before describes."""
    return _BASIS.match(words) is not None


@dataclass(slots=True)
class _Reader:
    """Reads the lines once; holds what is open: headings, list items, a table's header, the last sentence."""

    text: str
    headings: OpenHeadings = field(default_factory=OpenHeadings)
    open_items: list[OpenItem] = field(default_factory=list)
    last: Span | None = None
    header: tuple[Span, ...] | None = None
    list_mark: bool | None = None
    """Of the list at the margin that is open: true if it is numbered; None if none is."""
    item: int = -1
    """The number of the last item of that list."""
    in_numbered: bool = False
    """Paragraphs are items of a list: "(1) ..."."""
    clause: str = ""
    """The number of what leads this list in."""
    told: list[Span] = field(default_factory=list)
    """The sentences since the last heading or table."""
    labels: frozenset[str] = frozenset()
    """Lines that come again and again, and head nothing."""

    def units(self) -> Iterator[Unit]:
        lines = raw_lines.read(self.text)
        self.labels = unmarked_titles.labels(lines)
        number = 0
        while number < len(lines):
            line = lines[number]
            below = lines[number + 1] if number + 1 < len(lines) else None
            number += 1
            if not line.raw:
                self.header = None
                if line.mark.startswith("#"):
                    self.headings.leave_unnamed(len(line.mark))
            elif line.mark.startswith("#"):
                self._open_heading(self.headings.level_of_marked(lines, number - 1), line)
            elif (
                below
                and below.raw
                and not line.mark
                and line.raw[0] != "|"
                and raw_lines.is_underline(self.text, below)
            ):
                self._open_heading(1 if below.raw[0] == "=" else 2, line)
                number += 1
            elif line.raw[0] == "|" and not line.mark:
                yield from self._row(line, below)
            elif _RULE.fullmatch(line.raw):
                self.headings.begin_page()
            elif level := self._level_of_unmarked(lines, number - 1):
                self._open_heading(level, unmarked_titles.titled(line))
            else:
                while goes_on := raw_lines.goes_on(line, lines, number):
                    number += goes_on
                    end = lines[number - 1].end
                    line = RawLine(line.start, end, line.indent, self.text[line.start : end], line.mark)
                yield from self._passages(line)

    def _level_of_unmarked(self, lines: Sequence[RawLine], number: int) -> int:
        """The level of a line that is a heading without being marked as one; else 0."""
        level = self.headings.level_of_named(lines, number)
        if not level and lines[number].raw in self.labels:
            return 0
        level = (
            level
            or self.headings.level_of_schedule(lines, number)
            or unmarked_titles.heading_level(lines, number)
            or self._level_of_next(lines, number)
            or self.headings.level_of_peer(lines, number)
        )
        if level or not unmarked_titles.is_numbered_heading(lines, number) or self._is_led_in(lines[number]):
            return level
        return unmarked_titles.title_level(unmarked_titles.titled(lines[number]).raw)

    def _passages(self, line: RawLine) -> Iterator[Unit]:
        if unmarked_titles.stands_alone(line):
            self.headings.close_where(lambda level, _: level >= unmarked_titles.DRESSED)
        for part in unmarked_titles.clauses(line):
            self.in_numbered = not part.mark and self._is_numbered(part)
            yield from self._item(part) if part.mark or self.in_numbered else self._sentences(part)

    def _is_numbered(self, line: RawLine) -> bool:
        begins = self.last is not None and self.last.words.endswith(":") and not self.open_items
        if not (begins or self.in_numbered):
            return False
        if begins and self.last is not None:
            self.clause = _clause(self.text[self.last.start : self.last.end])
        own = _clause(line.raw)
        return raw_lines.NUMBERED.match(line.raw) is not None or bool(
            self.clause and own != self.clause and own.startswith(f"{self.clause}.")
        )

    def _open_heading(self, level: int, line: RawLine) -> None:
        self.headings.begin(level, readable(line.raw.rstrip("# ")).rstrip(":"))
        self.open_items, self.header, self.in_numbered, self.list_mark = [], None, False, None
        words = fold(line.raw)
        self.last = Span(line.start, line.end, words) if _DENIES.search(words) else None
        self.told = []

    def _level_of_next(self, lines: Sequence[RawLine], number: int) -> int:
        """The level of a short line that goes on from the number of an open title; else 0."""
        line = lines[number]
        if line.indent or not unmarked_titles.is_titled_clause(lines, number) or self._is_led_in(line):
            return 0
        return self.headings.level_of_next(line, is_item=bool(line.mark) and self._goes_on(line))

    def _goes_on(self, line: RawLine) -> bool:
        """True if an item is the next of the numbered list that is open at the margin."""
        before = line.mark.rstrip(".)")
        return before.isdigit() and int(before) == self.item + 1

    def _is_led_in(self, line: RawLine) -> bool:
        """True if something above leads in an item that follows; a paragraph at the margin ends a list."""
        if self.open_items and not (line.mark or line.indent or self.in_numbered):
            return False
        return self._lead_in() is not None or any(item.lead_ins for item in self.open_items)

    def _sentences(self, line: RawLine) -> Iterator[Unit]:
        self._close_items(line.indent or -1)
        if not self.open_items:
            self.list_mark = None
        goes_on = (
            not self.open_items and line.raw[0] in _DIGITS and self.headings.close_clause_before(line.raw)
        )
        start = line.start
        is_peer = not self.open_items and self.headings.has_bare_title
        title, line = unmarked_titles.cut_off(line, goes_on=goes_on, is_peer=is_peer)
        if title and not self.open_items:
            self._open_heading(unmarked_titles.title_level(title.raw), title)
            if line.start > start and line.raw.startswith("**"):
                yield from self._sentences(line)
                return
        kind = UnitKind.ITEM if self.open_items else UnitKind.SENTENCE
        path = (*self.headings.path, *self._titles())
        for span in line_parts.sentences_of(line.raw, line.start):
            yield self._unit(kind, span, self._described(span), path)
            self._tell(span)
        if self.open_items:  # an item that goes on: its last sentence leads in what is below it
            self.open_items[-1] = self.open_items[-1].ending_with(self.last)

    def _item(self, line: RawLine) -> Iterator[Unit]:
        was_in_list = bool(self.open_items)
        self._close_items(line.indent)
        if was_in_list and not self.open_items:  # a list that is indented deeper leads in nothing beside it
            self.last = None
        if (
            not line.indent and self.list_mark != line.mark[:1].isdigit()
        ):  # another list, or a clause's number
            self.open_items, self.last = [], self.last if self.list_mark is None else None
        self.list_mark = line.mark[:1].isdigit()
        if not line.indent:
            self.item = int(line.mark.rstrip(".)")) if self.list_mark else -1
        if not self.open_items:  # what leads this list in leads in its next items too
            above = line.indent - RAGGED - 1 if line.indent >= INDENTED else -1
            self.open_items.append(OpenItem(above, (), self._lead_in()))
        lead_ins = self.open_items[-1].lead_ins
        title, line = unmarked_titles.cut_off(line)
        if not line.indent and line.mark[:1].isdigit() and not lead_ins and not self._is_led_in(line):
            title, line = self._open_clause(title, line)
        titles = (*self._titles(), *((readable(unmarked_titles.titled(title).raw),) if title else ()))
        path = (*self.headings.path, *titles)
        for place, span in enumerate(line_parts.sentences_of(line.raw, line.start)):
            contexts = self._described(span) or (() if place else lead_ins)
            yield self._unit(UnitKind.ITEM, span, contexts, path)
            self._tell(span)
        self.open_items.append(OpenItem(line.indent, lead_ins, self.last, titles))

    def _tell(self, span: Span) -> None:
        self.last = span
        self.told.append(span)

    def _described(self, span: Span) -> tuple[Span, ...]:
        """The line above whose lawful basis this one only names; nothing if it does more."""
        if not self.last or not names_basis(span.words):
            return ()
        done = (one for one in reversed(self.told) if not _REFRAINS.search(one.words))
        return (next(done, self.last),)

    def _open_clause(self, title: RawLine | None, line: RawLine) -> tuple[RawLine | None, RawLine]:
        """Open the numbered clause that an item at the margin is, by its title or by its number alone."""
        if title is None:
            first, rest, _ = line.raw.partition(". ")
            if not (rest and first[:1].isupper() and opening_titles.is_clause_title(first)):
                self.headings.close_before(line.mark.rstrip(".)"))
                return None, line
            begins = len(first) + len(rest)
            title = line._replace(raw=first)
            line = line._replace(start=line.start + begins, raw=line.raw[begins:])
        title = unmarked_titles.titled(title)
        self._open_heading(unmarked_titles.title_level(title.raw), title)
        self.open_items.append(OpenItem(-1, (), None))
        return None, line

    def _titles(self) -> tuple[str, ...]:
        return self.open_items[-1].titles if self.open_items else ()

    def _close_items(self, indent: int) -> None:
        self.open_items = [item for item in self.open_items if item.indent < indent]

    def _lead_in(self) -> Span | None:
        return self.last if self.last and leads_in(self.last.words) else None

    def _row(self, line: RawLine, below: RawLine | None) -> Iterator[Unit]:
        if _RULE.fullmatch(line.raw):
            return
        cells = tuple(line_parts.cells(line))
        self.open_items, self.last, self.list_mark, self.told = [], None, None, []
        if self.header is None and below and below.raw[:1] == "|" and _RULE.fullmatch(below.raw):
            heads_columns = len(cells) == 1 or sum(bool(cell.words) for cell in cells) > 1
            self.header = cells if heads_columns else ()
            if heads_columns:
                return
        yield from _row_unit(cells, self.header or (), self.headings.path)

    def _unit(self, kind: UnitKind, span: Span, contexts: Sequence[Span], headings: tuple[str, ...]) -> Unit:
        if not contexts:
            whole = UnitPart(0, len(span.words), span.start, span.end)
            return Unit(kind, span.words, (whole,), headings)
        pieces: list[UnitPart] = []
        at = 0
        for one in (*contexts, span):
            to = at + len(one.words)
            pieces.append(UnitPart(at=at, to=to, start=one.start, end=one.end, context=one is not span))
            at = to + 1
        words = " ".join(one.words for one in (*contexts, span))
        return Unit(kind=kind, words=words, pieces=tuple(pieces), headings=headings)


def _row_unit(cells: Sequence[Span], header: Sequence[Span], path: tuple[str, ...]) -> Iterator[Unit]:
    """The unit of a row: `header: part; part | header: part`; no pattern reaches across `;` or `|`."""
    words = ""
    pieces: list[UnitPart] = []

    def add(span: Span, joint: str, column: int, part: int = 0, *, context: bool = False) -> None:
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
            add(title._replace(words=fold(title.words) + ":"), joint, column, context=True)
            joint = " "
        for number, part in enumerate(line_parts.of_cell(cell)):
            for span in line_parts.sentences_of(part.words, part.start):
                add(span, joint, column, number)
                joint = " ; "
    if any(not piece.context for piece in pieces):
        yield Unit(kind=UnitKind.ROW, words=words, pieces=tuple(pieces), headings=path)
