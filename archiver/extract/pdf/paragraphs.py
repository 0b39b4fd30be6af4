"""Printed lines put back together: page furniture dropped, divided words joined, paragraphs rebuilt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from archiver.extract import thresholds
from archiver.extract.block import Block, BlockKind
from archiver.extract.pdf import ruled_tables
from archiver.extract.pdf.printed import PrintedLine

HYPHEN = "\x02"
"""A hyphen at the end of a line, which may divide one word or join two."""
HYPHENS = f"{HYPHEN}-\u00ad\u2010\ufffe"

_PAGE_NUMBER = re.compile(
    r"[ivxlc]{1,6}|"
    r"\W*+(?:page|seite|p\.)?\s*\d{1,4}(?:\s*(?:/|of|von|sur|de|\|)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[•●▪◦‣∙·○■\uf0b7]|[-–*](?=\s))\s*")
_CLAUSE = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,3})+\.?|\d{1,2}[.)]|\(?[a-zA-Z]\)|\([ivxIVX]{1,5}\)|[ivx]{1,5}[.)]|[A-Z]\.|"
    r"(?:section|article|schedule|annex|appendix|exhibit)\s+[\dA-Z]{1,4}\b)\s+\S",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+[A-Z]")
_LOWER_WORD = re.compile(r"[^\W\d_A-Z][^\W\dA-Z]*\s")
_ENDS = (".", "!", "?", ":", ";", "。", "！", "？")


def blocks(pages: Sequence[Sequence[PrintedLine]]) -> list[Block]:
    """The blocks of a document, from the lines of each of its pages."""
    joined = [_whole_rows(page) for page in pages]
    furniture = _furniture(joined)
    lines = [line for number, page in enumerate(joined) for line in page if _is_kept(line, number, furniture)]
    if not lines:
        return []
    setting = _Setting.of([line for line in lines if line.cell is None] or lines)
    words = Counter(
        word for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.lower())
    )
    found: list[Block] = []
    previous: PrintedLine | None = None
    held, columns = _by_table(lines), list[float]()
    for line in lines:
        if line.cell is not None:
            inside = held.pop(line.cell[:2], [])
            if inside:
                columns, before = (
                    ruled_tables.columns_of(inside),
                    columns if previous and previous.cell else [],
                )
                found += _rows(inside, words, found, goes_on=ruled_tables.are_alike(columns, before))
        elif previous is not None and not previous.cell and _continues(previous, line, found[-1], setting):
            found[-1] = replace(found[-1], text=_joined(found[-1].text, line.text, words))
        elif previous is not None and not previous.cell and _runs_on(previous, line, found[-1], setting):
            text = _joined(found[-1].text, line.text, words)
            found[-1] = replace(found[-1], kind=BlockKind.PARAGRAPH, level=0, text=text)
        else:
            found.append(_opened(line, setting))
        previous = line
    return found


def _by_table(lines: Sequence[PrintedLine]) -> dict[tuple[int, int], list[PrintedLine]]:
    """The lines in each table, as drawn; a table is known by its page and its number there."""
    held: dict[tuple[int, int], list[PrintedLine]] = {}
    for line in lines:
        if line.cell is not None:
            held.setdefault(line.cell[:2], []).append(line)
    return held


def _rows(
    lines: Sequence[PrintedLine], words: Counter[str], above: Sequence[Block], *, goes_on: bool
) -> list[Block]:
    """The rows of a table; of one that goes on from the page before without its repeated head."""
    rows = ruled_tables.rows(lines, lambda text, line: _joined(text, line, words))
    group = max((block.group for block in above), default=1)
    if goes_on:
        head = next(block for block in above if block.group == group)
        rows = rows[1:] if rows[0] == head.cells else rows
    else:
        group = max(1, group) + 1
    return [Block(kind=BlockKind.ROW, cells=cells, group=group) for cells in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """How the document is set: size of most text, right edge, distance between lines, sizes of headings."""

    size: float
    right: float
    leading: float
    headings: tuple[float, ...]
    bold: bool

    def are_near(self, above: PrintedLine, line: PrintedLine) -> bool:
        """True if a line follows another on its page without a gap; larger type stands further apart."""
        gap = self.leading * max(1.0, line.size / self.size)
        return 0 < line.top - above.top <= thresholds.PARAGRAPH_GAP * gap

    def is_short(self, line: PrintedLine) -> bool:
        """True if a line ends well before the right edge: the next word would have fitted."""
        edge = self.right if line.edge is None else line.edge
        return line.right < edge - thresholds.SHORT_LINE * (edge - line.left)

    @classmethod
    def of(cls, lines: Sequence[PrintedLine]) -> _Setting:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[line.size] += len(line.text)
        size = sizes.most_common(1)[0][0]
        body = [line for line in lines if line.size == size]
        most = thresholds.MAX_LEADING * size
        gaps = [gap for above, below in pairwise(body) if 0 < (gap := below.top - above.top) < most]
        return cls(
            size=size,
            right=max(line.right for line in body),
            leading=median(gaps or [thresholds.USUAL_LEADING * size]),
            headings=tuple(sorted({s for s in sizes if s >= size * thresholds.HEADING_RATIO}, reverse=True)),
            bold=sum(line.bold for line in body) * 2 > len(body),
        )


def _whole_rows(page: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines of a page, with pieces that are printed side by side in one row joined."""
    rows: list[PrintedLine] = []
    for line in page:
        above = rows[-1] if rows else None
        if (
            above is not None
            and abs(above.top - line.top) < thresholds.SAME_ROW_POINTS
            and line.left >= above.right
            and line.cell == above.cell
        ):
            rows[-1] = PrintedLine(
                text=f"{above.text} {line.text}",
                left=above.left,
                right=line.right,
                top=above.top,
                depth=above.depth,
                size=max(above.size, line.size),
                bold=above.bold and line.bold,
                edge=above.edge,
                cell=above.cell,
            )
        else:
            rows.append(line)
    return rows


def _furniture(pages: Sequence[Sequence[PrintedLine]]) -> set[str]:
    """Texts, without digits, in the margins of several pages; FURNITURE_PAGES are enough."""
    seen = Counter(
        text for page in pages for text in {_digitless(line) for line in page if _is_marginal(line)}
    )
    return {
        text
        for text, count in seen.items()
        if count >= max(2, min(thresholds.FURNITURE_PAGES, len(pages) / 2))
    }


def _is_kept(line: PrintedLine, page: int, furniture: set[str]) -> bool:
    """True if a line is text; on the first page the running head counts too: it is the title or the date."""
    if not _is_marginal(line):
        return True
    if _PAGE_NUMBER.fullmatch(line.text):
        return False
    return _digitless(line) not in furniture or (page == 0 and line.depth < thresholds.MARGIN_DEPTH)


def _is_marginal(line: PrintedLine) -> bool:
    return line.depth < thresholds.MARGIN_DEPTH or line.depth > 1 - thresholds.MARGIN_DEPTH


def _digitless(line: PrintedLine) -> str:
    return re.sub(r"\d+", "0", " ".join(line.text.split()).lower())


def _heading_level(line: PrintedLine, setting: _Setting) -> int:
    """1 to 6; 0 for a line that is not a heading."""
    if len(line.text.split()) > thresholds.MAX_PRINTED_HEADING_WORDS or not re.search(r"[^\W\d_]", line.text):
        return 0
    numbered = _NUMBERED.match(line.text)
    if line.size >= setting.size * thresholds.HEADING_RATIO:
        return min(6, setting.headings.index(line.size) + 1) if line.size in setting.headings else 0
    if line.bold and not setting.bold and not line.text.rstrip().endswith((".", ";", ",")):
        depth = numbered[1].count(".") if numbered else 0
        return min(6, len(setting.headings) + 1 + depth)
    return 0


def _opened(line: PrintedLine, setting: _Setting) -> Block:
    level = _heading_level(line, setting)
    if level:
        return Block(kind=BlockKind.HEADING, text=line.text, level=level)
    item = _ITEM.match(line.text)
    if item:
        return Block(kind=BlockKind.PARAGRAPH, text=line.text[item.end() :], marker="- ", group=1)
    return Block(kind=BlockKind.PARAGRAPH, text=line.text)


def _continues(above: PrintedLine, line: PrintedLine, block: Block, setting: _Setting) -> bool:
    """True if a line belongs to the block of the line before it."""
    level = _heading_level(line, setting)
    is_near, is_clause = setting.are_near(above, line), bool(_CLAUSE.match(line.text))
    if block.kind is BlockKind.HEADING:
        return level == block.level and is_near and not is_clause
    if level or _ITEM.match(line.text):
        return False
    has_ended = above.text.rstrip().endswith(_ENDS)
    begins_anew = setting.is_short(above) and (has_ended or line.text[:1].isupper())
    if _is_next_page(above, line):
        return not (is_clause or has_ended or begins_anew)
    return is_near and not (is_clause and has_ended) and not begins_anew


def _runs_on(above: PrintedLine, line: PrintedLine, block: Block, setting: _Setting) -> bool:
    """True if what looked like a heading is the first line of a paragraph: full, and its sentence goes on."""
    return (
        block.kind is BlockKind.HEADING
        and _LOWER_WORD.match(line.text) is not None
        and not _heading_level(line, setting)
        and not setting.is_short(above)
        and setting.are_near(above, line)
        and not above.text.rstrip().endswith(_ENDS)
    )


def _is_next_page(above: PrintedLine, line: PrintedLine) -> bool:
    """True if the line after `above` is printed on another page, or in another column."""
    return line.top <= above.top


def _joined(text: str, line: str, words: Counter[str]) -> str:
    """Two lines as one; a word that was divided between them is joined."""
    text = text.rstrip()
    before = re.search(r"(?<![^\W_])([^\W_]+)$", text[:-1])
    after = re.match(r"[^\W_]+", line)
    if not text or text[-1] not in HYPHENS or before is None:
        return f"{text} {line}"
    if after is not None and _is_divided(before[1], after[0], words):
        return text[:-1] + line
    return f"{text[:-1]}-{line}"


def _is_divided(before: str, after: str, words: Counter[str]) -> bool:
    """True if a hyphen at a line's end divides one word, unless elsewhere in the text it joins these two.

    Without other evidence, a hyphen between two words that both occur in the text is taken to join them.
    """
    if not (before[-1].isalpha() and after[0].islower()) or words[f"{before}-{after}".lower()]:
        return False
    whole, both = words[(before + after).lower()], words[before.lower()] > 1 and words[after.lower()] > 1
    return bool(whole) or not both
