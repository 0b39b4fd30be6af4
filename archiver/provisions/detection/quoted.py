"""What a finding quotes: the pieces of its passage without which the words that matched would say otherwise.

A list item is quoted with all that leads it in; a lead-in with its items; a table's cell with the head of its
row, and with its column's header where it only answers to it, or denies. Where a match joins cells that hold
lists, the lists are quoted whole, since what belongs to what in them is the reader's to see. What is an
alternative to a passage, or governs it, is quoted with it (`alternatives`), and so is the sentence before or
behind it that it needs (`neighbours`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from archiver.provisions.detection import alternatives, neighbours
from archiver.provisions.text.units import Unit, UnitKind, UnitPart, denies, names_basis

Spans = Sequence[tuple[int, int]]
"""Stretches of a unit's words."""
ANSWER_WORDS = 2
"""A cell of at most this many words ("Yes", "Not sold") says nothing without its column's header."""
ITEMS_LIMIT = 1_200
"""Characters of the items that are quoted with their lead-in: twelve of common length."""
_GOES_ON = re.compile(r"(?:;|,)(?: (?:and|or|and/or))?$")
_BREAKS_OFF = re.compile(rf"^(?! ?\(?\w{{1,3}}[.)]).*?[ :]\(?(?:a|i|1)\) .*{_GOES_ON.pattern}", re.DOTALL)
"""A sentence whose first point ends it here, and whose others are other lines."""


def shown(
    text: str, read: Sequence[Unit], place: int, matched: Spans, proviso: Sequence[UnitPart] = ()
) -> tuple[tuple[int, int], ...]:
    """The stretches of the text that are quoted of a unit, with what stands beside and below it.

    What `proviso` holds is quoted with them: the words that make the passage depend on something.
    """
    own = pieces(read[place], matched)
    beside = [
        *alternatives.beside(read, place),
        *neighbours.meant(text, read, place, own[0]),
        *neighbours.limits(text, read, place),
        *proviso,
    ]
    if beside:
        own = sorted({*own, *beside}, key=lambda piece: piece.start)
    return _joined(text, dict.fromkeys((piece.start, piece.end) for piece in (*own, *items(read, place))))


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The stretches, those in one where one sentence follows the other."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and found[-1][1] < start and neighbours.adjoin(text, found[-1][1], start):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return tuple(found)


def _at(read: Sequence[Unit], number: int) -> Unit | None:
    return read[number] if number < len(read) else None


def pieces(unit: Unit, matched: Spans) -> list[UnitPart]:
    """The pieces of the unit to be quoted, in the order in which they are read."""
    if unit.kind is not UnitKind.ROW:
        return list(unit.pieces)
    columns = {piece.column for piece in unit.pieces if touches(piece, matched)}
    head = unit.own_pieces[0]
    quoted = {head, *(piece for piece in _header(unit, head.column) if denies(piece.words(unit)))}
    for column in columns:
        quoted.update(_of_cell(unit, column, matched, joined=len(columns) > 1))
    return [piece for piece in unit.pieces if piece in quoted]


def _of_cell(unit: Unit, column: int, matched: Spans, *, joined: bool) -> Iterator[UnitPart]:
    """What is quoted of a cell and its header; of one that is joined with another, a list whole."""
    own = [piece for piece in unit.own_pieces if piece.column == column]
    header = _header(unit, column)
    touched = [number for number, piece in enumerate(own) if touches(piece, matched)]
    is_answer = sum(piece.words(unit).count(" ") + 1 for piece in own) <= ANSWER_WORDS
    if is_answer or any(touches(piece, matched) or denies(piece.words(unit)) for piece in header):
        yield from header
    if not touched or (joined and own[-1].part > 0):
        yield from own
    else:
        first, last = touched[0], touched[-1]
        while first and _is_linked(unit, own[first - 1], own[first]):
            first -= 1
        while last + 1 < len(own) and _is_linked(unit, own[last], own[last + 1]):
            last += 1
        yield from own[first : last + 1]


def _header(unit: Unit, column: int) -> list[UnitPart]:
    return [piece for piece in unit.pieces if piece.column == column and piece.context]


def _is_linked(unit: Unit, one: UnitPart, following: UnitPart) -> bool:
    """True if two entries of a cell are alternatives, or the first says something of the second."""
    before = one.words(unit)
    return alternatives.offers(before, following.words(unit)) or alternatives.governs(before)


def crosses_lists(unit: Unit, matched: Spans) -> bool:
    """True if a match in a row joins entries of lists that do not belong together.

    Two entries of one cell belong together if the second names the lawful basis of the first; entries of two
    cells if both lists are equally long and the entries stand at the same place. A cell without a list
    belongs to the whole row.
    """
    if unit.kind is not UnitKind.ROW:
        return False
    touched: dict[int, list[UnitPart]] = {}
    for piece in unit.own_pieces:
        if touches(piece, matched):
            touched.setdefault(piece.column, []).append(piece)
    lengths = {piece.column: piece.part + 1 for piece in unit.own_pieces}
    lists = {column: entries for column, entries in touched.items() if lengths[column] > 1}
    if len(touched) == 1:
        return any(not _belong(unit, entries) for entries in lists.values())
    places = {(lengths[column], entry.part) for column, entries in lists.items() for entry in entries}
    return len(places) > 1 or any(names_basis(one.words(unit)) for some in lists.values() for one in some)


def _belong(unit: Unit, entries: Sequence[UnitPart]) -> bool:
    first, last = entries[0], entries[-1]
    return first.part == last.part or (last.part == first.part + 1 and names_basis(last.words(unit)))


def items(read: Sequence[Unit], place: int) -> Iterator[UnitPart]:
    """What a passage leads in, and what follows one that ends with a colon.

    What ends as no sentence ("damages that result from") says too little without it.
    """
    unit, below = read[place], _at(read, place + 1)
    if unit.kind is not UnitKind.ROW and _GOES_ON.search(unit.words) and _BREAKS_OFF.match(unit.words):
        yield from _rest(read, place)
        return
    leads_in = below is not None and unit.leads_in(below) and not unit.words.endswith((".", "!", "?"))
    if unit.kind is UnitKind.ROW or not (leads_in or unit.words.endswith(":")):
        return
    length = 0
    for at in range(place + 1, len(read)):
        below, is_next = read[at], at == place + 1
        if not (_is_led_in(unit, below) or (is_next and below.headings == unit.headings)):
            return
        length += sum(piece.end - piece.start for piece in below.own_pieces)
        if length > ITEMS_LIMIT and not is_next:
            return
        yield from below.own_pieces


def _rest(read: Sequence[Unit], place: int) -> Iterator[UnitPart]:
    """What completes a sentence that breaks off inside its own enumeration: "may: (a) add users;"."""
    length = 0
    for below in map(read.__getitem__, range(place + 1, len(read))):
        if below.kind is UnitKind.ROW or below.headings != read[place].headings:
            return
        length += sum(piece.end - piece.start for piece in below.own_pieces)
        if length > ITEMS_LIMIT:
            return
        yield from below.own_pieces
        if not _GOES_ON.search(below.words):
            return


def _is_led_in(unit: Unit, below: Unit) -> bool:
    """True for the items of a list that a passage leads in, and for what its items say further on."""
    goes_on = unit.kind is UnitKind.SENTENCE and below.kind is UnitKind.ITEM and not below.own
    return (goes_on or unit.leads_in(below)) and below.headings[: len(unit.headings)] == unit.headings


def touches(piece: UnitPart, matched: Spans) -> bool:
    """True if one of the stretches has words of the piece."""
    return any(piece.at < end and start < piece.to for start, end in matched)
