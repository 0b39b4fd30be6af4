"""What is known of each subscription's letters: a small file each, written before and after every attempt.

    ARCHIVE/outbox/NAME.json

What a subscription was told of is in the platforms' repositories, as cursors; the outbox only knows what is
under way. It is of this machine, and may be deleted when no letter is under way.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.errors import RepositoryBusy, StoreError
from archive_repo.format import plain
from archive_repo.git import durable

FOLDER = "outbox"


class Stage(StrEnum):
    """How far a letter is."""

    IDLE = "idle"
    """None is under way."""
    SENDING = "sending"
    """It may have left or not: written before an attempt, so that one that is killed is known."""
    DELIVERED = "delivered"
    """It has left, and the cursors have yet to move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What the outbox knows of a subscription."""

    began_at: datetime
    """When the subscription was first seen: earlier changes are not told."""
    stage: Stage = Stage.IDLE
    letter: str = ""
    """Id of the letter under way."""
    tips: Mapping[str, str] = field(default_factory=dict)
    """Up to where the letter under way tells of each platform; of health as `failing`."""
    failing: Mapping[str, str] = field(default_factory=dict)
    """Of a subscription to health the documents that it was told fail, by address, with the reasons."""
    attempts: int = 0
    """Attempts for the letter under way, or failed ones in a row."""
    unanswered: int = 0
    """Attempts for the letter under way of which nobody knows whether it arrived."""
    reason: str = ""
    """Why the last attempt failed."""
    sent_at: datetime | None = None
    """When the last letter left."""


@contextmanager
def held(archive: Archive, name: str) -> Iterator[Path]:
    """The file of a subscription, while no other process sends its letters. Raises RepositoryBusy."""
    folder = archive.folder / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        with (folder / f"{name}.lock").open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RepositoryBusy(f"{name}: another run is sending its alerts") from error
            yield folder / f"{name}.json"
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; nothing was sent") from error


def read(file: Path) -> Slip | None:
    """What is known; None before the first time.

    Raises StoreError for a file that cannot be read: whether a letter is under way is not known then.
    """
    try:
        return plain.from_file(Slip, file.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise StoreError(
            f"{file}: cannot be read ({error}); delete it, and the subscription begins with what comes next"
        ) from error


def failing(archive: Archive, names: Iterable[str]) -> Iterator[tuple[str, Slip]]:
    """The subscriptions whose last letter could not be delivered, and what is known of it."""
    for name in names:
        with suppress(StoreError):  # the next run says that it cannot be read
            slip = read(archive.folder / FOLDER / f"{name}.json")
            if slip and slip.reason and slip.attempts:
                yield name, slip


def write(file: Path, slip: Slip) -> None:
    """Put down what is known, durably and as a whole."""
    durable.write(file, plain.to_file(slip))
