"""How much of the text is shown with a passage: its paragraph, what that speaks of, and what limits it.

`quoted` says which stretches a passage cannot be understood without, by its words and its place in a list
or table. Readers of 240 such quotations, who saw each beside its source, called many unfair for what the
sentences beside it say: what "such" or "also" means, a condition, a limit. So a passage is shown with its
whole paragraph or list item, a list that is one sentence whole, and as much of a short section as there is;
what is long is cut, but not before a sentence that points back, nor behind one of which the next takes
something back, and not where what is left out would be short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from archiver.provisions.excerpts import far_limits, short_sections, unit_blocks, whole_rows
from archiver.provisions.excerpts.unit_blocks import BESIDE, Blocks, Spans
from archiver.provisions.text import opening_titles
from archiver.provisions.text.units import Unit, UnitKind
from archiver.provisions.wording import pointing_words

WHOLE = 1_200
"""Characters up to which a paragraph is shown whole, and that are shown of a longer one: of 4,459 strong
findings in 132 documents 92 % stand in one that is no longer, and half in one of up to 371."""
LONGEST = 2 * WHOLE
"""Characters of a paragraph that are shown at most, even if what is cut points back or limits."""
STEPS = 2
"""Paragraphs before that are shown at most, each since the next points back to it, and behind."""

_ENDS_OPEN = re.compile(r"(?:[;,]|\b(?:and|or|and/or)|[;,] ?(?:and|or|and/or)[,:]?)$")
"""An item after which its sentence goes on in the next."""
_MARK = re.compile(r"\s*(?:(?:[-*+]|\(?\w{1,3}\\?[.)])\s+)*")
"""Nothing, or the marks with which a list begins and an item in it."""
_SENTENCE_ENDS = (*'.!?)"', "...")
_LABELLED = re.compile(r"[^.:;?!]{3,60}: ?\S")
_DANGLES = re.compile(r"\b(?:and|or|and/or)[,:]?$|:$")


def around(text: str, read: Sequence[Unit], blocks: Blocks, core: Spans) -> tuple[tuple[int, int], ...]:
    """The stretches that are shown for a passage of which these are the least that can be quoted.

    Each of those is in one of them. `blocks` are those of the text.
    """
    found = list(unit_blocks.places(read, core))
    if not found:
        return tuple(core)
    if any(read[at].kind is UnitKind.ROW for at in found):
        return _joined(text, sorted({*whole_rows.around(text, read, blocks, core, found), *core}))
    wanted = _beside(blocks, read, found)
    wanted |= short_sections.beside(read, blocks, wanted)
    wanted |= far_limits.of(read, blocks, wanted, found)
    wanted |= _above_items(text, blocks, read, wanted)
    wanted |= short_sections.between(read, wanted, WHOLE)
    own = [(read[at].start, read[at].own_pieces[-1].end) for at in wanted]
    return _joined(text, sorted({*own, *core}))


def _beside(blocks: Blocks, read: Sequence[Unit], found: Sequence[int]) -> set[int]:
    """The paragraphs of a passage, what leads them in and is led in by them, and what takes them back."""
    wanted = set(found)
    for block in {blocks[at] for at in found}:
        wanted |= _of_block(read, block, wanted)
    wanted |= _rest_of_list(blocks, read, max(found))
    wanted |= _entries(blocks, read, max(found))
    wanted |= _before(blocks, read, wanted)
    wanted |= _led_in(blocks, read, max(wanted))
    wanted |= _behind(blocks, read, max(wanted))
    return wanted | _led_in(blocks, read, max(wanted))


def _of_block(read: Sequence[Unit], block: range, wanted: set[int]) -> set[int]:
    """The paragraph; of a long one, as much around what is wanted of it as may be shown."""
    if unit_blocks.length(read, block) <= WHOLE:
        return set(block)
    own = [at for at in block if at in wanted]
    first, last = own[0], own[-1]
    grows = True
    while grows:
        grows = False
        if last + 1 < block.stop and unit_blocks.length(read, range(first, last + 2)) <= WHOLE:
            last, grows = last + 1, True
        if first > block.start and unit_blocks.length(read, range(first - 1, last + 1)) <= WHOLE:
            first, grows = first - 1, True
    while first > block.start and unit_blocks.length(read, range(first - 1, last + 1)) <= LONGEST:
        if not unit_blocks.points_back(read[first]):
            break
        first -= 1
    while last + 1 < block.stop and unit_blocks.length(read, range(first, last + 2)) <= LONGEST:
        if not pointing_words.go_on(unit_blocks.words(read[last + 1])):
            break
        last += 1
    return (
        set(range(first, last + 1))
        if unit_blocks.length(read, range(first, last + 1)) <= LONGEST
        else set(own)
    )


def _rest_of_list(blocks: Blocks, read: Sequence[Unit], place: int) -> set[int]:
    """The items that make one sentence with the last that is shown; of a long list its end."""
    unit = read[place]
    if unit.kind is not UnitKind.ITEM:
        return set()
    items = unit_blocks.items(read, blocks, place)
    before = blocks[place].start - 1
    ends = [unit.words, *([read[before].words] if before in items else [])]
    if not any(map(_ENDS_OPEN.search, ends)):
        return set()
    if unit_blocks.length(read, items) <= WHOLE:
        return set(items)
    return set(blocks[items[-1]]) if _DANGLES.search(unit.words) else set()


def _entries(blocks: Blocks, read: Sequence[Unit], place: int) -> set[int]:
    """The list that an item is in, if all are a label and what stands for it, with the paragraph above it.

    "Examples: where you are" and "Collected: no" say something only together, and of what is named above.
    """
    items = unit_blocks.items(read, blocks, place) if read[place].kind is UnitKind.ITEM else range(0)
    starts = {blocks[at].start for at in items}
    is_led_in = any(read[at].lead_ins for at in starts)
    if len(starts) < 2 or is_led_in or not all(_LABELLED.match(read[at].words) for at in starts):
        return set()
    if unit_blocks.length(read, items) > WHOLE:
        return set()
    above = items.start - 1
    is_above = above >= 0 and read[above].kind is UnitKind.SENTENCE
    if is_above and read[above].headings == read[items.start].headings:
        return {*items, *unit_blocks.ending(read, blocks[above])}
    return set(items)


def _above_items(text: str, blocks: Blocks, read: Sequence[Unit], wanted: Iterable[int]) -> set[int]:
    """What leads in the items that are shown, and the items that they are part of."""
    found: set[int] = set()
    todo = [at for at in wanted if read[at].kind is UnitKind.ITEM]
    while todo:
        at = todo.pop()
        leads = unit_blocks.places(read, [(start, start + 1) for start in read[blocks[at].start].lead_ins])
        above = set().union(*(unit_blocks.ending(read, blocks[lead]) for lead in leads))
        if parent := _parent(text, blocks, read, at):
            above |= unit_blocks.beginning(read, parent)
        above |= _leading_item(blocks, read, at)
        todo += [one for one in above - found if read[one].kind is UnitKind.ITEM]
        found |= above
    return found


def _leading_item(blocks: Blocks, read: Sequence[Unit], place: int) -> set[int]:
    """The item before that ends with a colon and leads this one in, though it stands beside it."""
    at = blocks[place].start - 1
    while at >= 0 and read[at].kind is UnitKind.ITEM:
        if read[at].words.endswith(":"):
            return unit_blocks.ending(read, blocks[at])
        if not _ENDS_OPEN.search(read[at].words):
            break
        at = blocks[at].start - 1
    return set()


def _parent(text: str, blocks: Blocks, read: Sequence[Unit], place: int) -> range | None:
    """The item that another is part of, since it is indented below it."""
    own, above = blocks[place], blocks[place].start - 1
    while above >= 0 and read[above].kind is UnitKind.ITEM:
        if _indent(text, read[blocks[above].start]) < _indent(text, read[own.start]):
            return blocks[above]
        above = blocks[above].start - 1
    return None


def _indent(text: str, unit: Unit) -> int:
    line = text[text.rfind("\n", 0, unit.start) + 1 : unit.start + 1]
    return len(line) - len(line.lstrip())


def _before(blocks: Blocks, read: Sequence[Unit], wanted: Iterable[int]) -> set[int]:
    """What the first sentence that is shown speaks of, and what that speaks of in its turn.

    So too for an item that goes on from the one before it.
    """
    found: set[int] = set()
    first = min(wanted)
    for at in {blocks[one].start for one in wanted} - {first}:
        if read[at].kind is UnitKind.ITEM and pointing_words.go_on_from(unit_blocks.words(read[at])):
            found |= _items_before(blocks, read, at)
    for _ in range(STEPS):
        before = _paragraph_before(blocks, read, first)
        if not before:
            break
        found |= before
        first = min(before)
    return found | _lead_of_label(blocks, read, first) | _title_before(blocks, read, first)


def _lead_of_label(blocks: Blocks, read: Sequence[Unit], first: int) -> set[int]:
    """What leads in several lists in its section, if the first that is shown is the label of one of them."""
    if not (read[first].words.endswith(":") and _is_label(read, blocks[first])):
        return set()
    for at in range(first - 1, max(-1, first - unit_blocks.FAR), -1):
        if read[at].headings != read[first].headings or read[at].kind is UnitKind.ROW:
            break
        is_paragraph = read[at].kind is UnitKind.SENTENCE and not _is_label(read, blocks[at])
        if is_paragraph and pointing_words.point_ahead(read[at].words):
            return unit_blocks.ending(read, blocks[at])
    return set()


def _title_before(blocks: Blocks, read: Sequence[Unit], first: int) -> set[int]:
    """The line before that is no sentence but the title of what follows it; of a label, what is before."""
    before = first - 1
    if before < 0 or read[before].headings != read[first].headings or first != blocks[first].start:
        return set()
    if read[before].kind is not UnitKind.SENTENCE:
        return set()
    is_label = read[first].words.endswith(":") and _is_label(read, blocks[first])
    is_title = unit_blocks.is_title(read, blocks[before])
    return unit_blocks.ending(read, blocks[before]) if is_label or is_title else set()


def _is_label(read: Sequence[Unit], block: range) -> bool:
    """True for a paragraph that says nothing by itself: "Device information:"."""
    unit = read[block.start]
    return (
        len(block) == 1
        and unit.kind is UnitKind.SENTENCE
        and opening_titles.is_clause_title(unit.words.removesuffix(":"))
    )


def _items_before(blocks: Blocks, read: Sequence[Unit], place: int) -> set[int]:
    """The items of a list before one, the nearest first, as many as are not too long together."""
    found: set[int] = set()
    first, at = unit_blocks.items(read, blocks, place).start, place
    while at > first:
        block = blocks[at - 1]
        if found and unit_blocks.length(read, {*found, *block}) > BESIDE:
            break
        found |= set(block)
        at = block.start
    return found


def _paragraph_before(blocks: Blocks, read: Sequence[Unit], first: int) -> set[int]:
    """The paragraph or list before one, if this speaks of it or is led in by it.

    It stands in the same section; only what is said to be foregoing may stand in the section before.
    """
    unit, before = read[first], first - 1
    if before < 0 or read[before].kind is UnitKind.ROW:
        return set()
    if lead := _led_in_before(blocks, read, first):
        return lead
    is_led_in = unit.kind is UnitKind.SENTENCE and read[before].words.endswith(":")
    if is_led_in and unit.words.endswith(_SENTENCE_ENDS):
        return set()
    if not (is_led_in or unit_blocks.points_back(unit)):
        return set()
    if not _is_above(read[before], unit):
        is_beside = read[before].headings[:-1] == unit.headings[:-1]
        if not (is_beside and pointing_words.name_foregoing(unit_blocks.words(unit))):
            return set()
    if read[before].kind is UnitKind.ITEM and read[blocks[before].start].lead_ins:
        return _list_before(blocks, read, before)
    own = blocks[before]
    if own.start and _is_label(read, own) and read[own.start - 1].headings == unit.headings:
        return {*own, *unit_blocks.ending(read, blocks[own.start - 1])}
    return unit_blocks.ending(read, own)


def _led_in_before(blocks: Blocks, read: Sequence[Unit], first: int) -> set[int]:
    """The paragraph before the list of an item that nothing leads in, if it speaks of what follows."""
    if read[first].kind is not UnitKind.ITEM or read[blocks[first].start].lead_ins:
        return set()
    above = unit_blocks.items(read, blocks, first).start - 1
    if above < 0 or read[above].kind is not UnitKind.SENTENCE or read[above].headings != read[first].headings:
        return set()
    is_lead = any(map(pointing_words.point_ahead, unit_blocks.every(read, blocks[above])))
    return unit_blocks.ending(read, blocks[above]) if is_lead else set()


def _is_above(unit: Unit, other: Unit) -> bool:
    """True if a unit stands in the same section as one below it, or in one that this is part of."""
    shared = min(len(unit.headings), len(other.headings))
    return unit.headings[:shared] == other.headings[:shared]


def _list_before(blocks: Blocks, read: Sequence[Unit], at: int) -> set[int]:
    """A list with what leads it in; of a long one only that."""
    items = unit_blocks.items(read, blocks, at)
    lead = next(
        unit_blocks.places(read, [(start, start + 1) for start in read[items.start].lead_ins[-1:]]), None
    )
    leads = range(0) if lead is None else blocks[lead]
    whole = {*items, *leads}
    return whole if unit_blocks.length(read, whole) <= WHOLE else unit_blocks.ending(read, leads)


def _behind(blocks: Blocks, read: Sequence[Unit], last: int) -> set[int]:
    """The paragraphs behind, as long as each takes something back or adds to what was said."""
    found: set[int] = set()
    for _ in range(STEPS):
        behind = _right_behind(blocks, read, last)
        if not behind:
            break
        found |= behind
        last = max(behind)
    return found


def _right_behind(blocks: Blocks, read: Sequence[Unit], last: int) -> set[int]:
    """The paragraph behind, or behind the list, if it takes something back or adds to what was said.

    Behind a list it may do so wherever it stands in a short paragraph.
    """
    found: set[int] = set()
    behind_list = unit_blocks.items(read, blocks, last).stop if read[last].kind is UnitKind.ITEM else -1
    for at in {last + 1, behind_list} - {-1}:
        if at >= len(read) or read[at].kind is UnitKind.ROW or read[at].own:
            continue
        is_above = read[at].headings == read[last].headings[: len(read[at].headings)]
        if not is_above:
            continue
        block = blocks[at]
        is_short = unit_blocks.length(read, block) <= BESIDE
        is_limit = (
            at == behind_list and is_short and any(map(pointing_words.limit, unit_blocks.every(read, block)))
        )
        if is_limit or pointing_words.take_back(unit_blocks.words(read[at])):
            found |= set(block) if is_short else {at}
    return found


def _led_in(blocks: Blocks, read: Sequence[Unit], last: int) -> set[int]:
    """The items below a sentence that ends with a colon, as many as are not too long."""
    found: set[int] = set()
    if not read[last].words.endswith(":"):
        return found
    for at in range(last + 1, len(read)):
        is_first = at == last + 1 and read[at].headings == read[last].headings
        if not (is_first or read[last].start in read[at].lead_ins or at in found):
            break
        block = blocks[at]
        if found and unit_blocks.length(read, {*found, *block}) > BESIDE:
            break
        found |= set(block)
    return found


def _joined(text: str, spans: Spans) -> tuple[tuple[int, int], ...]:
    """The stretches in order, those in one between which nothing is left out but the mark of an item."""
    found = [spans[0]]
    for start, end in spans[1:]:
        if start <= found[-1][1] or _MARK.fullmatch(text, found[-1][1], start):
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)
