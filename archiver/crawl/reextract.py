"""Stored pages read again with today's code and selectors, so that better code is not a policy's change."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from archive_repo import history
from archive_repo.errors import DamagedRepository
from archive_repo.records import Cause, Version
from archiver.crawl.tracked import Tracked
from archiver.declarations import Document
from archiver.extract import ExtractionFailed
from archiver.extract.document import DocumentText, read
from archiver.gate.prepared import Prepared

LIKE_THE_SAME = 0.5
"""Share of words that two texts of one page have in common. A new text that shares less is another part of
the page, and not an improvement."""


def reread(tracked: Tracked, document: Document) -> DocumentText | None:
    """The newest version's stored pages, read with today's code as `document` declares.

    None where that gives the same text, none, or quite another one: then the text is as it should be.
    """
    newest = next(iter(tracked.versions), None)
    if newest is None:
        return None
    bodies = tracked.repository.bodies(newest.snapshot, newest.document)
    if len(bodies) != len(document.sources):
        return None
    try:
        extracted = tracked.compute(read, document, bodies)
    except ExtractionFailed:
        return None
    stored = tracked.repository.text(newest)
    if extracted.text == stored or Prepared(stored).overlap(Prepared(extracted.text)).alike < LIKE_THE_SAME:
        return None
    return extracted


def record(tracked: Tracked, extracted: DocumentText, now: datetime) -> Version:
    """Record the text that the newest version's stored pages give now: a version, but not a change."""
    newest = tracked.versions[0]
    return tracked.record(
        extracted,
        snapshot=newest.snapshot,
        cause=Cause.REEXTRACTION,
        fetched_at=newest.fetched_at,
        now=now,
    ).version


def mend(tracked: Tracked) -> None:
    """Write the newest version's text again where its object is damaged, from the stored page.

    Raises DamagedRepository where the page does not give the same text any more.
    """
    newest = history.latest(tracked.repository, tracked.document.slug)
    if newest is None:
        return
    with suppress(DamagedRepository):
        tracked.repository.text(newest)
        return
    bodies = tracked.repository.bodies(newest.snapshot, newest.document)
    extracted = tracked.read(bodies)
    if extracted.text_sha256 != newest.text_sha256:
        raise DamagedRepository(
            f"{tracked.repository.path}: the text of {newest.id} is damaged and its page is read differently "
            "today; restore the repository from a copy"
        )
    with tracked.repository.writing(tracked.name) as writer:
        writer.write_again(extracted.text)
