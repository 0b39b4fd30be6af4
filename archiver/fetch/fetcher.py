"""Fetches pages for a crawl: one pool of connections for all threads, each page once, politely, patiently."""

from __future__ import annotations

import random as randomness
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from types import TracebackType
from urllib.parse import urldefrag, urlsplit

from archiver.errors import BadStatus, ConnectionFailed, FetchError, Interrupted, RobotsRefused, TimedOut
from archiver.fetch import politeness
from archiver.fetch.capture import Capture, Validators
from archiver.fetch.network import transport
from archiver.fetch.single_flight import Once
from archiver.fetch.visit import visit
from archiver.settings import FetchSettings

BACKOFF_SECONDS = 1.0
"""The first pause before another attempt is up to this long, each further one up to twice the one before."""

MAX_RETRY_AFTER_SECONDS = 60.0
"""A server that asks to wait longer is not asked again in this crawl."""

KEPT_BYTES = 256 * 1024 * 1024
"""How much of the pages of a crawl is kept for further documents on the same page."""


class Fetcher:
    """Pages, each fetched once while the fetcher lives, however many documents and threads ask.

    `clock` gives the time that captures are stamped with; pauses are measured by `monotonic`, and taken by
    `sleep`, which by default ends early when `stop` is set. Then every fetch raises Interrupted.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        clock: Callable[[], datetime],
        stop: threading.Event,
        sleep: Callable[[float], object] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        random: Callable[[], float] = randomness.random,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._stop = stop
        self._sleep = sleep or stop.wait
        self._random = random
        self._pace = politeness.Pace(monotonic=monotonic, sleep=self._sleep)
        self._pages: Once[tuple[str, bool, Validators | None], Capture] = Once(
            size=lambda capture: len(capture.body), limit=KEPT_BYTES
        )
        self._rules: Once[str, politeness.Rules | None] = Once()
        self._gone: set[str] = set()
        """Hosts that did not answer to the last attempt: further requests to them are tried once."""
        self._transport = transport(allow_private_addresses=settings.allow_private_addresses)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transport.close()

    def fetch(self, url: str, validators: Validators | None = None, *, fresh: bool = False) -> Capture:
        """The page at a URL (a fragment makes no other page); `fresh` is a second look, once per crawl too.

        With validators, the capture may be `not_modified`, without a body; who asks with others, or with
        none, gets an answer of their own. Raises FetchError; an HTTP status that is no page raises BadStatus,
        which holds headers and body.
        """

        def make() -> Capture:
            return self._patiently(url, lambda: self._visit(url, validators))

        capture = self._pages.get((urldefrag(url).url, fresh, validators), make)
        return replace(capture, url=url)

    def permit(self, url: str) -> None:
        """Wait for the turn of a request to this URL. Raises RobotsRefused where the site objects."""
        rules = self._rules_for(url)
        if rules is None:
            raise RobotsRefused(url, "robots.txt cannot be read, so the site allows nothing for now")
        if not rules.allow(url):
            raise RobotsRefused(url, "robots.txt asks not to fetch this page")
        asked = min(rules.crawl_delay, self._settings.max_crawl_delay_seconds)
        self._turn(url, max(asked, self._settings.delay_seconds))

    def _visit(self, url: str, validators: Validators | None) -> Capture:
        return visit(
            self._transport,
            url,
            settings=self._settings,
            permit=self.permit,
            clock=self._clock,
            validators=validators,
        )

    def _rules_for(self, url: str) -> politeness.Rules | None:
        where = politeness.robots_url(url)
        return self._rules.get(where, lambda: self._robots(where))

    def _robots(self, where: str) -> politeness.Rules | None:
        crawler = politeness.crawler(self._settings.user_agent)

        def make() -> Capture:
            return visit(
                self._transport,
                where,
                settings=self._settings,
                permit=lambda url: self._turn(url, self._settings.delay_seconds),
                clock=self._clock,
            )

        try:
            capture = self._patiently(where, make)
        except BadStatus as error:
            return politeness.rules(error.status, error.body, crawler=crawler)
        return politeness.rules(capture.status, capture.body, crawler=crawler)

    def _turn(self, url: str, delay: float) -> None:
        if not self._stop.is_set():
            self._pace.wait(urlsplit(url).hostname or "", delay)
        self._go_on(url)

    def _go_on(self, url: str) -> None:
        if self._stop.is_set():
            raise Interrupted(url, "the crawl was ended")

    def _patiently(self, url: str, make: Callable[[], Capture]) -> Capture:
        """What `make` returns, tried again after a pause where its failure may pass."""
        host = urlsplit(url).netloc
        for attempt in count(1):
            try:
                return make()
            except FetchError as error:
                again = attempt < self._settings.attempts and host not in self._gone
                pause = self._pause_before_retry(error, attempt) if again else None
                if pause is None:
                    if isinstance(error, ConnectionFailed | TimedOut):
                        self._gone.add(host)
                    raise
            self._sleep(pause)
            self._go_on(url)
        raise AssertionError("counting never ends")

    def _pause_before_retry(self, error: FetchError, attempt: int) -> float | None:
        """Seconds to wait before another attempt; None where none is worth it.

        Exponential backoff with full jitter, unless the server says when to come back.
        """
        if not error.retryable:
            return None
        backoff: float = BACKOFF_SECONDS * 2.0 ** (attempt - 1) * self._random()
        asked = retry_after(error.headers) if isinstance(error, BadStatus) else None
        if asked is None:
            return backoff
        return asked if asked <= MAX_RETRY_AFTER_SECONDS else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a Retry-After header asks for; None where it is missing or makes no sense.

    A date there is measured from the answer's own Date, whatever the clocks here say.
    """
    asked = headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        until, now = (parsedate_to_datetime(text) for text in (asked, headers.get("date", "")))
        return max(0.0, (until.astimezone(UTC) - now.astimezone(UTC)).total_seconds())
    except ValueError:
        return None
