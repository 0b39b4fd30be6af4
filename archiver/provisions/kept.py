"""The stories of an archive's documents, remembered until the document or the taxonomy changes.

What is remembered lies in `ARCHIVE/provisions/`, one file per document. It is derived from git and may be
deleted at any time; where the folder cannot be written, nothing is remembered.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import Cause, Version
from archive_repo.repository import Repository
from archive_repo.text import kinds
from archiver.provisions import units
from archiver.provisions.detect import Detector, Finding, detector
from archiver.provisions.history import Event, EventKind, Life, Reading, Story, follow
from archiver.provisions.pairing import Pair
from archiver.provisions.taxonomy import Polarity

FOLDER = "provisions"
STALE_AFTER = timedelta(days=1)
"""A story that holds back versions is told anew after a day: time alone may confirm them."""


def of(archive: Archive, repository: Repository, document: str, now: datetime) -> Story:
    """The story of a document up to its newest version. Raises UnknownDocument."""
    versions = history.versions(repository, document)
    path = archive.folder / FOLDER / repository.platform / f"{document}.json"
    key = f"{versions[0].id} {detector().fingerprint}"
    remembered = _remembered(path, key, now)
    if remembered is not None:
        return remembered
    story = until(repository, versions, now)
    _remember(path, key, now, story)
    return story


def until(repository: Repository, versions: list[Version], now: datetime) -> Story:
    """The story of a document from the given versions, newest first, without looking up or remembering."""
    return follow([read(repository, version, detector()) for version in reversed(versions)], now)


def read(repository: Repository, version: Version, detector: Detector) -> Reading:
    """What is found in one version."""
    text = repository.text(version)
    return Reading(
        version=version.id,
        date=version.fetched_at,
        findings=tuple(detector.findings(text, kinds.of(version.title))),
        units=len(units.read(text)),
        quiet=version.cause is Cause.REEXTRACTION,
    )


def _remembered(path: Path, key: str, now: datetime) -> Story | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["key"] != key:
            return None
        if kept["story"]["muted"] and now - datetime.fromisoformat(kept["told"]) > STALE_AFTER:
            return None
        return _story(kept["story"])
    except (OSError, ValueError, KeyError, TypeError):  # missing or broken: told anew
        return None


def _remember(path: Path, key: str, now: datetime, story: Story) -> None:
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".new")
        kept = {"key": key, "told": now, "story": asdict(story)}
        temporary.write_text(
            json.dumps(kept, default=datetime.isoformat, ensure_ascii=False), encoding="utf-8"
        )
        temporary.replace(path)


def _story(kept: dict[str, Any]) -> Story:
    return Story(
        events=tuple(_event(event) for event in kept["events"]),
        findings=_findings(kept["findings"]),
        lives={key: _life(life) for key, life in kept["lives"].items()},
        version=kept["version"],
        date=datetime.fromisoformat(kept["date"]),
        muted=tuple(kept["muted"]),
    )


def _event(kept: dict[str, Any]) -> Event:
    return Event(
        kind=EventKind(kept["kind"]),
        category=kept["category"],
        version=kept["version"],
        date=datetime.fromisoformat(kept["date"]),
        before=_findings(kept["before"]),
        after=_findings(kept["after"]),
        pairs=tuple(
            Pair(
                before=_finding(pair["before"]), after=_finding(pair["after"]), similarity=pair["similarity"]
            )
            for pair in kept["pairs"]
        ),
    )


def _life(kept: dict[str, str]) -> Life:
    return Life(**{name: datetime.fromisoformat(moment) for name, moment in kept.items()})


def _findings(kept: list[dict[str, Any]]) -> tuple[Finding, ...]:
    return tuple(map(_finding, kept))


def _finding(kept: dict[str, Any]) -> Finding:
    spans = tuple((start, end) for start, end in kept["spans"])
    return Finding(**(kept | {"polarity": Polarity(kept["polarity"]), "spans": spans}))
