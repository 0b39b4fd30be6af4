"""Claims on a platform: only one run at a time looks at its documents and decides what becomes of them.

The store's own lock separates single commits and is held for milliseconds. A claim is held from the first
memory that is read to the last observation that is written, so that two crawls never judge the same page by
the same memory and record it twice. The kernel releases the claim of a process that ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from archive_repo.errors import RepositoryBusy
from archive_repo.git import failures

CLAIM_NAME = "archiver-claim"


@contextmanager
def claimed(repository: Path, purpose: str, now: datetime) -> Iterator[None]:
    """Hold the claim on the repository in a folder; `purpose`, such as "a crawl", is shown to other runs.

    Raises RepositoryBusy, which says who holds it and since when, and StoreError if the folder cannot be
    written.
    """
    path = repository / CLAIM_NAME
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise failures.unwritable(repository, error) from error
    with file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = path.read_text(encoding="utf-8", errors="replace").strip() or "another process"
            raise RepositoryBusy(
                f"{repository.stem}: {holder} is at work; wait for it, or stop it"
            ) from error
        try:
            with failures.told(repository):
                _sign(file.fileno(), f"{purpose} (process {os.getpid()}, since {now:%Y-%m-%d %H:%M} UTC)")
            yield
        finally:  # to close the file is not enough while a process that was just forked has it open too
            fcntl.flock(file.fileno(), fcntl.LOCK_UN)


def _sign(descriptor: int, holder: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, holder.encode(), 0)
