"""Manners: a pace per host, and what a site's robots.txt asks for (RFC 9309)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

ROBOTS_MAX_BYTES = 512 * 1024
"""How much of a robots.txt is read; RFC 9309, 2.5 asks for at least 500 KiB."""


@dataclass(slots=True)
class Pace:
    """Requests to one host begin apart; safe to use from several threads."""

    monotonic: Callable[[], float]
    sleep: Callable[[float], object]
    _free: dict[str, float] = field(default_factory=dict)
    """When the next request to a host may begin, on the monotonic clock."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, host: str, delay: float) -> None:
        """Wait for this request's turn; the next one's is `delay` seconds later."""
        with self._lock:
            now = self.monotonic()
            begin = max(now, self._free.get(host, now))
            self._free[host] = begin + delay
        if begin > now:
            self.sleep(begin - now)


class Rules:
    """What a site's robots.txt says to one crawler."""

    def __init__(self, text: str, *, crawler: str) -> None:
        self._rules = Protego.parse(text)
        self._crawler = crawler

    def allow(self, url: str) -> bool:
        """Whether the page may be fetched."""
        return self._rules.can_fetch(url, self._crawler)

    @property
    def crawl_delay(self) -> float:
        """The pause in seconds that the site asks for; 0 where it asks for none."""
        return self._rules.crawl_delay(self._crawler) or 0.0


def rules(status: int, body: bytes, *, crawler: str) -> Rules | None:
    """The rules by the answer for robots.txt; None where it leaves open what is allowed, so nothing is.

    RFC 9309, 2.3.1: no such file (4xx) allows all; a server error forbids all for the time being. So does
    429, by which a server asks for fewer requests, not for more.
    """
    if status == 429 or status >= 500:
        return None
    text = body[:ROBOTS_MAX_BYTES].decode("utf-8-sig", "replace") if status < 300 else ""
    return Rules(text, crawler=crawler)


def crawler(user_agent: str) -> str:
    """The product token that rules are looked up under: what stands before the slash of the user agent."""
    return user_agent.split("/")[0].split()[0]


def robots_url(url: str) -> str:
    """Where the rules for a URL are."""
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}/robots.txt"
