"""What each version adds to the story of a document, and which versions count.

Some are pages in the document's place that the gate did not know, or all of a platform's policies at once:
they are held back. A document that goes on in another language, or without a sentence of what it was, cannot
be compared with that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archive_repo.index.flaps import FLAP
from archiver.provisions.findings import Finding
from archiver.provisions.stories.lost_rows import Table
from archiver.provisions.text.whole_text import WholeText

JUMP = 2.0
"""A version with this many times more, or fewer, units than the one before is held back. A page with all of a
platform's policies that was once captured as one of them made 881 false introductions and 876 false
removals."""
JUMP_FROM = 40
"""Units below which a document may double without suspicion."""
CONFIRMED_AFTER = timedelta(days=60)
"""A jump that lasts this long is a real change; the longest known error lasted 36 days."""

UNDONE = 0.1
"""What a later text may still differ by from the one before a change, as a share of what the change changed,
if it takes that back: sections that had not loaded came back with one other sentence, or a new date."""
LARGE = 0.05
"""A change of this share of all passages that is undone within `CONFIRMED_AFTER` was none, and a smaller one
that is undone within `FLAP`. Of 3,571 versions of 16 platforms, 2,190 were undone, and one event in seven was
told of them: pages for other countries, banners, sections that had not loaded; none that was read is an edit.
Of what lasted longer than `FLAP`, eight changes touched 9 % of the passages or more, all of them sections
that had not loaded; the other twenty touched up to seven passages, and some are edits."""

TORN = 0.3
"""A version that lacks this share of the former passages may be a part of the text, if most of them come back
within `CONFIRMED_AFTER`: five times in 16 platforms' five years sections had not loaded, 35 to 50 % of the
text."""
BACK = 0.65
"""Share of the missing passages that come back with the whole text: 69.9 to 88 % those five times."""
ADDED = 0.15
"""New passages, as a share of the missing ones, up to which a part may stand for longer: 0 to 13 % the four
times that it did, and 17 % where a platform had put short policies in place of long ones."""
TORN_FOR = timedelta(days=120)
"""How long such a part may stand for the whole; the longest did for 98 days."""

OTHER_FROM = 20
"""Passages from which on two texts that have none in common are not compared. Of 1,165 pairs of consecutive
versions six had none in common: a translation two times, and four times another page or a text that was all
new, of which nothing can be told sentence by sentence. Of the others in one language, each kept 3 %."""

STUB = 4
"""A text of fewer than `OTHER_FROM` passages is not compared with one of so many times as many. Four times in
those five years one was another page or had hardly loaded: 8 to 18 units beside 88 to 131, and all 26 events
that were told of them were none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What was found in one version: the part that it adds to the story."""

    version: str
    date: datetime
    findings: tuple[Finding, ...]
    units: int
    """How many units the text has: a sudden jump is more often an extraction error than a change."""
    quiet: bool = False
    """True for the same page read by better code, or the same text renumbered: no difference is an event."""
    language: str = ""
    """The code of the text's language; empty if it is not certain."""
    unread: str = ""
    """The language of the text, in English, if what is not found in it may be there; else empty."""
    text: WholeText = field(default_factory=WholeText)
    """All passages of the text, whatever is found in them."""
    tables: tuple[Table, ...] = ()


def settled(chapters: Sequence[Chapter], now: datetime) -> tuple[list[Chapter], list[Chapter]]:
    """The chapters that count, and those held back because another text may stand in the document's place.

    That is so where its size jumped, its language changed, or no passage stayed, and may go back; and
    whatever changed, where the former text soon came back. Where the language changed or no passage stayed,
    and that lasts, it counts but is quiet: what was found before and after cannot be compared. A text without
    a unit never counts beside others.
    """
    told = [chapter for chapter in chapters if chapter.units] or list(chapters[:1])
    counted = [told[0]]
    muted = [chapter for chapter in chapters if not chapter.units and chapter is not told[0]]
    place = 1
    while place < len(told):
        base, chapter = counted[-1], told[place]
        if undone := _undone(base, told, place):
            muted += told[place:undone]
            place = undone
            continue
        if not _differs(base, chapter):
            counted.append(chapter)
            place += 1
            continue
        back = _end(base, told, place)
        until = told[back].date if back < len(told) else now
        if until - chapter.date >= CONFIRMED_AFTER:
            is_quiet = chapter.quiet or _is_another(base, chapter) or _is_stub(base, chapter)
            counted.append(replace(chapter, quiet=is_quiet))
            place += 1
        else:
            muted += told[place:back]
            place = back
    return counted, sorted(muted, key=lambda chapter: chapter.date)


def _undone(base: Chapter, told: Sequence[Chapter], place: int) -> int:
    """The place of the first text that soon takes back what the one at a place changed; 0 if none does."""
    chapter = told[place]
    before, now = base.text.essences, chapter.text.essences
    changed = len(before ^ now)
    if not changed:
        return 0
    missing = before - now
    is_torn = len(missing) >= TORN * len(before)
    is_part = is_torn and changed - len(missing) <= ADDED * len(missing)
    is_large = changed >= LARGE * len(before | now)
    limit = TORN_FOR if is_part else CONFIRMED_AFTER if is_large else FLAP
    for later in range(place + 1, len(told)):
        lasted, then = told[later].date - chapter.date, told[later].text.essences
        if lasted > limit:
            break
        if _differ_by(before, then) <= UNDONE * changed:
            return later
        if is_torn and len(missing & then) >= BACK * len(missing):
            return later
    return 0


def _differ_by(one: frozenset[str], other: frozenset[str]) -> int:
    """How many passages only one of two texts has."""
    return 0 if one == other else len(one ^ other)


def _end(base: Chapter, told: Sequence[Chapter], place: int) -> int:
    """Where the text at a place, which is unlike the base, ends: where one is like the base, or unlike it."""
    return next(
        (n for n in range(place, len(told)) if not _differs(base, told[n]) or _differs(told[place], told[n])),
        len(told),
    )


def _differs(one: Chapter, other: Chapter) -> bool:
    return _jumps(one.units, other.units) or _is_another(one, other)


def _jumps(before: int, after: int) -> bool:
    larger, smaller = max(before, after), max(min(before, after), 1)
    return larger >= JUMP_FROM and larger / smaller >= JUMP


def _is_stub(one: Chapter, other: Chapter) -> bool:
    """True if one of two texts is too short to be what the other is."""
    fewer, more = sorted((one.units, other.units))
    return fewer < OTHER_FROM and more >= STUB * fewer


def _is_another(one: Chapter, other: Chapter) -> bool:
    """True if two texts are in different languages, or have no passage in common."""
    if one.language and other.language and one.language != other.language:
        return True
    both = one.text.essences, other.text.essences
    return min(map(len, both)) >= OTHER_FROM and both[0].isdisjoint(both[1])
