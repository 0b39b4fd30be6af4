"""Looks at documents at the times of their records: the same look, gate and history as a crawl's."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from archive_repo.archive import Archive
from archive_repo.errors import StoreError
from archive_repo.records import Outcome
from archive_repo.repository import Repository
from archiver import cores
from archiver.crawl.platform import look_at
from archiver.crawl.work import SILENCE, Crawl, Progress
from archiver.crawl.workers import PATIENT_SECONDS, Compute, Workers
from archiver.declarations import Declaration, Document
from archiver.exchange.warc.playback import Playback
from archiver.exchange.warc.recorded import Recorded, gather
from archiver.settings import FetchSettings

ONE_CRAWL = timedelta(hours=1)
"""Records of a document's several pages that are this near to each other are of one look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a platform's records."""

    platform: str
    looks: Mapping[Outcome, int]
    """How many looks ended in which outcome."""
    passed_over: int = 0
    """Times of records that are not after the last look: they were brought in before, or come too late."""
    problem: str = ""
    """Why the platform, or the rest of its records, could not be looked at."""


def bring_in(
    archive: Archive,
    declared: Sequence[Declaration],
    files: Sequence[Path],
    *,
    stop: threading.Event,
    settings: FetchSettings,
    now: datetime,
    heard: Callable[[Played], object],
) -> tuple[tuple[Played, ...], tuple[str, ...]]:
    """Bring in what files hold of declared platforms: what came of each, and what could not be read.

    `heard` is called with each platform when it is done. Raises InvalidInput for a file that cannot be read.
    """
    urls = [source.page for one in declared for document in one.documents for source in document.sources]
    with (
        TemporaryDirectory(prefix="archiver-warc-") as folder,
        Workers(wall_seconds=PATIENT_SECONDS) as workers,
    ):
        recorded = gather(files, urls, Path(folder), until=now)

        def one(platform: Declaration) -> Played:
            return play(archive, platform, recorded, compute=workers.compute, stop=stop, settings=settings)

        with ThreadPoolExecutor(cores.usable()) as pool:
            done = []
            for played in pool.map(one, declared):
                heard(played)
                done.append(played)
    return tuple(done), recorded.notes


def play(
    archive: Archive,
    declared: Declaration,
    recorded: Recorded,
    *,
    compute: Compute,
    stop: threading.Event,
    settings: FetchSettings,
    progress: Progress = SILENCE,
) -> Played:
    """Look at a platform's documents at each time of their records, in the order of time.

    What was looked at is kept as it is made: a run that is killed goes on behind it.
    """
    outcomes: Counter[Outcome] = Counter()
    try:
        last = _last_looks(archive, declared)
    except StoreError as error:
        return Played(platform=declared.slug, looks=outcomes, problem=str(error))
    due, passed_over = _due(declared, recorded, last)
    for moment, documents in due:
        if stop.is_set():
            break
        report = look_at(
            Crawl(
                archive=archive,
                web=Playback(recorded=recorded, moment=moment, settings=settings),
                clock=_always(moment),
                stop=stop,
                platforms_at_once=1,
                confirm_after_seconds=0.0,
                progress=progress,
                compute=compute,
            ),
            replace(declared, documents=documents),
        )
        outcomes.update(looked.observation.outcome for looked in report.looks)
        if report.problem:
            return Played(
                platform=declared.slug, looks=outcomes, passed_over=passed_over, problem=report.problem
            )
    return Played(platform=declared.slug, looks=outcomes, passed_over=passed_over)


def together(several: Sequence[Played]) -> Played:
    """What came of a platform that was looked at in several runs, each of which passes over those before."""
    looks: Counter[Outcome] = Counter()
    for one in several:
        looks.update(one.looks)
    before = looks.total() - sum(several[-1].looks.values())
    return replace(several[-1], looks=looks, passed_over=max(0, several[-1].passed_over - before))


def _always(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def _last_looks(archive: Archive, declared: Declaration) -> dict[str, datetime]:
    path = archive.path(declared.slug)
    if not path.is_dir():
        return {}
    memory = Repository.open(path).last_observations()
    return {slug: seen.checked_at for slug, seen in memory.items()}


def _due(
    declared: Declaration, recorded: Recorded, last: Mapping[str, datetime]
) -> tuple[list[tuple[datetime, tuple[Document, ...]]], int]:
    """When to look at which documents, and how many times are not after a document's last look."""
    times = [
        (moment, place)
        for place, document in enumerate(declared.documents)
        for moment in _moments(document, recorded)
    ]
    later = [
        (moment, place)
        for moment, place in times
        if (seen := last.get(declared.documents[place].slug)) is None or moment > seen
    ]
    due = [
        (moment, tuple(declared.documents[place] for _, place in group))
        for moment, group in groupby(sorted(later), key=lambda one: one[0])
    ]
    return due, len(times) - len(later)


def _moments(document: Document, recorded: Recorded) -> Iterator[datetime]:
    """The times to look at a document: when one of its pages was recorded, once there is one of each."""
    found = [[record.at for record in recorded.of(source.page)] for source in document.sources]
    if not all(found):
        return
    begin = max(times[0] for times in found)
    yield from (moment for moment in _looks(found) if moment >= begin)


def _looks(found: Sequence[Sequence[datetime]]) -> Iterable[datetime]:
    """The ends of crawls: each time, or of several pages the last one of those near to each other."""
    times = sorted({moment for each in found for moment in each})
    if len(found) == 1:
        return times
    ends = [one for one, after in pairwise(times) if after - one > ONE_CRAWL]
    return [*ends, times[-1]]
