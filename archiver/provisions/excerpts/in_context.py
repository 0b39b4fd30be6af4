"""A passage as a reader has to see it: its whole section, or what of it leads it in and limits it.

What is quoted elsewhere (`quoted`) is the least that says what its source says. A page that people print
quotes more: the section whole if it is read in two minutes, with the passage marked in it. Of a longer one it
quotes the paragraph, list item or table row whole, the sentence that leads a list in with its own paragraph,
and the paragraphs that take something back; each cut is marked, and what is left out is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from archiver.provisions.excerpts import limiting, quotation, section_references
from archiver.provisions.excerpts.quotation import Quote
from archiver.provisions.text import laid_out
from archiver.provisions.text.laid_out import Sentence

SECTION = 2_500
"""Characters up to which a section is quoted whole: three of four sections with a clause are as short."""
WHOLE = 2_000
"""Characters up to which a paragraph, a list or a table's row is quoted whole: of one of 1,700 a reader
missed the cap at its end."""
AROUND = 900
"""Characters up to which a quotation takes in what stands beside it in a longer section: six sentences."""


def of(text: str, spans: Sequence[tuple[int, int]], *, section: int = SECTION, around: int = AROUND) -> Quote:
    """What is quoted of a text for a passage that stands in these stretches of it.

    Up to `section` characters its section is quoted whole; of a longer one up to `around` characters are
    taken in that only stand beside it.
    """
    read = laid_out.of(text)
    core = {
        at for at, one in enumerate(read) if any(one.start < end and start < one.end for start, end in spans)
    }
    if not core:
        return quotation.plain(text, spans)
    own = {at for at in core if not _leads_in_any(read, at, core) and not laid_out.is_title(text, read, at)}
    own = own or core
    kept = _with_lead_ins(text, read, core)
    whole = _sections(read, own, section)
    is_short = laid_out.length(read, whole) <= section
    kept |= whole if is_short else set()
    for block in {read[at].block for at in kept}:
        kept |= _of_block(text, read, block, kept)
    for row in {read[at].row for at in own} - {-1}:
        kept |= laid_out.above_row(read, row) | limiting.above_table(text, read, row)
    if not is_short:
        kept |= _of_long_section(text, read, own, kept, around)
    kept |= limiting.scope(text, read, min(own))
    kept = _without_last_titles(text, read, kept, max(own))
    elsewhere = section_references.to(text, read, own, kept) | section_references.way_out(
        text, read, own, kept
    )
    return quotation.of(text, read, kept | elsewhere, own, elsewhere)


def section(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """The number of the section of a text in which a passage begins; -1 where it is not read."""
    return next((one.section for one in laid_out.of(text) if one.end > spans[0][0]), -1)


def _without_last_titles(text: str, read: Sequence[Sentence], kept: set[int], last: int) -> set[int]:
    """What is quoted without the titles at its end, under which nothing is quoted."""
    at = max(kept)
    while at > last and laid_out.is_title(text, read, at):
        kept = kept - {at}
        at = max(kept)
    return kept


def _sections(read: Sequence[Sentence], own: set[int], section: int) -> set[int]:
    """All that stands under the titles above a passage, if it is short; else what stands under its own."""
    under_titles = {at for one in own for at in laid_out.under_title(read, one)}
    if laid_out.length(read, under_titles) <= section and all(read[at].row < 0 for at in own):
        return under_titles
    return {at for one in own for at in laid_out.section(read, one)}


def _of_long_section(
    text: str, read: Sequence[Sentence], own: set[int], kept: set[int], around: int
) -> set[int]:
    """What is quoted of a section that is too long to be quoted whole, beside what is `kept` of it."""
    found = kept | _below(read, own, kept)
    found |= limiting.behind(text, read, max(own))
    found |= limiting.farther(text, read, own, found)
    found |= limiting.before(text, read, min(own))
    return _beside(read, own, found, around)


def _with_lead_ins(text: str, read: Sequence[Sentence], core: Iterable[int]) -> set[int]:
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


def _above_points(text: str, read: Sequence[Sentence], place: int) -> set[int]:
    """What leads in the enumeration of which a paragraph is a point, if it ends with a colon."""
    at = laid_out.begin_of_block(read, place)
    if read[at].lead_ins or not laid_out.is_numbered(text, read[at].start):
        return set()
    while at and laid_out.is_beside(read[at], read[place]) and laid_out.is_numbered(text, read[at].start):
        at = laid_out.begin_of_block(read, at - 1)
    last = laid_out.end_of_block(read, at) - 1
    is_lead_in = laid_out.is_beside(read[at], read[place]) and text[: read[last].end].endswith(":")
    return {last} if is_lead_in and last < place else set()


def _place(read: Sequence[Sentence], places: dict[int, int], start: int) -> int:
    if start in places:
        return places[start]
    return next((at for at, one in enumerate(read) if one.start <= start < one.end), -1)


def _leads_in_any(read: Sequence[Sentence], at: int, core: set[int]) -> bool:
    one = read[at]
    return any(one.start <= start < one.end for other in core for start in read[other].lead_ins)


def _of_block(text: str, read: Sequence[Sentence], block: int, kept: set[int]) -> set[int]:
    """The block; of a long one, what is kept of it, as much around that as may be quoted, and exceptions."""
    own = [at for at, one in enumerate(read) if one.block == block]
    if laid_out.length(read, own) <= WHOLE:
        return set(own)
    chosen = sorted(at for at in own if at in kept)
    first, last = chosen[0], chosen[-1]
    while laid_out.length(read, range(first, last + 1)) < AROUND:
        if last < own[-1]:
            last += 1
        if first > own[0]:
            first -= 1
    is_short = laid_out.length(read, range(first, last + 1)) <= 2 * WHOLE
    found = set(range(first, last + 1)) if is_short else set(chosen)
    return found | {at for at in own if at > chosen[-1] and limiting.excepts(text, read[at])}


def _below(read: Sequence[Sentence], own: set[int], kept: set[int]) -> set[int]:
    """The items of a list that the passage leads in, or that something kept does, if none of them is kept."""
    found: set[int] = set()
    for at in sorted(kept):
        led = [below for below in range(at + 1, len(read)) if _leads_in_any(read, at, {below})]
        leads = read[at].block in {read[place].block for place in own}
        if not led or (kept & set(led) and not leads):
            continue
        for block, items in groupby(range(led[0], led[-1] + 1), key=lambda one: read[one].block):
            del block
            item = set(items)
            if laid_out.length(read, found | item) > WHOLE:
                break
            found |= item
    return found


def _beside(read: Sequence[Sentence], own: set[int], kept: set[int], around: int) -> set[int]:
    """What stands beside the passage in the same section, as much as may be quoted with it.

    Of a list that is all of its other items, or none.
    """
    found = set(kept)
    first, last = min(own), max(own)
    if read[first].is_item or read[last].is_item:
        items = _list(read, first)
        limit = WHOLE if around == AROUND and len({read[at].block for at in own}) > 1 else around
        return found | items if laid_out.length(read, found | items) <= limit else found
    behind = before = True
    while behind or before:
        if behind:
            last, behind = _grown(read, found, laid_out.end_of_block(read, last), around)
        if before:
            first, before = _grown(read, found, laid_out.begin_of_block(read, first) - 1, around)
    return found


def _list(read: Sequence[Sentence], place: int) -> set[int]:
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


def _grown(read: Sequence[Sentence], found: set[int], at: int, around: int) -> tuple[int, bool]:
    """Take in the block at a place, if it is of the same section and not too long; the place, and if so."""
    if not 0 <= at < len(read) or not laid_out.is_beside(read[at], read[max(found)]):
        return at, False
    block = set(range(laid_out.begin_of_block(read, at), laid_out.end_of_block(read, at)))
    if block <= found:
        return at, True
    if read[at].is_titled or read[at].is_item:
        return at, False
    if laid_out.length(read, found | block) > around:
        return at, False
    found |= block
    return at, True
