"""Stored pages read again with today's code and selectors, so that better code is not a policy's change."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from archive_repo import history
from archive_repo.errors import DamagedRepository
from archive_repo.format.snapshot import Body
from archive_repo.records import Cause, Version
from archive_repo.text.markdown import PAGE_BREAK
from archiver.crawl.tracked import Tracked
from archiver.declarations import Document
from archiver.extract import ExtractionFailed
from archiver.extract.document import DocumentText, read

LIKE_THE_SAME = 0.5
"""Least similarity of two texts of one page. A new text that is less like the old one is another part of the
page rather than an improvement."""


def alike(tracked: Tracked, extracted: DocumentText) -> DocumentText | None:
    """The newest version read as this text was, if it was read otherwise: like is compared with like."""
    if not tracked.was_read_otherwise(extracted.fingerprint):
        return None
    return reread(tracked, tracked.reads_as(extracted.fingerprint))


def reread(tracked: Tracked, document: Document) -> DocumentText | None:
    """The newest version's stored pages, read with today's code as `document` declares.

    Pages that are no longer declared are left out. None if that gives the same text, no text, or quite
    another one: then the stored text stays.
    """
    newest = next(iter(tracked.versions), None)
    if newest is None:
        return None
    bodies = stored_pages(tracked, document)
    if not bodies:
        return None
    try:
        extracted = tracked.compute(read, document, [body for _, body in bodies])
    except ExtractionFailed:
        return None
    stored = tracked.repository.text(newest)
    if extracted.text == stored or _another_part(stored, [place for place, _ in bodies], extracted):
        return None
    return replace(extracted, bodies=tuple(body for _, body in bodies))


def _another_part(stored: str, places: Sequence[int], extracted: DocumentText) -> bool:
    """True if the text has little in common with what is stored of its pages, whose places are given."""
    from archiver.gate.prepared import Prepared  # seldom needed

    pages = stored.split(PAGE_BREAK)
    kept = [pages[place] for place in places] if max(places) < len(pages) else pages
    overlap = Prepared(PAGE_BREAK.join(kept)).overlap(Prepared(extracted.text))
    return overlap.alike < LIKE_THE_SAME


def stored_pages(tracked: Tracked, document: Document) -> list[tuple[int, Body]]:
    """The newest version's page for each source of the document, with its place among them.

    Pages are known by their addresses; where these are others now, by their order if there are as many. Empty
    where one is not there.
    """
    newest = next(iter(tracked.versions), None)
    stored = list(enumerate(tracked.repository.bodies(newest.snapshot, newest.document))) if newest else []
    left, found = list(stored), []
    for source in document.sources:
        one = next((one for one in left if one[1].fetched.url == source.url), None)
        if one is None:
            return stored if len(stored) == len(document.sources) else []
        left.remove(one)
        found.append(one)
    return found


def record(tracked: Tracked, extracted: DocumentText, now: datetime) -> Version:
    """Record another text of the newest version's stored pages: a version, but not a change.

    Where it is of some of them only, these are stored as a snapshot of their own.
    """
    newest = tracked.versions[0]
    urls = [body.fetched.url for body in extracted.bodies]
    return tracked.record(
        extracted,
        snapshot=newest.snapshot if len(urls) == len(newest.sources) else "",
        cause=Cause.REEXTRACTION,
        stand_ins=[page for page in newest.stand_ins if page.url in urls],
        rereads=newest.snapshot,
        fetched_at=newest.fetched_at,
        now=now,
    ).version


def mend(tracked: Tracked) -> None:
    """Write the newest version's text again from the stored page, if its object is damaged.

    Raises DamagedRepository if the page no longer gives the same text.
    """
    with suppress(DamagedRepository):
        tracked.newest_text  # noqa: B018
        return
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
