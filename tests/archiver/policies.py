"""Policy pages of an invented platform, and a server on this machine that answers with them."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

from archive_repo.archive import Archive
from archiver.crawl import platform, run
from archiver.crawl.run import CrawlReport, LookAt
from archiver.crawl.work import Crawl
from archiver.declarations import Declaration, Document, Source
from archiver.fetch.capture import Capture, Validators
from archiver.fetch.fetcher import Fetcher
from archiver.settings import FetchSettings
from tests.archiver.conftest import Answer, Asked, Web, reset

START = datetime(2025, 5, 1, 12, tzinfo=UTC)
SETTINGS = FetchSettings(allow_private_addresses=True, delay_seconds=0, attempts=1)
URL = "https://lumen.example/privacy"
CLAUSES = {
    "Who we are": "Lumen Works operates the Lumen service. This policy says what we do with personal data. "
    "It applies to everyone who visits our site or opens an account with us.",
    "What we collect": "We collect the name and the e-mail address that you give us when you sign up. "
    "We log the time of each visit and the kind of device that you use. "
    "We do not collect your precise location.",
    "How we use it": "We use personal data to provide the service and to answer your questions. "
    "We keep it for 30 days after you close your account. "
    "We do not use your conversations to train our models.",
    "Who receives it": "We share personal data with companies that host the service for us. "
    "They may only use it on our instructions. We never sell it to anybody.",
    "Your rights": "You may ask for a copy of your data, have it corrected, or have it deleted. "
    "Write to us and we answer within one month. You may also complain to an authority.",
}


def page(clauses: Mapping[str, str] = CLAUSES, *, noise: str = "0", title: str = "Privacy Policy") -> bytes:
    """The policy on a page with a menu, a footer and something that differs at each request."""
    sections = "".join(f"<h2>{heading}</h2><p>{text}</p>" for heading, text in clauses.items())
    return (
        f"<!doctype html><html lang=en><head><title>{title} | Lumen</title>"
        f"<script nonce={noise!r}>1</script></head>"
        "<body><nav><a href=/>Home</a> <a href=/prices>Prices</a></nav>"
        f"<main><h1>{title}</h1>{sections}</main>"
        f"<footer>Lumen Works, request {noise}</footer></body></html>"
    ).encode()


def captured(
    body: bytes = b"", *, url: str = URL, final_url: str = "", content_type: str = "text/html"
) -> Capture:
    """A page as the fetcher hands it on."""
    return Capture(
        url=url,
        final_url=final_url or url,
        status=200,
        fetched_at=START,
        body=body,
        content_type=content_type,
        charset="utf-8",
        sha256=hashlib.sha256(body).hexdigest(),
    )


def reworded(heading: str, old: str, new: str) -> dict[str, str]:
    """The clauses with one wording replaced by another."""
    assert old in CLAUSES[heading]
    return {**CLAUSES, heading: CLAUSES[heading].replace(old, new)}


@dataclass
class Pages:
    """The invented platform's pages, served by this machine and asked for by the real fetcher.

    A URL answers with its body, and with 304 where the validator fits; one that has none breaks the
    connection off. `https://HOST/PATH` is served as `/HOST/PATH`.
    """

    server: Web
    bodies: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    """URLs that redirect for good."""
    statuses: dict[str, int] = field(default_factory=dict)
    """URLs that answer with an error and their body."""
    now: datetime = START
    on_request: Callable[[str, int], None] = lambda url, times: None
    """Called with each URL that is asked for, and how often it was in this crawl."""

    def __post_init__(self) -> None:
        self.server.otherwise = self._answer
        self._times: Counter[str] = Counter()

    def crawl(
        self,
        archive: Archive,
        declared: Sequence[Declaration],
        look_at: LookAt = platform.look_at,
        **changed: Any,
    ) -> CrawlReport:
        """A crawl of these pages; `changed` are fields of its work that are not as usual."""
        self._times.clear()
        stop = changed.get("stop") or threading.Event()
        with Fetcher(SETTINGS, clock=lambda: self.now, stop=stop) as fetcher:
            usual = Crawl(
                archive=archive,
                web=Asking(fetcher, self.server.base),
                clock=lambda: self.now,
                stop=stop,
                platforms_at_once=2,
                confirm_after_seconds=0,
            )
            return run.crawl(replace(usual, **changed), declared, look_at)

    def asked(self, url: str) -> list[Asked]:
        """The requests for a URL, in order."""
        return self.server.asked(_served(url))

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        url = f"https:/{handler.path}"
        self._times[url] += 1
        self.on_request(url, self._times[url])
        if url.endswith("/robots.txt"):
            return Answer(status=404)(handler)
        if url in self.moved:
            return Answer(status=301, headers={"Location": _served(self.moved[url])})(handler)
        if url not in self.bodies:
            return reset(handler)
        body = self.bodies[url]
        etag = hashlib.sha256(body).hexdigest()
        headers = {"Content-Type": "text/html; charset=utf-8", "ETag": f'"{etag}"'}
        if handler.headers.get("If-None-Match") == f'"{etag}"':
            return Answer(status=304, headers=headers)(handler)
        return Answer(body=body, status=self.statuses.get(url, 200), headers=headers)(handler)


@dataclass(frozen=True)
class Asking:
    """The real fetcher, with the platform's addresses in place of this machine's."""

    fetcher: Fetcher
    base: str

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept_language: str = "",
        fresh: bool = False,
    ) -> Capture:
        served = self.base + _served(url)
        capture = self.fetcher.fetch(served, validators, accept_language=accept_language, fresh=fresh)
        return replace(
            capture,
            url=url,
            final_url=self._real(capture.final_url),
            redirects=tuple(replace(one, url=self._real(one.url)) for one in capture.redirects),
        )

    def _real(self, url: str) -> str:
        return "https:/" + url.removeprefix(self.base)


def _served(url: str) -> str:
    return "/" + url.removeprefix("https://")


def declaration(*urls: str, name: str = "Lumen", title: str = "Privacy Policy") -> Declaration:
    """One document, made of these pages."""
    sources = tuple(Source(url=url) for url in urls or (URL,))
    slug = title.lower().replace(" ", "-")
    document = Document(platform=name.lower(), title=title, slug=slug, sources=sources)
    return Declaration(name=name, slug=name.lower(), documents=(document,))
