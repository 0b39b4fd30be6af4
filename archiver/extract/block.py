"""Blocks: the headings, paragraphs, list items and table rows that a text is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from lxml.html import HtmlElement

OPEN, TARGET, CLOSE, BREAK = "\x01", "\x02", "\x03", "\x0b"
"""Marks in a block's raw text: `OPEN text TARGET address CLOSE` is a link, BREAK a line break.
None of them can be in a page: `page.parse` drops control characters."""

HERE = "#"
"""The address of a link to another place of the page, which is only text to a reader of the document."""

_MARKS = re.compile(f"[{OPEN}{CLOSE}]|{TARGET}[^{OPEN}{TARGET}{CLOSE}]*{CLOSE}")


def unmarked(text: str) -> str:
    """Raw text without the marks of its links, and without their addresses; line breaks stay."""
    return _MARKS.sub("", text) if OPEN in text or CLOSE in text else text


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block. `text` is raw: white space as in the page, marks for links and breaks, no Markdown yet."""

    kind: BlockKind
    text: str = ""
    level: int = 0
    """Of a heading: 1 to 6."""
    marker: str = ""
    """What precedes the first block of a list item: `- `, `12. `, or nothing."""
    indent: int = 0
    """Columns that it is indented by the list items around it."""
    group: int = 0
    """The outermost list, or the table, that it belongs to; 0 for none."""
    cells: tuple[str, ...] = ()
    """Of a table row: the raw text of each cell."""
    element: HtmlElement | None = None
    """The element that was open when the block's text began; None in a PDF."""
