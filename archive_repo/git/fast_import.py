"""A repository that others read: commits of one file each, added behind those that are there, by git itself.

    fast_import.create(path)
    fast_import.recorded(path)              # what is there
    fast_import.append(path, additions)     # as many commits at once as fit into a batch

Each batch is there or not: a process that is killed leaves a shorter history, which is gone on with.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive_repo.errors import InvalidInput, StoreError
from archive_repo.git import foreign
from archive_repo.git.foreign import Change
from archive_repo.git.store import WHO

BATCH_BYTES = 32 * 1024 * 1024
"""A batch has at least this many bytes of files: they are in memory while it is written."""

_BRANCH = b"refs/heads/main"
_SETTINGS = ("-c", "core.fsync=all", "-c", "gc.autoDetach=false")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A commit that puts a file in place."""

    file: bytes
    """Its path."""
    data: bytes
    message: str
    at: datetime
    """Date of author and committer."""


def create(path: Path) -> None:
    """Make an empty bare repository, unless one is there. Raises StoreError where that cannot be."""
    _git(("git", "init", "--quiet", "--bare", "--initial-branch=main", str(path)), path)


def recorded(path: Path) -> list[Change]:
    """Its commits, oldest first; none of an empty repository. Raises as `foreign.changes` does."""
    return list(foreign.changes(path)) if _has_commits(path) else []


def append(path: Path, additions: Iterable[Addition]) -> int:
    """Add the commits to `main`; how many there were. Raises StoreError where git cannot write them."""
    count = 0
    for batch in _batches(additions):
        is_first = not count and not _has_commits(path)
        _git((*_command(path), "fast-import", "--quiet", "--done"), path, b"".join(_stream(batch, is_first)))
        count += len(batch)
    if count:
        _git((*_command(path), "gc", "--auto", "--quiet"), path)
    return count


def _batches(additions: Iterable[Addition]) -> Iterator[list[Addition]]:
    batch, size = list[Addition](), 0
    for one in additions:
        batch.append(one)
        size += len(one.data)
        if size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _stream(batch: Sequence[Addition], is_first: bool) -> Iterator[bytes]:
    """What fast-import reads: the files first, by path, as each is written as its difference to the last."""
    marks: dict[tuple[bytes, bytes], int] = {}
    for one in sorted(batch, key=lambda one: one.file):
        if (one.file, one.data) not in marks:
            marks[one.file, one.data] = len(marks) + 1
            yield b"blob\nmark :%d\ndata %d\n%s\n" % (len(marks), len(one.data), one.data)
    parent = b"" if is_first else b"from %s^0\n" % _BRANCH
    for one in batch:
        who = f"{WHO[0]} <{WHO[1]}> {int(one.at.timestamp())} +0000\n".encode()
        said = one.message.encode()
        yield b"commit %s\nauthor %scommitter %s" % (_BRANCH, who, who)
        yield b"data %d\n%s\n%s" % (len(said), said, parent)
        yield b"M 100644 :%d %s\n\n" % (marks[one.file, one.data], _quoted(one.file))
        parent = b""
    yield b"done\n"


def _quoted(path: bytes) -> bytes:
    return b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _has_commits(path: Path) -> bool:
    done = subprocess.run(
        (*_command(path), "rev-parse", "--quiet", "--verify", f"{_BRANCH.decode()}^0"),
        capture_output=True, env=foreign.environment(), check=False,
    )  # fmt: skip
    return not done.returncode


def _command(path: Path) -> tuple[str, ...]:
    return (*foreign.git_at(path), *_SETTINGS)


def _git(command: tuple[str, ...], path: Path, given: bytes = b"") -> None:
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, env=foreign.environment(), check=False
        )
    except FileNotFoundError as error:
        raise InvalidInput("git is not installed, which writes for others; install it") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[0] if said else f"it ended with {done.returncode}"
        raise StoreError(f"{path}: git cannot write it ({reason}); what was written before is kept")
