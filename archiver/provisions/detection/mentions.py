"""Passages that talk about a provision, and do not state it, or state no more than what goes on around it.

A category says which wordings are mere talk of its subject (`mentions`), and which are a provision only where
nothing else in the document is: how a change is announced, what a notice must hold, what a browser can do
(`around`). A link or a title by itself says nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from archiver.provisions.detection import labelled, occurrences, quoted
from archiver.provisions.detection.category_matches import CategoryMatch
from archiver.provisions.patterns import Phrase
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.text import opening_titles
from archiver.provisions.text.folding import fold
from archiver.provisions.text.units import Unit, UnitKind

_LINKS = re.compile(r"(?:[\W\d_]*\[[^\[\]]*\]\([^()\s]*\))+[\W\d_]*")
"""A table of contents, a menu, or a line of one."""

_ENTRY = re.compile(r"[^.:;?!]{3,60}\??: ?\S")
_NOT_COLLECTED = re.compile(r"(?:\w+ ){0,3}(?:collect|gather|process)\w*(?: \w+){0,4}\??: ?no\.?$")


def is_mention(match: CategoryMatch, words: str) -> bool:
    """True if what matched, and is not denied, only talks about its subject: "the arbitrator's fees"."""
    return match.ruled.polarity is not Polarity.DENIES and _speak_of(match.category.mentions, match, words)


def is_around(match: CategoryMatch, words: str) -> bool:
    """True if what matched goes on around such a provision: "we will announce it by email"."""
    return _speak_of(match.category.around, match, words)


def titles(read: Iterable[Unit]) -> frozenset[str]:
    """The headings of a text, in folded words."""
    paths = {unit.headings for unit in read}
    return frozenset(fold(title) for title in {title for path in paths for title in path})


def says_nothing(match: CategoryMatch, text: str, unit: Unit, titles: Collection[str]) -> bool:
    """True if all that would be quoted of a unit is links, or titles: "11.4 Repeat infringers".

    What stands as a heading in the same text is a line of its table of contents.
    """
    pieces = quoted.pieces(unit, match.spans)
    if all(piece.words(unit) in titles and not piece.context for piece in pieces):
        return True
    shown = [(text[piece.start : piece.end], piece.words(unit)) for piece in pieces]
    if len(shown) > 1:
        return unit.kind is UnitKind.ROW and all(_is_bold_title(raw, words) for raw, words in shown)
    raw, words = shown[0]
    title = words.rstrip(";") if match.rule is None else words
    return bool(_LINKS.fullmatch(raw)) or _is_bold_title(raw, words) or opening_titles.is_bare_title(title)


def is_answered_no(read: Sequence[Unit], place: int) -> bool:
    """True if an entry of a list has one beside it that denies it: "Collected: no" below "Examples"."""
    unit = read[place]
    if unit.kind is not UnitKind.ITEM or not _ENTRY.match(unit.words):
        return False
    for step in (1, -1):
        at = place + step
        while 0 <= at < len(read) and read[at].headings == unit.headings and _ENTRY.match(read[at].words):
            if _NOT_COLLECTED.match(read[at].words):
                return True
            at += step
    return False


def _is_bold_title(raw: str, words: str) -> bool:
    """True for "**Class Action Waiver.**"; what is not bold may be as short and state something."""
    return raw.endswith(("**", "__")) and opening_titles.is_bare_title(words.removesuffix("."))


def strong(matches: Sequence[tuple[CategoryMatch, Unit]], chances: Sequence[float]) -> list[bool]:
    """Which of a text's matches are strong, by themselves and beside the others of their category.

    Of those that say the same, only those nearly as likely as the likeliest are; what goes on around a
    provision is only where no other of the category is.
    """
    likeliest: dict[tuple[str, Polarity], float] = {}
    for (match, _), chance in zip(matches, chances, strict=True):
        said = match.category.id, match.polarity
        likeliest[said] = max(chance, likeliest.get(said, 0.0))
    found = [
        chance >= max(labelled.STRONG, likeliest[match.category.id, match.polarity] - labelled.MARGIN)
        for (match, _), chance in zip(matches, chances, strict=True)
    ]
    beside = [is_around(match, unit.words) for match, unit in matches]
    stated = {
        match.category.id
        for (match, _), is_strong, around in zip(matches, found, beside, strict=True)
        if is_strong and not around
    }
    return [
        is_strong and not (around and match.category.id in stated)
        for (match, _), is_strong, around in zip(matches, found, beside, strict=True)
    ]


def _speak_of(phrases: Iterable[Phrase], match: CategoryMatch, words: str) -> bool:
    """True if a phrase overlaps what matched; one that opens the passage speaks for all of it."""
    return any(
        phrase.opens or occurrences.overlap(match.spans, [found.span()])
        for phrase in phrases
        if any(literal in words for literal in phrase.key)
        for found in phrase.finditer(words)
    )
