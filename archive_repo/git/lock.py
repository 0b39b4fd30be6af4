"""One writer per repository: an exclusive lock on a file in it, released by the kernel if a process dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive_repo.errors import RepositoryBusy

NAME = "archiver.lock"
PATIENCE_SECONDS = 30.0
"""How long a writer waits for another one. Recording a document holds the lock for milliseconds, and a crawl
takes and releases it once per document, so after half a minute something hangs."""


@contextmanager
def held(folder: Path, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock of the repository in `folder`.

    Raises RepositoryBusy if another process keeps it for `patience` seconds, and FileNotFoundError if the
    folder does not exist or was renamed during the wait.
    """
    with (folder / NAME).open("ab") as file:
        _wait_for(file.fileno(), folder, patience)
        try:
            if not os.path.samestat(os.fstat(file.fileno()), (folder / NAME).stat()):
                raise FileNotFoundError(folder / NAME)
            yield
        finally:  # to close the file is not enough while a process that was just forked has it open too
            fcntl.flock(file.fileno(), fcntl.LOCK_UN)


def _wait_for(descriptor: int, folder: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() >= deadline:
            raise RepositoryBusy(
                f"{folder}: another process has been writing for {patience:.0f} s; wait for it, or stop it"
            )
        time.sleep(0.02)
