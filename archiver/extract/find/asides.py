"""What stands among a document's lines and says nothing of it: buttons, lists of versions, labels of nothing.

Only lines of a few words are dressing, and nothing that reads as a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive_repo.text import stated_dates
from archive_repo.text.normalise import normalise
from archiver.extract import thresholds
from archiver.extract.block import BlockKind
from archiver.extract.find.measure import Measured
from archiver.extract.noise import Noise

_DIGIT = re.compile(r"\d")
_SENTENCE_ENDS = (".", "!", "?", ";", "。")


def found(blocks: Sequence[Measured], order: Sequence[int], noise: Noise) -> set[int]:
    """The numbers of the blocks that are dressing, of those of a document in order."""
    document = [blocks[number] for number in order]
    places = {
        *_above_the_title(document),
        *_before_the_text(document, noise),
        *_versions(document),
        *_empty_contents(document, noise),
        *(place for place, block in enumerate(document) if _is_action(block, noise)),
    }
    return {order[place] for place in places}


def _opening(document: Sequence[Measured]) -> int:
    """How many blocks precede the first prose; 0 where there is none."""
    return next((place for place, block in enumerate(document) if block.prose), 0)


def _above_the_title(document: Sequence[Measured]) -> Iterator[int]:
    """Labels before an h1: what kind of page it is, what is chosen on it. One of a date or number stays."""
    opening = range(_opening(document))
    title = next((place for place in opening if document[place].block.level == 1), 0)
    for place in range(title):
        below = document[place + 1].plain if place + 1 < title else ""
        if _is_label(document[place]) and not _DIGIT.search(below):
            yield place


def _before_the_text(document: Sequence[Measured], noise: Noise) -> Iterator[int]:
    """Links to other pages and names of languages, above the first prose."""
    for place in range(_opening(document)):
        block = document[place]
        if _is_button(block) or (_is_label(block) and noise.is_language(_words(block))):
            yield place


def _versions(document: Sequence[Measured]) -> Iterator[int]:
    """Links to earlier versions, each called by its date, with the label of their list."""
    run: list[int] = []
    for place, block in enumerate([*document, None]):
        if block is not None and _is_button(block) and stated_dates.is_date(block.plain):
            run.append(place)
            continue
        has_label = bool(run) and run[0] > 0 and stated_dates.heads_history(document[run[0] - 1].plain)
        if len(run) + has_label >= thresholds.MIN_VERSION_LINES:
            yield from range(run[0] - has_label, run[-1] + 1)
        run = []


def _empty_contents(document: Sequence[Measured], noise: Noise) -> Iterator[int]:
    """Headings of a table of contents that a script fills, or that was left out."""
    for place, block in enumerate(document):
        if block.words <= thresholds.MAX_LABEL_WORDS and noise.heads_contents(_words(block)):
            below = document[place + 1] if place + 1 < len(document) else None
            if below is None or below.block.level or (below.prose and not below.block.marker):
                yield place


def _is_action(block: Measured, noise: Noise) -> bool:
    """True if a line is a link that does something with the document, such as printing it."""
    return _is_button(block) and noise.is_action(_words(block).strip("()[]"))


def _is_button(block: Measured) -> bool:
    """True if a line is one link to another page, or several, and short."""
    linked = block.linked - block.here
    return (
        block.block.kind is BlockKind.PARAGRAPH
        and 0 < linked == block.words <= thresholds.MAX_BUTTON_WORDS
        and not _words(block).endswith(_SENTENCE_ENDS)
    )


def _is_label(block: Measured) -> bool:
    """True if a line is a few words without a number: no heading, and no sentence."""
    return (
        block.block.kind is BlockKind.PARAGRAPH
        and block.words <= thresholds.MAX_LABEL_WORDS
        and not _words(block).endswith(_SENTENCE_ENDS)
        and not _DIGIT.search(block.plain)
    )


def _words(block: Measured) -> str:
    return " ".join(normalise(block.plain).split())
