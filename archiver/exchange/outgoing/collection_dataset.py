"""A collection's dataset: a zip with a file `SERVICE/TERMS TYPE/DATE.md` for each version.

A name has a second: of several versions of one second the last is there.
"""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from archive_repo.git.foreign import Objects
from archiver.exchange.collection import Collection

_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""Before it, a zip has no dates."""


def write(file: Path, found: Collection, objects: Objects, about: str) -> None:
    """Write the zip; `about` becomes its README. The same versions give the same bytes."""
    versions = {
        f"{service}/{entry.terms_type}/{entry.recorded_at:%Y-%m-%dT%H-%M-%SZ}.md": entry
        for service, entries in found.platforms.items()
        for entry in entries
    }
    part = file.with_name(f".{file.name}.part")
    with zipfile.ZipFile(part, "w") as made:
        made.writestr(_member("README.md", _EARLIEST), about)
        for name, entry in sorted(versions.items()):
            made.writestr(_member(name, entry.recorded_at), objects.blob(entry.text))
    part.replace(file)


def _member(name: str, at: datetime) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, max(at, _EARLIEST).timetuple()[:6])
    made.compress_type = zipfile.ZIP_DEFLATED
    return made
