"""A platform's own archive of earlier versions: pages with the dates that it gives them, or a git repository.

The platform says what was in force when; nobody looked. So these versions have a cause of their own, no look
confirms them, and their snapshots say when their pages were fetched. They come before all that was observed,
or in a document beside it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Protocol

from archive_repo import history, recording
from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.snapshot import Body, Fetched
from archive_repo.git import claims, foreign
from archive_repo.records import Cause, Origin, slug
from archive_repo.repository import Repository
from archiver import extract
from archiver.crawl.workers import Compute
from archiver.declarations import Declaration, Document
from archiver.errors import FetchError
from archiver.exchange import collection
from archiver.exchange.incoming.reflow import Reflow
from archiver.extract import ExtractionFailed
from archiver.extract.document import read_without_rotten_selectors
from archiver.fetch.capture import Capture
from archiver.gate import Candidate
from archiver.gate.judging import mistaken
from archiver.gate.prepared import Prepared

_LINE = re.compile(r"(?P<first>\S+?)(?:\s*[,;\t]\s*|\s+)(?P<second>\S+)")
_MARKDOWN = (".md", ".markdown", ".txt")


class Fetch(Protocol):
    """How pages are fetched; `Fetcher.fetch`."""

    def __call__(self, url: str, *, accept_language: str = "") -> Capture:
        """The page at a URL. Raises FetchError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A version that a platform publishes."""

    at: datetime
    """Since when it was in force, as the platform says."""
    place: str
    """The URL of its page, or the id of the blob that holds it."""
    origin: Origin | None = None
    """The commit of a git repository that it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of a document's published versions."""

    versions: int = 0
    known: int = 0
    """Those that are not after the newest version, most often because an earlier run recorded them."""
    same: int = 0
    """Those whose text is that of the one before."""
    notes: tuple[str, ...] = ()
    """What was left out, and why, a line each."""
    problem: str = ""
    """Why the rest could not be brought in; empty if it could."""


def listed(text: str) -> list[Listed]:
    """The versions that a list names, a line each: an address and a day, in either order, oldest first.

    Empty lines and those that begin with `#` say nothing. Raises InvalidInput for any other line.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    found = [_line(number, line) for number, line in lines if line and not line.startswith("#")]
    if not found:
        raise InvalidInput("the list names no version; a line is `2021-05-01 https://example.org/terms/2021`")
    return sorted(found, key=lambda one: one.at)


def _line(number: int, line: str) -> Listed:
    matched = _LINE.fullmatch(line)
    for day, url in (matched.group(1, 2), matched.group(2, 1)) if matched else ():
        at = _day(day)
        if at and url.startswith(("https://", "http://")):
            return Listed(at=at, place=url)
    raise InvalidInput(
        f"line {number}: {line[:60]!r} is not a day and an address; write `2021-05-01 https://example.org/terms`"
    )


def _day(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def committed(repository: Path, file: str) -> list[Listed]:
    """The versions of a file in a git repository, along the first parents of its newest commit, oldest first.

    Commits may be out of order: somebody dated one by hand, or put others before it.

    Raises NotFound or InvalidInput where there is no such repository or file.
    """
    foreign.must_be_repository(repository)
    called = collection.one_word(repository.resolve().stem)
    found = [
        Listed(
            at=collection.moment(change.authored),
            place=blob,
            origin=Origin(collection=called, commit=change.commit),
        )
        for change in foreign.changes(repository)
        for name, blob in change.files
        if name == file.encode()
    ]
    if not found:
        raise InvalidInput(f"{repository}: no commit of its branch has {file}; give a file's whole path")
    return sorted(found, key=lambda one: one.at)


Read = Callable[[Listed], tuple[str, Body]]
"""Gives a version's text and its page. Raises FetchError or ExtractionFailed."""


def from_web(document: Document, fetch: Fetch, compute: Compute) -> Read:
    """Reads versions that are pages, by the document's selectors or without them."""

    def read(one: Listed) -> tuple[str, Body]:
        source = replace(document.sources[0], url=one.place)
        whole = replace(document, sources=(source,), beside=())
        body = fetch(one.place, accept_language=source.accept_language).as_body()
        return compute(read_without_rotten_selectors, whole, [body]).text, body

    return read


def from_git(
    document: Document, objects: foreign.Objects, file: str, compute: Compute, now: datetime
) -> Read:
    """Reads versions that are blobs of a file in Markdown, or as the document's pages are read."""
    reflow, is_markdown = Reflow(), file.lower().endswith(_MARKDOWN)

    def read(one: Listed) -> tuple[str, Body]:
        data = objects.blob(one.place)
        fetched = Fetched(url=document.sources[0].url, fetched_at=now, origin=str(one.origin))
        body = Body(extension="txt" if is_markdown else "html", data=data, fetched=fetched)
        if is_markdown:
            return reflow(data.decode(errors="replace")), body
        whole = replace(document, sources=document.sources[:1], beside=())
        return compute(read_without_rotten_selectors, whole, [body]).text, body

    return read


def bring_in(
    archive: Archive,
    declared: Declaration,
    document: Document,
    versions: Sequence[Listed],
    read: Read,
    *,
    stop: threading.Event,
    now: datetime,
) -> Brought:
    """Record what is after the document's newest version, until `stop` is set or a page is not got.

    A page that is not got ends it: versions are added at the end, so that what comes later must wait for it.
    One that is not the document is left out. Raises InvalidInput where the archive has looked itself.
    """
    repository = Repository.create(archive.path(declared.slug))
    with claims.claimed(repository.path, "an import", now):
        repository.mend()
        newest = history.latest(repository, document.slug)
        if newest and newest.cause is not Cause.PUBLISHED:
            address = f"{declared.slug}/{document.slug}"
            raise InvalidInput(
                f"{address}: it was observed on {newest.fetched_at:%Y-%m-%d}, and versions "
                "are added at the end; keep those that are published in a document beside it, with --title"
            )
        due = [one for one in versions if newest is None or one.at > newest.fetched_at]
        known = len(versions) - len(due)
        before = repository.text(newest) if newest else ""
        recorder = _Recorder(repository, declared.name, document, before, now)
        notes: list[str] = []
        for one in takewhile(lambda _: not stop.is_set(), due):
            try:
                text, body = read(one)
            except ExtractionFailed as error:
                notes.append(f"{one.at:%Y-%m-%d}: left out: {one.place}: {error.reason}")
                continue
            except FetchError as error:
                return replace(recorder.told(notes), known=known, problem=str(error))
            if why := recorder.mistaken(text):
                notes.append(f"{one.at:%Y-%m-%d}: left out: {one.place}: {why}")
            else:
                recorder.record(one, text, body)
        return replace(recorder.told(notes), known=known)


class _Recorder:
    def __init__(
        self, repository: Repository, name: str, document: Document, before: str, now: datetime
    ) -> None:
        """`before` is the document's newest text; empty before the first."""
        self._repository, self._name, self._document, self._now = repository, name, document, now
        self._before = before
        self._versions = self._same = 0

    def mistaken(self, text: str) -> str:
        """Why a text is not the document; empty if it may be."""
        found = Candidate(text=text, declared=self._document.title)
        return mistaken(found, Prepared(text), Prepared(self._before))

    def record(self, one: Listed, text: str, body: Body) -> None:
        with self._repository.writing(self._name) as writer:
            if text == self._before:
                self._same += 1
                return
            snapshot = writer.record_snapshot(
                document=self._document.slug, title=self._document.title, bodies=[body], fetched_at=self._now
            )
            recording.record(
                writer,
                text,
                snapshot,
                title=self._document.title,
                extractor=extract.extractor_name(),
                cause=Cause.PUBLISHED,
                fetched_at=one.at,
                recorded_at=self._now,
                origin=one.origin,
            )
        self._before = text
        self._versions += 1

    def told(self, notes: Iterable[str]) -> Brought:
        return Brought(versions=self._versions, same=self._same, notes=tuple(notes))


def beside(document: Document, title: str) -> Document:
    """The document under another title, which keeps what is published apart from what is observed."""
    return replace(document, title=title, slug=slug(title), beside=())
