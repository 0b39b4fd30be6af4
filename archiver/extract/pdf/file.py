"""Read a PDF: its printed lines with their type sizes, put back together as headings and paragraphs.

The text depends only on what is printed where, so files that differ only in dates of creation, ids or
compression have the same text.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise

import pypdfium2
from pypdfium2 import raw

from archiver.extract import thresholds, write
from archiver.extract.pdf import columns, ruled_tables, rules, streams
from archiver.extract.pdf.paragraphs import HYPHEN, blocks
from archiver.extract.pdf.printed import Cell, PrintedLine
from archiver.extract.result import Extraction, ExtractionFailed

_ONE_AT_A_TIME = threading.Lock()
"""PDFium is not safe for use by several threads."""
_BREAKS = "\r\n\x02"
"""Characters with which PDFium ends a line; U+0002 stands for a hyphen."""


def read(body: bytes) -> Extraction:
    """The text of a PDF as Markdown. Raises ExtractionFailed if it is encrypted, damaged, huge or scanned."""
    streams.check(body)
    with _ONE_AT_A_TIME:
        title, pages = _printed(body)
    text = write.write(blocks(pages))
    if not text:
        raise ExtractionFailed("the PDF contains no text; its pages may be scanned images")
    return Extraction(text=text, title=title, method="pdf")


def _printed(body: bytes) -> tuple[str, list[list[PrintedLine]]]:
    """The title that the file gives itself, and the lines of each of its pages."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise ExtractionFailed(f"the PDF cannot be opened: {error}") from error
    with document:
        if len(document) > thresholds.MAX_PDF_PAGES:
            raise ExtractionFailed(
                f"the PDF has {len(document):,} pages; the limit is {thresholds.MAX_PDF_PAGES:,}"
            )
        return document.get_metadata_value("Title").strip(), list(_pages(document))


def _pages(document: pypdfium2.PdfDocument) -> Iterator[list[PrintedLine]]:
    """The printed lines of each page."""
    left, drawing = thresholds.MAX_PDF_CHARACTERS, rules.Drawing()
    for number in range(len(document)):
        page, text = _opened(document, number)
        left -= text.count_chars()
        if left < 0:
            raise ExtractionFailed("the PDF has too many characters to be a document")
        height = page.get_height() or 1.0
        grids = ruled_tables.grids(drawing.rules(page, height), number)
        yield columns.in_order(list(_lines(text, height, grids)))


def _opened(document: pypdfium2.PdfDocument, number: int) -> tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage]:
    try:
        page = document[number]
        return page, page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise ExtractionFailed(f"page {number + 1} of the PDF is damaged: {error}") from error


_BOLD_NAME = re.compile(rb"bold|black|heavy", re.IGNORECASE)


def _lines(
    text: pypdfium2.PdfTextPage, height: float, grids: Sequence[ruled_tables.Grid]
) -> Iterator[PrintedLine]:
    """The printed lines of one page of this height, in the order in which the page draws them.

    What stands in the cells of a table is a line in each.
    """
    characters = [raw.FPDFText_GetUnicode(text.raw, index) for index in range(text.count_chars())]
    drawn = list(_ranges(characters))
    cells = _cells(text, characters, drawn, height, grids)
    for whole in drawn:
        is_divided = characters[whole.stop : whole.stop + 1] == [2]
        for places in _in_cells(characters, cells, whole):
            line = _line(text, characters, places, height)
            if line is None:
                continue
            cell = cells.get(places.start)
            yield replace(
                line,
                text=line.text + HYPHEN if is_divided and places.stop == whole.stop else line.text,
                cell=cell,
                pieces=() if cell else tuple(_pieces(text, characters, places, line.size, height)),
            )


def _ranges(characters: list[int]) -> Iterator[range]:
    """The places of the characters of each line that print something."""
    start = 0
    for index in range(len(characters) + 1):
        if index < len(characters) and chr(characters[index]) not in _BREAKS:
            continue
        first = next((place for place in range(start, index) if characters[place] > ord(" ")), index)
        if first < index:
            yield range(first, index)
        start = index + 1


def _words(characters: list[int], places: range) -> Iterator[int]:
    """The places in a line where a word begins."""
    for place in places:
        if characters[place] > ord(" ") and (place == places.start or characters[place - 1] <= ord(" ")):
            yield place


def _cells(
    text: pypdfium2.PdfTextPage,
    characters: list[int],
    lines: Sequence[range],
    height: float,
    grids: Sequence[ruled_tables.Grid],
) -> dict[int, Cell]:
    """The cells of tables that words are printed in, by the places where these begin."""
    cells: dict[int, Cell] = {}
    for places in lines if grids else ():
        top = height - _baseline(text, places.start)
        near = [grid for grid in grids if grid.top <= top <= grid.bottom + thresholds.MARGIN_OF_CELLS]
        for place in _words(characters, places) if near else ():
            if cell := _cell(text, place, height, near):
                cells[place] = cell
    by_table: dict[int, set[Cell]] = {}
    for cell in cells.values():
        by_table.setdefault(cell.table, set()).add(cell)
    filled = {table for table, found in by_table.items() if ruled_tables.are_filled(found)}
    return {place: cell for place, cell in cells.items() if cell.table in filled}


def _cell(
    text: pypdfium2.PdfTextPage, place: int, height: float, grids: Sequence[ruled_tables.Grid]
) -> Cell | None:
    left, bottom, right, top = text.get_charbox(place)
    x, y = (left + right) / 2, height - (bottom + top) / 2
    return next((cell for grid in grids if (cell := grid.cell(x, y))), None)


def _in_cells(characters: list[int], cells: Mapping[int, Cell], places: range) -> Iterator[range]:
    """The parts of a line, each in a cell of a table or outside of all."""
    start = places.start
    for place in _words(characters, places) if cells else ():
        if cells.get(place) != cells.get(start):
            yield range(start, place)
            start = place
    yield range(start, places.stop)


def _pieces(
    text: pypdfium2.PdfTextPage, characters: list[int], places: range, size: float, height: float
) -> Iterator[PrintedLine]:
    """What wide gaps divide a line into; nothing if there is none."""
    starts = [places.start]
    for place in islice(_words(characters, places), 1, None):
        last = next(before for before in range(place - 1, -1, -1) if characters[before] > ord(" "))
        if text.get_charbox(place)[0] - text.get_charbox(last)[2] > thresholds.WIDE_GAP * size:
            starts.append(place)
    for ends in pairwise([*starts, places.stop]) if len(starts) > 1 else ():
        piece = _line(text, characters, range(*ends), height)
        if piece is not None:
            yield piece


def _line(
    text: pypdfium2.PdfTextPage, characters: list[int], places: range, height: float
) -> PrintedLine | None:
    """A line of a page of this height, from the characters at these places; None if they print nothing."""
    printed = [place for place in places if characters[place] > ord(" ")]
    if not printed:
        return None
    first, middle, last = printed[0], printed[len(printed) // 2], printed[-1]
    sizes = sorted(_size(text, place) for place in (first, middle, last))
    left, _, _, _ = text.get_charbox(first)
    _, _, right, _ = text.get_charbox(last)
    return PrintedLine(
        text=_text(characters[printed[0] : printed[-1] + 1]),
        left=round(left),
        right=round(right),
        top=round(height - _baseline(text, first), 1),
        depth=1 - _baseline(text, first) / height,
        size=round(sizes[1], 1),
        bold=_is_bold(text, middle),
    )


def _text(characters: list[int]) -> str:
    """UTF-16 code units as text; a surrogate without its other half becomes the replacement character."""
    return "".join(map(chr, characters)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_bold(text: pypdfium2.PdfTextPage, place: int) -> bool:
    """True if a character's font says so, by weight or by name."""
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text.raw, place, name, len(name), ctypes.c_int())
    return raw.FPDFText_GetFontWeight(text.raw, place) >= thresholds.BOLD_WEIGHT or bool(
        _BOLD_NAME.search(name.value)
    )


def _size(text: pypdfium2.PdfTextPage, place: int) -> float:
    """Type size in points, as printed: the height of the loose box, which a matrix may have scaled."""
    _, bottom, _, top = text.get_charbox(place, loose=True)
    return max(1.0, float(top - bottom))


def _baseline(text: pypdfium2.PdfTextPage, place: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text.raw, place, x, y)
    return float(y.value)
