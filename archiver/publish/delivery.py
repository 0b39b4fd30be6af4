"""One attempt to deliver a letter, and the two ways in which it fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive_repo.errors import ArchiveError


class NotDelivered(ArchiveError):
    """The letter did not arrive, and will be sent again."""


class Unknown(ArchiveError):
    """Nobody knows whether the letter arrived; it is sent again, marked as a repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One attempt to deliver a letter."""

    id: str
    """The same for every attempt, so that a receiver can tell a repeat."""
    at: datetime
    repeats: bool
