"""Read a tree as a sequence of blocks, in reading order.

The walk is iterative, so that 50,000 nested elements take no more of the stack than five. Text is collected
in an `OpenText` until a block ends; in a data table it goes into the table's `Grid`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

from lxml import etree
from lxml.html import HtmlElement

from archive_repo.text import dates
from archiver.extract import thresholds
from archiver.extract.block import BREAK, HERE, Block, BlockKind
from archiver.extract.html import hidden_mail, links, ornaments
from archiver.extract.html.elements import (
    CELLS,
    ITEMS,
    LISTS,
    SKIPPED,
    heading_level,
    is_block,
    is_shown_as_block,
    items_with_headings,
)
from archiver.extract.html.numbering import Numbering
from archiver.extract.html.open_lists import BULLET, OpenLists
from archiver.extract.html.open_text import OpenText, paragraphs
from archiver.extract.html.tables import Grid, is_data
from archiver.extract.noise import Noise

_ENDS_HEADING = LISTS | {"table"}
"""No heading holds these, so its end tag is missing."""
_BREAKS_HEADING = _ENDS_HEADING | {"section", "article"}
"""Other block elements in a heading are only part of its line."""


def blocks(
    roots: Iterable[HtmlElement], *, base: str, without: tuple[str, ...] = (), noise: Noise
) -> list[Block]:
    """The blocks under each of the roots, in order.

    `base` resolves their links; query parameters named in `without` are dropped from them.
    """
    walker = _Walker(base=base, without=without, noise=noise)
    for root in roots:
        walker.walk(root)
    return [
        block
        for block in walker.blocks
        if block.kind is BlockKind.ROW or not ornaments.is_volatile(block.text, noise)
    ]


class _Walker:
    def __init__(self, *, base: str, without: tuple[str, ...], noise: Noise) -> None:
        self.blocks: list[Block] = []
        self._base = base
        self._without = without
        self._noise = noise
        self._text = OpenText()
        self._lists = OpenLists()
        self._tables: list[Grid | None] = []
        """The open tables; None for one that only lays out the page or is nested in a data table."""
        self._groups = count(1)
        self._numbering = Numbering()
        self._heading = 0
        """The level of the open heading; 0 if none is open."""
        self._preformatted = 0
        """How many `<pre>` are open."""
        self._sections: set[HtmlElement] = set()
        self._hides_mail = False
        self._targets: dict[str, str] = {}
        """What links lead to, by their `href`: menus repeat them."""

    def walk(self, root: HtmlElement) -> None:
        """Read what is under one root."""
        self._sections = items_with_headings(root)
        self._hides_mail = hidden_mail.is_in(root)
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                self._end(element)
            elif self._is_passed_over(element):
                walker.skip_subtree()
                next(walker)  # its end
            else:
                self._start(element)
                continue
            if element.tail and element is not root:
                self._write(element.tail, element.getparent())
        self._flush()

    @property
    def _grid(self) -> Grid | None:
        """The innermost open table, if it holds data."""
        return self._tables[-1] if self._tables else None

    def _is_passed_over(self, element: HtmlElement) -> bool:
        """True if what is in the element is not text; a hidden address is shown in its place."""
        tag = element.tag
        if not isinstance(tag, str) or tag in SKIPPED:
            return True
        address = hidden_mail.address(element) if self._hides_mail else ""
        if address:
            self._write(address, element)
        return bool(address) or (tag in ornaments.TAGS and ornaments.is_ornament(element, self._noise))

    def _write(self, text: str, element: HtmlElement | None) -> None:
        self._text.write(text.replace("\n", BREAK) if self._preformatted else text, element)

    def _start(self, element: HtmlElement) -> None:
        if is_block(element):
            self._start_block(element)
        else:
            self._start_inline(element)
        if element.text:
            self._write(element.text, element)

    def _end(self, element: HtmlElement) -> None:
        if is_block(element):
            self._end_block(element)
        elif element.tag == "a":
            self._text.close_link()
        elif element.tag == "sup":
            self._text.close_superscript()
        elif is_shown_as_block(element):
            self._text.add(" ")

    def _start_inline(self, element: HtmlElement) -> None:
        match element.tag:
            case "sup":
                self._text.open_superscript()
            case "br":
                self._text.add(BREAK)
            case "a":
                target = self._target((element.get("href") or "").strip())
                self._text.open_link(target, begins_anew=_begins_anew(element.text))
            case tag if tag == "time" or _is_date(element.text) or _stands_apart(element):
                self._text.part()

    def _target(self, href: str) -> str:
        if links.is_within_page(href):
            return HERE
        if href not in self._targets:
            self._targets[href] = links.target(href, self._base, self._noise, self._without)
        return self._targets[href]

    def _start_block(self, element: HtmlElement) -> None:
        if element.tag == "pre":
            self._preformatted += 1
        grid, level = self._grid, heading_level(element)
        if self._heading and not level and element.tag not in _BREAKS_HEADING:
            self._text.add(" ")
        elif grid is not None:
            self._start_in_table(grid, element)
        else:
            self._flush()
            if level or element.tag in _ENDS_HEADING:
                self._heading = level
            self._start_in_flow(element)

    def _end_block(self, element: HtmlElement) -> None:
        if element.tag == "pre":
            self._preformatted -= 1
        grid = self._grid
        if element.tag == "table":
            self._end_table(element)
        elif grid is not None:
            self._end_in_table(grid, element)
        elif self._heading and not heading_level(element):
            self._text.add(" ")
        else:
            self._flush()
            self._heading = 0
            self._end_in_flow(element)

    def _start_in_flow(self, element: HtmlElement) -> None:
        if element.tag == "table":
            self._start_table(element)
        elif element.tag in LISTS:
            self._lists.open_list(next(self._groups))
        elif element.tag in ITEMS:
            marker, is_section = self._numbering.marker(element), element in self._sections
            if element.tag == "dd":
                self._lists.open_definition(marker, is_section=is_section)
            else:
                self._lists.open_item(marker, is_section=is_section)

    def _end_in_flow(self, element: HtmlElement) -> None:
        if element.tag in LISTS:
            self._lists.close_list()
        elif element.tag == "dd":
            self._lists.close_definition()
        elif element.tag in ITEMS:
            self._lists.close_item()

    def _start_in_table(self, grid: Grid, element: HtmlElement) -> None:
        if element.tag in CELLS:
            text = self._text.take()
            if not grid.in_cell:
                self._add_outside(text, element)
            grid.start(element.tag, element, text)
        else:
            self._text.add(" • " if element.tag == "li" else BREAK)
            if element.tag == "table":
                self._start_table(element)

    def _end_in_table(self, grid: Grid, element: HtmlElement) -> None:
        if element.tag in CELLS:
            grid.end(element.tag, self._text.take())
        else:
            self._text.add(BREAK)

    def _start_table(self, element: HtmlElement) -> None:
        is_nested = any(grid is not None for grid in self._tables)
        self._tables.append(Grid() if not is_nested and is_data(element) else None)

    def _end_table(self, element: HtmlElement) -> None:
        grid = self._tables.pop()
        if grid is not None:
            self._add_rows(grid, element)
        elif self._grid is None:
            self._flush()

    def _add_rows(self, grid: Grid, element: HtmlElement) -> None:
        in_cell, text = grid.in_cell, self._text.take()
        grid.end("tr", text)
        group = next(self._groups)
        self.blocks += (
            Block(kind=BlockKind.ROW, cells=row, group=group, indent=self._lists.indent, element=element)
            for row in grid.rows
        )
        if not in_cell:
            self._add_outside(text, element)

    def _add_outside(self, text: str, element: HtmlElement) -> None:
        """Add text of a table outside its cells, such as a caption, as a paragraph."""
        if text.strip():
            self._add_paragraph(text.strip(BREAK), element)

    def _flush(self) -> None:
        """End the open block, if it has words."""
        element = self._text.begun_in
        if element is None:
            self._text.drop()
            return
        text = ornaments.without_hints(self._text.take(), self._noise)
        if self._heading and len(text.split()) <= thresholds.MAX_HEADING_WORDS:
            self._add_heading(text.replace(BREAK, " "), element)
            return
        for paragraph in paragraphs(text):
            self._add_paragraph(paragraph, element)

    def _add_heading(self, text: str, element: HtmlElement) -> None:
        """A heading, with its number if it is the first block of a numbered item."""
        marker, group = self._lists.take_marker(), self._lists.group
        self.blocks.append(
            Block(
                kind=BlockKind.HEADING,
                text=text if marker == BULLET else marker + text,
                level=self._heading,
                group=group,
                element=element,
            )
        )

    def _add_paragraph(self, text: str, element: HtmlElement) -> None:
        indent = self._lists.indent  # before the marker is taken, which widens it
        self.blocks.append(
            Block(
                kind=BlockKind.PARAGRAPH,
                text=text,
                marker=self._lists.take_marker(),
                indent=indent,
                group=self._lists.group,
                element=element,
            )
        )


def _stands_apart(element: HtmlElement) -> bool:
    """True if the page's style parts an element's text from what is before it, as far as its markup tells.

    Two elements of several words each, with nothing between them, would otherwise read as `one textAnother`.
    """
    if is_shown_as_block(element):
        return True
    text, before = element.text, element.getprevious()
    if not text or before is None or before.tail or " " not in text.strip():
        return False
    if not (text[0].isupper() or _NUMBERED.match(text)):
        return False
    return not is_block(before) and " " in (before.text or "").strip()


_NUMBERED = re.compile(r"\(?(?:[ivx]{1,5}|[a-z]|\d{1,2})[.)]\s")
"""How an item of a list begins that is typed as text."""


def _begins_anew(text: str | None) -> bool:
    """True if a link's text is words of its own, not the end of a word: `2025` and `Previous Version`."""
    return text is not None and text[:1].isupper() and " " in text.strip()


def _is_date(text: str | None) -> bool:
    """True if a text is a date and nothing else."""
    return text is not None and len(text) <= thresholds.MAX_DATE_LETTERS and bool(dates.read(text))
