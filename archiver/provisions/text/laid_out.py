"""A text as its readers see it: sentences in paragraphs, list items and cells, under their headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from archiver.provisions.text import opening_titles, units
from archiver.provisions.text.folding import readable
from archiver.provisions.text.units import Unit, UnitKind

GROUP_ROWS = 3
"""Rows of one cell above another that are taken to say what that is about."""
READ = 48
"""Texts whose sentences are remembered."""
_MARK = re.compile(r"\s*(?:[-*+•] +)?")
"""The mark of a list item, which is no word of it; a number is one."""
POINT = re.compile(r"\s*\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s|\s*(?:[a-z]|[ivx]{1,5})\.\s", re.IGNORECASE)
"""The letter or number of a point of an enumeration whose points are paragraphs: "(b)", "iv."."""
_NUMBERED_ITEM = re.compile(r" *\d{1,2}[.)] ")
"""Beginning of an item of a numbered list, where no empty line is around it or it is indented."""
_TITLE = re.compile(r"(?:section )?(?:\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.)\s[^.;:!?]{3,80}", re.IGNORECASE)
"""A numbered line that ends as no sentence does: "8. LIMITATION OF LIABILITY"."""
TITLE_LENGTH = 60
"""Characters of a line that is taken for the title of what follows it, though nothing marks it as one."""
LABEL_LENGTH = 60
"""Characters of a table's head: what is longer is the first row of a table that has none."""
_TWICE = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*[.)]?) \1 ")
"""The number of a title that has it once for the list it is in and once in its own words."""
_ITEM = re.compile(r"\(\w{1,3}\) ")
"""The beginning of a line that was taken for a title, and is an item of a list: "(5) what we give"."""
_MARGIN_NUMBER = re.compile(r"^(\d{1,2})[.)] ", re.MULTILINE)


class Sentence(NamedTuple):
    """A sentence of a text, or the part of a cell that is one entry, by where it stands."""

    start: int
    end: int
    block: int
    """The number of its paragraph, list item or cell."""
    row: int
    """The number of its table's row; -1 outside tables."""
    headings: tuple[str, ...]
    path: tuple[str, ...]
    """Those of the headings that have a line of their own.

    A title that a paragraph begins with is quoted with it, and whether it reaches further is not certain.
    """
    lead_ins: tuple[int, ...]
    """Where the sentences begin that lead it in."""
    label: str
    """The head of the column, for a cell of a table."""
    is_item: bool
    is_titled: bool
    """True if it begins with a title of its own: "Assignment. You may not ..."."""
    section: int = 0
    """The number of its section: of what stands together under a title, marked as one or not."""


def sentences(text: str) -> Iterator[tuple[str, str]]:
    """The sentences of a text as they are stored, each with its paragraph."""
    for _, block in groupby(of(text), key=lambda one: one.block):
        own = list(block)
        whole = text[own[0].start : own[-1].end]
        for one in own:
            yield text[one.start : one.end], whole


@lru_cache(maxsize=READ)
def of(text: str) -> tuple[Sentence, ...]:
    """All that is said in a text, in its order."""
    found: list[Sentence] = []
    for number, unit in enumerate(units.read(text)):
        if unit.kind is UnitKind.ROW:
            found += _of_row(text, unit, number, found)
        else:
            found += _of_unit(text, unit, found)
    return tuple(_with_sections(text, list(_with_titles(text, found))))


def _with_sections(text: str, found: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentences with the numbers of their sections."""
    number = 0
    for at, one in enumerate(found):
        before = found[at - 1] if at else None
        if before and (before.path != one.path or (before.block != one.block and _opens(text, found, at))):
            number += 1
        yield one._replace(section=number)


def _opens(text: str, found: Sequence[Sentence], at: int) -> bool:
    """True if a paragraph is a title that is not marked as one, or a clause whose number is in no other's."""
    one, below = found[at], found[at + 1] if at + 1 < len(found) else None
    if one.row >= 0 or one.is_item:
        return False
    if one.is_titled:
        words = text[one.start : one.end]
        own, above = (opening_titles.number(title) for title in (words, one.path[-1] if one.path else ""))
        return own[:1].isdigit() and not (above and own.startswith(f"{above}."))
    return below is not None and below.path == one.path and is_title(text, found, at)


def is_title(text: str, read: Sequence[Sentence], at: int) -> bool:
    """True if a sentence is a paragraph of its own, and reads as a title that is not marked as one."""
    one = read[at]
    is_alone = all(read[beside].block != one.block for beside in (at - 1, at + 1) if 0 <= beside < len(read))
    is_short = one.row < 0 and one.end - one.start <= TITLE_LENGTH
    return is_alone and is_short and _is_title(text[one.start : one.end])


def _is_title(line: str) -> bool:
    return line[-1:].isalnum() and opening_titles.is_name_only(line)


def _with_titles(text: str, found: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentences; an unmarked title at the end of a section is of the section that begins behind it."""
    ends = (found[0].block - 1 if found else 0, *(one.block for one in found), -1)
    for at, one in enumerate(found):
        below = found[at + 1] if at + 1 < len(found) else one
        is_alone = ends[at] != one.block != ends[at + 2]
        is_last = below.headings != one.headings and one.row < 0
        if is_alone and is_last and _TITLE.fullmatch(text[one.start : one.end]):
            yield one._replace(headings=below.headings, path=below.path)
        else:
            yield one


def _of_row(text: str, unit: Unit, number: int, before: Sequence[Sentence]) -> Iterator[Sentence]:
    block = before[-1].block if before else -1
    column = None
    labels = {piece.column: readable(text[piece.start : piece.end]) for piece in unit.pieces if piece.context}
    for piece in unit.own_pieces:
        if piece.column != column:
            block, column = block + 1, piece.column
        label = labels.get(piece.column, "")
        label = label if _is_label(label) else ""
        path = _path(text, piece.start, unit.headings)
        yield Sentence(piece.start, piece.end, block, number, unit.headings, path, (), label, False, False)


def _is_label(head: str) -> bool:
    """True if the head of a column says what its cells are, and is not a first row: "Purpose: we ..."."""
    return len(head) <= LABEL_LENGTH and ": " not in head and not head.endswith(".")


def _of_unit(text: str, unit: Unit, before: Sequence[Sentence]) -> Iterator[Sentence]:
    own = unit.own_pieces
    start, end = own[0].start, own[-1].end
    words = start
    last = before[-1] if before else None
    line = text.rfind("\n", 0, start) + 1
    if last is None or last.end <= line:
        begins = _MARK.match(text, line, start)
        start = begins.end() if begins else start
        is_marked = bool(begins and begins[0].strip())
        is_item = is_marked or bool(POINT.match(text, start)) or _is_numbered_item(text, line)
    else:
        is_item = False
    between = text[last.end : start] if last else ""
    if last and not is_item and last.row < 0 and between.count("\n") < 2 and not between.strip():
        yield last._replace(start=start, end=end, lead_ins=unit.lead_ins)
    else:
        block = last.block + 1 if last else 0
        is_titled = text[start:words].strip("*_ ().0123456789") != ""
        path = _path(text, start, unit.headings)
        found = Sentence(start, end, block, -1, unit.headings, path, unit.lead_ins, "", is_item, is_titled)
        first = text.find("\n", start, end)
        if 0 < first <= start + TITLE_LENGTH and not is_item and _is_title(text[start:first].strip()):
            yield found._replace(end=first)
            found = found._replace(start=first + 1, block=block + 1)
        yield found


def is_numbered(text: str, start: int) -> bool:
    """True if a paragraph begins with the number or letter of a point, so that it needs no mark of a list."""
    return bool(POINT.match(text, start) or _NUMBERED_ITEM.match(text, start))


def _is_numbered_item(text: str, line: int) -> bool:
    """True if a line begins an item of a numbered list, and no clause that is a paragraph."""
    if not _NUMBERED_ITEM.match(text, line):
        return False
    above, end = text[:line].removesuffix("\n").rpartition("\n")[2], text.find("\n", line)
    is_tight = end >= 0 and _NUMBERED_ITEM.match(text, end + 1) is not None
    return text[line] == " " or bool(above.strip()) or is_tight


def _path(text: str, start: int, headings: Sequence[str]) -> tuple[str, ...]:
    before = text[text.rfind("\n", 0, start) + 1 : start].strip("-*+#> ")
    ends, own = _ends(text), _title(before) if before else ""
    titles = ((title, title.rstrip(" .:")) for title in headings)
    path = tuple(title for title, words in titles if words == own or ends.get(words, start) < start)
    if path and _is_closed(text, path[-1], start):
        path = path[:-1]
    return tuple(_TWICE.sub(r"\1 ", title.strip("*_ ")) for title in path if not _is_sentence(title))


def _is_sentence(title: str) -> bool:
    """True for a line that was taken for a title, and is an item of a list or says something."""
    return _ITEM.match(title) is not None or (title.endswith(".") and len(title) > TITLE_LENGTH)


def _is_closed(text: str, title: str, start: int) -> bool:
    """True if the first numbered line at the margin behind a title goes on from its number.

    A title that is marked as a heading is closed by none.
    """
    own = opening_titles.number(title)
    if not own.isdigit() or f"# {title}" in text[:start]:
        return False
    at = text.rfind(f"\n{title}", 0, start)
    below = _MARGIN_NUMBER.search(text, at + 1 + len(title), start) if at >= 0 else None
    return below is not None and int(below[1]) == int(own) + 1


@lru_cache(maxsize=READ)
def _ends(text: str) -> dict[str, int]:
    """Where the first line of the text ends that says this, by what it says as a title."""
    found: dict[str, int] = {}
    end = -1
    for line in text.split("\n"):
        end += len(line) + 1
        found.setdefault(_title(line), end)
    return found


def _title(line: str) -> str:
    return readable(line.lstrip("# ")).rstrip(" .:")


def is_beside(one: Sentence, other: Sentence) -> bool:
    """True if two sentences stand under the same headings, or in the same row of a table."""
    return one.headings == other.headings and one.row == other.row and one.section == other.section


def section(read: Sequence[Sentence], at: int) -> range:
    """The places of all that stands together with one under its headings, or in its row."""
    first = last = at
    while first and is_beside(read[first - 1], read[at]):
        first -= 1
    while last + 1 < len(read) and is_beside(read[last + 1], read[at]):
        last += 1
    return range(first, last + 1)


def under_title(read: Sequence[Sentence], at: int) -> range:
    """The places of all that stands together with one under its last title with a line of its own."""
    first = last = at
    while first and read[first - 1].section == read[at].section:
        first -= 1
    while last + 1 < len(read) and read[last + 1].section == read[at].section:
        last += 1
    return range(first, last + 1)


def is_part(one: Sentence, of: Sentence) -> bool:
    """True if a sentence stands under the title of another, in a section below it or in the same."""
    return one.path[: len(of.path)] == of.path


def above_row(read: Sequence[Sentence], row: int) -> set[int]:
    """The places of the rows of one cell right above a row, which say what it is about."""
    cells: dict[int, list[int]] = {}
    for at, one in enumerate(read):
        if row - GROUP_ROWS <= one.row <= row:
            cells.setdefault(one.row, []).append(at)
    if row not in cells or len({read[at].block for at in cells[row]}) == 1:
        return set()
    found: set[int] = set()
    while (row := row - 1) in cells and len({read[at].block for at in cells[row]}) == 1:
        found |= set(cells[row])
    return found


def begin_of_block(read: Sequence[Sentence], at: int) -> int:
    """The place of the first sentence of its paragraph, list item or cell."""
    while at and read[at - 1].block == read[at].block:
        at -= 1
    return at


def end_of_block(read: Sequence[Sentence], at: int) -> int:
    """The place behind the last sentence of its paragraph, list item or cell."""
    block = read[at].block
    while at < len(read) and read[at].block == block:
        at += 1
    return at


def blocks(read: Sequence[Sentence], places: Iterable[int]) -> Iterator[list[int]]:
    """Places in the order of the text, those of a paragraph, list item or cell together."""
    for _, own in groupby(places, key=lambda at: read[at].block):
        yield list(own)


def length(read: Sequence[Sentence], places: Iterable[int]) -> int:
    """Characters of the sentences at these places."""
    return sum(read[at].end - read[at].start for at in places)
