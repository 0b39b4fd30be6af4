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
from archiver import cores
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

    @property
    def is_offline(self) -> bool:
        """True if no host of several documents could be reached."""
        looks = list(self.looks)
        return len(looks) > 1 and all(looked.is_unreachable for looked in looks)


LookAt = Callable[[Crawl, Declaration], PlatformReport]
"""Looks at a platform's documents."""


def crawl(work: Crawl, declared: Sequence[Declaration], look_at: LookAt = look_at) -> CrawlReport:
    """Look at every document of the declarations, in rounds: one for each of `hurried`, and a last one.

    What may delay the others comes later: documents that take long to read, or are so large that they may,
    and in the last round platforms that failed last time: a server that stalls has usually done so before.
    """
    turns = Turns(
        at_once=work.platforms_at_once,
        cores=cores.usable(),
        timer=work.timer,
        progress=work.progress,
        stop=work.stop,
    )
    reports = {one.slug: PlatformReport(platform=one.slug) for one in declared}
    longest_first = sorted(declared, key=lambda one: -len(one.documents))
    rounds = list(_rounds(replace(work, progress=turns), look_at))
    for report in turns.take(rounds, longest_first, _left):
        reports[report.platform] = joined(reports[report.platform], report)
    return CrawlReport(platforms=tuple(reports.values()))


def _left(declared: Declaration, report: PlatformReport) -> Declaration | None:
    """The documents of a platform that were put off."""
    return replace(declared, documents=report.put_off) if report.put_off else None


def _rounds(work: Crawl, look_at: LookAt) -> Iterator[Callable[[Declaration], PlatformReport]]:
    """How a platform is looked at in each round."""
    for number, compute in enumerate(work.hurried or [work.compute]):
        max_bytes = HURRIED_BYTES if work.hurried and number == 0 else None
        yield partial(_unless_troubled, look_at, replace(work, compute=compute, max_bytes=max_bytes))
    yield partial(_platform, look_at, work)


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


def _unless_troubled(look_at: LookAt, work: Crawl, declared: Declaration) -> PlatformReport:
    if failed_before(work.archive, declared):
        return PlatformReport(platform=declared.slug, put_off=declared.documents)
    return _platform(look_at, work, declared)


def _platform(look_at: LookAt, work: Crawl, declared: Declaration) -> PlatformReport:
    if work.stop.is_set():
        return PlatformReport(platform=declared.slug)
    return look_at(work, declared)
