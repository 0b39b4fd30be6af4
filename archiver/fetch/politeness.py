"""Politeness: a pace per host, and what a site's robots.txt asks for (RFC 9309)."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from archiver.errors import AskedToWait, TimedOut

ROBOTS_MAX_BYTES = 512 * 1024
"""Bytes of a robots.txt that are read; RFC 9309, 2.5 asks for at least 500 KiB."""

MAX_RETRY_AFTER_SECONDS = 60.0
"""The longest Retry-After that is waited for; a host that asks for more is left alone for the crawl."""


@dataclass(slots=True)
class _Host:
    open: threading.Lock = field(default_factory=threading.Lock)
    """Held by the request that is under way."""
    free: float = -math.inf
    """When the next request may begin, on the monotonic clock."""
    silent: float = -math.inf
    """Until when the host has asked to be left alone."""


class Pace:
    """One request to a host at a time, with a pause between two; safe to use from several threads."""

    def __init__(self, *, monotonic: Callable[[], float], sleep: Callable[[float], object]) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, url: str, *, delay: float, end: float) -> Iterator[None]:
        """Wait for the turn of a request, which lasts as long as the block; the next begins `delay` later.

        `delay` is in seconds, `end` on the monotonic clock. Raises TimedOut if the turn would not come before
        `end`, AskedToWait if the host asks for a longer pause than this crawl makes.
        """
        host = self._host(url)
        late = TimedOut(url, "it waited too long for its turn at the host (fetch.page_seconds)")
        if not host.open.acquire(timeout=min(max(0.0, end - self._monotonic()), threading.TIMEOUT_MAX)):
            raise late
        try:
            now = self._monotonic()
            if host.silent - now > MAX_RETRY_AFTER_SECONDS:
                raise AskedToWait(
                    url, f"the host asks for a pause of more than {MAX_RETRY_AFTER_SECONDS:g} s (Retry-After)"
                )
            pause = max(host.free, host.silent) - now
            if now + max(pause, 0.0) >= end:
                raise late
            if pause > 0:
                self._sleep(pause)
            host.free = self._monotonic() + delay
            yield
        finally:
            host.open.release()

    def hold(self, url: str, seconds: float) -> None:
        """Send the URL's host no request for this many seconds, for any of its pages."""
        host = self._host(url)
        host.silent = max(host.silent, self._monotonic() + seconds)

    def _host(self, url: str) -> _Host:
        name = (urlsplit(url).hostname or "").rstrip(".")
        with self._lock:
            return self._hosts.setdefault(name, _Host())


class Rules:
    """What a site's robots.txt says to one crawler."""

    def __init__(self, text: str, *, crawler: str) -> None:
        self._rules = Protego.parse(text)
        self._crawler = crawler

    def allow(self, url: str) -> bool:
        """True if the page may be fetched."""
        return self._rules.can_fetch(url, self._crawler)

    @property
    def crawl_delay(self) -> float:
        """The pause in seconds that the site asks for; 0 if it asks for none."""
        return self._rules.crawl_delay(self._crawler) or 0.0


def rules(status: int, body: bytes, *, crawler: str) -> Rules | None:
    """The rules in the response for robots.txt; None if it does not say what is allowed, so nothing is.

    RFC 9309, 2.3.1: no such file (4xx) allows all; a server error forbids all for the time being. So does
    429, by which a server asks for fewer requests, not for more.
    """
    if status == 429 or status >= 500:
        return None
    text = body[:ROBOTS_MAX_BYTES].decode("utf-8-sig", "replace") if status < 300 else ""
    return Rules(text, crawler=crawler)


def crawler(user_agent: str) -> str:
    """The product token that rules are looked up by: the user agent up to its first slash."""
    return user_agent.split("/")[0].split()[0]


def robots_url(url: str) -> str:
    """Where the rules for a URL are."""
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}/robots.txt"
