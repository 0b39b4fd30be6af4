"""`ARCHIVE/watch.json`: how the watch of an archive is, for monitoring and for `archiver status`.

Written whole, when a round begins or ends and when the watch does. It is of this machine, and may be deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive_repo.archive import Archive
from archive_repo.format import plain
from archive_repo.format.message import plural
from archive_repo.git import durable

NAME = "watch.json"

OVERDUE = timedelta(hours=1)
"""A round that is as late as this was missed: a machine that is busy or restarts takes minutes."""

LONGEST_ROUND = timedelta(hours=6)
"""A round that takes longer hangs: a first crawl of 380 platforms takes an hour or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepHealth:
    """How a step ended when it was last done."""

    step: str
    ended_at: datetime
    failures: int
    """How many times in a row it failed; 0 if it did not."""
    said: tuple[str, ...]
    """What it told, a line each."""
    failed: tuple[str, ...] = ()
    """Of that, what failed, where other parts of the step did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a watch is."""

    process: int
    started_at: datetime
    ended_at: datetime | None = None
    """When it was stopped; None while it runs, or if it was killed."""
    round_began_at: datetime | None = None
    round_ended_at: datetime | None = None
    """When the last round that ended did."""
    next_due_at: datetime | None = None
    """When the next round begins; None while nothing is declared."""
    problem: str = ""
    """Why archive.toml or the declarations cannot be read again, so that the older ones are used."""
    steps: tuple[StepHealth, ...] = ()

    @property
    def is_cut_short(self) -> bool:
        """True if the last round that began did not end: it is under way, or was stopped or killed."""
        began, ended = self.round_began_at, self.round_ended_at
        return began is not None and (ended is None or ended < began)

    @property
    def is_under_way(self) -> bool:
        """True during a round."""
        return self.ended_at is None and self.is_cut_short


def read(archive: Archive) -> Health | None:
    """How the watch is; None if the archive was never watched, or the file cannot be read."""
    try:
        return plain.from_file(Health, (archive.folder / NAME).read_bytes())
    except (OSError, ValueError):
        return None


def write(archive: Archive, health: Health) -> None:
    """Put it down. Raises OSError."""
    durable.write(archive.folder / NAME, plain.to_file(health))


def troubles(health: Health, now: datetime) -> Iterator[str]:
    """What is wrong with a watch, a line each; none if all is well."""
    if health.is_under_way and health.round_began_at and now - health.round_began_at > LONGEST_ROUND:
        yield f"the round that began {_minute(health.round_began_at)} has not ended; start the watch again"
    elif not health.is_under_way and health.next_due_at and now - health.next_due_at > OVERDUE:
        ended = f" (it was stopped {_minute(health.ended_at)})" if health.ended_at else ""
        yield f"the round of {_minute(health.next_due_at)} was missed{ended}; start `archiver watch` again"
    if health.problem:
        yield f"{health.problem}; what was read before is used until then"
    for one in health.steps:
        if one.failures:
            yield f"{one.step} failed {_times(one.failures)}: {'; '.join(one.failed or one.said)}"


def said(health: Health) -> str:
    """When the last round was, and when the next one is due."""
    if health.is_under_way and health.round_began_at:
        return f"a round has been under way since {_minute(health.round_began_at)}"
    last = f"the last round ended {_minute(health.round_ended_at)}" if health.round_ended_at else ""
    due = f"the next is due {_minute(health.next_due_at)}" if health.next_due_at else ""
    return ", ".join(filter(None, (last, due))) or "nothing is due"


def _times(failures: int) -> str:
    return "at the last round" if failures == 1 else f"{plural(failures, 'time')} in a row"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
