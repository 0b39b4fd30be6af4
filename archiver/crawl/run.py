"""A crawl: the declared platforms are looked at side by side.

A platform or a document that fails never stops the others. What was looked at before an interruption is
observed, so that a crawl that is cut short loses nothing.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.records import Outcome
from archiver.crawl.platform import Looked, PlatformReport, failed_before, joined, look_at
from archiver.crawl.turns import Turns
from archiver.crawl.work import Crawl, can_render, opened
from archiver.crawl.workers import HURRIED_BYTES
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
    """Look at every document of the declarations, in two rounds.

    What may delay the others comes in the second: platforms that failed last time, since a server that stalls
    has usually done so before, and documents that take long to read, or are so large that they may.
    """
    turns = Turns(at_once=work.platforms_at_once, timer=work.timer, progress=work.progress, stop=work.stop)
    work = replace(work, progress=turns)
    hurried = replace(work, compute=work.hurried, max_bytes=HURRIED_BYTES) if work.hurried else work
    first = turns.take(partial(_unless_troubled, hurried), declared)
    late = [one for found in zip(declared, first, strict=True) if (one := _left(*found))]
    second = {report.platform: report for report in turns.take(partial(_platform, work), late)}
    reports = zip(declared, first, strict=True)
    return CrawlReport(platforms=tuple(joined(found, second.get(one.slug)) for one, found in reports))


def _left(declared: Declaration, report: PlatformReport | None) -> Declaration | None:
    """What the first round left of a platform for the second."""
    if report is None:
        return declared
    return replace(declared, documents=report.put_off) if report.put_off else None


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
