"""Provisions through the versions of a document: introduced, amended, removed, restored.

A passage is the same as long as its words are the same, wherever it is; a category is present while one of
its passages is. Changes are reported per category, with the pairs of passages as evidence, so that a rewrite
of the whole document is an amendment and not a removal and an introduction. Pure functions of chapters.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from archive_repo.text import numbering
from archiver.provisions import opening_titles
from archiver.provisions.detect import Finding
from archiver.provisions.pairing import Pair, pairs


class EventKind(StrEnum):
    """What happened to a category in a document."""

    INTRODUCED = "introduced"
    AMENDED = "amended"
    REMOVED = "removed"
    RESTORED = "restored"


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
    unread: str = ""
    """The language of the text, in English, if what is not found in it may be there; else empty."""
    passages: frozenset[str] = frozenset()
    """The essence of each passage of the text, whatever is found in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A change of one category between two versions."""

    kind: EventKind
    category: str
    version: str
    date: datetime
    before: tuple[Finding, ...]
    """Passages that are gone."""
    after: tuple[Finding, ...]
    """Passages that came."""
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Since when a passage has been there, in any wording and in its present words."""

    came_with: str
    """Id of the version in which it was first seen."""
    changed_with: str
    """Id of the version that brought its present words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A document's provisions as of its last chapter, and how they came to be."""

    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    """The strong findings of the last chapter that counts, in the order of the text."""
    lives: Mapping[str, Life]
    """By `identity(finding)`, for the findings."""
    version: str
    date: datetime
    weak: tuple[Finding, ...]
    """Its weak findings, which make no event."""
    muted: tuple[str, ...]
    """Versions left out because their size jumped; see `JUMP`."""
    unread: str = ""
    """The language of the last chapter that counts, if what is not found in it may be there; else empty."""


REMEMBERED = 10_000
"""Passages whose essence is remembered: those of a long document, whose next version has most of them."""
JUMP = 2.0
"""A version with this many times more, or fewer, units than the one before is held back. A page with all of a
platform's policies that was once captured as one of them made 881 false introductions and 876 false
removals."""
JUMP_FROM = 40
"""Units below which a document may double without suspicion."""
CONFIRMED_AFTER = timedelta(days=60)
"""A jump that lasts this long is a real change; the longest known error lasted 36 days."""


def follow(chapters: Sequence[Chapter], now: datetime) -> Story:
    """The story of a document from its chapters, oldest first; the last one lasts until `now`.

    Raises ValueError without chapters.
    """
    if not chapters:
        raise ValueError("a story needs at least one chapter")
    counted, muted = _settled(chapters, now)
    telling = _Telling()
    for chapter in counted:
        telling.add(chapter)
    last = counted[-1]
    return Story(
        events=tuple(telling.events),
        findings=tuple(one for one in telling.findings if not one.weak),
        weak=tuple(one for one in telling.findings if one.weak),
        lives=telling.lives,
        version=last.version,
        date=last.date,
        muted=tuple(chapter.version for chapter in muted),
        unread=last.unread,
    )


def identity(finding: Finding) -> str:
    """What the same passage has in two versions: category, polarity, and the essence of its words."""
    return f"{finding.category} {finding.polarity} {essence(finding.key)}"


@functools.lru_cache(maxsize=REMEMBERED)
def essence(words: str) -> str:
    """The letters and digits of a passage's folded words.

    Its number, a title before it and the numbers of clauses that it refers to are left out.

    >>> essence("4.2 data. as section q says, we keep it.") == essence("(b) as section r says - we keepit")
    True
    """
    bare = _LETTERED.sub(r"\1", numbering.read(words).words)
    title, _, rest = bare.partition(". ")
    return _NO_LETTER.sub("", rest if rest and opening_titles.is_title(title) else bare)


def touched(story: Story) -> dict[str, tuple[str, ...]]:
    """The categories that each version of a document changed, by the id of the version."""
    found: dict[str, tuple[str, ...]] = {}
    for event in story.events:
        found[event.version] = (*found.get(event.version, ()), event.category)
    return found


_NO_LETTER = re.compile(r"[\W_]+")
_LETTERED = re.compile(r"\b(sections?|clauses?|articles?|exhibits?|schedules?|annex|appendix) [a-z]\b")
"""A clause with a letter, which `numbering` takes for one only if it is a capital."""


def _settled(chapters: Sequence[Chapter], now: datetime) -> tuple[list[Chapter], list[Chapter]]:
    """The chapters that count, and those held back because the document's size jumped and may jump back."""
    counted: list[Chapter] = [chapters[0]]
    muted: list[Chapter] = []
    place = 1
    while place < len(chapters):
        base, chapter = counted[-1].units, chapters[place]
        if not _jumps(base, chapter.units):
            counted.append(chapter)
            place += 1
            continue
        back = next(
            (n for n in range(place, len(chapters)) if not _jumps(base, chapters[n].units)), len(chapters)
        )
        until = chapters[back].date if back < len(chapters) else now
        if until - chapter.date >= CONFIRMED_AFTER:
            counted.append(chapter)
            place += 1
        else:
            muted += chapters[place:back]
            place = back
    return counted, muted


def _jumps(before: int, after: int) -> bool:
    larger, smaller = max(before, after), max(min(before, after), 1)
    return larger >= JUMP_FROM and larger / smaller >= JUMP


def _as_strong_as_before(now: Sequence[Finding], before: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, each as strong or as weak as the same passage, or the one amended into it, was before.

    A few other words can carry a passage across the line; that is no introduction and no removal.
    """
    weak = {identity(one): one.weak for one in before}
    known = {identity(one) for one in now}
    gone = [one for one in before if identity(one) not in known]
    come = [one for one in now if identity(one) not in weak]
    for category in {one.category for one in gone} & {one.category for one in come}:
        own = [[one for one in some if one.category == category] for some in (gone, come)]
        weak |= {identity(pair.after): pair.before.weak for pair in pairs(*own)}
    return tuple(_made(one, weak=weak.get(identity(one), one.weak)) for one in now)


def _made(finding: Finding, *, weak: bool) -> Finding:
    return finding if finding.weak == weak else replace(finding, weak=weak)


class _Telling:
    """The state while versions are read in order: what is present, what ever was, the events so far."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.lives: dict[str, Life] = {}
        self.findings: tuple[Finding, ...] = ()
        """Of the last chapter, each as strong as its passage was when it came."""
        self._present: dict[str, dict[str, Finding]] = {}
        self._passages: frozenset[str] = frozenset()
        self._ever: dict[str, Life] = {}

    def add(self, chapter: Chapter) -> None:
        found: dict[str, dict[str, Finding]] = {}
        self.findings = _as_strong_as_before(chapter.findings, self.findings)
        for finding in self.findings:
            if not finding.weak:
                found.setdefault(finding.category, {}).setdefault(identity(finding), finding)
        lives: dict[str, Life] = {}
        for category in sorted(self._present.keys() | found.keys()):
            event = self._event(category, found.get(category, {}), chapter)
            if not chapter.quiet and event is not None:
                self.events.append(event)
            lives |= self._lives(found.get(category, {}), event, chapter)
        self.lives, self._present = lives, found
        self._passages = chapter.passages
        self._ever |= lives

    def _event(self, category: str, now: Mapping[str, Finding], chapter: Chapter) -> Event | None:
        before = self._present.get(category, {})
        lost = tuple(finding for key, finding in before.items() if key not in now)
        found = tuple(finding for key, finding in now.items() if key not in before)
        gone, come = self._of_other_words(lost, found, chapter)
        if not gone and not come:
            return None
        if (before and now) or len(gone) < len(lost) or len(come) < len(found):
            kind = EventKind.AMENDED  # or still there, or there before, though not found
        elif before:
            kind = EventKind.REMOVED
        else:
            kind = EventKind.RESTORED if any(key in self._ever for key in now) else EventKind.INTRODUCED
        return Event(
            kind=kind,
            category=category,
            version=chapter.version,
            date=chapter.date,
            before=gone,
            after=come,
            pairs=tuple(pairs(gone, come)) if kind is EventKind.AMENDED else (),
        )

    def _of_other_words(
        self, gone: tuple[Finding, ...], come: tuple[Finding, ...], chapter: Chapter
    ) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """Those whose words went, and those whose words came.

        What stands in both texts neither went nor came, whatever was found. But it may say something else
        than before, if what leads it in is another.
        """
        says = {essence(one.key): one.polarity for one in (*gone, *come)}
        turned = {words for one in (*gone, *come) if says[words := essence(one.key)] is not one.polarity}
        return (
            tuple(
                one for one in gone if essence(one.key) in turned or essence(one.key) not in chapter.passages
            ),
            tuple(
                one for one in come if essence(one.key) in turned or essence(one.key) not in self._passages
            ),
        )

    def _lives(self, now: Mapping[str, Finding], event: Event | None, chapter: Chapter) -> dict[str, Life]:
        amended = {identity(pair.after): identity(pair.before) for pair in event.pairs} if event else {}
        lives = {}
        for key in now:
            former = self.lives.get(amended.get(key, key)) or self._ever.get(key)
            if former is None:
                lives[key] = Life(came_with=chapter.version, changed_with=chapter.version)
            elif key in self.lives or chapter.quiet:
                lives[key] = former
            else:
                lives[key] = replace(former, changed_with=chapter.version)
        return lives
