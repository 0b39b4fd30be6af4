"""What stands beside a passage and has to be quoted with it: its alternatives, and what governs it.

"You must: (a) ask us; or (b) tell us" asks for one of two. Quoted as "You must: [...] (b) tell us" it would
ask for the second, so all alternatives are quoted. Where each is true by itself ("you may not: (a) copy; or
(b) sell", "we may share it if: ...") the others are not needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from archiver.provisions.text.units import Unit, UnitKind, UnitPart
from archiver.provisions.wording.gated import Gated

LIMIT = 1_200
"""Characters of alternatives that are quoted beside a passage: twelve of common length; those right before
and behind it are always."""
REACH = 40
"""Units before and behind a passage in which its list is looked for."""
ENDING = 40
"""Characters at the end of a passage in which is looked for what it ends with."""

_ENDS_OFFERING = re.compile(r"\b(?:or|either)[,:]?$")
_BEGINS_OFFERED = re.compile(r"\W*or\b")
_ENDS_OPEN = re.compile(r"(?:[;,\w)]|[;,] (?:and|or|and/or)[,:]?)$")
"""An entry after which its sentence goes on in the next."""
_GOVERNS = re.compile(
    r"\b(?:nor|not|never|without|unless|until|other than|save (?:for|as)|apart from|excluding|but"
    r"|only(?: if)?|except(?:ing)?(?: (?:for|as|if|when|where|that))?)"
    r"(?: (?:we|you|they|it))?[,:]?$"
)
"""What ends so says something of what follows it."""
_NEGATES = Gated(
    r"\b(?:(?:not|no)(?! (?:only|just|limited|later|less|more|fewer))|never|cannot|neither|nor|prohibited"
    r"|forbidden|refrain|\w+n't)\b"
)
_IS_CONDITION = re.compile(r"\b(?:if|when|where|who|which|whose|unless|in case)\b[^,;:]*$")
_BINDS = Gated(
    r"\b(?:unless|until|except\w*|other than|save|apart|only|must|shall|required?|either|one of|at least)\b"
)
_PERMITS = re.compile(r"\b(?:may|might|can|could|if|when|whenever|where|cases?|event|situations?)\b")


def beside(read: Sequence[Unit], place: int) -> list[UnitPart]:
    """The pieces of other units that have to be quoted with a unit, in no order; of a table's row none."""
    unit = read[place]
    if unit.kind is UnitKind.ROW:
        return []
    entries = _entries(read, place)
    at = next(number for number, entry in enumerate(entries) if place in entry)
    if len(entries) > 1 and not holds_of_each(unit.words[: unit.own]):
        first, last = _chain(read, entries, at)
        if any(_offers(read, *two) for two in pairwise(entries[first : last + 1])):
            return _nearest(read, entries[first : last + 1], at - first)
    return _governing(read, place)


def holds_of_each(lead_in: str) -> bool:
    """True if a lead-in makes each of several alternatives true by itself: "you may not", "we may", "if"."""
    negations = [
        one for one in _NEGATES.finditer(lead_in) if not _IS_CONDITION.search(lead_in, 0, one.start())
    ]
    if negations:
        return not _BINDS.search(lead_in, negations[-1].end())
    last = lead_in[max(lead_in.rfind(","), lead_in.rfind(";")) + 1 :]
    return bool(_PERMITS.search(last)) and not _BINDS.search(lead_in)


def offers(before: str, words: str) -> bool:
    """True if two passages, one after the other, are alternatives."""
    return _ends_offering(before) or _BEGINS_OFFERED.match(words) is not None


def _ends_offering(words: str) -> bool:
    return _ENDS_OFFERING.search(words, _ending(words)) is not None


def _ending(words: str) -> int:
    """Where what words can end with begins at the earliest."""
    return max(0, len(words) - ENDING)


def governs(before: str) -> bool:
    """True if a passage says something of what follows it: "..., except"."""
    return _GOVERNS.search(before, _ending(before)) is not None


def _entries(read: Sequence[Unit], place: int) -> list[range]:
    """The entries of the list that a unit is in, each the numbers of its units; itself alone if in none."""
    unit = read[place]
    if unit.kind is not UnitKind.ITEM:
        return [range(place, place + 1)]
    own = unit.lead_ins
    first, last = place, place
    while first > max(0, place - REACH) and _is_in_list(read[first - 1], own):
        first -= 1
    while last + 1 < min(len(read), place + REACH) and _is_in_list(read[last + 1], own):
        last += 1
    begins = [at for at in range(first, last + 1) if read[at].lead_ins == own]
    return [range(at, to) for at, to in pairwise([*begins, last + 1])]


def _is_in_list(unit: Unit, own: tuple[int, ...]) -> bool:
    """True for an entry of a list with these lead-ins, what is below one, and its further sentences."""
    lead_ins = unit.lead_ins
    return unit.kind is UnitKind.ITEM and (not lead_ins or lead_ins[: len(own)] == own)


def _chain(read: Sequence[Unit], entries: Sequence[range], at: int) -> tuple[int, int]:
    """The numbers of the first and the last entry of the sentence that an entry is part of."""
    first, last = at, at
    while first and _goes_on(read, entries[first - 1], entries[first]):
        first -= 1
    while last + 1 < len(entries) and _goes_on(read, entries[last], entries[last + 1]):
        last += 1
    return first, last


def _goes_on(read: Sequence[Unit], one: range, following: range) -> bool:
    before = read[one[-1]].words
    return bool(_ENDS_OPEN.search(before, _ending(before))) or _offers(read, one, following)


def _offers(read: Sequence[Unit], one: range, following: range) -> bool:
    behind = read[following[0]]
    return offers(read[one[-1]].words, behind.words[behind.own :])


def _nearest(read: Sequence[Unit], entries: Sequence[range], at: int) -> list[UnitPart]:
    """The pieces of the other entries, the nearest first, up to the limit."""
    found: list[UnitPart] = []
    length = 0
    for number in sorted(range(len(entries)), key=lambda one: abs(one - at)):
        own = [piece for place in entries[number] for piece in read[place].own_pieces]
        length += sum(piece.end - piece.start for piece in own) if number != at else 0
        if length > LIMIT and abs(number - at) > 1:
            return found
        found += own
    return found


def _governing(read: Sequence[Unit], place: int) -> list[UnitPart]:
    """The pieces of what stands right before a passage and governs it, or is an alternative to it."""
    found: list[UnitPart] = []
    while place and read[place - 1].kind is read[place].kind:
        before, unit = read[place - 1], read[place]
        is_listed = unit.kind is UnitKind.ITEM and bool(unit.own)
        linked = governs(before.words) or (not is_listed and _ends_offering(before.words))
        if not linked or not (is_listed or before.headings == unit.headings):
            break
        found += before.own_pieces
        place -= 1
    return found
