"""Read a tree as a sequence of blocks, in reading order.

One iterative walk, so that 50,000 nested elements are no deeper for the interpreter than five.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from archiver.extract.block import BREAK, CLOSE, OPEN, TARGET, Block, Kind
from archiver.extract.html import links, noise
from archiver.extract.html.lists import Numbering
from archiver.extract.html.tables import Grid, is_data

BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main "
    "menu nav noscript ol optgroup option p pre search section summary table tbody td tfoot th thead tr "
    "ul".split()
)
"""Elements that browsers show as blocks, and the controls that look like them."""

SKIPPED = frozenset(
    "script style head template svg math canvas object embed iframe audio video map noembed noframes "
    "select textarea input datalist meter progress title meta link base img picture source".split()
)
"""Elements that hold no words for a reader."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ol", "ul", "menu", "dir", "dl"))
_ITEMS = frozenset(("li", "dt", "dd"))
_ENDS_HEADING = frozenset(("ul", "ol", "table", "section", "article"))
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
MAX_HEADING_WORDS = 60
"""A longer heading is a paragraph in a heading's clothes."""
MAX_NESTING = 8
"""Lists nested deeper are shown at this depth."""


def read(roots: Iterable[HtmlElement], *, base: str, without: tuple[str, ...] = ()) -> list[Block]:
    """The blocks under each of the roots, in order.

    `base` resolves their links; query parameters named in `without` are dropped from them.
    """
    reader = _Reader(base=base, without=without)
    for root in roots:
        reader.walk(root)
    return [block for block in reader.blocks if block.kind is Kind.ROW or not noise.is_volatile(block.text)]


@dataclass(slots=True)
class _Item:
    """An open list item: its marker, until the first block in it takes it, and the columns it takes then."""

    marker: str
    section: bool
    width: int = 0


@dataclass(slots=True)
class _Reader:
    base: str
    without: tuple[str, ...] = ()
    blocks: list[Block] = field(default_factory=list)
    _buffer: list[str] = field(default_factory=list)
    _opener: HtmlElement | None = None
    _heading: int = 0
    _items: list[_Item] = field(default_factory=list)
    _lists: int = 0
    _group: int = 0
    _groups: int = 0
    _pre: int = 0
    _links: list[str] = field(default_factory=list)
    _superscripts: list[int] = field(default_factory=list)
    _grids: list[Grid | None] = field(default_factory=list)
    _numbering: Numbering = field(default_factory=Numbering)
    _sections: set[HtmlElement] = field(default_factory=set)

    def walk(self, root: HtmlElement) -> None:
        """Read what is under one root."""
        self._sections = _items_with_headings(root)
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: HtmlElement | None = None
        for event, element in walker:
            if event == "start":
                if self._is_skipped(element):
                    walker.skip_subtree()
                    skipped = element
                else:
                    self._start(element)
                continue
            if skipped is element:
                skipped = None
            else:
                self._end(element)
            if element.tail and element is not root:
                self._write(element.tail, element.getparent())
        self._flush()

    def _is_skipped(self, element: HtmlElement) -> bool:
        if not isinstance(element.tag, str) or element.tag in SKIPPED:
            return True
        address = noise.hidden_address(element)
        if address:
            self._write(address, element)
            return True
        return noise.is_ornament(element)

    def _start(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCKS or element.get("role") == "heading":
            self._start_block(tag, element)
        elif tag == "br":
            self._buffer.append(BREAK)
        elif tag == "a":
            self._open_link(links.target(element.get("href") or "", self.base, self.without))
        elif tag == "time":
            self._part()
        elif tag == "sup":
            self._superscripts.append(len(self._buffer))
        if element.text:
            self._write(element.text, element)

    def _end(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCKS or element.get("role") == "heading":
            self._end_block(tag, element)
        elif tag == "a" and self._links:
            target = self._links.pop()
            if target:
                self._buffer.append(TARGET + target + CLOSE)
        elif tag == "sup" and self._superscripts:
            self._raise(self._superscripts.pop())

    def _write(self, text: str, element: HtmlElement | None) -> None:
        if self._opener is None and not text.isspace():
            self._opener = element
        self._buffer.append(text.replace("\n", BREAK) if self._pre else text)

    def _open_link(self, target: str) -> None:
        target = "" if any(self._links) else target
        self._links.append(target)
        if target:
            if self._buffer and self._buffer[-1].endswith(CLOSE):
                self._buffer.append(" ")
            self._buffer.append(OPEN)

    def _part(self) -> None:
        """Part a time from the label before it, as the page's style does: `Updated<time>May 1</time>`."""
        if self._buffer and self._buffer[-1][-1:].isalnum():
            self._buffer.append(" ")

    def _raise(self, start: int) -> None:
        """Show a footnote's number as one: glued to the word before it, it would read as part of it."""
        text = "".join(self._buffer[start:])
        if (
            start
            and text.isdecimal()
            and len(text) <= 3
            and not self._buffer[start - 1].endswith((" ", "\n"))
        ):
            self._buffer[start:] = [text.translate(_SUPERSCRIPT)]

    def _start_block(self, tag: str, element: HtmlElement) -> None:
        level = _heading_level(element)
        grid = self._grids[-1] if self._grids else None
        if self._heading and not level and tag not in _ENDS_HEADING:
            self._buffer.append(" ")
            return
        if grid is not None and tag not in ("tr", "td", "th"):
            self._buffer.append(" • " if tag == "li" else BREAK)
        elif grid is None:
            self._flush()
        if level and grid is None:
            self._heading = level
        if tag == "pre":
            self._pre += 1
        elif tag == "table":
            self._start_table(element)
        elif tag in ("tr", "td", "th") and grid is not None:
            self._start_cell(grid, tag, element)
        elif grid is None:
            self._start_list(tag, element)

    def _end_block(self, tag: str, element: HtmlElement) -> None:
        grid = self._grids[-1] if self._grids else None
        if tag == "pre":
            self._pre -= 1
        if tag == "table" and self._grids:
            self._end_table(element)
        elif grid is not None:
            if tag in ("tr", "td", "th"):
                grid.end(tag, self._taken())
            else:
                self._buffer.append(BREAK)
        elif self._heading and not _heading_level(element):
            self._buffer.append(" ")
        else:
            self._flush()
            self._heading = 0
            self._end_list(tag)

    def _start_table(self, element: HtmlElement) -> None:
        nested = any(grid is not None for grid in self._grids)
        self._grids.append(Grid() if not nested and is_data(element) else None)

    def _start_cell(self, grid: Grid, tag: str, element: HtmlElement) -> None:
        """A row or a cell begins."""
        text = self._taken()
        if not grid.in_cell:
            self._add_outside(text, element)
        grid.start(tag, element, text)

    def _end_table(self, element: HtmlElement) -> None:
        grid = self._grids.pop()
        if grid is None:
            self._flush()
            return
        inside, text = grid.in_cell, self._taken()
        grid.end("tr", text)
        self._groups += 1
        indent = sum(item.width for item in self._items)
        self.blocks += (
            Block(kind=Kind.ROW, cells=row, group=self._groups, indent=indent, element=element)
            for row in grid.rows
        )
        if not inside:
            self._add_outside(text, element)

    def _add_outside(self, text: str, element: HtmlElement) -> None:
        """What stands in a table outside of its cells, such as a caption, is a paragraph."""
        if text.strip():
            self._add(Kind.PARAGRAPH, text.strip(BREAK), element)

    def _start_list(self, tag: str, element: HtmlElement) -> None:
        if tag in _LISTS:
            self._lists += 1
            if self._lists == 1:
                self._groups += 1
                self._group = self._groups
        elif tag in _ITEMS:
            marker = self._numbering.marker(element)
            if tag == "dd":
                self._items.append(_Item("", True, 0 if element in self._sections else len(marker)))
            self._items.append(_Item(marker, element in self._sections))

    def _end_list(self, tag: str) -> None:
        if tag in _LISTS:
            self._lists = max(0, self._lists - 1)
            if not self._lists:
                self._group = 0
        elif tag in _ITEMS and self._items:
            self._items.pop()
            if tag == "dd" and self._items:
                self._items.pop()

    def _taken(self) -> str:
        text = "".join(self._buffer)
        self._buffer.clear()
        self._superscripts.clear()
        opened = [target for target in self._links if target]
        if opened:
            text += TARGET + opened[0] + CLOSE
            self._buffer.append(OPEN)
        return text

    def _flush(self) -> None:
        """End the open block, if it has words."""
        element, self._opener = self._opener, None
        text = self._taken()
        if element is None:
            return
        grid = self._grids[-1] if self._grids else None
        if grid is not None:
            return
        heading = self._heading if len(text.split()) <= MAX_HEADING_WORDS else 0
        if heading:
            self._add(Kind.HEADING, text.replace(BREAK, " "), element, level=heading)
            return
        for paragraph in _paragraphs(text):
            self._add(Kind.PARAGRAPH, paragraph, element)

    def _add(self, kind: Kind, text: str, element: HtmlElement, level: int = 0) -> None:
        indent = sum(item.width for item in self._items)
        marker = self._take_marker()
        if kind is Kind.HEADING:
            text = text if marker == "- " else marker + text
            marker, indent = "", 0
        self.blocks.append(
            Block(
                kind=kind,
                text=text,
                level=level,
                marker=marker,
                indent=indent,
                group=self._group,
                element=element,
            )
        )

    def _take_marker(self) -> str:
        """The marker that the block takes: the innermost open item's, or a number further out."""
        waiting = [item for item in self._items if item.marker]
        taken = ""
        for item in waiting:
            if item.marker != "- " or item is waiting[-1]:
                taken = item.marker if not taken else taken + item.marker
        if waiting and waiting[-1] is not self._items[-1] and not taken:
            taken = waiting[-1].marker
        for item in waiting:
            item.marker = ""
        if waiting:
            holder = waiting[-1]
            deep = sum(1 for item in self._items if item.width) >= MAX_NESTING
            holder.width = 0 if holder.section or deep else len(taken)
            if holder.section and taken == "- ":
                return ""
        return taken


def _paragraphs(text: str) -> list[str]:
    """Two line breaks in a row end a paragraph."""
    paragraphs, lines = [], []
    for line in text.split(BREAK):
        if line.strip():
            lines.append(line)
        elif lines:
            paragraphs.append(BREAK.join(lines))
            lines = []
    return [*paragraphs, BREAK.join(lines)] if lines else paragraphs


def _heading_level(element: HtmlElement) -> int:
    if element.get("role") == "heading":
        level = element.get("aria-level") or "2"
        return min(6, max(1, int(level))) if level.isdecimal() else 2
    return HEADINGS.get(element.tag, 0)


def _items_with_headings(root: HtmlElement) -> set[HtmlElement]:
    """List items that hold headings: they are sections of the document, whatever their tag says."""
    found: set[HtmlElement] = set()
    seen: set[HtmlElement] = set()
    for heading in root.iter(*HEADINGS):
        for ancestor in heading.iterancestors():
            if ancestor in seen:
                break
            seen.add(ancestor)
            if ancestor.tag in _ITEMS:
                found.add(ancestor)
    return found
