"""An observation as JSON, one file per document on the branch `observations`.

The newest file is the crawler's memory of the document, and the file's history is the proof that someone
looked. Fields with their default value are left out: an unchanged document's file differs only in its time.

In the file, a text whose looks are only counted stands among the held ones, without a snapshot; `notes` has
what the extraction and a person said, and `reading` is `read_by`. docs/storage.md lists the keys.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from archive_repo.errors import DamagedRepository
from archive_repo.format import plain
from archive_repo.records import Held, Observation, Pending

COUNTED = "the same words with other links, marks or order"
"""The `reason` of a text whose looks are only counted."""


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


def _counted(pending: Pending) -> Held:
    return Held(**_values(pending), snapshot="", reason=COUNTED)


def _uncounted(held: Held) -> Pending:
    return Pending(
        text_sha256=held.text_sha256, first_seen=held.first_seen, last_seen=held.last_seen, seen=held.seen
    )


def _values(value: Observation | Pending | _Notes) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
