"""What a crawl works with: the archive, the web, a browser, a clock, and what receives its progress."""

from __future__ import annotations

import importlib.util
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archive_repo.archive import Archive
from archive_repo.format.observation import Observation
from archive_repo.git import signing
from archiver.crawl import memory
from archiver.crawl.workers import HURRIED_SECONDS, Compute, Workers, directly
from archiver.declarations import Selector
from archiver.fetch import request_log
from archiver.fetch.capture import Capture, Picture, Validators
from archiver.settings import Settings


class Web(Protocol):
    """The source of captures; `archiver.fetch.fetcher.Fetcher` over the network."""

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept_language: str = "",
        fresh: bool = False,
    ) -> Capture:
        """Get a page once per crawl and language, or once more if `fresh`. Raises FetchError."""


class Browser(Protocol):
    """Runs the scripts of a page that needs them; `archiver.fetch.browser.renderer.Renderer`."""

    def render(
        self,
        url: str,
        wait_for: Sequence[Selector] = (),
        *,
        accept_language: str = "",
        fresh: bool = False,
        pictured: bool = False,
        seen_sha256: str = "",
    ) -> Capture:
        """Get a page as its scripts leave it, with a picture if `pictured`, unless its body is the one seen.

        Raises FetchError.
        """

    def browse(
        self,
        url: str,
        wait_for: Sequence[Selector] = (),
        *,
        accept_language: str = "",
        pictured: bool = False,
        seen_sha256: str = "",
    ) -> Capture:
        """Get a page as `render` does, the browser asking for it itself. Raises FetchError."""

    def picture(self, capture: Capture, wait_for: Sequence[Selector] = ()) -> Picture:
        """Show a page that was fetched already, and take a picture; or say why there is none."""


class Progress(Protocol):
    """Receives a crawl's progress, from several threads at once."""

    def looking(self, platform: str, document: str) -> None:
        """A document is about to be asked for."""

    def looked(self, platform: str, observation: Observation) -> None:
        """A look is done."""


class Silence:
    """Reports nothing."""

    def looking(self, platform: str, document: str) -> None:
        """Do nothing."""

    def looked(self, platform: str, observation: Observation) -> None:
        """Do nothing."""


SILENCE = Silence()


@dataclass(frozen=True, kw_only=True)
class Crawl:
    """What a crawl works with."""

    archive: Archive
    web: Web
    browser: Browser | None = None
    """None if there is none: pages are then read as they are sent."""
    browserless: str = ""
    """What to say of a refused page that a browser might have got; empty where that is no question."""
    clock: Callable[[], datetime]
    timer: Callable[[], float] = time.monotonic
    """A monotonic clock in seconds, for durations."""
    stop: threading.Event
    """Set to end the crawl after the documents that are under way."""
    platforms_at_once: int
    accept_language: str = ""
    """The Accept-Language header of the requests for a source that has none of its own; empty if unknown."""
    confirm_after_seconds: float
    """Pause before a page that the gate doubts is requested again."""
    progress: Progress = SILENCE
    keeps_all: bool = False
    """True if pages are stored whose bytes changed and whose text did not."""
    hurried: Sequence[Compute] = ()
    """What reads pages while others wait, round by round, each more patient than the one before; they raise
    TakesLong. None to let the others wait."""
    is_pictured: Callable[[str, str], bool] = lambda platform, document: False
    """True if a picture is kept of the pages of a document, by the slugs of its platform and its own."""
    max_bytes: int | None = None
    """Size of the pages of a document that are read: with larger ones it is put off. None for no limit."""
    compute: Compute = directly
    """What reads pages: `Workers.compute` for pages from the web."""


@contextmanager
def opened(
    archive: Archive,
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    stop: threading.Event,
    progress: Progress = SILENCE,
    rendering: bool,
    guesses: bool = True,
) -> Iterator[Crawl]:
    """A crawl over the network with the archive's settings; with a browser if `rendering`.

    `guesses` is false where every document is declared with selectors; see `Workers`.
    Raises SigningFailed if commits are to be signed and cannot be.
    """
    from archiver.fetch.browser import Renderer
    from archiver.fetch.fetcher import Fetcher  # takes 0.3 s, which only a crawl should pay

    signing.must_work(archive.settings)
    memory.give_back()
    with (
        _log(archive, settings) as log,
        Fetcher(settings.fetch, clock=clock, stop=stop, log=log) as fetcher,
        Renderer(settings.fetch, fetch=fetcher.fetch, admit=fetcher.admit, clock=clock) as renderer,
        Workers(guesses=guesses) as workers,
    ):
        yield Crawl(
            archive=archive,
            web=fetcher,
            browser=renderer if rendering else None,
            browserless="" if rendering else "no browser is installed to ask in its place",
            clock=clock,
            stop=stop,
            platforms_at_once=settings.crawl.platforms_at_once,
            accept_language=settings.fetch.accept_language,
            confirm_after_seconds=settings.gate.confirm_after_seconds,
            progress=progress,
            is_pictured=settings.is_pictured,
            keeps_all=settings.crawl.keep_snapshots == "all",
            hurried=[workers.hurried(seconds) for seconds in HURRIED_SECONDS],
            compute=workers.compute,
        )


def _log(archive: Archive, settings: Settings) -> AbstractContextManager[request_log.Log]:
    if settings.fetch.log_requests:
        return request_log.writing(archive.folder / "requests.log")
    return nullcontext(request_log.nowhere)


def is_sandboxed() -> bool:
    """True if the scripts of pages run in the browser's sandbox."""
    from archiver.fetch.browser import chromium

    return chromium.is_sandboxed(os.geteuid())


def can_render() -> bool:
    """True if a browser and Playwright, which drives it, are installed."""
    from archiver.fetch.browser import chromium

    return bool(importlib.util.find_spec("playwright") and chromium.executable())
