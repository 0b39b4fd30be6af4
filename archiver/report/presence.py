"""From when to when a document held something, as rows and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive_repo.records import Bounds
from archive_repo.search.stays import Stay
from archiver.report import bounds
from archiver.report.looks import LastLooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A time during which a document held something."""

    since: Bounds
    version: str
    """Id of the version that brought it."""
    until: Bounds | None
    """None while the newest text has it."""
    until_version: str | None
    """Id of the version that no longer has it."""


def rows(stays: Sequence[Stay]) -> tuple[Presence, ...]:
    """The times, oldest first."""
    return tuple(
        Presence(
            since=stay.since,
            version=stay.came.id,
            until=stay.until,
            until_version=stay.went.id if stay.went else None,
        )
        for stay in stays
    )


def told(stays: Sequence[Stay], last: LastLooks | None) -> str:
    """The times in words: what is still there was last seen when the document was last confirmed.

    Without `last`, it is said to be in the newest text, whenever that was last seen.
    """
    return "; ".join(_told(stay, last) for stay in stays)


def _told(stay: Stay, last: LastLooks | None) -> str:
    came = bounds.since(stay.since, is_first=stay.came.change_class is None)
    if stay.until:
        return f"{came}, {bounds.until(stay.until)}"
    if last is None:
        return f"{came}, and in the newest text"
    seen = last.last_confirmed_at
    return f"{came}, last seen {seen:%Y-%m-%d}" if seen else f"{came}, as published by the platform"
