"""The reflogs of branches: where each pointed before, which mends one whose file was cut short or lost."""

from __future__ import annotations

import re
from pathlib import Path

from archive_repo.git import durable

_ENTRY = re.compile(rb"^[0-9a-f]{40} ([0-9a-f]{40}) ", re.MULTILINE)
_REMEMBERED_BYTES = 64 * 1024
"""How much of a reflog's end is read: some 300 commits. One of them is whole, or nothing is."""


def recorded(repository: Path, branch: str) -> list[str]:
    """The commits that the branch pointed at, newest first; empty where it never did, as far as is known."""
    try:
        with (repository / "logs" / "refs" / "heads" / branch).open("rb") as log:
            log.seek(max(0, log.seek(0, 2) - _REMEMBERED_BYTES))
            found = [match[1].decode() for match in _ENTRY.finditer(log.read())]
    except FileNotFoundError:
        return []
    return [commit for commit in reversed(found) if commit.strip("0")]


def restore(repository: Path, branch: str, commit: str) -> None:
    """Point the branch at a commit, whatever its file says now. Only for who holds the repository's lock."""
    file = repository / "refs" / "heads" / branch
    file.parent.mkdir(parents=True, exist_ok=True)
    durable.write(file, f"{commit}\n".encode())
