"""Tables: which of them hold data, and their cells in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.block import unmarked
from archiver.extract.html.open_text import paragraphs

_ENDS = tuple(".,;:!?…。，；：！？•-–—/(")
"""What tells one line of a cell from the next."""


def is_data(table: HtmlElement) -> bool:
    """True if rows and columns mean something: two columns or more, no table inside, no contrary role."""
    if table.get("role") in ("presentation", "none"):
        return False
    columns: dict[HtmlElement, int] = {}
    for element in islice(table.iterdescendants("table", "td", "th"), thresholds.PROBED_CELLS):
        if element.tag == "table":
            return False
        row = element.getparent()
        columns[row] = columns.get(row, 0) + 1
    return max(columns.values(), default=0) >= thresholds.MIN_DATA_COLUMNS


def spanned(tree: HtmlElement) -> int:
    """How many cells the cells of a page claim to span."""
    cells = tree.iter("td", "th")
    return sum(_claimed(cell.get("colspan")) * _claimed(cell.get("rowspan")) for cell in cells)


@dataclass(slots=True)
class Grid:
    """The cells of a data table, as they are read."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    _row: list[str] | None = None
    _cell: tuple[int, int] | None = None
    _below: dict[int, int] = field(default_factory=dict)

    @property
    def in_cell(self) -> bool:
        """True if a cell is open."""
        return self._cell is not None

    def start(self, tag: str, element: HtmlElement, text: str) -> None:
        """A row or a cell begins; `text` is that of a cell that was left open."""
        if self._cell is not None:
            self._end_cell(text)
        if tag == "tr":
            self._end_row()
            self._row = []
            return
        if self._row is None:
            self._row = []
        self._cell = (_span(element.get("colspan")), _span(element.get("rowspan")))

    def end(self, tag: str, text: str) -> None:
        """A cell with this text, or a row, ends."""
        if self._cell is not None:
            self._end_cell(text)
        if tag == "tr":
            self._end_row()

    def _end_cell(self, text: str) -> None:
        row = self._row if self._row is not None else []
        columns, rows = self._cell or (1, 1)
        self._cell = None
        self._fill(row)
        for offset in range(min(columns, max(1, thresholds.MAX_FILLED_COLUMNS - len(row)))):
            if rows > 1:
                self._below[len(row)] = rows
            row.append("" if offset else _in_one_line(text))

    def _fill(self, row: list[str]) -> None:
        while len(row) < thresholds.MAX_FILLED_COLUMNS and self._below.get(len(row), 0) > 0:
            row.append("")

    def _end_row(self) -> None:
        row, self._row = self._row, None
        if row is None:
            return
        self._fill(row)
        self._below = {column: left - 1 for column, left in self._below.items() if left > 1}
        if any(cell.strip() for cell in row):
            self.rows.append(tuple(row))


def _in_one_line(text: str) -> str:
    """The text of a cell; entries that are typed as paragraphs are apart like items of a list.

    A row is one line, in which `Your name`, `Your age` and `Your address` would read as one entry.
    """
    found = [one.strip() for one in paragraphs(text)]
    is_list = len(found) >= thresholds.MIN_ENTRIES and all(_is_entry(unmarked(one)) for one in found)
    return " • ".join(found) if is_list else text


def _is_entry(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= thresholds.MAX_ENTRY_WORDS
        and (words[0][0].isupper() or words[0][0].isdigit())
        and not text.endswith(_ENDS)
    )


def _span(value: str | None) -> int:
    return min(thresholds.MAX_SPAN, _claimed(value))


def _claimed(value: str | None) -> int:
    """How many columns or rows a cell says that it spans; longer numbers than browsers read are cut."""
    return max(1, int(value[:6])) if value and value.isdecimal() else 1
