"""How large an archive is, how it grows, and which hosts answer slowly."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive_repo import growth
from archive_repo.archive import Archive
from archive_repo.errors import StoreError
from archive_repo.git import disk

HOSTS_SHOWN = 10
LOGGED_FIELDS = 5
"""Fields of a line in `requests.log`: when, host, address, status, seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformSize:
    """What one platform holds and takes."""

    platform: str
    document_count: int
    version_count: int
    look_count: int
    disk_bytes: int
    loose_count: int
    """Objects of its repository that are a file each; a crawl packs them when there are many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthGrowth:
    """What a month brought."""

    month: str
    """As `2025-05`, by the times at which things were recorded."""
    version_count: int
    look_count: int
    added_bytes: int | None
    """What it left on disk, as it is packed today; `null` without git."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPace:
    """How fast a host answered, by `requests.log`."""

    host: str
    request_count: int
    median_seconds: float
    slowest_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSize:
    """The archive as a whole, and its parts."""

    document_count: int
    version_count: int
    look_count: int
    disk_bytes: int
    """All repositories and the index."""
    index_bytes: int
    platforms: tuple[PlatformSize, ...]
    """The largest first."""
    months: tuple[MonthGrowth, ...]
    """The last ones in which something was recorded, newest first."""
    month_count: int
    """In how many months something was recorded."""
    slow_hosts: tuple[HostPace, ...] | None
    """Those that answer slowest; `null` without a log of requests."""


def measure(archive: Archive, months: int, sick: Callable[[str, str], object]) -> ArchiveSize:
    """Measure an archive, and the last months of its growth; `sick` is told what cannot be read, and why."""
    platforms, versions, looks = [], Counter[str](), Counter[str]()
    for slug in archive.slugs():
        try:
            counted = growth.count(archive.repository(slug))
        except StoreError as error:
            sick(slug, str(error))
            continue
        versions.update(counted.versions)
        looks.update(counted.looks)
        platforms.append(_platform(archive, slug, counted))
    index = sum(path.stat().st_size for path in archive.folder.glob(f"{archive.index.name}*"))
    recorded = sorted({*versions, *looks}, reverse=True)
    newest = recorded[:months]
    added = _added(archive, [one.platform for one in platforms], newest)
    return ArchiveSize(
        document_count=sum(one.document_count for one in platforms),
        version_count=versions.total(),
        look_count=looks.total(),
        disk_bytes=sum(one.disk_bytes for one in platforms) + index,
        index_bytes=index,
        platforms=tuple(sorted(platforms, key=lambda one: (-one.disk_bytes, one.platform))),
        months=tuple(
            MonthGrowth(
                month=month,
                version_count=versions[month],
                look_count=looks[month],
                added_bytes=added.get(month),
            )
            for month in newest
        ),
        month_count=len(recorded),
        slow_hosts=slow_hosts(archive.folder / "requests.log"),
    )


def _platform(archive: Archive, slug: str, counted: growth.Counted) -> PlatformSize:
    used = disk.usage(archive.path(slug))
    return PlatformSize(
        platform=slug,
        document_count=len(counted.documents),
        version_count=counted.versions.total(),
        look_count=counted.looks.total(),
        disk_bytes=used.bytes,
        loose_count=used.loose_count,
    )


def _added(archive: Archive, slugs: Sequence[str], months: Sequence[str]) -> dict[str, int]:
    """What each month left on disk; empty without git."""
    ends = {month: (_begin(month), _begin(_next(month))) for month in months}
    sizes: dict[datetime, int | None] = {}
    for moment in {one for both in ends.values() for one in both}:
        each = [disk.reachable(archive.path(slug), moment) for slug in slugs]
        sizes[moment] = None if None in each else sum(one or 0 for one in each)
    return {
        month: until - since
        for month, (begin, end) in ends.items()
        if (since := sizes[begin]) is not None and (until := sizes[end]) is not None
    }


def _begin(month: str) -> datetime:
    return datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)


def _next(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year + number // 12}-{number % 12 + 1:02}"


def slow_hosts(log: Path) -> tuple[HostPace, ...] | None:
    """The hosts with the slowest median in a log of requests; None where there is no log."""
    seconds: dict[str, list[float]] = defaultdict(list)
    try:
        with log.open(encoding="utf-8", errors="replace") as lines:
            for host, taken in _logged(lines):
                seconds[host].append(taken)
    except FileNotFoundError:
        return None
    found = [
        HostPace(
            host=host,
            request_count=len(taken),
            median_seconds=round(statistics.median(taken), 3),
            slowest_seconds=max(taken),
        )
        for host, taken in seconds.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.median_seconds, one.host))[:HOSTS_SHOWN])


def _logged(lines: Iterator[str]) -> Iterator[tuple[str, float]]:
    """Host and seconds of each request; a line that was cut off is passed over."""
    for line in lines:
        told = line.rstrip("\n").split("\t")
        if len(told) == LOGGED_FIELDS and told[4].replace(".", "", 1).isdigit():
            yield told[1], float(told[4])
