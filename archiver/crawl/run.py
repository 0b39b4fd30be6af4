"""A crawl: the declared platforms are looked at side by side.

A platform or a document that fails never stops the others. What was looked at before an interruption is
observed, so that a crawl that is cut short loses nothing.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.records import Outcome
from archiver.crawl.platform import Looked, PlatformReport, failed_before, look_at
from archiver.crawl.work import Crawl, can_render, opened
from archiver.declarations import Declaration
from archiver.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """How a crawl went, platform by platform, in the order of the declarations."""

    platforms: tuple[PlatformReport, ...]

    @property
    def looks(self) -> Iterator[Looked]:
        """Every look that was made."""
        return (looked for platform in self.platforms for looked in platform.looks)

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many looks ended in which outcome."""
        return Counter(looked.observation.outcome for looked in self.looks)


def crawl(work: Crawl, declared: Sequence[Declaration]) -> CrawlReport:
    """Look at every document of the declarations; platforms that failed last time come last.

    A page that stalls or takes long to read has usually done so before, and must not delay the others.
    """
    with ThreadPoolExecutor(max_workers=work.platforms_at_once, thread_name_prefix="crawl") as pool:
        try:
            first = list(pool.map(partial(_unless_troubled, work), declared))
            late = [one for one, report in zip(declared, first, strict=True) if report is None]
            last = iter(list(pool.map(partial(_platform, work), late)))
        except BaseException:  # an interruption: documents under way are finished and observed
            work.stop.set()
            raise
    return CrawlReport(platforms=tuple(report or next(last) for report in first))


def crawl_platform(
    folder: Path, declared: Declaration, settings: Settings, clock: Callable[[], datetime]
) -> PlatformReport:
    """Look at one platform of the archive at `folder`, over the network: the unit of work of a larger crawl.

    All arguments and the report are picklable, so that any process on any machine that has the archive can
    take it from a queue; the platform's claim keeps two of them from doing the same.
    """
    archive, stop = Archive(folder), threading.Event()
    with opened(archive, settings, clock=clock, stop=stop, rendering=can_render()) as work:
        return look_at(work, declared)


def _unless_troubled(work: Crawl, declared: Declaration) -> PlatformReport | None:
    return None if failed_before(work.archive, declared) else _platform(work, declared)


def _platform(work: Crawl, declared: Declaration) -> PlatformReport:
    if work.stop.is_set():
        return PlatformReport(platform=declared.slug)
    return look_at(work, declared)
