"""References, and their reflogs: where each pointed before, which restores one that was cut short or lost."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

from archive_repo.git import durable

NONE = "0" * 40
"""Stands in a reflog for a reference that did not exist."""

_HEADS = "refs/heads/"

_ENTRY = re.compile(rb"^[0-9a-f]{40} ([0-9a-f]{40}) ", re.MULTILINE)
ID = re.compile(r"[0-9a-f]{40}")

PACKED = re.compile(rb"([0-9a-f]{40}) (refs/[^\0-\x20\x7f~^:?*\[\\]+)")
"""A line of `packed-refs` that is a reference."""

_BESIDE = re.compile(rb"# pack-refs with:[ a-z-]*|\^[0-9a-f]{40}")
"""Its other lines: the header, and what a tag points to."""

NO_BRANCH = (
    "it has no branch: its first crawl was cut short, or they are lost; the next crawl puts back those whose "
    "commits are there, and begins anew where none are"
)

LOGGED = 20
"""Entries that a reflog keeps: each crawl adds one, of 200 bytes. A branch that was lost is put back to the
newest that is whole, which is among the last few: a commit is flushed before the branch is moved to it."""

_REMEMBERED_BYTES = 64 * 1024
"""Bytes of a reflog's end that are read: some 300 commits. If none of them is whole, none before is."""


def every(repository: Path) -> dict[str, str]:
    """What each reference says, usually a commit's id, by its full name. Loose ones override packed ones."""
    first = loose(repository)  # before the packed ones, as git packs a reference and then removes its file
    return packed(repository) | first


def loose(repository: Path) -> dict[str, str]:
    """What the references say that are files of their own."""
    found = {}
    for file in sorted((repository / "refs").rglob("*")):
        with suppress(FileNotFoundError, IsADirectoryError):
            if file.suffix != ".lock":
                found[str(file.relative_to(repository))] = _said(file)
    return found


def packed(repository: Path) -> dict[str, str]:
    """What the references in `packed-refs` say. Lines that are not references are skipped."""
    try:
        lines = (repository / "packed-refs").read_bytes().split(b"\n")
    except FileNotFoundError:
        return {}
    found = (match for line in lines if (match := PACKED.fullmatch(line)))
    return {os.fsdecode(match[2]): match[1].decode() for match in found}


def _said(file: Path) -> str:
    return file.read_bytes().decode(errors="replace").strip()


def is_bare_of_branches(repository: Path) -> bool:
    """True if there are objects but no branch, as after a killed first crawl or a bad restore."""
    return not any(name.startswith("refs/heads/") for name in every(repository)) and any(
        (repository / "objects").glob("[0-9a-f][0-9a-f]/*")
    )


def recorded(repository: Path, branch: str) -> list[str]:
    """The commits that the branch pointed at, by its reflog, newest first; empty if there are none."""
    try:
        with (repository / "logs" / "refs" / "heads" / branch).open("rb") as log:
            log.seek(max(0, log.seek(0, 2) - _REMEMBERED_BYTES))
            found = [match[1].decode() for match in _ENTRY.finditer(log.read())]
    except FileNotFoundError:
        return []
    return [commit for commit in reversed(found) if commit.strip("0")]


def restore(repository: Path, branch: str, commit: str) -> None:
    """Point the branch at a commit, whatever its file says now, and log that.

    Call it only while holding the repository's lock.
    """
    move(repository, _HEADS + branch, commit, "put back")


def move(repository: Path, name: str, commit: str, reason: str) -> None:
    """Point a reference with this full name at a commit; branches log that, with the reason.

    Call it only while holding the repository's lock.
    """
    file = repository / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if name.startswith(_HEADS):
        _log(repository, name.removeprefix(_HEADS), commit, reason)
    durable.write(file, f"{commit}\n".encode())


def is_packed_damaged(repository: Path) -> bool:
    """True if a line of `packed-refs` is none that git writes, or is cut off."""
    try:
        *lines, rest = (repository / "packed-refs").read_bytes().split(b"\n")
    except FileNotFoundError:
        return False
    return not (
        lines and not rest and all(PACKED.fullmatch(line) or _BESIDE.fullmatch(line) for line in lines)
    )


def mend_packed(repository: Path) -> bool:
    """Drop damaged lines from `packed-refs`; True if there were any.

    git does not flush that file, so that a power cut after a `git gc` may empty it. Call it only while
    holding the repository's lock, once lost branches are restored.
    """
    if not is_packed_damaged(repository):
        return False
    file = repository / "packed-refs"
    *lines, _ = file.read_bytes().split(b"\n")
    whole = b"".join(line + b"\n" for line in lines if PACKED.fullmatch(line))
    if whole:
        durable.write(file, whole)
    else:
        file.unlink()
        durable.flush(repository)
    return True


def mend_logs(repository: Path) -> list[str]:
    """Remove from the reflogs lines that are zeroed or cut off; the logs that had such.

    A power cut leaves them, since git flushes these files no more than `packed-refs`. Only for who holds the
    repository's lock, once lost branches are put back: what is left of a line may still name a commit.
    """
    damaged = [log for log in logs(repository) if is_log_damaged(log)]
    for log in damaged:
        lines = log.read_bytes().split(b"\n")[:-1]
        durable.write(log, b"".join(line + b"\n" for line in lines if b"\0" not in line))
    mended = [str(log.relative_to(repository)) for log in damaged]
    for name, tip in every(repository).items() if mended else ():
        if f"logs/{name}" in mended and name.startswith("refs/heads/") and ID.fullmatch(tip):
            _log(repository, name.removeprefix("refs/heads/"), tip)
    return mended


def cut_logs(repository: Path) -> None:
    """Take all but the newest entries from each reflog. Only for who holds the repository's lock."""
    for log in logs(repository):
        lines = log.read_bytes().split(b"\n")
        if len(lines) > LOGGED + 1:  # the last one ends
            durable.write(log, b"\n".join(lines[-LOGGED - 1 :]))


def logs(repository: Path) -> list[Path]:
    """The files of all reflogs."""
    folders = os.walk(repository / "logs")
    found = (Path(folder, name) for folder, _, names in folders for name in names)
    return sorted(file for file in found if file.is_file())


def is_log_damaged(log: Path) -> bool:
    """True if a line of a reflog is zeroed or cut off."""
    told = log.read_bytes()
    return b"\0" in told or (told != b"" and not told.endswith(b"\n"))


def _log(repository: Path, branch: str, commit: str, reason: str = "put back") -> None:
    """Log that the branch points at a commit, unless the log already says so."""
    log = repository / "logs" / "refs" / "heads" / branch
    before = next(iter(recorded(repository, branch)), NONE)
    if before == commit:
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a+b") as stream:
        end = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, end - 1))
        cut = b"" if stream.read() in (b"", b"\n") else b"\n"
        who = f"archiver <archiver@localhost> {time.time():.0f} +0000\t{reason}"
        stream.write(cut + f"{before} {commit} {who}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())
