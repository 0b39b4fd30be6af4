"""An observation as JSON, one file per document on the branch `observations`.

The newest file is the crawler's memory of the document, and the file's history is the proof that someone
looked. Fields with their default value are left out: an unchanged document's file differs only in its time.

A look that found what the file says, and nothing else, needs no file: the message of its commit names the
document and the time in a line `Unchanged`. Each message has the lines that still hold: one says when the
newest look was, as long as the file stays as it is.

In the file, a text whose looks are only counted stands among the held ones, without a snapshot; `notes` has
what the extraction and a person said, and `reading` is `read_by`. docs/storage.md lists the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from archive_repo.errors import DamagedRepository
from archive_repo.format import plain, trailers
from archive_repo.records import CONFIRMING, MissingPage, Outcome

COUNTED = "the same words with other links, marks or order"
"""The `reason` of a text whose looks are only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What the last answer of one URL said, so that the next request can be conditional."""

    url: str
    final_url: str = ""
    status: int | None = None
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    read_sha256: str = ""
    """SHA-256 of what is read of the body, which leaves out scripts, comments and the like; empty where it is
    not known."""
    accept_language: str = ""
    """The Accept-Language header that it answered."""
    content_type: str = ""
    """The Content-Type header as it came; empty where it is not known."""
    refused_at: datetime | None = None
    """When it last refused a plain request, so that a browser asked; None where it answered a plain one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A text that the gate holds back (quarantine): since when, how often seen, where its snapshot is."""

    text_sha256: str
    snapshot: str
    first_seen: datetime
    last_seen: datetime
    seen: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A text whose looks are counted, and whose pages are not kept: the same words with other links, say."""

    text_sha256: str
    first_seen: datetime
    last_seen: datetime
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The place between two lines of the newest version, of which looks read something else lately."""

    before: str
    """Digits of the SHA-256 of the words of the line above; empty for the text's beginning."""
    after: str
    """The same of the line below; empty for its end."""
    said: str
    """The same of what the last look read there."""
    since: datetime
    """The first look in a row that read it."""
    changes: int
    """Looks that read something else than the one before, while it never stood still for long."""
    speaks: bool = False
    """What came or went there had words of a policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One look at a document, whatever the outcome; the last one is the crawler's memory of the document."""

    document: str
    title: str
    checked_at: datetime
    outcome: Outcome
    reason: str = ""
    """Why it was held or failed, or a page of it is missing, in words for a person; else empty."""
    failures: int = 0
    """Looks in a row that ended as failed or held, this one included."""
    version: str = ""
    """Id of the newest version after this look; empty when there is none."""
    read_by: str = ""
    """Names the extractor and the declaration that the newest version was read with."""
    sources: tuple[SourceState, ...] = ()
    missing: tuple[MissingPage, ...] = ()
    """The pages of a document of several that this look did not see; all of them where it saw none."""
    held: tuple[Held, ...] = ()
    """The quarantine."""
    pending: Pending | None = None
    """What becomes a version once it was seen often enough, though its words are those of the newest one."""
    slots: tuple[Slot, ...] = ()
    """The places of the newest version that change lately."""
    editions: tuple[str, ...] = ()
    """Languages with regions, such as `en-GB`, of the pages on which looks found the newest version."""
    rejected: tuple[str, ...] = ()
    """SHA-256 of the texts that a person has rejected."""
    confidence: float | None = None
    """How sure the extraction was, from 0 to 1; None where nothing was guessed."""
    advice: str = ""
    """What a person could do so that the document is read better; empty when it is read well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notes:
    rejected: tuple[str, ...] = ()
    confidence: float | None = None
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored(Observation):
    """An observation as it is in its file."""

    reading: str = ""
    """Its `read_by`."""
    notes: _Notes = _Notes()


def to_json(observation: Observation) -> bytes:
    """The file's bytes: UTF-8, one key a line, ends with a newline."""
    pending = [_counted(observation.pending)] if observation.pending else []
    notes = _Notes(
        rejected=observation.rejected, confidence=observation.confidence, advice=observation.advice
    )
    moved = {"held": (*observation.held, *pending), "notes": notes, "reading": observation.read_by}
    moved |= {"read_by": "", "pending": None, "rejected": (), "confidence": None, "advice": ""}
    return plain.to_file(_Stored(**(_values(observation) | moved)), brief=True)


def from_json(data: bytes) -> Observation:
    """The observation in a file. Raises DamagedRepository if the archive did not write it."""
    try:
        stored = plain.from_file(_Stored, data)
    except ValueError as error:
        raise DamagedRepository(
            f"an observation cannot be read ({error}); `archiver verify` says where"
        ) from error
    values = _values(stored) | _values(stored.notes)
    del values["notes"]
    values["read_by"] = values.pop("reading")
    values["held"] = tuple(one for one in stored.held if one.snapshot)
    values["pending"] = next((_uncounted(one) for one in stored.held if not one.snapshot), None)
    return Observation(**values)


def again(seen: Observation, checked_at: datetime) -> Observation:
    """A look that found what another one did."""
    return replace(seen, checked_at=checked_at, outcome=Outcome.UNCHANGED)


def says_nothing_new(look: Observation, before: Observation | None) -> bool:
    """True if a look differs from the one before, which saw the text too, in nothing but its time."""
    if before is None or before.outcome not in CONFIRMING or look.checked_at <= before.checked_at:
        return False
    return look == again(before, look.checked_at)


def to_lines(times: Mapping[str, datetime]) -> list[str]:
    """The trailers that say when documents were found unchanged, by slug."""
    return [f"{_UNCHANGED}{slug} {at.isoformat(timespec='seconds')}" for slug, at in sorted(times.items())]


def times(message: str) -> dict[str, datetime]:
    """When the message of a commit says that documents were found unchanged, by slug.

    Lines that cannot be read are left out: the file, an older look, still stands.
    """
    found = (line.removeprefix(_UNCHANGED).partition(" ") for line in _lines(message))
    return {slug: at for slug, _, text in found if (at := _moment(text))}


def unreadable(message: str) -> list[str]:
    """The lines of a message that `times` leaves out."""
    return [line for line in _lines(message) if not _moment(line.rpartition(" ")[2])]


_UNCHANGED = "Unchanged: "


def _lines(message: str) -> list[str]:
    if _UNCHANGED not in message:
        return []
    return [line for line in trailers.split(message)[2].split("\n") if line.startswith(_UNCHANGED)]


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else None
    return None


def _counted(pending: Pending) -> Held:
    return Held(**_values(pending), snapshot="", reason=COUNTED)


def _uncounted(held: Held) -> Pending:
    return Pending(
        text_sha256=held.text_sha256, first_seen=held.first_seen, last_seen=held.last_seen, seen=held.seen
    )


def _values(value: Observation | Pending | _Notes) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
