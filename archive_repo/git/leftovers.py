"""What a killed writer leaves behind: lock files that stop every later one, and temporary files.

Call it only while holding the repository's lock. A `git gc`, which does not know that lock, may still be at
work; it locks references for some milliseconds, and removing such a lock could lose a commit.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from archive_repo.git import loose

LIVE_SECONDS = 1.0
"""The lock of a git that is at work is younger than this: it locks a reference to write 41 bytes."""

_LOCKS = ("HEAD.lock", "config.lock", "packed-refs.lock", "gc.pid.lock", "objects/info/commit-graph.lock")
_TEMPORARY = (("objects", loose.TEMPORARY), ("objects/pack", "pack_git2_"), (".", "_git2_"))
"""Where temporary files are, ours and libgit2's, and how their names begin. None are in the folders of the
loose objects, so that these, which may hold a hundred thousand files, are not searched."""


def clear(repository: Path) -> None:
    """Remove what a killed writer left. Waits a moment for a lock so young that its owner may be at work."""
    for file in _temporary(repository):
        file.unlink(missing_ok=True)
    seen = {file: status for file in _locks(repository) if (status := _status(file))}
    if not seen:
        return
    youngest = time.time() - max(status.st_mtime for status in seen.values())
    if 0 <= youngest < LIVE_SECONDS:
        time.sleep(LIVE_SECONDS - youngest)
    for file, status in seen.items():
        if (now := _status(file)) and (now.st_ino, now.st_mtime_ns) == (status.st_ino, status.st_mtime_ns):
            file.unlink(missing_ok=True)


def _temporary(repository: Path) -> Iterator[Path]:
    for folder, start in _TEMPORARY:
        with suppress(FileNotFoundError), os.scandir(repository / folder) as entries:
            yield from (Path(entry.path) for entry in entries if entry.name.startswith(start))


def _locks(repository: Path) -> Iterator[Path]:
    yield from (repository / name for name in _LOCKS)
    for place in ("refs", "logs"):
        for folder, _, names in os.walk(repository / place):
            yield from (Path(folder, name) for name in names if name.endswith(".lock"))


def _status(file: Path) -> os.stat_result | None:
    try:
        return file.lstat()
    except FileNotFoundError:
        return None
