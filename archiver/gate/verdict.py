"""What the gate is given about a new text, and what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from archive_repo.format.observation import Held, Pending, Slot
from archive_repo.format.snapshot import Edition
from archive_repo.records import Outcome
from archiver.fetch.capture import Capture

T = TypeVar("T", Held, Pending)

REJECTED = "a person has rejected this text"
"""The reason of a look that found a text which somebody who maintains the archive has judged already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A new text of a document, and the captures that it was read from."""

    text: str
    """Normalised Markdown, as it would be stored."""
    captures: tuple[Capture, ...] = ()
    """In the order of the document's sources; empty if they are not available."""
    title: str = ""
    """The page's own title, where the extraction noticed one."""
    declared: str = ""
    """The document's title, as it is declared."""
    selected: bool = False
    """A declared selector found it."""
    is_part: bool = False
    """It is one page of a document of several, and may be shorter than a document. Whether it is this page is
    in doubt; what may be an edit is judged in the whole text."""
    in_parts: bool = False
    """It is the whole text of pages that were judged one by one: only what may be an edit is in doubt."""
    edition: Edition = field(default_factory=Edition)
    accept_language: str = ""
    """The Accept-Language header that is set for the document; empty where none is."""

    @property
    def text_sha256(self) -> str:
        """SHA-256 of the text in UTF-8, in hexadecimal."""
        return digest(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A text that is in the history."""

    text: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is known of the document from earlier looks."""

    accepted: tuple[Accepted, ...] = ()
    """The last several distinct texts, newest first; empty before the first version."""
    earlier: frozenset[str] = frozenset()
    """SHA-256 of every text the history ever had."""
    held: tuple[Held, ...] = ()
    """What is in quarantine."""
    pending: Pending | None = None
    """The same words as the newest version's with other links, whose looks are counted."""
    held_texts: Mapping[str, str] = field(default_factory=dict)
    """Texts in quarantine by their SHA-256, as far as they are available."""
    checked_at: datetime | None = None
    """When the last look was; None before the first."""
    rejected: tuple[str, ...] = ()
    """SHA-256 of the texts that a person has rejected."""
    slots: tuple[Slot, ...] = ()
    """The places of the newest version that changed at the last looks."""
    editions: tuple[str, ...] = ()
    """Languages with regions, such as `en-GB`, of the pages on which looks found the newest version."""
    siblings: tuple[str, ...] = ()
    """The ends of the newest texts of the platform's other documents, see `archiver.gate.siblings`."""
    first: str = ""
    """The text that the first look of this crawl read, moments ago; empty where this is the first look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a candidate."""

    outcome: Outcome
    reason: str = ""
    """Why it is held or failed, and what a person could do; empty when recorded or unchanged."""
    held: tuple[Held, ...] = ()
    """The quarantine after this look, without what it adds."""
    pending: Pending | None = None
    """The same words with other links, whose looks are counted."""
    new: Pending | None = None
    """The text that is held for the first time; the caller keeps its pages and puts it last in quarantine."""
    first_seen: datetime
    """When this text was first seen: the version's author date if it is recorded."""
    look_again: bool = False
    """Ask once more in this crawl, after a pause, and judge that answer with the same past."""
    restored: bool = False
    """The words are those of an earlier version."""
    before: tuple[Held, ...] = ()
    """Held texts of which the recorded one is an edit: they were the document's, and are recorded first."""
    slots: tuple[Slot, ...] = ()
    """The places that change lately, as the newest version after this look has them."""
    churn: str = ""
    """What was left out of the comparison, since it changes at nearly every look; empty where nothing was."""
    confirmed: Verdict | None = None
    """What is said of a second look in this crawl that reads the same text; None where none will be."""

    def moved(self, then: datetime, now: datetime) -> Verdict:
        """The same, said moments later: what was stamped with the time of the look gets the new one."""

        def stamped(one: datetime) -> datetime:
            return now if one == then else one

        def seen(one: T) -> T:
            return replace(one, first_seen=stamped(one.first_seen), last_seen=stamped(one.last_seen))

        return replace(
            self,
            first_seen=stamped(self.first_seen),
            held=tuple(map(seen, self.held)),
            pending=self.pending and seen(self.pending),
            new=self.new and seen(self.new),
            slots=tuple(replace(slot, since=stamped(slot.since)) for slot in self.slots),
        )


def digest(text: str) -> str:
    """The SHA-256 by which the archive knows a text."""
    return hashlib.sha256(text.encode()).hexdigest()
