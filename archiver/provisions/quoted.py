"""What a finding quotes: the pieces of its passage without which the words that matched would say otherwise.

A list item is quoted with all that leads it in; a lead-in with its items; a table's cell with the head of its
row, and with its column's header where it only answers to it, or denies. Where a match joins cells that hold
lists, the lists are quoted whole, since what belongs to what in them is the reader's to see. What is an
alternative to a passage, or governs it, is quoted with it (`alternatives`), and so is what it points back to,
and the next sentence where that takes something back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from archiver.provisions import alternatives
from archiver.provisions.units import Unit, UnitKind, UnitPart, denies, names_basis

Spans = Sequence[tuple[int, int]]
"""Stretches of a unit's words."""
ANSWER_WORDS = 2
"""A cell of at most this many words ("Yes", "Not sold") says nothing without its column's header."""
_CONTRASTS = "however|nevertheless|nonetheless|instead"
"""Words at the beginning of a sentence that takes something back of the one before it."""
_POINTS_BACK = re.compile(
    r"(?:such|the (?:foregoing|above)|(?:this|these) includes?|(?:this|these|they) (?:may|can|could) include"
    rf"|(?:if|where|when|unless),? however|{_CONTRASTS}|otherwise|in (?:that|such) case)\b"
    r"|[^.;:]{0,60}\b(?:nevertheless|nonetheless)\b"
)
"""Beginning of a sentence that says nothing, or says too much, without the one before it."""
_NAMES_AGAIN = re.compile(
    r"(?:these|those) (?:rights?|settings?|options?|choices?|exceptions?|periods?"
    r"|purposes|cases|circumstances|situations|requests?|transfers?|recipients|partners|providers|fees"
    r"|technologies|permissions?|controls)\b|(?:this|that) (?:is done|means|happens|(?:will|may) happen)\b"
)
"""The same, of what the sentence before names; "these terms" and "these services" are named by the document.
Behind a list it is the whole list, which is not quoted."""
_LIMITS = re.compile(
    rf"\W*(?:{_CONTRASTS}|but|that said|even so|provided,? (?:however,? )?that"
    r"|(?:notwithstanding|without prejudice to) (?:the (?:foregoing|above)|this)"
    r"|except (?:for|as|where|when|if|that|in|to)|if you are (?:under|below|between|a minor)"
    r"|(?:this|these|the (?:foregoing|above|preceding))\b[^.;:]{0,60}"
    r" (?:(?:do(?:es)?|shall|will|may|can)(?: not|n't)|cannot) (?:apply|limit|extend|affect|exclude|cover))\b"
)
"""Beginning of a sentence that takes something back of the one before it."""
ITEMS_LIMIT = 1_200
"""Characters of the items that are quoted with their lead-in: twelve of common length."""


def shown(read: Sequence[Unit], place: int, matched: Spans) -> tuple[tuple[int, int], ...]:
    """The stretches of the text that are quoted of a unit, with what stands beside and below it."""
    own = pieces(read[place], matched)
    beside = [*alternatives.beside(read, place), *meant(read, place, own[0]), *limits(read, place)]
    if beside:
        own = sorted({*own, *beside}, key=lambda piece: piece.start)
    return tuple(dict.fromkeys((piece.start, piece.end) for piece in (*own, *items(read, place))))


def meant(read: Sequence[Unit], place: int, first: UnitPart) -> Sequence[UnitPart]:
    """What the first piece that is quoted speaks of, where it only points back: "Such use includes".

    It is what stands right before it, under the same heading.
    """
    unit = read[place]
    words = first.words(unit)
    names_again = _NAMES_AGAIN.match(words) is not None
    if unit.kind is UnitKind.ROW or not (names_again or _POINTS_BACK.match(words)):
        return ()
    above = (read[number] for number in range(place - 1, -1, -1))
    before = next((one for one in above if one.pieces[-1].end <= first.start), None)
    if before is None or before.headings != unit.headings or (names_again and before.kind is not unit.kind):
        return ()
    return before.own_pieces


def limits(read: Sequence[Unit], place: int) -> Sequence[UnitPart]:
    """The sentence right behind a passage that takes something back of it: "However, ...", "Instead, ...".

    Right behind an item that is led in stands also what follows its list.
    """
    behind = (_next_sentence(read, place), _behind_list(read, place))
    return next((one.own_pieces for one in behind if one and _LIMITS.match(one.words)), ())


def _next_sentence(read: Sequence[Unit], place: int) -> Unit | None:
    """The next sentence of the same paragraph or item, or of the paragraph below."""
    unit, behind = read[place], _at(read, place + 1)
    if behind is None or unit.kind is UnitKind.ROW or behind.kind is not unit.kind or behind.own:
        return None
    return behind if behind.headings == unit.headings else None


def _behind_list(read: Sequence[Unit], place: int) -> Unit | None:
    """The first sentence behind the list whose lead-in leads the passage in."""
    unit = read[place]
    if unit.kind is not UnitKind.ITEM or not unit.own:
        return None
    below = islice(read, place + 1, place + alternatives.REACH)
    behind = next((one for one in below if one.kind is not UnitKind.ITEM), None)
    if behind is None or behind.kind is UnitKind.ROW:
        return None
    return behind if unit.headings[: len(behind.headings)] == behind.headings else None


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
    leads_in = below is not None and unit.leads_in(below) and not unit.words.endswith((".", "!", "?"))
    if unit.kind is UnitKind.ROW or not (leads_in or unit.words.endswith(":")):
        return
    length = 0
    for number, below in enumerate(islice(read, place + 1, None)):
        if not (_is_led_in(unit, below) or (number == 0 and below.headings == unit.headings)):
            return
        length += sum(piece.end - piece.start for piece in below.own_pieces)
        if length > ITEMS_LIMIT and number:
            return
        yield from below.own_pieces


def _is_led_in(unit: Unit, below: Unit) -> bool:
    """True for the items of a list that a passage leads in, and for what its items say further on."""
    goes_on = unit.kind is UnitKind.SENTENCE and below.kind is UnitKind.ITEM and not below.own
    return (goes_on or unit.leads_in(below)) and below.headings[: len(unit.headings)] == unit.headings


def touches(piece: UnitPart, matched: Spans) -> bool:
    """True if one of the stretches has words of the piece."""
    return any(piece.at < end and start < piece.to for start, end in matched)
