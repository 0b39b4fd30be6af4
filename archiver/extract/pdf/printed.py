"""What a page of a PDF prints: lines of text, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """A cell of a table on a page: the number of the table, and the cell's upper left corner in points."""

    page: int
    table: int
    top: float
    left: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """A printed line; `left`, `right`, `top` (of the baseline) and `size` in points, `depth` from 0 to 1."""

    text: str
    left: float
    right: float
    top: float
    depth: float
    size: float
    bold: bool
    edge: float | None = None
    """The right edge of the column it is in; None where the page has only one."""
    cell: Cell | None = None
    """The cell of a table that it is in, if any."""
    pieces: tuple[PrintedLine, ...] = ()
    """What wide gaps divide it into; empty where there are none."""
