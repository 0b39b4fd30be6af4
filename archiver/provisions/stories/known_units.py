"""What the units of a document state, kept in the index: its next version has most of them again.

Kept beside the story, since that has only what was found in the newest text and in what changed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archive_repo.format import plain
from archive_repo.index import kept
from archiver.provisions import detect
from archiver.provisions.detect import Detector
from archiver.provisions.detection.category_matches import CategoryMatch
from archiver.provisions.stances import Stance
from archiver.provisions.text.units import Unit

KEPT_AS = "units of provisions"
"""The key under which they are kept in the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMatch:
    """A match as it is kept."""

    category: str
    strength: int
    spans: tuple[tuple[int, int], ...]
    stance: Stance
    ruled: Stance
    turned_by: tuple[str, ...] = ()
    chance: float | None = None
    """None if it was not asked for: the kind of document cannot hold the category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptUnits:
    """The units of all versions of a document."""

    made_by: str
    """The code and the taxonomy that read them."""
    stating: Mapping[str, tuple[KeptMatch, ...]]
    """What is stated, by the unit."""
    silent: str
    """The units that state nothing, in a row."""


@dataclass(frozen=True, slots=True)
class KnownUnits:
    """The units of a document that have been read before, and those that are read now."""

    detector: Detector
    _before: Mapping[str, tuple[KeptMatch, ...]] = field(default_factory=dict)
    _now: dict[str, tuple[KeptMatch, ...]] = field(default_factory=dict)
    _noted: set[tuple[object, ...]] = field(default_factory=set)
    """The identities of those that are read now: their names take longer to find."""

    def teach(self, units: Iterable[Unit]) -> None:
        """Let the detector know what was found in those of these units that are known."""
        for unit in units if self._before else ():
            told = self._before.get(_name(unit))
            if told is not None and self.detector.known(unit) is None:
                self.detector.teach(unit, [(self._match(one), one.chance) for one in told])

    def note(self, units: Iterable[Unit]) -> None:
        """Note what the detector found in these units."""
        for unit in units:
            identity = detect.identity(unit)
            if identity not in self._noted and (found := self.detector.known(unit)) is not None:
                self._noted.add(identity)
                self._now[_name(unit)] = tuple(_kept(match, chance) for match, chance in found)

    def value(self) -> object:
        """What was noted, as it is kept in the index."""
        told = KeptUnits(
            made_by=detect.fingerprint(),
            stating={name: found for name, found in self._now.items() if found},
            silent="".join(name for name, found in self._now.items() if not found),
        )
        return plain.write(told, brief=True)

    def _match(self, one: KeptMatch) -> CategoryMatch:
        category = self.detector.taxonomy.categories[one.category]
        rules = category.rules
        return CategoryMatch(
            category=category,
            stance=one.stance,
            rule=rules[one.strength] if one.strength < len(rules) else None,
            strength=one.strength,
            spans=one.spans,
            ruled=one.ruled,
            turned_by=one.turned_by,
        )


def read(connection: sqlite3.Connection, platform: str, document: str, detector: Detector) -> KnownUnits:
    """What is kept of a document; nothing if other code or another taxonomy made it."""
    try:
        told = plain.read(KeptUnits, kept.read(connection, platform, document, KEPT_AS))
    except ValueError:  # none is kept, or it is of another release
        return KnownUnits(detector)
    if told.made_by != detect.fingerprint():
        return KnownUnits(detector)
    silent = (told.silent[at : at + _LENGTH] for at in range(0, len(told.silent), _LENGTH))
    return KnownUnits(detector, {**told.stating, **dict.fromkeys(silent, ())})


_LENGTH = 16


def _name(unit: Unit) -> str:
    """What equal units are called: 64 bits, of which thousands are unlike in each document."""
    return hashlib.blake2b(repr(detect.identity(unit)).encode(), digest_size=_LENGTH // 2).hexdigest()


def _kept(match: CategoryMatch, chance: float | None) -> KeptMatch:
    return KeptMatch(
        category=match.category.id,
        strength=match.strength,
        spans=match.spans,
        stance=match.stance,
        ruled=match.ruled,
        turned_by=match.turned_by,
        chance=chance,
    )
