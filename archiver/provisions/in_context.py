"""A passage as a reader has to see it: its whole paragraph, with what leads it in and what limits it.

What is quoted elsewhere (`quoted`) is the least that says what its source says. A page that people print
quotes more: the paragraph, list item or table row whole, the sentence that leads a list in with its own
paragraph, the paragraph behind that takes something back, and as much of the same section as is read in a
minute. What is long is cut only between sentences, and each cut is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from archiver.provisions import units
from archiver.provisions.folding import readable
from archiver.provisions.units import Unit, UnitKind

WHOLE = 1_200
"""Characters up to which a paragraph, a list or a table's row is quoted whole."""
AROUND = 900
"""Characters up to which a quotation takes in what stands beside it in its section: six sentences or so."""
BEHIND = 600
"""Characters of a paragraph behind that is quoted since it takes something back."""
FARTHER = 4_000
"""Characters behind a passage, in its section, among which an exception to it is looked for."""
EXCEPTIONS = 2
"""Most paragraphs farther behind that are quoted since they except something."""
READ = 48
"""Texts whose sentences are remembered."""
CUT = "[...]"
"""Stands where words of the text are left out."""
_MARK = re.compile(r"\s*(?:[-*+•] +)?")
"""The mark of a list item, which is no word of it; a number is one."""
_POINT = re.compile(r"\s*\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s|\s*(?:[a-z]|[ivx]{1,5})\.\s", re.IGNORECASE)
"""The letter or number of a point of an enumeration whose points are paragraphs: "(b)", "iv."."""
_TAKES_BACK = re.compile(
    r"\W*(?:however|but|except|notwithstanding|nothing (?:in|herein)|unless|if you|if we|this does|these do"
    r"|(?:the (?:above|foregoing)|this|these|such|those) \w+(?: \w+){0,4} (?:do|does|shall|will|may|is|are)"
    r"(?: not|n't)?\b|some (?:jurisdictions|countries|states)|to avoid any doubt|for the avoidance"
    r"|please note|for (?:residents|users|consumers|customers|individuals)|nevertheless|instead|only"
    r"|in (?:such|that|this))",
    re.IGNORECASE,
)
"""Beginning of a paragraph that may limit the one before it."""
_EXCEPTS = re.compile(
    r"\W*(?:however|except|notwithstanding|nevertheless|unless)\b"
    r"|.*\b(?:opt(?:ing)?[- ]out|(?:do|does|shall|will) not (?:apply|limit|affect)|apportioned)\b",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that takes something out of what its paragraph or section says, or gives a way out of it."""
_POINTS_BACK = re.compile(
    r"\W*(?:this|these|those|such|it|they|that|he|she|in (?:such|that|this)|if so|otherwise|however|but"
    r"|additionally|also|with this|the (?:above|foregoing))\b",
    re.IGNORECASE,
)
"""Beginning of a paragraph that speaks of what stands before it."""


_SAYS_WHERE = re.compile(
    r"\b(?:if you (?:are|live|reside)|depending on|subject to (?:exceptions|applicable|the following)"
    r"|where you (?:live|are|reside)|residents? of|resid(?:e|ing) in|located in"
    r"|appl(?:y|ies) (?:only )?(?:to|if|where)|this section"
    r"|this (?:supplement|addendum)|europe\w*|eea|california\w*|under (?:the )?(?:gdpr|ccpa))\b",
    re.IGNORECASE,
)
"""In a paragraph that says for whom, where or when what follows it in its section holds."""


class Quoted(NamedTuple):
    """A paragraph, list item or cell of a quotation, or the mark of a cut between two."""

    text: str
    """Its words without markup; `[...]` where sentences are left out."""
    label: str = ""
    """The head of the column, for a cell of a table."""
    is_item: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A passage with what stands around it."""

    lines: tuple[Quoted, ...]
    spans: tuple[tuple[int, int], ...]
    """The stretches of the text that are quoted, in its order."""
    sentences: tuple[str, ...]
    """Their sentences, as they are stored."""
    headings: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, a line for each paragraph, item or cell."""
        return "\n".join(f"{one.label}: {one.text}" if one.label else one.text for one in self.lines)


class _Sentence(NamedTuple):
    start: int
    end: int
    block: int
    """The number of its paragraph, list item or cell."""
    row: int
    """The number of its table's row; -1 outside tables."""
    headings: tuple[str, ...]
    lead_ins: tuple[int, ...]
    label: str
    is_item: bool
    is_titled: bool
    """True if it begins with a title of its own: "Assignment. You may not ..."."""


def of(text: str, spans: Sequence[tuple[int, int]], *, around: int = AROUND) -> Quote:
    """What is quoted of a text for a passage that stands in these stretches of it.

    `around` is up to how many characters the quotation takes in what stands beside it.
    """
    read = _sentences(text)
    core = {
        at for at, one in enumerate(read) if any(one.start < end and start < one.end for start, end in spans)
    }
    if not core:
        return _plain(text, spans)
    kept = _with_lead_ins(text, read, core)
    own = {at for at in core if not _leads_in_any(read, at, core)}
    for block in {read[at].block for at in kept}:
        kept |= _of_block(text, read, block, kept)
    kept |= _below(read, kept)
    kept |= _behind(text, read, max(own))
    kept |= _farther(text, read, max(own), kept)
    kept |= _before(text, read, min(own))
    kept |= _scope(text, read, min(own))
    kept |= _beside(read, own, kept, around)
    return _written(text, read, sorted(kept))


def sentences(text: str) -> Iterator[tuple[str, str]]:
    """The sentences of a text as they are stored, each with its paragraph."""
    read = _sentences(text)
    for _, block in groupby(read, key=lambda one: one.block):
        own = list(block)
        whole = text[own[0].start : own[-1].end]
        for one in own:
            yield text[one.start : one.end], whole


@lru_cache(maxsize=READ)
def _sentences(text: str) -> tuple[_Sentence, ...]:
    found: list[_Sentence] = []
    for number, unit in enumerate(units.read(text)):
        if unit.kind is UnitKind.ROW:
            found += _of_row(text, unit, number, found)
        else:
            found += _of_unit(text, unit, found)
    return tuple(found)


def _of_row(text: str, unit: Unit, number: int, before: Sequence[_Sentence]) -> Iterator[_Sentence]:
    block = before[-1].block if before else -1
    column = None
    labels = {piece.column: readable(text[piece.start : piece.end]) for piece in unit.pieces if piece.context}
    for piece in unit.own_pieces:
        if piece.column != column:
            block, column = block + 1, piece.column
        label = labels.get(piece.column, "")
        yield _Sentence(piece.start, piece.end, block, number, unit.headings, (), label, False, False)


def _of_unit(text: str, unit: Unit, before: Sequence[_Sentence]) -> Iterator[_Sentence]:
    own = unit.own_pieces
    start, end = own[0].start, own[-1].end
    words = start
    last = before[-1] if before else None
    line = text.rfind("\n", 0, start) + 1
    if last is None or last.end <= line:
        begins = _MARK.match(text, line, start)
        start = begins.end() if begins else start
        is_item = bool((begins and begins[0].strip()) or _POINT.match(text, start))
    else:
        is_item = False
    between = text[last.end : start] if last else ""
    if last and not is_item and last.row < 0 and between.count("\n") < 2 and not between.strip():
        yield last._replace(start=start, end=end, lead_ins=unit.lead_ins)
    else:
        block = last.block + 1 if last else 0
        is_titled = text[start:words].strip("*_ ") != ""
        yield _Sentence(start, end, block, -1, unit.headings, unit.lead_ins, "", is_item, is_titled)


def _with_lead_ins(text: str, read: Sequence[_Sentence], core: Iterable[int]) -> set[int]:
    """The sentences with those that lead them in, and that lead these in."""
    found: set[int] = set()
    waiting = set(core)
    places = {one.start: at for at, one in enumerate(read)}
    while waiting:
        at = waiting.pop()
        found.add(at)
        waiting |= {_place(read, places, start) for start in read[at].lead_ins} - found - {-1}
        waiting |= _above_points(text, read, at) - found
    return found


def _above_points(text: str, read: Sequence[_Sentence], place: int) -> set[int]:
    """What leads in the enumeration of which a paragraph is a point, if it ends with a colon."""
    at = _begin_of_block(read, place)
    if read[at].lead_ins or not _POINT.match(text, read[at].start):
        return set()
    while at and _is_beside(read[at], read[place]) and _POINT.match(text, read[at].start):
        at = _begin_of_block(read, at - 1)
    last = _end_of_block(read, at) - 1
    is_lead_in = _is_beside(read[at], read[place]) and text[: read[last].end].endswith(":")
    return {last} if is_lead_in and last < place else set()


def _place(read: Sequence[_Sentence], places: dict[int, int], start: int) -> int:
    if start in places:
        return places[start]
    return next((at for at, one in enumerate(read) if one.start <= start < one.end), -1)


def _leads_in_any(read: Sequence[_Sentence], at: int, core: set[int]) -> bool:
    one = read[at]
    return any(one.start <= start < one.end for other in core for start in read[other].lead_ins)


def _of_block(text: str, read: Sequence[_Sentence], block: int, kept: set[int]) -> set[int]:
    """The block; of a long one, what is kept of it, as much around that as may be quoted, and exceptions."""
    own = [at for at, one in enumerate(read) if one.block == block]
    if _length(read, own) <= WHOLE:
        return set(own)
    chosen = sorted(at for at in own if at in kept)
    first, last = chosen[0], chosen[-1]
    while _length(read, range(first, last + 1)) < AROUND:
        if last < own[-1]:
            last += 1
        if first > own[0]:
            first -= 1
    found = set(range(first, last + 1)) if _length(read, range(first, last + 1)) <= 2 * WHOLE else set(chosen)
    return found | {at for at in own if at > chosen[-1] and _excepts(text, read[at])}


def _below(read: Sequence[_Sentence], kept: set[int]) -> set[int]:
    """The items of a list that something kept leads in, if none of them is kept."""
    found: set[int] = set()
    for at in sorted(kept):
        led = [below for below in range(at + 1, len(read)) if _leads_in_any(read, at, {below})]
        if not led or kept & set(led):
            continue
        for block, items in groupby(range(led[0], led[-1] + 1), key=lambda one: read[one].block):
            del block
            own = set(items)
            if _length(read, found | own) > WHOLE:
                break
            found |= own
    return found


def _behind(text: str, read: Sequence[_Sentence], last: int) -> set[int]:
    """The paragraph behind, or behind the list, if it may take something back."""
    end = _end_of_block(read, last)
    places = [end]
    if read[last].is_item:
        below = end
        while below < len(read) and read[below].is_item and _is_beside(read[below], read[last]):
            below += 1
        places.append(below)
    found: set[int] = set()
    for at in places:
        if at < len(read) and not read[at].is_item and _is_beside(read[at], read[last]):
            own = range(at, _end_of_block(read, at))
            if _TAKES_BACK.match(text, read[at].start) and _length(read, own) <= BEHIND:
                found |= set(own)
    return found


def _farther(text: str, read: Sequence[_Sentence], last: int, kept: set[int]) -> set[int]:
    """The next paragraphs of the same section that take something out of it, or their sentences that do.

    The items of a list are matters of their own, and take nothing out of what stands above them; the points
    of a clause do, "(e)".
    """
    found: set[int] = set()
    count, at = 0, _end_of_block(read, last)
    while at < len(read) and _is_beside(read[at], read[last]) and read[at].row < 0:
        if count == EXCEPTIONS or read[at].start - read[last].end > FARTHER:
            break
        own = range(at, _end_of_block(read, at))
        excepting = {one for one in own if _excepts(text, read[one])} - kept
        if excepting and not _has_bullet(text, read[at]) and _length(read, excepting) <= BEHIND:
            found |= set(own) if _length(read, own) <= BEHIND else excepting
            count += 1
        at = own.stop
    return found


def _has_bullet(text: str, one: _Sentence) -> bool:
    """True if a mark of a list stands before it on its line."""
    return one.is_item and text[text.rfind("\n", 0, one.start) + 1 : one.start].strip() != ""


def _excepts(text: str, one: _Sentence) -> bool:
    return _EXCEPTS.match(text[one.start : one.end]) is not None


def _before(text: str, read: Sequence[_Sentence], first: int) -> set[int]:
    """The paragraph before, if the passage's own begins by pointing back to it."""
    begins = _begin_of_block(read, first)
    before = begins - 1
    if before < 0 or read[before].row >= 0 or not _is_beside(read[before], read[first]):
        return set()
    if not _POINTS_BACK.match(text, read[begins].start):
        return set()
    own = set(range(_begin_of_block(read, before), begins))
    return own if _length(read, own) <= BEHIND else {before}


def _scope(text: str, read: Sequence[_Sentence], first: int) -> set[int]:
    """The nearest paragraph before in the same section that says for whom, where or when it holds."""
    at = _begin_of_block(read, first)
    while at and _is_in_section(read[at - 1], read[first]):
        end, at = at, _begin_of_block(read, at - 1)
        block = range(at, end)
        words = text[read[at].start : read[end - 1].end]
        if not read[at].is_item and _length(read, block) <= BEHIND and _SAYS_WHERE.search(words):
            return set(block)
    return set()


def _is_in_section(one: _Sentence, other: _Sentence) -> bool:
    """True if the headings above one stand above the other too, so that it may lead that in."""
    return one.row == other.row and one.headings == other.headings[: len(one.headings)]


def _beside(read: Sequence[_Sentence], own: set[int], kept: set[int], around: int) -> set[int]:
    """What stands beside the passage in the same section or row, as much as may be quoted with it.

    Of a list that is all of its other items, or none.
    """
    found = set(kept)
    first, last = min(own), max(own)
    cells = {at for at, one in enumerate(read) if one.row == read[first].row >= 0}
    if _length(read, found | cells) <= WHOLE:
        found |= cells
    if read[first].is_item or read[last].is_item:
        items = _list(read, first)
        return found | items if _length(read, found | items) <= around else found
    behind = before = True
    while behind or before:
        if behind:
            last, behind = _grown(read, found, _end_of_block(read, last), around)
        if before:
            first, before = _grown(read, found, _begin_of_block(read, first) - 1, around)
    return found


def _list(read: Sequence[_Sentence], place: int) -> set[int]:
    """The places of the list items around one, under the same heading or led in by the same words."""
    same = read[place].lead_ins[-1:]

    def belongs(at: int) -> bool:
        one = read[at]
        is_led_in = bool(same and same[0] in one.lead_ins)
        return one.is_item and (is_led_in or one.headings == read[place].headings)

    first = last = place
    while first and belongs(first - 1):
        first -= 1
    while last + 1 < len(read) and belongs(last + 1):
        last += 1
    return set(range(first, last + 1))


def _grown(read: Sequence[_Sentence], found: set[int], at: int, around: int) -> tuple[int, bool]:
    """Take in the block at a place, if it is of the same section and not too long; the place, and if so."""
    if not 0 <= at < len(read) or not _is_beside(read[at], read[max(found)]):
        return at, False
    block = set(range(_begin_of_block(read, at), _end_of_block(read, at)))
    if block <= found:
        return at, True
    if read[at].is_titled or read[at].is_item:
        return at, False
    if _length(read, found | block) > around:
        return at, False
    found |= block
    return at, True


def _is_beside(one: _Sentence, other: _Sentence) -> bool:
    return one.headings == other.headings and one.row == other.row


def _end_of_block(read: Sequence[_Sentence], at: int) -> int:
    end = at
    while end < len(read) and read[end].block == read[at].block:
        end += 1
    return end


def _begin_of_block(read: Sequence[_Sentence], at: int) -> int:
    begin = at
    while begin and read[begin - 1].block == read[at].block:
        begin -= 1
    return begin


def _length(read: Sequence[_Sentence], places: Iterable[int]) -> int:
    return sum(read[at].end - read[at].start for at in places)


def _written(text: str, read: Sequence[_Sentence], kept: Sequence[int]) -> Quote:
    lines: list[Quoted] = []
    spans: list[tuple[int, int]] = []
    last = -1
    for _, places in groupby(kept, key=lambda at: read[at].block):
        own = list(places)
        if last >= 0 and own[0] != last + 1 and read[own[0]].block != read[last].block + 1:
            lines.append(Quoted(CUT))
        last = own[-1]
        runs = list(_runs(own))
        spans += [(read[run[0]].start, read[run[-1]].end) for run in runs]
        words = f" {CUT} ".join(readable(text[read[run[0]].start : read[run[-1]].end]) for run in runs)
        begins = f"{CUT} " if _begin_of_block(read, own[0]) < own[0] else ""
        ends = f" {CUT}" if _end_of_block(read, own[-1]) > own[-1] + 1 else ""
        is_marked = read[own[0]].is_item and not _POINT.match(text, read[own[0]].start)
        lines.append(Quoted(f"{begins}{words}{ends}", read[own[0]].label, is_marked))
    first, last = kept[0], kept[-1]
    if first and _is_beside(read[first - 1], read[first]) and not lines[0].text.startswith(CUT):
        lines.insert(0, Quoted(CUT))
    goes_on = last + 1 < len(read) and _is_beside(read[last + 1], read[last])
    if goes_on and not lines[-1].text.endswith(CUT):
        lines.append(Quoted(CUT))
    return Quote(
        lines=tuple(lines),
        spans=tuple(spans),
        sentences=tuple(text[read[at].start : read[at].end] for at in kept),
        headings=_path(text, read[kept[-1]]),
    )


def _path(text: str, one: _Sentence) -> tuple[str, ...]:
    """The headings above that have a line of their own.

    A title that a paragraph begins with is quoted with it, and whether it reaches further is not certain.
    """
    ends, own = _ends(text), _title(text[text.rfind("\n", 0, one.start) + 1 : one.start])
    titles = ((title, title.rstrip(" .:")) for title in one.headings)
    return tuple(title for title, words in titles if words == own or ends.get(words, one.start) < one.start)


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


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    run = [places[0]]
    for before, at in pairwise(places):
        if at != before + 1:
            yield run
            run = []
        run.append(at)
    yield run


def _plain(text: str, spans: Sequence[tuple[int, int]]) -> Quote:
    """The stretches themselves, where the text is not read into sentences there."""
    words = tuple(text[start:end] for start, end in spans)
    return Quote(
        lines=(Quoted(f" {CUT} ".join(map(readable, words))),),
        spans=tuple(spans),
        sentences=words,
        headings=(),
    )
