"""For whom the section holds in which a passage stands, where a sentence of the section says so.

A heading of which that can be told is shown with the passage, and so is what its paragraph says. What stands
at the head of the section, "This Section 13 applies only to ...", is lost if the passage is quoted alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archiver.provisions.excerpts import quotation
from archiver.provisions.text import laid_out
from archiver.provisions.text.folding import fold
from archiver.provisions.text.laid_out import Sentence
from archiver.provisions.wording import pointing_words

LONGEST = 400
"""Characters of what is quoted of it."""
_PART = (
    r"(?:sub)?(?:section|article|part|paragraph|clause|chapter|supplement|addendum|annex|schedule|notice"
    r"|statement|arbitration agreement|agreement to arbitrate)"
)
_EXTENT = re.compile(
    r"\bappl(?:y|ies) (?:only )?(?:to the (?:maximum|fullest|extent)|even (?:if|though)|whether"
    r"|notwithstanding)",
    re.IGNORECASE,
)
"""How far the law lets it hold, or that it holds all the same, says nothing of whom it holds for."""
_HOLDS = re.compile(
    rf"(?<!\bin )\bthis (?:(?!and\b)\w+[ -]){{0,2}}{_PART}(?: [\d.]+)?(?: \([^)]*\))?,? "
    r"(?:(?!and\b)\w+ ){0,3}"
    rf"(?:appl(?:y|ies)|holds?)(?: (?:only|solely|exclusively))?"
    r"|\bthe following (?:[\w-]+ ){0,5}(?:only |solely )?appl(?:y|ies)\b"
    r"|\A\W*(?:only )?(?:applicable (?:only )?to|applies (?:only )?to) (?!this|the)\w"
    r"|\A\W*(?:only )?for (?:\w+ ){0,3}(?:users|residents|consumers|customers)(?: [\w ,]{0,60})?"
    r"(?: only)?\W*\Z",
    re.IGNORECASE,
)


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
        if len(words) <= LONGEST and _says_for_whom(words):
            return words
    return ""


def _says_for_whom(words: str) -> bool:
    says = _HOLDS.search(words) or pointing_words.say_for_whom(fold(words))
    return bool(says) and not _EXTENT.search(words)


def _above(read: Sequence[Sentence], place: int) -> Iterator[Sentence]:
    """What stands before a sentence in its section and in those that this one is part of, nearest first.

    What is said of the document as a whole, under its title alone, is none of it.
    """
    own = read[place].headings
    for one in reversed(read[:place]):
        if len(one.headings) > 1 and one.headings == own[: len(one.headings)]:
            yield one
