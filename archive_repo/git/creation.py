"""Creates repositories so that one exists whole or not at all, whenever the process is killed.

libgit2 makes some twenty system calls and flushes nothing; if it is killed in between, nothing can open what
is left. A bare repository is two files and a few folders: they are written here under a temporary name,
flushed, and then renamed.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from archive_repo.git import durable, lock

HEAD = b"ref: refs/heads/main\n"
CONFIG = b"""[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tlogAllRefUpdates = true
"""
"""The settings of a new repository. Reflogs, which bare repositories do not keep by default, remember earlier
tips."""

_FOLDERS = ("objects/info", "objects/pack", "refs/heads", "refs/tags")


def make(repository: Path) -> None:
    """Create an empty bare repository whose default branch is `main`, unless there is one already."""
    repository.parent.mkdir(parents=True, exist_ok=True)
    unfinished = repository.with_suffix(".new")
    while not repository.is_dir():
        unfinished.mkdir(exist_ok=True)
        with suppress(FileNotFoundError), lock.held(unfinished):  # else another process was faster
            if repository.is_dir():
                from shutil import rmtree  # slow to load, and hardly ever needed

                rmtree(unfinished)
                return
            complete(unfinished)
            unfinished.rename(repository)
            durable.flush(repository.parent)


def is_complete(repository: Path) -> bool:
    """True if the repository has what git needs to open it and readers need to find its default branch."""
    return (
        _read(repository / "HEAD") == HEAD
        and _read(repository / "config").strip(b"\0") != b""
        and all((repository / folder).is_dir() for folder in ("objects", "refs"))
    )


def complete(repository: Path) -> None:
    """Write what is missing in a repository that a killed process or a power cut left incomplete."""
    for name in _FOLDERS:
        (repository / name).mkdir(parents=True, exist_ok=True)
    for folder in {(repository / name).parent for name in _FOLDERS}:
        durable.flush(folder)
    if not _read(repository / "config").strip(b"\0"):
        durable.write(repository / "config", CONFIG)
    if _read(repository / "HEAD") != HEAD:
        durable.write(repository / "HEAD", HEAD)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
