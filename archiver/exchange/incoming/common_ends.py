"""Changes of what several documents of a platform begin or end with: its site says that, and not the policy.

A collection's texts have the site's footer where a selector took it along: its offices, its advisers, its
disclaimer. Who looks at a page can see that all documents end so, and so can this: what changed lies between
lines with which at least two other documents end too. A live page is judged by `archiver.gate.siblings`,
which waits where in doubt, and so allows less.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from functools import lru_cache

from archive_repo.text.lines import said
from archiver.gate import dressing

SHARERS = 2
"""Other documents that have to begin or end likewise. Of the changes of 17 platforms that nobody had classed
as something else, those that at least three documents had in common were a footer's or a menu's; what two had
in common was an agreement that one of them includes."""


def is_all(before: str, after: str, others: Iterable[str]) -> bool:
    """True if two texts of a document differ only within what enough others begin or end with."""
    old, new, rest = _lines(before), _lines(after), list(map(_lines, others))
    if len(rest) < SHARERS:
        return False
    return _is_within(old, new, rest) or _is_within(old[::-1], new[::-1], [one[::-1] for one in rest])


def _is_within(old: Sequence[str], new: Sequence[str], others: Iterable[Sequence[str]]) -> bool:
    """True if the texts differ only where enough others are as one of the two is, from a line on to the end.

    Where the others are as the older text is still, the last line has to stay, and nothing that differs may
    speak like a policy: text that was added below, or edited, may be the document's own.
    """
    stays = bool(_run(old[::-1], new[::-1], 1))
    shared = [(_run(old[::-1], one[::-1]) if stays else 0, _run(new[::-1], one[::-1])) for one in others]
    if sum(map(any, shared)) < SHARERS:
        return False
    parting = _run(old, new)
    now = [_place(new, old, parting, size) for _, size in shared]
    places = [max(_place(old, new, parting, size), one) for (size, _), one in zip(shared, now, strict=True)]
    if Place.WITHIN not in now and _speak(old[parting:], new[parting:]):
        return False
    needed = Place.EDGE if Place.WITHIN in now else Place.WITHIN
    return sum(place >= needed for place in places) >= SHARERS


def _speak(old: Sequence[str], new: Sequence[str]) -> bool:
    """True if what differs speaks like a policy: documents may end with the same rule, and one be edited."""
    gone, come = ([raw for raw in some if raw not in others] for some, others in ((old, new), (new, old)))
    return dressing.speaks(gone, come, datetime.max, amended=False)


class Place(IntEnum):
    """Where two texts part, beside the lines that one of them shares with another document."""

    BEFORE = 0
    EDGE = 1
    """What came or went there may be the document's own last words, unless another document says it too."""
    WITHIN = 2


def _place(text: Sequence[str], other: Sequence[str], parting: int, shared: int) -> Place:
    """Where a text and the other part, beside the last lines of the text, so many of which are shared.

    At the first of these is within them if the other has no such line.
    """
    start = len(text) - shared
    if not shared or parting < start:
        return Place.BEFORE
    return Place.WITHIN if parting > start or text[parting] not in other[parting:] else Place.EDGE


def _run(some: Sequence[str], others: Sequence[str], most: int | None = None) -> int:
    """With how many lines of equal words both begin, `most` at most."""
    pairs = enumerate(zip(some[:most], others[:most], strict=False))
    unequal = (at for at, (one, other) in pairs if one != other and said(one) != said(other))
    return next(unequal, min(len(some[:most]), len(others[:most])))


@lru_cache(maxsize=32)
def _lines(text: str) -> Sequence[str]:
    """The lines of a text that say something."""
    return [raw for raw in text.splitlines() if any(map(str.isalnum, raw))]
