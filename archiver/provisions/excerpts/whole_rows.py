"""How much of a table is shown with a passage in it: its row, the heads of the columns, the lead-in.

A single cell says for which purpose, of which data or for whom only with the others of its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.provisions.excerpts import unit_blocks
from archiver.provisions.excerpts.unit_blocks import BESIDE, Blocks, Spans
from archiver.provisions.text.units import Unit, UnitKind, UnitPart
from archiver.provisions.wording import pointing_words

WHOLE = 1_200
"""Characters up to which a row is shown whole; of a longer one the cells that are touched, and its head."""
ABOVE = 40
"""Rows above among which the head of a row is looked for that has none of its own."""


def around(
    text: str, read: Sequence[Unit], blocks: Blocks, core: Spans, found: Sequence[int]
) -> list[tuple[int, int]]:
    """The stretches that are shown of the rows `found`, in no order; `core` is quoted of them at least."""
    spans = [span for at in found for span in _of_row(text, read, at, core)]
    first = _first_row(text, read, found[0])
    return [*spans, *((read[at].start, read[at].own_pieces[-1].end) for at in _lead_in(read, blocks, first))]


def _of_row(text: str, read: Sequence[Unit], at: int, core: Spans) -> Iterator[tuple[int, int]]:
    own = read[at].own_pieces
    above = _with_head(text, read, at) if own[0].column else None
    headers = [piece for unit in (above, read[at]) if unit for piece in unit.pieces if piece.context]
    if headers:
        yield min(piece.start for piece in headers), max(piece.end for piece in headers)
    if above:
        yield from _cell(above.own_pieces, 0)
    yield from _titles(text, read, at)
    if own[-1].end - own[0].start <= WHOLE:
        yield own[0].start, own[-1].end
        return
    yield from _cell(own, own[0].column)
    for column in {piece.column for piece in own if _is_touched(piece, core)}:
        yield from _cell(own, column)


def _titles(text: str, read: Sequence[Unit], at: int) -> Iterator[tuple[int, int]]:
    """The rows of one cell right above a row of several, in a table without heads of columns.

    In such a table ("Purpose: ...", then what is done and on what basis) they say what the row is about.
    """
    if any(piece.context for piece in read[at].pieces) or len({one.column for one in read[at].pieces}) == 1:
        return
    first = at
    while first and _is_next(text, read[first - 1], read[first]) and _is_of_one_cell(read[first - 1]):
        if read[at].start - read[first - 1].start > BESIDE:
            break
        first -= 1
    yield from ((one.start, one.own_pieces[-1].end) for one in read[first:at])


def _is_of_one_cell(unit: Unit) -> bool:
    return not any(piece.column or piece.context for piece in unit.pieces)


def _cell(own: Sequence[UnitPart], column: int) -> Iterator[tuple[int, int]]:
    """A cell whole, or nothing of one that is longer than a row may be."""
    cell = [piece for piece in own if piece.column == column]
    if cell[-1].end - cell[0].start <= WHOLE:
        yield cell[0].start, cell[-1].end


def _is_touched(piece: UnitPart, core: Spans) -> bool:
    return any(start < piece.end and piece.start < end for start, end in core)


def _with_head(text: str, read: Sequence[Unit], at: int) -> Unit | None:
    """The row above of which a row has the head, if its own first cell is empty."""
    for above in range(at - 1, max(-1, at - ABOVE), -1):
        if not _is_next(text, read[above], read[above + 1]):
            break
        if read[above].own_pieces[0].column == 0:
            return read[above]
    return None


def _first_row(text: str, read: Sequence[Unit], at: int) -> int:
    while at and _is_next(text, read[at - 1], read[at]):
        at -= 1
    return at


def _is_next(text: str, one: Unit, following: Unit) -> bool:
    """True if two units are rows of one table."""
    between = text[one.own_pieces[-1].end : following.start]
    return one.kind is following.kind is UnitKind.ROW and "\n\n" not in between


def _lead_in(read: Sequence[Unit], blocks: Blocks, first: int) -> set[int]:
    """What stands before a table, if it ends with a colon or is a paragraph that speaks of what follows."""
    above = first - 1
    if above < 0 or read[above].kind is UnitKind.ROW or read[above].headings != read[first].headings:
        return set()
    words = unit_blocks.every(read, blocks[above])
    points_ahead = read[above].kind is UnitKind.SENTENCE and any(map(pointing_words.point_ahead, words))
    is_lead = points_ahead or read[above].words.endswith(":")
    return unit_blocks.ending(read, blocks[above]) if is_lead else set()
