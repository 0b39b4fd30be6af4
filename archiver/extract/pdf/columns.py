"""Columns of print: which lines stand in the left one and which in the right, and their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archiver.extract import thresholds
from archiver.extract.pdf.printed import PrintedLine


def in_order(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines of a page, each in its column; one column after the other."""
    pieces = [piece for line in lines if line.cell is None for piece in line.pieces or (line,)]
    gutter = _gutter(pieces)
    if gutter is None:
        return list(lines)
    edge = max(piece.right for piece in pieces if piece.right <= gutter)
    found: list[PrintedLine] = []
    left: list[PrintedLine] = []
    right: list[PrintedLine] = []
    for line in lines:
        parts = line.pieces if line.left < gutter < line.right else (line,)
        if line.cell is not None or not parts or any(part.left < gutter < part.right for part in parts):
            found += [*left, *right, line]
            left, right = [], []
        elif right and len(parts) == 1 and line.right <= gutter:
            found += [*left, *right]  # the file prints one column after the other
            left, right = [replace(line, edge=edge)], []
        else:
            left += (replace(part, edge=edge) for part in parts if part.right <= gutter)
            right += (part for part in parts if part.left >= gutter)
    return [*found, *left, *right]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """The lines on both sides of a place, and those across it."""

    left: list[PrintedLine]
    right: list[PrintedLine]
    across: int

    @classmethod
    def of(cls, pieces: Sequence[PrintedLine], at: float) -> _Sides:
        left = [piece for piece in pieces if piece.right <= at]
        right = [piece for piece in pieces if piece.left >= at]
        return cls(left=left, right=right, across=len(pieces) - len(left) - len(right))

    def are_columns(self) -> bool:
        """True if both hold lines of prose beside one another, and few lines go across."""
        fewest, both = min(len(self.left), len(self.right)), [*self.left, *self.right]
        return (
            fewest >= thresholds.MIN_COLUMN_LINES
            and self.across <= thresholds.MAX_ACROSS_COLUMNS * fewest
            and all(_are_full(side) for side in (self.left, self.right))
            and min(map(_width, (self.left, self.right))) >= thresholds.MIN_COLUMN_WIDTH * _width(both)
            and min(line.top for line in self.right) < max(line.top for line in self.left)
            and min(line.top for line in self.left) < max(line.top for line in self.right)
        )


def _gutter(pieces: Sequence[PrintedLine]) -> float | None:
    """Where two columns of prose meet on a page; None if it has only one.

    The right column begins where many lines do.
    """
    begin = Counter(round(piece.left) for piece in pieces)
    for left, _ in begin.most_common(thresholds.PROBED_GUTTERS):
        if _Sides.of(pieces, left - 1).are_columns():
            return left - 1
    return None


def _are_full(lines: Sequence[PrintedLine]) -> bool:
    """True if most lines are about as wide as their column: those of a table's cells are not."""
    width = _width(lines)
    full = sum(line.right - line.left >= thresholds.FULL_LINE * width for line in lines)
    return full * 2 > len(lines)


def _width(lines: Sequence[PrintedLine]) -> float:
    return max(line.right for line in lines) - min(line.left for line in lines)
