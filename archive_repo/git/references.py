"""References, and their reflogs: where each pointed before, which mends one that was cut short or lost."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

from archive_repo.git import durable

NONE = "0" * 40
"""Stands in a reflog for a reference that is not there."""

_ENTRY = re.compile(rb"^[0-9a-f]{40} ([0-9a-f]{40}) ", re.MULTILINE)
ID = re.compile(r"[0-9a-f]{40}")

PACKED = re.compile(rb"([0-9a-f]{40}) (refs/[^\0-\x20\x7f~^:?*\[\\]+)")
"""A line of `packed-refs` that is a reference."""

_BESIDE = re.compile(rb"# pack-refs with:[ a-z-]*|\^[0-9a-f]{40}")
"""Its other lines: the head, and what a tag leads to."""

NO_BRANCH = (
    "it has no branch: its first crawl was cut short, or they are lost; the next crawl begins anew, unless "
    "you restore it from a copy before"
)

_REMEMBERED_BYTES = 64 * 1024
"""How much of a reflog's end is read: some 300 commits. One of them is whole, or nothing is."""


def every(repository: Path) -> dict[str, str]:
    """What each reference says, by its full name: usually a commit's id. Loose ones win over packed ones."""
    first = loose(repository)  # since git packs a reference before it removes its file
    return packed(repository) | first


def loose(repository: Path) -> dict[str, str]:
    """What the references say that are files."""
    found = {}
    for file in sorted((repository / "refs").rglob("*")):
        with suppress(FileNotFoundError, IsADirectoryError):
            if file.suffix != ".lock":
                found[str(file.relative_to(repository))] = _said(file)
    return found


def packed(repository: Path) -> dict[str, str]:
    """What the references say that git has put into one file. Lines that are not references are skipped."""
    try:
        lines = (repository / "packed-refs").read_bytes().split(b"\n")
    except FileNotFoundError:
        return {}
    found = (match for line in lines if (match := PACKED.fullmatch(line)))
    return {os.fsdecode(match[2]): match[1].decode() for match in found}


def _said(file: Path) -> str:
    return file.read_bytes().decode(errors="replace").strip()


def is_bare_of_branches(repository: Path) -> bool:
    """True if there are objects and no branch: a killed first crawl leaves that, or a bad restore."""
    return not any(name.startswith("refs/heads/") for name in every(repository)) and any(
        (repository / "objects").glob("[0-9a-f][0-9a-f]/*")
    )


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
    """Point the branch at a commit, whatever its file says now, and log that.

    Only for who holds the repository's lock.
    """
    file = repository / "refs" / "heads" / branch
    file.parent.mkdir(parents=True, exist_ok=True)
    _log(repository, branch, commit)
    durable.write(file, f"{commit}\n".encode())


def mend_packed(repository: Path) -> bool:
    """Keep what is whole of `packed-refs`, where a line of it is damaged; True if one was.

    git does not flush that file, so that a power cut behind a `git gc` may empty it. Only for who holds the
    repository's lock, once lost branches are put back.
    """
    file = repository / "packed-refs"
    try:
        *lines, rest = file.read_bytes().split(b"\n")
    except FileNotFoundError:
        return False
    if lines and not rest and all(PACKED.fullmatch(line) or _BESIDE.fullmatch(line) for line in lines):
        return False
    whole = b"".join(line + b"\n" for line in lines if PACKED.fullmatch(line))
    if whole:
        durable.write(file, whole)
    else:
        file.unlink()
        durable.flush(repository)
    return True


def _log(repository: Path, branch: str, commit: str) -> None:
    """Log that the branch points at a commit, unless that is what the log says."""
    log = repository / "logs" / "refs" / "heads" / branch
    before = next(iter(recorded(repository, branch)), NONE)
    if before == commit:
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a+b") as stream:
        end = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, end - 1))
        cut = b"" if stream.read() in (b"", b"\n") else b"\n"
        who = f"archiver <archiver@localhost> {time.time():.0f} +0000\tput back"
        stream.write(cut + f"{before} {commit} {who}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())
