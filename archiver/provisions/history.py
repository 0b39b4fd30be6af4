"""Provisions through the versions of a document: introduced, amended, removed, restored.

A passage is the same as long as its words are the same, wherever it stands; a category is present while one
passage of it is. Changes are reported per category, with the pairs of passages as evidence, so that a rewrite
of the whole document reads as an amendment and not as a removal and an introduction. Pure functions of
readings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from archive_repo.text import numbering
from archiver.provisions.detect import Finding
from archiver.provisions.pairing import Pair, pairs


class EventKind(StrEnum):
    """What happened to a category in a document."""

    INTRODUCED = "introduced"
    AMENDED = "amended"
    REMOVED = "removed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was found in one version."""

    version: str
    date: datetime
    findings: tuple[Finding, ...]
    units: int
    """How many units the text has: a sudden jump is a fault of extraction more often than of the policy."""
    quiet: bool = False
    """The same page read by better code, or the same text renumbered: what differs is not an event."""


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
    """Since when a passage is there: in any wording that was amended into it, and in its present words."""

    came_with: str
    """Id of the version that it was seen in first."""
    changed_with: str
    """Id of the version that brought its present words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A document's provisions as of its last reading, and how they came to be."""

    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    """Those of the last reading that counts, in the order of the text."""
    lives: Mapping[str, Life]
    """By `identity(finding)`, for the findings."""
    version: str
    date: datetime
    muted: tuple[str, ...]
    """Versions left out since their size jumped; see `JUMP`."""


JUMP = 2.0
"""A version with this many times more, or fewer, units than the one before is held back (a page with all of a
platform's policies was once captured for one of them: 881 false introductions and 876 false removals)."""
JUMP_FROM = 40
"""Units below which a document may double without being suspected."""
CONFIRMED_AFTER = timedelta(days=60)
"""A jump that lasts so long is what the document has become; the longest known fault lasted 36 days."""


def follow(readings: Sequence[Reading], now: datetime) -> Story:
    """The story of a document from its readings, oldest first. `now` says how long the last state has lasted.

    Raises ValueError without readings.
    """
    if not readings:
        raise ValueError("a story needs at least one reading")
    counted, muted = _settled(readings, now)
    telling = _Telling()
    for reading in counted:
        telling.add(reading)
    last = counted[-1]
    return Story(
        events=tuple(telling.events),
        findings=last.findings,
        lives=telling.lives,
        version=last.version,
        date=last.date,
        muted=tuple(reading.version for reading in muted),
    )


def identity(finding: Finding) -> str:
    """What makes two findings the same passage in two versions: category, polarity, words but no number."""
    words = _PUNCTUATION.sub(" ", numbering.read(finding.key).bare).strip()
    return f"{finding.category} {finding.polarity} {words}"


def touched(story: Story) -> dict[str, tuple[str, ...]]:
    """The categories that each version of a document changed, by the id of the version."""
    found: dict[str, tuple[str, ...]] = {}
    for event in story.events:
        found[event.version] = (*found.get(event.version, ()), event.category)
    return found


_PUNCTUATION = re.compile(r"[\W_]+")


def _settled(readings: Sequence[Reading], now: datetime) -> tuple[list[Reading], list[Reading]]:
    """The readings that count, and those held back because the document's size jumped and may jump back."""
    counted: list[Reading] = [readings[0]]
    muted: list[Reading] = []
    place = 1
    while place < len(readings):
        base, reading = counted[-1].units, readings[place]
        if not _jumps(base, reading.units):
            counted.append(reading)
            place += 1
            continue
        back = next(
            (n for n in range(place, len(readings)) if not _jumps(base, readings[n].units)), len(readings)
        )
        until = readings[back].date if back < len(readings) else now
        if until - reading.date >= CONFIRMED_AFTER:
            counted.append(reading)
            place += 1
        else:
            muted += readings[place:back]
            place = back
    return counted, muted


def _jumps(before: int, after: int) -> bool:
    larger, smaller = max(before, after), max(min(before, after), 1)
    return larger >= JUMP_FROM and larger / smaller >= JUMP


class _Telling:
    """The state while versions are read in order: what is present, what ever was, the events so far."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.lives: dict[str, Life] = {}
        self._present: dict[str, dict[str, Finding]] = {}
        self._ever: dict[str, Life] = {}

    def add(self, reading: Reading) -> None:
        found: dict[str, dict[str, Finding]] = {}
        for finding in reading.findings:
            found.setdefault(finding.category, {}).setdefault(identity(finding), finding)
        lives: dict[str, Life] = {}
        for category in sorted(self._present.keys() | found.keys()):
            event = self._event(category, found.get(category, {}), reading)
            if not reading.quiet and event is not None:
                self.events.append(event)
            lives |= self._lives(found.get(category, {}), event, reading)
        self.lives, self._present = lives, found
        self._ever |= lives

    def _event(self, category: str, now: Mapping[str, Finding], reading: Reading) -> Event | None:
        before = self._present.get(category, {})
        gone = tuple(finding for key, finding in before.items() if key not in now)
        come = tuple(finding for key, finding in now.items() if key not in before)
        if not gone and not come:
            return None
        if not now:
            kind = EventKind.REMOVED
        elif before:
            kind = EventKind.AMENDED
        else:
            kind = EventKind.RESTORED if any(key in self._ever for key in now) else EventKind.INTRODUCED
        return Event(
            kind=kind,
            category=category,
            version=reading.version,
            date=reading.date,
            before=gone,
            after=come,
            pairs=tuple(pairs(gone, come)) if kind is EventKind.AMENDED else (),
        )

    def _lives(self, now: Mapping[str, Finding], event: Event | None, reading: Reading) -> dict[str, Life]:
        amended = {identity(pair.after): identity(pair.before) for pair in event.pairs} if event else {}
        lives = {}
        for key in now:
            former = self.lives.get(amended.get(key, key)) or self._ever.get(key)
            if former is None:
                lives[key] = Life(came_with=reading.version, changed_with=reading.version)
            elif key in self.lives or reading.quiet:
                lives[key] = former
            else:
                lives[key] = replace(former, changed_with=reading.version)
        return lives
