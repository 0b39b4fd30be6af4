"""What was declared before: the entries of `ID.history.json`, each with `validUntil`, its last day or moment.

The file belongs to Open Terms Archive's format. It is read leniently: an entry that says no such time says
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archiver.declarations.folder import HISTORY

VALID_UNTIL = "validUntil"


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """How a document was declared up to a time."""

    declared: Mapping[str, Any]
    """Without its end."""
    until: datetime
    """A day counts to its end."""
    said: str
    """The same as the file says it."""


def file_beside(declaration: Path) -> Path:
    """Where the file that holds a declaration has what was declared before."""
    return declaration.with_name(declaration.stem + HISTORY)


def of(declaration: Path) -> dict[str, tuple[Former, ...]]:
    """How the documents of a declaration were declared before, by title, the oldest first.

    Empty where the file is missing or cannot be read.
    """
    try:
        found = json.loads(file_beside(declaration).read_text(encoding="utf-8-sig", errors="replace"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {
        title: tuple(sorted(_each(entries), key=lambda one: one.until))
        for title, entries in (found.items() if isinstance(found, dict) else ())
        if isinstance(entries, list)
    }


def closed(declared: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The entry for what is declared until now."""
    return {**declared, VALID_UNTIL: f"{now:%Y-%m-%dT%H:%M:%SZ}"}


def without_end(entry: Any) -> dict[str, Any]:
    """What an entry declares; empty for what is no entry."""
    kept = dict(entry) if isinstance(entry, dict) else {}
    kept.pop(VALID_UNTIL, None)
    return kept


def _each(entries: list[Any]) -> Iterator[Former]:
    for entry in entries:
        said = entry.get(VALID_UNTIL) if isinstance(entry, dict) else None
        if isinstance(said, str) and (until := _last_moment(said)):
            yield Former(declared=without_end(entry), until=until, said=said)


def _last_moment(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found + timedelta(days=1) if len(said) == len("2022-01-01") else found
    except (ValueError, OverflowError):
        return None
