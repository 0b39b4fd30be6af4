"""A spreadsheet as an Excel file (XLSX): a header that stays in sight, wrapped text, links, no formulas.

Cells are what the CSV file has. Text is written as text, whatever it begins with, so that nothing in it is
ever computed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from archive_repo.errors import InvalidInput

LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds; a longer text is cut there."""
MOST_ROWS = 1_048_576
"""Rows that a sheet of Excel holds, its header among them."""
LONGEST_LINK = 2_079
MOST_LINKS = 65_530
"""What Excel allows of an address, and of addresses in a sheet; others are written as text."""
WIDE = frozenset({"excerpt", "words", "old", "new", "title", "url", "section", "categories", "formerly"})
"""Columns of texts."""
_WIDE, _NARROW = 60, 16
_SCHEMES = ("https://", "http://")
_QUIET = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def write(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], made: datetime) -> bytes:
    """The bytes of an XLSX file with one sheet of this name; `made` is noted as when it was made.

    Raises InvalidInput where XlsxWriter is not installed, and for more rows than a sheet holds.
    """
    try:
        import xlsxwriter  # only needed here
    except ImportError as error:
        raise InvalidInput(
            "XLSX is written by XlsxWriter, which is not installed: `pip install policy-archiver[xlsx]`"
        ) from error
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **_QUIET}) as book:
        book.set_properties({"created": made.replace(tzinfo=None)})
        sheet = book.add_worksheet(name)
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        last = 0
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDE if column in WIDE else _NARROW, wrapped)
            sheet.write_string(0, place, column, bold)
        for last, row in enumerate(rows, 1):
            if last == MOST_ROWS:
                raise InvalidInput(f"a sheet holds {MOST_ROWS:,} rows; write CSV, or ask for less")
            for place, value in enumerate(row):
                _put(sheet, last, place, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(columns) - 1)
    return stream.getvalue()


def _put(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif text := "" if value is None else str(value):
        if text.startswith(_SCHEMES) and len(text) <= LONGEST_LINK and row <= MOST_LINKS:
            sheet.write_url(row, column, text, string=text)
        else:
            sheet.write_string(row, column, text[:LONGEST_CELL])
