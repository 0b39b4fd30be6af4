"""What limits a passage farther off in its section, or in one that it names, and for whom its section holds.

"Nothing in this section excludes liability for death" stands points away from the exclusion, "Subject to
Section 12.1" is no more than a number without that section, and the introduction of a chapter says that all
of it is for residents of one state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from archiver.provisions.excerpts import unit_blocks
from archiver.provisions.excerpts.unit_blocks import BESIDE, Blocks
from archiver.provisions.text import opening_titles
from archiver.provisions.text.units import Unit, UnitKind
from archiver.provisions.wording import for_whom, pointing_words
from archiver.provisions.wording.gated import Gated

FAR = 100
"""Units before and behind a passage among which its scope and its limits are looked for."""
NEAR = 12
"""Units among which is looked for what holds for consumers, which may be another matter farther off."""
MOST = 2
"""Paragraphs that are shown since they limit the section, and sections since they are named."""
_NAMED_SECTION = Gated(
    r"\b(?:subject to|except|excluding|other than|save|unless|limited by|without (?:limiting|prejudice to))\b"
    r"[^.;:]{0,60}?\b(?:section|clause|paragraph|article) (?P<number>\d{1,2}(?:\.\d{1,2})*)(?![\d%])"
)
"""A section on which a passage depends."""

_OF_LIMITS = re.compile(
    r"^\W*(?:\w{1,4}[.)] ?)*(?:exclusions?|exceptions?|carve-?outs?)(?: (?:and|or) \w+)?\W*$", re.IGNORECASE
)
"""The title of a part of a clause that limits the other parts: "3. Exclusions"; one that names what it is an
exception to, "Exceptions to arbitration", limits no more than that."""
_OF_ALL_SORTS = re.compile(r"\b(?:miscellaneous|general|other|additional|final)\b", re.IGNORECASE)
"""In the title of a section whose paragraphs have nothing to do with each other."""


def of(read: Sequence[Unit], blocks: Blocks, wanted: Iterable[int], own: Sequence[int]) -> set[int]:
    """The units that limit those `wanted`, or say for whom they hold; `own` are the passage itself."""
    shown = set(wanted)
    found = _of_section(read, blocks, shown) | _scope(read, blocks, min(own))
    for number in _named(read, own):
        found |= _section(read, min(shown), number)
    return found - shown


def _of_section(read: Sequence[Unit], blocks: Blocks, shown: set[int]) -> set[int]:
    """The paragraphs of the section that say what it does not do, the nearest first, those behind before."""
    found: list[set[int]] = []
    first, last = min(shown), max(shown)
    path = read[last].headings
    for at in _by_nearness(read, shown):
        if len(found) == MOST:
            break
        distance = max(first - at, at - last)
        if not any(at in one for one in found) and _limits(read[at], path, distance):
            block = blocks[at]
            found.append(set(block) if unit_blocks.length(read, block) <= BESIDE else {at})
    return set().union(*found)


def _limits(unit: Unit, path: tuple[str, ...], distance: int) -> bool:
    """True if a unit of a section limits what stands under a path in it, so many units away."""
    words = unit_blocks.words(unit)
    is_beside = unit.headings == path
    if is_beside and distance <= NEAR and pointing_words.speak_of_consumers(words):
        return True
    is_of_limits = not is_beside and bool(unit.headings) and _OF_LIMITS.search(unit.headings[-1]) is not None
    return is_of_limits or pointing_words.limit_section(words)


def _by_nearness(read: Sequence[Unit], shown: set[int]) -> Iterator[int]:
    """The other units of the section, those behind first; of a clause that has parts, those of all parts."""
    first, last = min(shown), max(shown)
    path = read[last].headings
    section = path[:-1] if len(path) > 1 and opening_titles.number(path[-2]) else path
    if not is_of_one_matter(section):
        return
    for step, start in ((1, last + 1), (-1, first - 1)):
        at = start
        while 0 <= at < len(read) and abs(at - start) < FAR and read[at].headings[: len(section)] == section:
            if read[at].kind is not UnitKind.ROW:
                yield at
            at += step


def is_of_one_matter(path: tuple[str, ...]) -> bool:
    """True if what stands under headings belongs together: not under a document's title, nor "General"."""
    if not path or opening_titles.names_document(path[-1]):
        return False
    return _OF_ALL_SORTS.search(path[-1]) is None


def _scope(read: Sequence[Unit], blocks: Blocks, first: int) -> set[int]:
    """The nearest sentence before that says for whom or where its section, or one around it, holds.

    What an item says is of what it leads in. In the same section the sentence is near, and no line stands
    between that looks like a title: in a text that marks few headings, what is before is of another matter.
    """
    own = read[first].headings
    is_parted = False
    for at in range(first - 1, -1, -1):
        unit = read[at]
        path = unit.headings
        if path[:1] != own[:1]:
            break
        if unit.kind is not UnitKind.SENTENCE:
            continue
        if path == own:
            if is_parted or first - at > FAR:
                continue
            is_parted = unit_blocks.is_title(read, blocks[at])
        elif path != own[: len(path)]:
            continue
        if for_whom.say(unit_blocks.words(unit)):
            return {at}
    return set()


def _named(read: Sequence[Unit], own: Iterable[int]) -> list[str]:
    """The numbers of the sections on which a passage says that it depends."""
    found = (one["number"] for at in own for one in _NAMED_SECTION.finditer(read[at].words))
    return list(dict.fromkeys(found))[:MOST]


def _section(read: Sequence[Unit], near: int, number: str) -> set[int]:
    """The section of that number in the same document, if it is short."""
    begins = re.compile(rf"(?:section )?\(?{re.escape(number)}[.):]?\s")
    found = {
        at
        for at, unit in enumerate(read)
        if _is_same_document(unit, read[near])
        and (
            any(opening_titles.number(title) == number for title in unit.headings)
            or begins.match(unit_blocks.words(unit))
        )
    }
    return found if unit_blocks.length(read, found) <= BESIDE else set()


def _is_same_document(one: Unit, other: Unit) -> bool:
    """True if one title stands above both; the clauses of a document without one have numbers."""
    first, second = (unit.headings[0] if unit.headings else "" for unit in (one, other))
    return first == second or bool(opening_titles.number(first) and opening_titles.number(second))
