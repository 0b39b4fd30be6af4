"""An observation as JSON, one file per document on the branch `observations`.

The newest file is the crawler's memory of the document, and the file's history is the proof that someone
looked. Empty fields are left out, keys are sorted: an unchanged document's file differs only in its time.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from archive_repo.errors import DamagedRepository
from archive_repo.records import Held, Observation, Outcome, SourceState


def to_json(observation: Observation) -> bytes:
    """The file's bytes: UTF-8, one key a line, ends with a newline."""
    document = {
        key: value for key, value in _plain(observation).items() if value not in ("", 0, (), [], {}, None)
    }
    return (json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def from_json(data: bytes) -> Observation:
    """The observation of a file. Raises DamagedRepository where it is not one of ours."""
    try:
        read: dict[str, Any] = json.loads(data)
        read["checked_at"] = datetime.fromisoformat(read["checked_at"])
        read["outcome"] = Outcome(read["outcome"])
        read["sources"] = tuple(SourceState(**source) for source in read.get("sources", ()))
        read["held"] = tuple(_held(held) for held in read.get("held", ()))
        return Observation(**read)
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedRepository(
            f"an observation cannot be read ({error}); `archiver verify` says where"
        ) from error


def stamp(moment: datetime) -> str:
    """A time as the archive writes it: `2025-05-08T12:00:00+00:00`, in UTC, to the second."""
    return moment.replace(microsecond=0).isoformat()


def _held(read: dict[str, Any]) -> Held:
    times = {key: datetime.fromisoformat(read[key]) for key in ("first_seen", "last_seen")}
    return Held(**{**read, **times})


def _plain(value: Any) -> dict[str, Any]:
    return {field.name: _json(getattr(value, field.name)) for field in fields(value)}


def _json(value: Any) -> Any:
    match value:
        case datetime():
            return stamp(value)
        case SourceState() | Held():
            return {
                key: kept
                for key, kept in _plain(value).items()
                if kept not in ("", None) or key == "snapshot"
            }
        case tuple():
            return [_json(one) for one in value]
        case _:
            return value
