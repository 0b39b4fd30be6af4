"""Declared documents, brought in from a public web archive: listed, fetched, and looked at in order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archiver import settings
from archiver.declarations import Declaration, Document
from archiver.errors import AskedToWait, FetchError
from archiver.exchange import web_archives
from archiver.exchange.warc import timeline
from archiver.exchange.warc.timeline import Played
from archiver.exchange.web_archives import Downloaded, Fetch, Found
from archiver.moments import Period
from archiver.settings import FetchSettings

FOLDER = "web-archives"
"""Where captures are kept in an archive; what was brought in may be deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How it went."""

    notes: tuple[str, ...]
    """What was left out, a line each."""
    problems: tuple[str, ...]
    """Why some of it could not be fetched or recorded."""


def bring_in(
    archive: Archive,
    declared: Sequence[Declaration],
    place: str,
    period: Period,
    *,
    fetch: Fetch,
    stop: threading.Event,
    now: datetime,
    heard: Callable[[Played], object],
) -> Done:
    """Bring in what the web archive at `place` has of declared documents; `heard` is told of each platform.

    `fetch` asks the web archive, at its pace. Of a document that it could not be asked about to the end
    nothing is recorded: what comes later would lie before it.
    """
    chosen = settings.read(archive.settings).fetch
    notes: list[str] = []
    problems: list[str] = []
    for one in declared:
        found = [
            (document, _fetched(fetch, place, document, period, archive.folder / FOLDER))
            for document in one.documents
        ]
        notes += (note for _, got in found for note in got.notes)
        problems += (got.problem for _, got in found if got.problem)
        files = [file for _, got in found if not got.problem for file in got.files]
        if files and not stop.is_set():
            whole = replace(one, documents=tuple(document for document, got in found if not got.problem))
            played, told = timeline.bring_in(
                archive, [whole], files, stop=stop, settings=chosen, now=now, heard=heard
            )
            notes += told
            problems += (each.problem for each in played if each.problem)
    return Done(notes=tuple(notes), problems=tuple(problems))


def paced(chosen: FetchSettings) -> FetchSettings:
    """The settings with the pace at which web archives are asked."""
    return replace(chosen, delay_seconds=max(chosen.delay_seconds, chosen.web_archive_delay_seconds))


def _fetched(fetch: Fetch, place: str, document: Document, period: Period, folder: Path) -> Downloaded:
    """The captures of a document's pages, kept in a folder."""
    found: list[Found] = []
    for page in web_archives.pages(source.url for source in document.sources):
        try:
            found.append(web_archives.captures(fetch, place, page, period.start, period.end))
        except FetchError as error:
            again = "; run it again later" * (error.retryable or isinstance(error, AskedToWait))
            return Downloaded(files=(), problem=f"{error}{again}")
        except InvalidInput as error:
            return Downloaded(files=(), problem=str(error))
    notes = tuple(note for one in found for note in one.notes)
    listed = [capture for one in found for capture in one.captures]
    if not listed:
        address = f"{document.platform}/{document.slug}"
        return Downloaded(files=(), notes=(*notes, f"{address}: the web archive lists nothing of that time"))
    got = web_archives.download(fetch, listed, folder / document.platform / document.slug)
    return replace(got, notes=(*notes, *got.notes))
