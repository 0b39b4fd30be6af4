"""One crawl: every declared document is fetched, looked at and observed, platforms side by side.

A document that fails never stops the others; a store that fails stops the run. What was looked at before an
interruption is observed, so that a crawl that is cut short loses nothing.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archive_repo.archive import Archive
from archive_repo.records import Observation, Outcome
from archive_repo.repository import Repository
from archiver.crawl import look as intake
from archiver.crawl import reextract
from archiver.crawl.tracked import Subject
from archiver.declarations import Declaration, Document, Selector, Source
from archiver.errors import FetchError, Interrupted
from archiver.extract.document import bare, reader
from archiver.fetch.capture import Capture, Validators

Report = Callable[[str, Observation], None]
"""Told of each look as it is done: the platform's slug and the observation."""

NO_VALIDATORS: Mapping[str, Validators] = {}


class Web(Protocol):
    """Where captures come from; `archiver.fetch.Fetcher` over the network."""

    def fetch(self, url: str, validators: Validators | None = None, *, fresh: bool = False) -> Capture:
        """Get a page once per crawl, or once more where `fresh`. Raises FetchError."""


class Browser(Protocol):
    """What runs the scripts of a page that needs them; `archiver.fetch.browser.Renderer`."""

    def render(self, url: str, wait_for: Sequence[Selector] = (), *, fresh: bool = False) -> Capture:
        """Get a page as its scripts leave it. Raises FetchError."""


@dataclass(frozen=True, kw_only=True)
class Crawl:
    """What a crawl works with."""

    archive: Archive
    web: Web
    browser: Browser | None = None
    """None where there is none: pages are then taken as they are sent."""
    clock: Callable[[], datetime]
    stop: threading.Event
    """Set to end the crawl after the documents that are under way."""
    platforms_at_once: int
    confirm_after_seconds: float
    """Pause before a page that the gate doubts is asked for again."""
    report: Report


def run(crawl: Crawl, declarations: Sequence[Declaration]) -> Counter[Outcome]:
    """Look at every document of the declarations; how many looks ended in which outcome.

    Raises StoreError where the archive itself cannot be written.
    """
    validators = _validators(crawl.archive, declarations)
    with ThreadPoolExecutor(max_workers=crawl.platforms_at_once, thread_name_prefix="crawl") as pool:
        tasks = [pool.submit(_platform, crawl, declared, validators) for declared in declarations]
        try:
            wait(tasks, return_when=FIRST_EXCEPTION)
        finally:
            if not all(task.done() and not task.exception() for task in tasks):
                crawl.stop.set()
    return Counter(look.outcome for task in tasks for look in task.result())


def _platform(crawl: Crawl, declared: Declaration, validators: Mapping[str, Validators]) -> list[Observation]:
    """Look at a platform's documents one after the other, and observe, even when interrupted."""
    if crawl.stop.is_set():
        return []
    repository = Repository.create(crawl.archive.path(declared.slug))
    memory = repository.last_observations()
    subjects = [
        Subject(
            repository=repository,
            name=declared.name,
            document=document,
            memory=memory.get(document.slug),
        )
        for document in declared.documents
    ]
    looks: list[Observation] = []
    try:
        for look in _looks(crawl, subjects, validators):
            looks.append(look)
            crawl.report(declared.slug, look)
    except Interrupted:
        pass  # nothing is known of the page that was being waited for
    finally:
        with repository.writing(declared.name) as writer:
            writer.record_observations(looks, checked_at=crawl.clock())
    return looks


def _looks(
    crawl: Crawl, subjects: Sequence[Subject], validators: Mapping[str, Validators]
) -> Iterator[Observation]:
    doubtful: list[tuple[Subject, Observation]] = []
    for subject in subjects:
        if crawl.stop.is_set():
            break
        reextract.mend(subject)
        try:
            captures: Sequence[Capture] = _captures(crawl, subject, validators)
        except Interrupted:
            raise
        except FetchError as error:
            yield intake.failed(subject, intake.named(error), crawl.clock())
            continue
        look, again = intake.look(subject, captures, crawl.clock())
        if again:
            doubtful.append((subject, look))
        else:
            yield look
    if doubtful and not crawl.stop.is_set():
        crawl.stop.wait(crawl.confirm_after_seconds)
    for subject, look in doubtful:
        yield look if crawl.stop.is_set() else _second_look(crawl, subject, look)


def _second_look(crawl: Crawl, subject: Subject, first: Observation) -> Observation:
    """Ask for a doubtful page once more: a flap is over, a rewrite is still there, or the doubt stays."""
    try:
        again = _captures(crawl, subject, fresh=True)
    except FetchError:
        return first
    second, _ = intake.look(subject, again, crawl.clock(), confirming=True)
    return first if second.outcome is Outcome.HELD else second


def _captures(
    crawl: Crawl,
    subject: Subject,
    validators: Mapping[str, Validators] = NO_VALIDATORS,
    *,
    fresh: bool = False,
) -> list[Capture]:
    sources = subject.document.sources
    return [_capture(crawl, source, validators.get(source.url), fresh=fresh) for source in sources]


def _capture(crawl: Crawl, source: Source, validators: Validators | None, *, fresh: bool) -> Capture:
    if source.execute_client_scripts and crawl.browser:
        return crawl.browser.render(source.url, source.select, fresh=fresh)
    return crawl.web.fetch(source.url, validators, fresh=fresh)


def _validators(archive: Archive, declarations: Sequence[Declaration]) -> dict[str, Validators]:
    """What makes the request for each page conditional.

    A page that several documents are made of is asked for once, so they must all remember the same answer.
    The body is needed, whatever the server remembers, of a document of several pages, of one with a text in
    quarantine, and of one that was never recorded or was read by other code.
    """
    remembered: dict[str, set[Validators | None]] = {}
    for declared in declarations:
        path = archive.path(declared.slug)
        memory = Repository.open(path).last_observations() if path.is_dir() else {}
        for document in declared.documents:
            look = memory.get(document.slug)
            for source in document.sources:
                remembered.setdefault(source.url, set()).add(_validators_of(document, source, look))
    agreed = {url: found.pop() for url, found in remembered.items() if len(found) == 1}
    return {url: found for url, found in agreed.items() if found}


def _validators_of(document: Document, source: Source, look: Observation | None) -> Validators | None:
    if look is None or not look.version or look.held or len(document.sources) > 1:
        return None
    if look.reading not in (reader(document), reader(bare(document))):
        return None
    state = next((state for state in look.sources if state.url == source.url), None)
    return Validators(etag=state.etag, last_modified=state.last_modified) if state else None
