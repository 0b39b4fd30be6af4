"""What limits a passage in its section: exceptions, ways out, and for whom, where or when the section holds.

A clause that is printed without these says more than its text. The words by which they are known were chosen
from what readers of 120 pages missed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from archiver.provisions.text import laid_out
from archiver.provisions.text.laid_out import Sentence

PARAGRAPH = 900
"""Characters up to which a paragraph that limits a passage is quoted with it."""
TOGETHER = 1_800
"""Characters up to which such paragraphs are quoted that do not follow the passage at once."""
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
    r"|.*\b(?:opt(?:ing)?[- ]out|apportioned|appeals? (?:to|with|by|the|this|our|a|any|may|can|is|are)"
    r"|(?:do|does|shall|will) not (?:apply|limit|affect|prejudice|exclude|disclaim)"
    r"|(?:right|entitled) to (?:withdraw|cancel|object|appeal|bring|change your mind|opt)"
    r"|cooling[- ]off|withdraw your consent|if (?:you|\w+) (?:is|are) (?:a |an )?consumers?"
    r"|you (?:can|may) (?:control|choose|disable|refuse|object|decline))\b",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that takes something out of what its paragraph or section says, or gives a way out of it."""
_POINTS_BACK = re.compile(
    r"\W*(?:this|these|those|such|it|they|that|he|she|in (?:such|that|this)"
    r"|in (?:all |any )?other|if so|otherwise|however|but"
    r"|additionally|also|with this|the (?:above|foregoing))\b",
    re.IGNORECASE,
)
"""Beginning of a paragraph that speaks of what stands before it."""
_SAYS_WHERE = re.compile(
    r"\b(?:this (?:section|supplement|addendum)\b|depending on (?:where|your|the)"
    r"|subject to (?:exceptions|applicable|the following)"
    r"|if you (?:are|live|reside)\b[^.;]{0,120}\b(?:this|the following|these)\b"
    r"|(?:this|the following|these) (?:(?!not\b)\w+ ){0,3}(?:appl(?:y|ies)|holds?)"
    r" (?:only |solely )?(?:to|for|if|where|in)"
    r"|residents? of [^.;]{0,80} (?:has|have|following)|the following\b[^.;]{0,60} residents? of)\b",
    re.IGNORECASE,
)
"""In a paragraph that says for whom, where or when what follows it in its section holds."""

_NAMES_TABLE = re.compile(r"\b(?:table|chart|following|below)\b", re.IGNORECASE)
"""In a paragraph right above a table: it leads that in."""
_NUMBER = re.compile(r"\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})[.)]\s|\d{1,2}(?:\.\d{1,2})+\.?\s", re.IGNORECASE)
"""The number or letter of a point of a contract: "(e)", "f.", "14.11.6"."""


def excepts(text: str, one: Sentence) -> bool:
    """True if a sentence takes something out of what its section says, or gives a way out of it."""
    return _EXCEPTS.match(text[one.start : one.end]) is not None


def behind(text: str, read: Sequence[Sentence], last: int) -> set[int]:
    """The paragraph behind the passage that ends at a place, or behind its list, if it may take it back."""
    end = laid_out.end_of_block(read, last)
    places = [end]
    if read[last].is_item:
        below = end
        while below < len(read) and read[below].is_item and laid_out.is_beside(read[below], read[last]):
            below += 1
        places.append(below)
    found: set[int] = set()
    for at in places:
        if at < len(read) and not read[at].is_item and laid_out.is_beside(read[at], read[last]):
            own = range(at, laid_out.end_of_block(read, at))
            if _TAKES_BACK.match(text, read[at].start) and laid_out.length(read, own) <= PARAGRAPH:
                found |= set(own)
    return found


def before(text: str, read: Sequence[Sentence], first: int) -> set[int]:
    """The paragraph before, if the one in which the passage begins points back to it."""
    begins = laid_out.begin_of_block(read, first)
    last = begins - 1
    if last < 0 or read[last].row >= 0 or not laid_out.is_beside(read[last], read[first]):
        return set()
    if not _POINTS_BACK.match(text, read[begins].start):
        return set()
    own = set(range(laid_out.begin_of_block(read, last), begins))
    return own if laid_out.length(read, own) <= PARAGRAPH else {last}


def farther(text: str, read: Sequence[Sentence], own: Collection[int], kept: Collection[int]) -> set[int]:
    """Other paragraphs of the section that take something out of it, those behind the passage first.

    They are quoted whole, since a sentence of theirs depends on those before it, and with the other
    paragraphs of their numbered point. The items of a list are matters of their own, and take nothing out of
    what stands beside them; the points of a clause do, "(e)".
    """
    found: set[int] = set()
    for point in _by_nearness(text, read, own):
        new = set(point) - set(kept)
        is_limit = any(excepts(text, read[at]) and not _is_in_list(text, read, at) for at in new)
        size = laid_out.length(read, new)
        if _POINTS_BACK.match(text, read[point[0]].start) and point[0] - 1 not in {*kept, *found}:
            continue  # it takes something out of what is not quoted
        if is_limit and size <= PARAGRAPH and laid_out.length(read, found) + size <= TOGETHER:
            found |= new
    return found


def _by_nearness(text: str, read: Sequence[Sentence], own: Collection[int]) -> Iterator[list[int]]:
    """The other points of the section, those behind the passage first; of one without any, its paragraphs."""
    first, last = min(own), max(own)
    if read[last].row >= 0:
        return
    ahead = laid_out.section(read, first)
    yield from (point for point in _points(text, read, laid_out.section(read, last)) if point[0] > last)
    yield from (point for point in reversed(_points(text, read, ahead)) if point[-1] < first)


def _points(text: str, read: Sequence[Sentence], section: Sequence[int]) -> list[list[int]]:
    """The paragraphs of a section; those without a number with the numbered one above them."""
    found: list[list[int]] = []
    is_numbered = False
    for block in laid_out.blocks(read, section):
        begins = _NUMBER.match(text, read[block[0]].start) is not None
        is_numbered = is_numbered or begins
        if is_numbered and not begins:
            found[-1] += block
        else:
            found.append(block)
    return found


def _is_in_list(text: str, read: Sequence[Sentence], at: int) -> bool:
    """True if a mark of a list stands before its paragraph."""
    first = read[laid_out.begin_of_block(read, at)]
    return first.is_item and text[text.rfind("\n", 0, first.start) + 1 : first.start].strip() != ""


def scope(text: str, read: Sequence[Sentence], first: int) -> set[int]:
    """The nearest paragraph before in the same section that says for whom, where or when it holds."""
    at = laid_out.begin_of_block(read, first)
    while at and _is_in_section(read[at - 1], read[first]):
        end, at = at, laid_out.begin_of_block(read, at - 1)
        block = range(at, end)
        words = text[read[at].start : read[end - 1].end]
        is_short = laid_out.length(read, block) <= PARAGRAPH
        if not read[at].is_item and is_short and _SAYS_WHERE.search(words):
            return set(block)
    return set()


def above_table(text: str, read: Sequence[Sentence], row: int) -> set[int]:
    """The paragraph right above the table of a row, if it leads that in."""
    first = next(at for at, one in enumerate(read) if one.row == row)
    at = first
    while at and read[at - 1].row >= 0 and read[at - 1].headings == read[first].headings:
        at -= 1
    if not at or read[at - 1].is_item or read[at - 1].headings != read[first].headings:
        return set()
    block = range(laid_out.begin_of_block(read, at - 1), at)
    words = text[read[block[0]].start : read[block[-1]].end]
    is_lead = words.endswith(":") or _NAMES_TABLE.search(words) is not None
    return set(block) if is_lead and laid_out.length(read, block) <= PARAGRAPH else set()


def _is_in_section(one: Sentence, other: Sentence) -> bool:
    """True if the headings above one stand above the other too, so that it may lead that in."""
    is_outer = len(one.headings) < len(other.headings)
    is_around = one.headings == other.headings[: len(one.headings)]
    return one.row == other.row and is_around and (is_outer or one.section == other.section)
