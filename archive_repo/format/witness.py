"""What somebody else said of sentences in a version: the file that is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a witness said: a web archive, or another archiver."""

    document: str
    version: str
    """The version whose sentences were asked about."""
    at: datetime
    """The time that was asked about."""
    witness: str
    """Who was asked: the address of a web archive, or another archive's folder."""
    sentences: tuple[str, ...]
    missing: tuple[str, ...] = ()
    """Those that no capture has."""
    captures: tuple[str, ...] = ()
    """Where the witness keeps what it saw, one for each page; none where it has none near that time, and so
    says nothing."""
    captured_at: datetime | None = None
    """When it saw them; of several, of the one that is furthest from that time."""
    sha256s: tuple[str, ...] = ()
    """Of the bytes of each capture, which are kept beside, in hexadecimal."""
