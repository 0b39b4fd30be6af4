"""What other sections of a document take out of one: "Notwithstanding Sections 8 and 10 of the Terms".

An addendum for consumers or for a region stands far behind the clause that it displaces, and under a title of
its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from archiver.provisions.text import laid_out
from archiver.provisions.text.laid_out import Sentence

PARAGRAPH = 1_200
"""Characters up to which a paragraph that takes something out of a section elsewhere is quoted with it."""
TITLE = 40
"""Characters at the beginning of a paragraph in which its title is looked for."""
MOST = 2
"""Such paragraphs that are quoted."""
_NUMBERS = r"(?P<numbers>\d{1,2}(?:\.\d{1,2})*(?:(?:,? (?:and|or|to)|,| &) \d{1,2}(?:\.\d{1,2})*)*)"
_OF = r"(?P<of>(?:\([a-z]\))? of (?:the|these|our|this) (?:\w+ ){0,3}(?:terms|agreement|policy))?"
_SECTION = rf"sections? {_NUMBERS}{_OF}"
_TAKES_OUT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:notwithstanding|in place of|instead of|in lieu of|supersedes?|replaces?)"
        rf"(?: (?:anything|the|any)\b[^.;]{{0,60}} in)? {_SECTION}",
        rf"\b{_SECTION}(?: \([^)]*\))? (?:do|does|shall|will) not apply",
    )
)
"""What says that something else holds than a section of that number says."""
_OPTS_OUT = re.compile(r"\bopt(?:s|ed|ing)?[- ]?out\b", re.IGNORECASE)
_DISPUTES = re.compile(r"\barbitrat|\bclass action", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*")
_BEGINS = re.compile(rf"(?:section )?({_NUMBER.pattern})[.):]?\s", re.IGNORECASE)


def to(text: str, read: Sequence[Sentence], own: Collection[int], kept: Collection[int]) -> set[int]:
    """The paragraphs elsewhere in the text that take something out of the section in which a passage stands.

    One under another title of the first level has to say of what the section is: "of the Terms".
    """
    numbers = _numbers(text, read, min(own))
    found: set[int] = set()
    for at, one in enumerate(read if numbers else ()):
        words = text[one.start : one.end]
        if at in kept or at in found or not _takes_out(words, numbers, one, read[min(own)]):
            continue
        block = range(laid_out.begin_of_block(read, at), laid_out.end_of_block(read, at))
        found |= set(block) if laid_out.length(read, block) <= PARAGRAPH else {at}
        if len({read[place].block for place in found}) == MOST:
            break
    return found


def way_out(text: str, read: Sequence[Sentence], own: set[int], kept: set[int]) -> set[int]:
    """The beginning of the clause by which one opts out of arbitration, if a passage speaks of that."""
    blocks = {read[at].block for at in own}
    words = " ".join(text[one.start : one.end] for one in read if one.block in blocks)
    if not _OPTS_OUT.search(words):
        return set()
    for at, one in enumerate(read):
        block = range(laid_out.begin_of_block(read, at), laid_out.end_of_block(read, at))
        title = f"{one.path[-1] if one.path else ''} {text[one.start : one.start + TITLE]}"
        told = text[read[block[0]].start : read[block[-1]].end]
        is_way = at == block[0] and _OPTS_OUT.search(title) and _DISPUTES.search(told)
        if is_way and not kept & set(block):
            return _beginning(read, block)
    return set()


def _beginning(read: Sequence[Sentence], block: range) -> set[int]:
    """A paragraph with those behind it in its section, as far as they are not too long."""
    found = set(block)
    at = block.stop
    while at < len(read) and read[at].section == read[block[0]].section and not read[at].is_titled:
        below = set(range(at, laid_out.end_of_block(read, at)))
        if laid_out.length(read, found | below) > PARAGRAPH:
            break
        found |= below
        at = max(below) + 1
    return found


def _numbers(text: str, read: Sequence[Sentence], at: int) -> set[str]:
    """The number of the section in which a sentence stands, and of those in which that stands."""
    begins = [*read[at].headings[:2], text[read[laid_out.begin_of_block(read, at)].start :][:20]]
    found = [match[1] for match in map(_BEGINS.match, begins) if match]
    return {".".join(one.split(".")[:depth]) for one in found for depth in range(1, one.count(".") + 2)}


def _takes_out(words: str, numbers: set[str], one: Sentence, own: Sentence) -> bool:
    return "ection" in words.lower() and any(
        (named["of"] or one.headings[:1] == own.headings[:1])
        and numbers & set(_NUMBER.findall(named["numbers"]))
        for pattern in _TAKES_OUT
        for named in pattern.finditer(words)
    )
