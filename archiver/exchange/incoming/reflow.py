"""A collection's Markdown as the archive writes it: the same blocks, one sentence per line.

    reflow = Reflow()
    reflow(markdown)            # one object for a document's versions, most of whose blocks are alike

What is read is what Turndown writes: headings underlined or with `#`, items indented by four columns, tables
with pipes, `* * *` for a rule, `- - -` between pages. Each run of lines without a blank one is read by
itself, as it stands among the list items around it, and is kept: the next version mostly has it too. Words,
numbers and links stay; emphasis, images, rules and tracking parameters go, as they do when a page is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive_repo.text.markdown import PAGE_BREAK, cells
from archiver.exchange.incoming import inline
from archiver.extract.block import BREAK, Block, BlockKind
from archiver.extract.write import write

KEPT = 20_000
"""Blocks that are remembered at most; a document has some hundreds."""

_BLANK = re.compile(r"\n[ \t]*\n\s*?(?=[ \t]*\S)|\n[ \t]*\n\s*$")
_PAGE = "- - -"
_RULE = re.compile(r"(?:(?:\* ?){3,}|(?:- ?){3,}|(?:_ ?){3,})$")
_UNDERLINE = re.compile(r"(=+|-+)$")
_HASHES = re.compile(r"(#{1,6})(?:\s+(.*?))?(?:\s+#+)?$", re.DOTALL)
_ITEM = re.compile(r"([*+-]|\d{1,9}[.)])(?:\s+(.*))?$", re.DOTALL)
_DELIMITERS = re.compile(r"\|(?:\s*:?-+:?\s*\|)+$")
_FENCE = re.compile(r"(?:```|~~~)[\w-]*$")
_TAB = "    "
_BULLET = "- "
_LIST, _TABLE = 1, 2
"""Groups of the blocks of one run of lines, see `Block.group`."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A list item that is open."""

    at: int
    """Column of its marker, as it is in the collection."""
    margin: int
    """Column of its text, as the archive writes it."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a run of lines stands: the open items, outermost first, and a marker without a text yet."""

    items: tuple[_Item, ...] = ()
    marker: str = ""

    def within(self, column: int) -> _Place:
        """The place of a line at this column: items of which it is no part are closed."""
        items = tuple(item for item in self.items if item.at + 2 <= column)
        return self if len(items) == len(self.items) else _Place(items)

    @property
    def margin(self) -> int:
        """Column of a text here."""
        return self.items[-1].margin if self.items else 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of lines as it is written, and how it meets its neighbours."""

    text: str
    begins_item: bool
    ends_in_list: bool
    after: _Place


class Reflow:
    """Writes texts of a collection as the archive does; remembers blocks, so that one is for one document."""

    def __init__(self) -> None:
        self._known: dict[_Place, dict[str, _Piece]] = {}
        self._count = 0

    def __call__(self, markdown: str) -> str:
        """The text as it is stored; empty where it has no words."""
        plain = inline.without_marks(markdown.replace("\r\n", "\n").replace("\r", "\n"))
        pages = [self._page(page) for page in _pages(inline.apart(plain))]
        return PAGE_BREAK.join(page for page in pages if page)

    def _page(self, runs: Sequence[str]) -> str:
        place, written, before = _Place(), list[str](), None
        known = self._known.setdefault(place, {})
        for run in runs:
            piece = known.get(run) or self._read(run, place, known)
            if piece.after is not place:
                place = piece.after
                known = self._known.setdefault(place, {})
            if not piece.text:
                continue
            if before is not None and not (before.ends_in_list and piece.begins_item):
                written.append("\n")
            written.append(piece.text)
            before = piece
        return "".join(written)

    def _read(self, run: str, place: _Place, known: dict[str, _Piece]) -> _Piece:
        """Read a run that is not `known` there."""
        if self._count >= KEPT:
            self._known.clear()
            self._count = 0
        self._count += 1
        made = known[run] = _read(run, place)
        return made


def _pages(markdown: str) -> Iterator[list[str]]:
    """The runs of lines of each page."""
    page: list[str] = []
    for run in _BLANK.split(markdown.strip("\n")):
        if run == _PAGE:
            yield page
            page = []
        elif run.strip():
            page.append(run)
    yield page


def _read(run: str, place: _Place) -> _Piece:
    quoted = [line.lstrip() for line in run.split("\n")]
    if all(line.startswith(">") for line in quoted):
        text = Reflow()("\n".join(line[1:].removeprefix(" ") for line in quoted))
        return _Piece(text, begins_item=False, ends_in_list=False, after=_Place())
    reader = _Reader(place)
    reader.read(run)
    blocks = reader.blocks
    first, last = (blocks[0], blocks[-1]) if blocks else (None, None)
    is_item = last is not None and last.kind is BlockKind.PARAGRAPH and bool(last.group)
    return _Piece(
        write(blocks).lstrip("\n") if blocks else "",
        begins_item=bool(first and first.marker),
        ends_in_list=is_item and bool(last and (last.marker or last.indent)),
        after=reader.place,
    )


class _Reader:
    """Makes blocks of a run of lines."""

    def __init__(self, place: _Place) -> None:
        self.blocks: list[Block] = []
        self.place = place
        self._open: list[str] = []
        """Lines of the paragraph that is open."""
        self._line = " "

    def read(self, run: str) -> None:
        lines = [line.replace("\t", _TAB) for line in run.split("\n")]
        column = _column(lines[0])
        if not _ITEM.match(lines[0].strip()):
            self.place = self.place.within(column)
            if column >= len(_TAB) and not self.place.items:
                self._line = BREAK  # lines of code, or of what was set like code
        for line in lines:
            self._take(line)
        self._flush()

    def _take(self, line: str) -> None:
        text = line.strip()
        if _FENCE.match(text) or (_RULE.match(text) and not (self._open and _UNDERLINE.match(text))):
            self._flush()
        elif self._open and _is_underline(text, self._open):
            self._heading(1 if text[0] == "=" else 2, "\n".join(self._open))
        elif match := _HASHES.match(text):
            self._flush()
            self._heading(len(match[1]), match[2] or "")
        elif text.startswith("|") and text.count("|") > 1:
            self._flush()
            self._row(text)
        elif match := _ITEM.match(line.lstrip()):
            self._flush()
            self._item(_column(line), match)
        elif text:
            self._open.append(line.lstrip())

    def _item(self, column: int, match: re.Match[str]) -> None:
        outer = self.place.within(column)
        marker = _BULLET if match[1] in "*+-" else f"{match[1]} "
        item = _Item(at=column, margin=outer.margin + len(marker))
        self.place = _Place((*outer.items, item), marker)
        rest = match[2] or ""
        if marker != _BULLET and _ITEM.match(rest):
            self._open.append(rest)  # `2. 1. Title`: the inner number is part of the text
        elif rest:
            self._take(" " * (column + len(_TAB)) + rest)

    def _heading(self, level: int, text: str) -> None:
        number = self.place.marker.removeprefix(_BULLET)
        self._open.clear()
        self.place = replace(self.place, marker="")
        words = inline.raw(text).replace(BREAK, " ")
        if words.strip():
            words = number + words.lstrip()
            self.blocks.append(Block(kind=BlockKind.HEADING, text=words, level=level))

    def _row(self, text: str) -> None:
        found = tuple(inline.raw(cell.replace("\\|", "|")) for cell in cells(text))
        if _DELIMITERS.match(text) or not any(cell.strip() for cell in found):
            return
        self.place = replace(self.place, marker="")
        self.blocks.append(Block(kind=BlockKind.ROW, cells=found, group=_TABLE, indent=self.place.margin))

    def _flush(self) -> None:
        if not self._open:
            return
        text = inline.raw("\n".join(self._open), self._line)
        self._open.clear()
        if not text.strip(f" {BREAK}"):
            return
        items, marker = self.place.items, self.place.marker
        margin = self.place.margin
        self.blocks.append(
            Block(
                kind=BlockKind.PARAGRAPH,
                text=text,
                marker=marker,
                indent=margin - len(marker) if marker else margin,
                group=_LIST if items else 0,
            )
        )
        self.place = replace(self.place, marker="")


def _is_underline(text: str, above: Sequence[str]) -> bool:
    """True if a line of `=` or `-` makes a heading of the lines above it."""
    return bool(_UNDERLINE.match(text)) and (len(text) > 1 or len(above[-1].strip()) == 1)


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
