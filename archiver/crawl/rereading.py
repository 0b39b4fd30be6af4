"""Stored pages of a platform read again, under its claim and within the limits of workers.

As in a crawl, an error stops only its own document: a page that cannot be read because of a bug is reported,
and the others are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from archive_repo.archive import Archive
from archive_repo.errors import StoreError
from archive_repo.format.observation import Observation
from archive_repo.git import claims
from archive_repo.records import Version
from archive_repo.repository import Repository
from archiver.crawl import reextract
from archiver.crawl.platform import bug
from archiver.crawl.tracked import Tracked
from archiver.crawl.workers import Compute
from archiver.declarations import Declaration, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """A document whose newest stored page was read again."""

    platform: str
    document: str
    title: str
    version: Version | None = None
    """The version that was recorded; None if the text was the same."""
    problem: str = ""
    """The bug that prevented it."""


def reread(
    archive: Archive, declared: Declaration, *, compute: Compute, clock: Callable[[], datetime]
) -> Iterator[Reread]:
    """Read the newest stored page of each declared document again, and record what differs.

    A platform that was never crawled has none. Raises StoreError, in particular RepositoryBusy if another run
    is at work on the platform.
    """
    if declared.slug not in archive.slugs():
        return
    repository = archive.repository(declared.slug)
    with claims.claimed(repository.path, "a re-extraction", clock()):
        memory = repository.last_observations()
        for document in declared.documents:
            tracked = _tracked(repository, declared, document, memory.get(document.slug), compute)
            if tracked.versions:
                yield _reread(tracked, clock())


def _tracked(
    repository: Repository,
    declared: Declaration,
    document: Document,
    seen: Observation | None,
    compute: Compute,
) -> Tracked:
    return Tracked(repository=repository, name=declared.name, document=document, memory=seen, compute=compute)


def _reread(tracked: Tracked, now: datetime) -> Reread:
    version, problem = None, ""
    document = tracked.document
    try:
        read_as = tracked.reads_as(tracked.memory.read_by) if tracked.memory else document
        if extracted := reextract.reread(tracked, read_as):
            version = reextract.record(tracked, extracted, now)
    except StoreError:
        raise
    except Exception as error:  # an odd page must not stop the other documents
        problem = bug(error)
    return Reread(
        platform=tracked.repository.platform,
        document=document.slug,
        title=document.title,
        version=version,
        problem=problem,
    )
