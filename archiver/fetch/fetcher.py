"""Fetches pages for a crawl: the same connections for all threads, each page once, at a polite pace."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from types import TracebackType
from urllib.parse import urldefrag, urlsplit

from archiver.errors import (
    BadStatus,
    ConnectionFailed,
    FetchError,
    Interrupted,
    RobotsRefused,
    ServerBusy,
    TimedOut,
)
from archiver.fetch import politeness
from archiver.fetch.capture import Capture, Validators
from archiver.fetch.headers import retry_after
from archiver.fetch.hosts import hosts_allowed_by
from archiver.fetch.request_log import Log, LoggedRequest, nowhere
from archiver.fetch.single_flight import Once
from archiver.fetch.spool import Spool
from archiver.fetch.transport import Carrier, Transport
from archiver.fetch.visit import TakeTurn, Turn, visit
from archiver.settings import FetchSettings

BACKOFF_SECONDS = 1.0
"""The first pause before another attempt is up to this long, each further one up to twice the one before."""

KEPT_BYTES = 256 * 1024 * 1024
"""Bytes of a crawl's pages that are kept on the disk, for further documents on the same page and for those
that are put off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A page that may be asked for again."""

    told: Capture
    """The capture, without its body."""
    size: int
    body: Callable[[], bytes]


class Fetcher:
    """Pages, each fetched once while the fetcher lives, however many documents and threads ask.

    `clock` gives the time that captures are stamped with; pauses are measured with `monotonic` and made with
    `sleep`, which by default ends early when `stop` is set; from then on every fetch, also one under way,
    raises Interrupted.
    `carrier` takes the requests, by default only to where the settings allow. `log` is called with each
    request when it is over.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        clock: Callable[[], datetime],
        stop: threading.Event,
        sleep: Callable[[float], object] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        carrier: Carrier | None = None,
        log: Log = nowhere,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._stop = stop
        self._sleep = sleep or stop.wait
        self._monotonic = monotonic
        self._chance = chance
        self._pace = politeness.Pace(monotonic=monotonic, sleep=self._sleep)
        self._pages: Once[tuple[str, str, bool, Validators | None], _Kept] = Once(
            size=lambda kept: kept.size, limit=KEPT_BYTES
        )
        self._spool = Spool()
        self._rules: Once[str, politeness.Rules | None] = Once()
        self._gone: set[str] = set()
        """Hosts that did not answer up to the last attempt: further requests to them are tried once."""
        self._log = log
        self._carrier = carrier or Transport(hosts_allowed_by(settings))

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._carrier.close()

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept_language: str = "",
        fresh: bool = False,
    ) -> Capture:
        """The page at a URL, whose fragment does not matter; `fresh` asks again, once per crawl too.

        Each language that is asked for is a request of its own; without one, it is that of the settings. With
        validators, the capture may be `not_modified`, without a body; other validators, or none, get a
        response of their own. Raises FetchError; an error status raises BadStatus, which holds headers and
        body.
        """
        wanted = accept_language or self._settings.accept_language

        def make() -> _Kept:
            capture = self._patiently(url, self._allowed_turn, wanted, validators)
            body = capture.body
            told = replace(capture, body=b"") if body else capture
            return _Kept(told=told, size=len(body), body=self._spool.keep(body))

        kept = self._pages.get((urldefrag(url).url, wanted, fresh, validators), make)
        is_whole = kept.size == 0 and kept.told.url == url
        return kept.told if is_whole else replace(kept.told, url=url, body=kept.body())

    def admit(self, url: str) -> None:
        """Wait until somebody else may ask for a URL: the next turn at its host, which is thereby taken.

        Raises FetchError if it may not be asked for.
        """
        with self._allowed_turn(url, self._monotonic() + self._settings.page_seconds):
            pass

    def _patiently(
        self,
        url: str,
        turn: Callable[[str, float], AbstractContextManager[Turn]],
        accept_language: str,
        validators: Validators | None = None,
    ) -> Capture:
        """The page; a failure that may pass is retried after a pause, until the page's time is over."""
        end = self._monotonic() + self._settings.page_seconds
        for attempt in count(1):
            try:
                return self._visit(url, lambda hop: turn(hop, end), accept_language, validators)
            except FetchError as error:
                host = urlsplit(error.url).netloc
                again = attempt < self._settings.attempts and host not in self._gone
                if not again and isinstance(error, ConnectionFailed | TimedOut):
                    self._gone.add(host)
                pause = self._pause_before_retry(error, attempt) if again else None
                if pause is None or self._monotonic() + pause >= end:
                    raise
            self._sleep(pause)
            self._go_on(url)
        raise AssertionError("counting never ends")

    def _visit(
        self, url: str, turn: TakeTurn, accept_language: str, validators: Validators | None
    ) -> Capture:
        try:
            return visit(
                self._carrier,
                url,
                settings=self._settings,
                turn=turn,
                clock=self._clock,
                accept_language=accept_language,
                validators=validators,
            )
        except ServerBusy as error:
            self._pace.hold(error.url, retry_after(error.headers) or 0.0)
            raise

    def _allowed_turn(self, url: str, end: float) -> AbstractContextManager[Turn]:
        """The turn of a request, if robots.txt allows it. Raises RobotsRefused."""
        rules = self._rules_for(url)
        if rules is None:
            raise RobotsRefused(url, "robots.txt cannot be read, so nothing may be fetched for now")
        if not rules.allow(url):
            raise RobotsRefused(url, "robots.txt disallows this page")
        asked = min(rules.crawl_delay, self._settings.max_crawl_delay_seconds)
        return self._turn(url, end, max(asked, self._settings.delay_seconds))

    @contextmanager
    def _turn(self, url: str, end: float, delay: float) -> Iterator[Turn]:
        """The turn of a request; `end` is when the page's time is over."""
        self._go_on(url)
        with self._pace.turn(url, delay=delay, end=end):
            self._go_on(url)
            left = end - self._monotonic()
            if self._settings.timeout_seconds <= left:
                limit = f"{self._settings.timeout_seconds:g} s (fetch.timeout_seconds)"
            else:
                limit = (
                    f"{self._settings.page_seconds:g} s with all redirects and attempts (fetch.page_seconds)"
                )
            turn = Turn(
                seconds=min(self._settings.timeout_seconds, left),
                limit=limit,
                is_unwanted=self._stop.is_set,
            )
            began, start = self._clock(), self._monotonic()
            try:
                yield turn
            finally:
                took = self._monotonic() - start
                self._log(LoggedRequest(began=began, url=url, status=turn.status, seconds=took))

    def _rules_for(self, url: str) -> politeness.Rules | None:
        where = politeness.robots_url(url)
        return self._rules.get(where, lambda: self._robots(where))

    def _robots(self, where: str) -> politeness.Rules | None:
        """The rules of a host, within a time limit of their own, since they serve all its pages."""
        crawler = politeness.crawler(self._settings.user_agent)
        try:
            capture = self._patiently(
                where,
                lambda hop, end: self._turn(hop, end, self._settings.delay_seconds),
                self._settings.accept_language,
            )
        except BadStatus as error:
            return politeness.rules(error.status, error.body, crawler=crawler)
        return politeness.rules(capture.status, capture.body, crawler=crawler)

    def _go_on(self, url: str) -> None:
        if self._stop.is_set():
            raise Interrupted(url, "the crawl was ended")

    def _pause_before_retry(self, error: FetchError, attempt: int) -> float | None:
        """Seconds to wait before another attempt; None where none is worth it.

        Exponential backoff with full jitter, unless the server says when to come back: until then nobody else
        gets a turn at the host either.
        """
        if not error.retryable:
            return None
        backoff: float = BACKOFF_SECONDS * 2.0 ** (attempt - 1) * self._chance()
        asked = retry_after(error.headers) if isinstance(error, BadStatus) else None
        if asked is None:
            return backoff
        return asked if asked <= politeness.MAX_RETRY_AFTER_SECONDS else None
