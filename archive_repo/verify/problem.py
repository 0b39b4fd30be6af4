"""A problem that `verify` finds: where it is, what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

RESTORE = "restore the repository from a copy"
CRAWL = "the next crawl of the platform puts it right"
LOOK = "look with git who wrote that and why; a copy made before may have it right"
CLOCK = "check the clock of the machine that recorded it; what is recorded stays as it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is wrong in an archive."""

    platform: str | None = None
    """Slug; None for what belongs to no platform."""
    document: str | None = None
    """Slug; None for what belongs to no document, or to several."""
    where: str
    """A commit, an object or a reference; or a file, by its path in the platform's repository."""
    what: str
    remedy: str
    """What to do about it, as part of a sentence."""
