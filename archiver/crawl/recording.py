"""A reading becomes a version: compared with the one before, classed, committed with its snapshot."""

from __future__ import annotations

from datetime import datetime

from archive_repo import diff, history
from archive_repo.records import Cause, ChangeClass, Snapshot, Version
from archive_repo.text import stated_dates
from archiver import extract
from archiver.crawl.tracked import Tracked
from archiver.extract.document import Reading


def record(
    tracked: Tracked,
    reading: Reading,
    *,
    snapshot: str = "",
    cause: Cause | None = None,
    restored: bool = False,
    fetched_at: datetime,
    now: datetime,
) -> Version:
    """Record a reading as the newest version of its document.

    `snapshot` is the commit that holds its pages already; without one they are stored. The cause is that of a
    first version or of a change, unless another is given.
    """
    newest = next(iter(tracked.versions), None)
    difference = diff.compare(tracked.repository.text(newest) if newest else "", reading.text)
    why = cause or (Cause.CHANGE if newest else Cause.FIRST)
    known = restored or any(version.text_sha256 == reading.text_sha256 for version in tracked.versions)
    slug = tracked.document.slug
    kept = history.snapshot(tracked.repository, snapshot, slug) if snapshot else keep(tracked, reading, now)
    with tracked.repository.writing(tracked.name) as writer:
        return writer.record_version(
            title=tracked.document.title,
            text=reading.text,
            snapshot=kept,
            previous=newest.id if newest else None,
            cause=why,
            change_class=_class(difference.change_class, why, known=known) if newest else None,
            sentences=difference.sentences,
            sections=difference.sections if newest else (),
            extractor=extract.extractor_name(),
            stated=stated_dates.read(reading.text),
            fetched_at=fetched_at,
            recorded_at=now,
        )


def keep(tracked: Tracked, reading: Reading, now: datetime) -> Snapshot:
    """Store the pages of a reading as a snapshot."""
    with tracked.repository.writing(tracked.name) as writer:
        return writer.record_snapshot(
            document=tracked.document.slug,
            title=tracked.document.title,
            bodies=reading.bodies,
            fetched_at=now,
        )


def _class(kind: ChangeClass | None, cause: Cause, *, known: bool) -> ChangeClass | None:
    """The class of a change: back to words that the history had before is `restored`."""
    words = kind in (ChangeClass.WORDS, ChangeClass.NUMBERS_OR_DATES)
    return ChangeClass.RESTORED if known and words and cause is Cause.CHANGE else kind
