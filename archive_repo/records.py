"""The values that reading commands show: versions, and what is said of them. Frozen; times are aware UTC.

Snapshots and observations are beside their codecs, in `format`: most questions do without them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Cause(StrEnum):
    """Why a version was recorded."""

    FIRST = "first"
    CHANGE = "change"
    REEXTRACTION = "re-extraction"
    PUBLISHED = "published"
    """The platform's own archive of earlier versions has it, with a date; nobody looked then."""


class ChangeClass(StrEnum):
    """What kind of difference there is between a version and the one before."""

    WORDS = "words"
    NUMBERS_OR_DATES = "numbers-or-dates"
    NUMBERING = "numbering"
    """Numbers of clauses, and references that follow them."""
    LINKS = "links"
    FORMATTING = "formatting"
    ORDER = "order"
    RESTORED = "restored"
    FURNITURE = "furniture"
    """Titles, links and labels around the policy, of a text that a collection recorded nevertheless."""
    ANNOUNCEMENT = "announcement"
    """A notice that the policy was or will be updated, above a text that a collection recorded."""
    COMPLETED = "completed"
    """What had been missing came at once, and nothing else differs, of a text that a collection recorded."""
    NOT_THE_DOCUMENT = "not-the-document"
    """The text is that of an error page or a wall, which a collection recorded in the document's place."""


SUBSTANTIVE = frozenset({ChangeClass.WORDS, ChangeClass.NUMBERS_OR_DATES, ChangeClass.RESTORED})
"""The classes that reading commands show by default: what the policy says has changed."""


class Outcome(StrEnum):
    """What came of one look at a document."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    HELD = "held"
    FAILED = "failed"


CONFIRMING = frozenset({Outcome.RECORDED, Outcome.UNCHANGED})
"""Outcomes of looks that saw the document's newest text, but for the pages that were missing; after others
nobody knows what it says now."""


class SectionKind(StrEnum):
    """What happened to a section between two versions."""

    NEW = "new section"
    REMOVED = "removed section"
    AMENDED = "amended"
    MOVED = "moved"


BEGINNING = "(beginning)"
"""Stands for a heading if a change is before the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionChange:
    """One line of a commit's body: a heading as written, and what happened under it."""

    heading: str
    kind: SectionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceCounts:
    """How many sentences a version added, removed, amended and moved, however its text is cut into lines."""

    added: int = 0
    removed: int = 0
    amended: int = 0
    moved: int = 0

    def __str__(self) -> str:
        """As a commit says it: `added=12 removed=4 amended=3 moved=0`."""
        return f"added={self.added} removed={self.removed} amended={self.amended} moved={self.moved}"

    @classmethod
    def parse(cls, text: str) -> SentenceCounts:
        """The counts in what a commit says, whatever else it says. Raises ValueError if there are none."""
        counts = {name: int(number) for name, number in _COUNT.findall(text)}
        if not counts:
            raise ValueError(f"no counts of sentences in {text!r}")
        return cls(**counts)


_COUNT = re.compile(r"\b(added|removed|amended|moved)=(\d{1,9})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSource:
    """One URL that a snapshot's body came from, with the body's SHA-256 in hexadecimal."""

    url: str
    sha256: str


def must_pair(urls: Sequence[str], sha256s: Sequence[str]) -> None:
    """Raise ValueError unless there is one SHA-256 for each URL."""
    if len(urls) != len(sha256s):
        raise ValueError(f"{len(urls)} sources with {len(sha256s)} SHA-256")


def paired(urls: Sequence[str], sha256s: Sequence[str]) -> tuple[StoredSource, ...]:
    """Each URL with the SHA-256 of its body."""
    return tuple(StoredSource(url=url, sha256=sha256) for url, sha256 in zip(urls, sha256s, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPage:
    """A page of a document of several that a look did not see; see `StandIn`."""

    url: str
    last_seen: datetime
    """The last look that saw it."""
    missing_since: datetime
    """The first look that did not see it, of those in a row up to this one."""
    reason: str
    """Why this look did not see it."""
    probably_gone: bool = False
    """It has failed for 30 days or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A page of a document of several that was not seen: its last good copy stands in the text instead."""

    url: str
    last_seen: datetime
    """The last look that saw the page."""

    def __str__(self) -> str:
        """As a commit says it: `https://lumen.example/annex last seen 2025-05-01T12:00:00+00:00`."""
        return f"{self.url}{_LAST_SEEN}{self.last_seen.isoformat(timespec='seconds')}"

    @classmethod
    def parse(cls, text: str) -> StandIn:
        """The stand-in that a commit names. Raises ValueError if it names none."""
        url, _, told = text.partition(_LAST_SEEN)
        last_seen = datetime.fromisoformat(told)
        if last_seen.tzinfo is None:
            raise ValueError(f"{told!r} does not say which time zone it is in")
        return cls(url=url, last_seen=last_seen)


_LAST_SEEN = " last seen "


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDates:
    """What a text says of its own age; None if it does not say."""

    updated: date | None = None
    """When it was written: "last updated", "revised", "version of", or just the date."""
    effective: date | None = None
    """Since when it applies: "effective", "in force from"."""

    @property
    def newest(self) -> date | None:
        """The later of both, which changes when a change is announced."""
        return max((found for found in (self.updated, self.effective) if found), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer:
    """How a field is written in a commit's message: as a line `NAME: text`, or a line for each of several.

    A field with its default value is left out.
    """

    name: str
    read: Callable[[str], Any]
    """Raises ValueError if the text is not a value; `str` of the value gives the text again."""
    several: bool

    def texts(self, value: Any) -> list[str]:
        """The value as text, a line for each."""
        return [str(one) for one in value] if self.several else [str(value)]

    def value(self, texts: list[str]) -> Any:
        """The value in these lines; the last line counts if there should be only one."""
        return tuple(map(self.read, texts)) if self.several else self.read(texts[-1])


def trailer(name: str, read: Callable[[str], Any] = str, *, several: bool = False) -> dict[str, Trailer]:
    """The metadata of a field that is a trailer."""
    return {"trailer": Trailer(name=name, read=read, several=several)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a version was imported from."""

    collection: str
    """The collection's name, without spaces."""
    commit: str
    """The id of the commit there; of a dataset the date that its file is named after."""

    def __str__(self) -> str:
        """As a commit says it: `pga 577430aa7c115d45fd805c9c06f9fc67c1fda441`."""
        return f"{self.collection} {self.commit}"

    @classmethod
    def parse(cls, text: str) -> Origin:
        """The origin that a commit names. Raises ValueError if it names none."""
        collection, space, commit = text.partition(" ")
        if not (collection and space and commit):
            raise ValueError(f"{text!r} does not name a collection and a commit")
        return cls(collection=collection, commit=commit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What the commit of a version says. Its trailers are these fields in this order.

    A new trailer is a new field: the commit's codec (`format.message`) and the index's column
    (`index.schema`) are made from the fields.
    """

    cause: Cause = field(metadata=trailer("Cause", Cause))
    change_class: ChangeClass | None = field(default=None, metadata=trailer("Change-Class", ChangeClass))
    """None for a first version."""
    sentences: SentenceCounts = field(metadata=trailer("Sentences", SentenceCounts.parse))
    stated_updated: date | None = field(default=None, metadata=trailer("Stated-Updated", date.fromisoformat))
    stated_effective: date | None = field(
        default=None, metadata=trailer("Stated-Effective", date.fromisoformat)
    )
    platform_name: str = field(default="", metadata=trailer("Platform"))
    """As the platform writes itself; empty in versions that archiver 0.1.0 recorded."""
    document: str = field(metadata=trailer("Document"))
    title: str = field(metadata=trailer("Title"))
    urls: tuple[str, ...] = field(default=(), metadata=trailer("Source", several=True))
    snapshot: str = field(default="", metadata=trailer("Snapshot"))
    """Commit on `snapshots` that holds the raw bodies; empty where a text was imported without them."""
    body_sha256s: tuple[str, ...] = field(default=(), metadata=trailer("Snapshot-SHA256", several=True))
    """Of the body of each URL, in the order of `urls`."""
    stand_ins: tuple[StandIn, ...] = field(
        default=(), metadata=trailer("Stand-In", StandIn.parse, several=True)
    )
    """The pages that were not seen then; their bodies in the snapshot are older ones."""
    text_sha256: str = field(metadata=trailer("Text-SHA256"))
    extractor: str = field(metadata=trailer("Extractor"))
    origin: Origin | None = field(default=None, metadata=trailer("Origin", Origin.parse))
    """Where it was imported from; None for what the archive recorded itself."""
    origin_date: str = field(default="", metadata=trailer("Origin-Date"))
    """When it was recorded there, as ISO 8601, where that is earlier than what was recorded before it."""
    sections: tuple[SectionChange, ...] = ()
    """The lines above the trailers."""

    def __post_init__(self) -> None:
        must_pair(self.urls, self.body_sha256s)
        if self.body_sha256s and not self.snapshot:
            raise ValueError("pages without a snapshot that holds them")

    @property
    def is_the_document(self) -> bool:
        """False for an error page or a wall that a collection recorded in the document's place."""
        return self.change_class is not ChangeClass.NOT_THE_DOCUMENT

    @property
    def sources(self) -> tuple[StoredSource, ...]:
        """The pages that the text was read from."""
        return paired(self.urls, self.body_sha256s)

    @property
    def stated(self) -> StatedDates:
        """The dates that the text gives for itself."""
        return StatedDates(updated=self.stated_updated, effective=self.stated_effective)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Message):
    """The clean text of a document as of a time; its text is read with `repository.text(version)`."""

    platform: str
    id: str
    """Commit on `main`, 40 hexadecimal digits."""
    previous: str | None
    """Id of the document's version before this one, with which it is compared: the newest that is the
    document. None for the first."""
    fetched_at: datetime
    recorded_at: datetime
    subject: str
    """The first line of its commit."""


_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
)
"""Latin letters that Unicode does not decompose into a plain one and an accent."""

_ACCENTS = re.compile("[\u0300-\u036f]")
"""Combining marks of Latin letters; those of other scripts belong to their letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """When something came about that was only looked at from time to time: after one look, by the next.

    An archive never sees a policy change; it sees a text at one look and another text at a later one.
    """

    after: datetime | None
    """The last look that saw what was before; None where nobody knows, since the archive begins with it."""
    by: datetime
    """The first look that saw what is since then."""


def slug(name: str) -> str:
    """The name in lower case, accents transliterated, each run of other characters made one `-`.

    Letters of other scripts are kept only where nothing else would be left.

    >>> slug("Mistral AI"), slug("DALL·E"), slug("Société Générale"), slug("Straße"), slug("豆包")
    ('mistral-ai', 'dall-e', 'societe-generale', 'strasse', '豆包')
    """
    decomposed = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    lowered = unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))
    return re.sub(r"[^a-z0-9]+", "-", lowered).strip("-") or re.sub(r"[\W_]+", "-", lowered).strip("-")
