"""Every error that the archive raises on purpose, with the exit code of a command that ends with it.

    ArchiveError                1
    ├── NotFound                2   no such archive, platform, document, version or date
    │   ├── NotAnArchive
    │   ├── UnknownPlatform
    │   ├── UnknownDocument
    │   └── UnknownVersion
    ├── InvalidInput            2   the user's words do not parse: an address, a date, a pattern
    ├── RemoteFailed            1   a repository elsewhere cannot be reached, refuses, or has moved on
    └── StoreError              1   the store cannot be read or written; ends the crawl of its platform
        ├── DamagedRepository
        ├── AccessDenied
        ├── DiskFull
        ├── RepositoryBusy      4   another run is at work
        ├── ConcurrentWrite
        └── SigningFailed

A message says what happened and what to do next, in one line. Bugs are not caught.
"""

from __future__ import annotations

from collections.abc import Iterable


class ArchiveError(Exception):
    """The root: something expected went wrong; the message is for the user."""

    exit_code = 1

    def __init__(self, message: str, *, platform: str = "") -> None:
        super().__init__(message)
        self.platform = platform
        """Slug of the platform that is concerned; empty if there is none, or it is not known here."""


class NotFound(ArchiveError):
    """What was asked for is not in the archive."""

    exit_code = 2


class NotAnArchive(NotFound):
    """The folder holds no archive."""


class UnknownPlatform(NotFound):
    """The archive has no repository of this platform."""


class UnknownDocument(NotFound):
    """The platform has no document with this name."""


class UnknownVersion(NotFound):
    """The document has no version with this id, or none at this date."""


class InvalidInput(ArchiveError):
    """An address, a date or a pattern that does not parse."""

    exit_code = 2


class RemoteFailed(ArchiveError):
    """A repository elsewhere cannot be reached, refuses what is pushed, or has moved on; nothing is lost."""


class StoreError(ArchiveError):
    """The store itself failed: the crawl of its platform ends, since nothing more could be kept."""


class DamagedRepository(StoreError):
    """An object or a reference cannot be read."""


class AccessDenied(StoreError):
    """This user may not read or write the archive; nothing is damaged."""


class DiskFull(StoreError):
    """There is no space left; what was recorded before is kept."""


class RepositoryBusy(StoreError):
    """Another process holds the repository's lock, or is at work on the platform."""

    exit_code = 4


class ConcurrentWrite(StoreError):
    """A branch moved although the lock was held: something wrote without it."""


class SigningFailed(StoreError):
    """Commits are to be signed and cannot be: nothing is recorded without a signature."""


def meant(word: str, known: Iterable[str], otherwise: str, *, most: int = 3) -> str:
    """The hint for an unknown word: which ones are most like it, or `otherwise` if none is."""
    from difflib import get_close_matches  # hardly any command needs it

    near = get_close_matches(word, list(known), n=most)
    return f"did you mean {' or '.join(near)}?" if near else otherwise
