"""The straight lines that a page of a PDF draws, which tell where its tables are."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from archiver.extract import thresholds

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line across the page or down it, in points from the page's upper left corner."""

    across: bool
    at: float
    start: float
    end: float


class Drawing:
    """What the pages of one document draw, as far as the limit for all of them reaches."""

    def __init__(self) -> None:
        self._left = thresholds.MAX_PDF_SEGMENTS

    def rules(self, page: pypdfium2.PdfPage, height: float) -> list[Rule]:
        """The rules of a page of this height; none where the document draws too much to look at."""
        found: list[Rule] = []
        for number in range(raw.FPDFPage_CountObjects(page.raw)):
            shape = raw.FPDFPage_GetObject(page.raw, number)
            self._left -= 1
            if raw.FPDFPageObj_GetType(shape) == raw.FPDF_PAGEOBJ_PATH:
                self._left -= raw.FPDFPath_CountSegments(shape)
                if self._left >= 0:
                    found += (rule for ends in _segments(shape) for rule in _rule(*ends, height))
            if self._left < 0:
                return []
        return found


def _segments(path: object) -> Iterator[tuple[Point, Point]]:
    """The straight segments of a path, from point to point of the page."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    begun = last = (0.0, 0.0)
    for number in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        point, kind = _point(segment, matrix), raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begun = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield last, begun
            last = begun


def _point(segment: object, matrix: raw.FS_MATRIX) -> Point:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return (
        matrix.a * x.value + matrix.c * y.value + matrix.e,
        matrix.b * x.value + matrix.d * y.value + matrix.f,
    )


def _rule(one: Point, other: Point, height: float) -> list[Rule]:
    """The rule between two points, if it is one."""
    (x, y), (x2, y2) = one, other
    if abs(y - y2) < 1 <= abs(x - x2):
        return [Rule(across=True, at=height - (y + y2) / 2, start=min(x, x2), end=max(x, x2))]
    if abs(x - x2) < 1 <= abs(y - y2):
        return [Rule(across=False, at=(x + x2) / 2, start=height - max(y, y2), end=height - min(y, y2))]
    return []
