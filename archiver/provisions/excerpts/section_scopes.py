"""For whom the section holds in which a passage stands, where a sentence of the section says so.

A heading of which that can be told is shown with the passage, and so is what its paragraph says. What stands
at the head of the section, "This Section 13 applies only to ...", is lost if the passage is quoted alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.provisions.excerpts import quotation
from archiver.provisions.text import laid_out
from archiver.provisions.text.folding import fold
from archiver.provisions.text.laid_out import Sentence
from archiver.provisions.wording import for_whom

LONGEST = 400
"""Characters of what is quoted of it."""


def told(text: str, at: int) -> str:
    """The nearest sentence before a place that says for whom its section holds, without markup; else empty.

    It stands under the same headings, or under the outer ones of them.
    """
    read = laid_out.of(text)
    place = next((number for number, one in enumerate(read) if one.end > at), None)
    if place is None:
        return ""
    for one in _above(read, place):
        words = quotation.seen(text[one.start : one.end])
        if len(words) <= LONGEST and for_whom.say(fold(words)):
            return words
    return ""


def _above(read: Sequence[Sentence], place: int) -> Iterator[Sentence]:
    """What stands before a sentence in its section and in those that this one is part of, nearest first.

    What is said of the document as a whole, under its title alone, is none of it.
    """
    own = read[place].headings
    for one in reversed(read[:place]):
        if len(one.headings) > 1 and one.headings == own[: len(one.headings)]:
            yield one
