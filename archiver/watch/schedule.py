"""When each platform is due: at times of its own, so that looks are spread out over the day.

A platform is due every so many hours, counted from a time that its slug gives. So nothing has to be
remembered: it is due if such a time has passed since its last look, whoever made that look, and however long
the machine slept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

SLOT = timedelta(hours=1)
"""Platforms are due at the same minute of some hour: those of an hour share a round, its letters and its
site."""

FIRST_RETRY, LAST_RETRY = timedelta(minutes=15), timedelta(hours=6)
"""What failed is tried again after a quarter of an hour, which most networks and servers need to come back;
then after twice as long, up to the usual pause of a platform."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def due(slug: str, seed: str, every: timedelta, marks: Iterable[datetime | None], now: datetime) -> datetime:
    """When a platform is due: its first time after the last of `marks`, its looks and attempts; or `now`.

    Marks after `now` were made by a clock that was wrong, and say nothing. `seed` moves all times of an
    archive by the same minutes, so that not all archives ask at the full hour.
    """
    past = [mark for mark in marks if mark is not None and mark <= now]
    return next_time(slug, seed, every, max(past)) if past else now


def next_time(slug: str, seed: str, every: timedelta, after: datetime) -> datetime:
    """The platform's first time after a moment."""
    slots = max(1, int(every / SLOT))
    first = _EPOCH + _number(slug) % slots * SLOT + timedelta(seconds=_number(seed) % SLOT.seconds)
    passed = (after - first) // every
    return first + (passed + 1) * every


def retry(failures: int) -> timedelta:
    """How long to wait before what failed so many times in a row is tried again."""
    doubled: int = 2 ** min(failures - 1, 10)
    return min(FIRST_RETRY * doubled, LAST_RETRY)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])
