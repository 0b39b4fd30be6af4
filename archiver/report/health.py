"""How up to date an archive is: its last crawl, and what it could not read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from archive_repo.format.message import plural
from archive_repo.index import looks
from archiver.report.looks import LastLooks, of_documents

if TYPE_CHECKING:
    from archiver.report.documents import Holds

OUT_OF_DATE = timedelta(days=8)
"""Time since the last crawl after which a reader is warned: not for a weekly crawl that is a day late, but
for one that did not happen."""
NAMED = 5
"""Documents that a warning names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What the archive does not know of a period."""

    last_crawl_at: datetime | None
    """The last look at any of the documents; None where nobody ever looked."""
    asked_until: datetime
    """The end of the period: nothing is asked about what came later."""
    is_over: bool
    """True if the period ended before now."""
    stale: tuple[LastLooks, ...]
    """Documents whose last look in the period, or before it, did not see their text."""
    waiting: int
    """Texts in quarantine."""

    @property
    def out_of_date(self) -> bool:
        """True if the last crawl was so long before the end of the period that changes may be missing."""
        return self.last_crawl_at is not None and self.asked_until - self.last_crawl_at >= OUT_OF_DATE


def of_period(connection: sqlite3.Connection, until: datetime, holds: Holds | None, now: datetime) -> Health:
    """What is not known of a period that ends at `until`, for all documents or those that are wanted."""
    found = [one for one in looks.newest(connection) if holds is None or holds(one.platform, one.document)]
    last = of_documents(connection, [(one.platform, one.document) for one in found], until)
    return Health(
        last_crawl_at=max((one.last.checked_at for one in found), default=None),
        asked_until=until,
        is_over=until < now,
        stale=tuple(one for one in last if one.stale),
        waiting=sum(one.last.waiting for one in found),
    )


def last_crawl(health: Health) -> str:
    """When the last crawl was, in words; empty if there was none."""
    return f"last crawl {health.last_crawl_at:%Y-%m-%d}" if health.last_crawl_at else ""


def warnings(health: Health) -> list[str]:
    """What else a reader must know, a line each."""
    found = []
    if health.out_of_date and health.last_crawl_at:
        days = (health.asked_until - health.last_crawl_at).days
        when = "before the end of the period" if health.is_over else "ago"
        found.append(
            f"out of date: {last_crawl(health)}, {plural(days, 'day')} {when}; what "
            "changed since then is not known"
        )
    if health.stale:
        names = ", ".join(map(_named, health.stale[:NAMED]))
        more = f" and {len(health.stale) - NAMED} more" if len(health.stale) > NAMED else ""
        found.append(
            f"{plural(len(health.stale), 'document')} could not be read lately, and what changed there since "
            f"the day given is not known: {names}{more}; `archiver status --failing{_at(health)}` says why"
        )
    if health.waiting:
        are = "is" if health.waiting == 1 else "are"
        found.append(
            f"{plural(health.waiting, 'text')} {are} held back, and not among the changes; "
            "`archiver quarantine list` shows what"
        )
    return found


def _at(health: Health) -> str:
    """The option that shows how things stood at the end of a period after which there were crawls."""
    later = health.last_crawl_at is not None and health.last_crawl_at > health.asked_until
    return f" --at {health.asked_until:%Y-%m-%d}" if later else ""


def _named(one: LastLooks) -> str:
    day = f"{one.last_confirmed_at:%Y-%m-%d}" if one.last_confirmed_at else "never"
    return f"{one.platform}/{one.document} ({day})"
