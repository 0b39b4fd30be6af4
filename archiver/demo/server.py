"""A web server on this machine for the demo's pages, as of a day that can be set.

It behaves like real ones: a page that is the same for everyone has an ETag and may be answered with 304, one
that gets new identifiers at each request has none, and a missing page is a 404.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from archive_repo.records import slug
from archiver.demo import pages
from archiver.demo.pages import DATES, PLATFORMS, Platform

ROBOTS = "User-agent: *\nDisallow: /login\n"


class Site:
    """The pages as they are served now."""

    def __init__(self, base: str) -> None:
        self.base = base
        """Address of the server, without a slash at the end."""
        self._day = DATES[0].date()

    @property
    def day(self) -> date:
        """The day whose pages are served."""
        return self._day

    def set_date(self, day: date) -> None:
        """Serve the pages as of a day, or a time of it."""
        self._day = date(day.year, day.month, day.day)

    def declarations(self) -> dict[str, str]:
        """What an archive of these pages declares: JSON by file name, in Open Terms Archive's format."""
        return {
            f"{platform.name}.json": json.dumps(self._declaration(platform), indent=2) + "\n"
            for platform in PLATFORMS
        }

    def _declaration(self, platform: Platform) -> dict[str, object]:
        terms = {}
        for title, selector in platform.documents.items():
            terms[title] = {"fetch": f"{self.base}{path(platform, title)}"}
            if selector:
                terms[title]["select"] = selector
        return {"name": platform.name, "terms": terms}


@contextmanager
def serving() -> Iterator[Site]:
    """The site, on a free port of the loopback address, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    site = Site(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = partial(Answer, site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def path(platform: Platform, title: str) -> str:
    """Where on the site a document is."""
    return f"/{platform.slug}/{slug(title)}"


PAGES = {path(platform, title): (platform, title) for platform in PLATFORMS for title in platform.documents}


class Answer(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = "HTTP/1.1"

    def __init__(self, site: Site, *arguments: object) -> None:
        self._site = site
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """A page, the robots.txt, or a 404."""
        if self.path == "/robots.txt":
            self._send(HTTPStatus.OK, ROBOTS, kind="text/plain")
        elif found := PAGES.get(self.path):
            self._page(*found)
        else:
            self._send(HTTPStatus.NOT_FOUND, "<!doctype html><title>Not found</title><h1>Not found</h1>")

    def _page(self, platform: Platform, title: str) -> None:
        html = pages.page(platform, title, self._site.day, partial(secrets.token_hex, 8))
        etag = "" if pages.is_noisy(platform) else f'"{hashlib.sha256(html.encode()).hexdigest()[:16]}"'
        if etag and self.headers["If-None-Match"] == etag:
            self._send(HTTPStatus.NOT_MODIFIED, "", etag=etag)
        else:
            self._send(HTTPStatus.OK, html, etag=etag)

    def _send(self, status: HTTPStatus, text: str, *, kind: str = "text/html", etag: str = "") -> None:
        body = text.encode()
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing: the crawl reports."""
