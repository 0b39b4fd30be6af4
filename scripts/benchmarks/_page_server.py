"""A server of pages in a process of its own, so that what it costs is not counted as the crawler's.

    with serving(pages) as server:
        server.set(validators=True)
        ... server.base ...

Besides `pages`, by path, it has generated ones: `/small/ANYTHING`. Every address of loopback answers, so that
each platform can have a host of its own.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

SENTENCE = b"We keep the records of edition %d for as long as the law requires it of us. "
CLAUSE = "We keep personal data of kind {0} for {1} days, and you may object to purpose {0} at any time."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, and where a sentence may be put into its text."""

    body: bytes
    middle: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How the server answers."""

    validators: bool = False
    """Send an ETag, and 304 where it is sent back."""
    nonce: bool = False
    """Put other bytes into each answer, in a script."""
    edition: int = 0
    """Put so many sentences into each page: each edition adds one to those of the one before."""
    seconds: float = 0.0
    """Wait this long before each answer."""


@dataclass(kw_only=True)
class Server:
    """The server as its user sees it."""

    port: int
    mode: Mode = Mode()

    @property
    def base(self) -> str:
        return self.host(0)

    def host(self, number: int) -> str:
        """One of 60,000 hosts, all of them this server."""
        return f"http://127.0.{number // 250}.{number % 250 + 1}:{self.port}"

    def set(self, **changes: Any) -> None:
        """Answer otherwise from now on."""
        self.mode = replace(self.mode, **changes)
        told = json.dumps(asdict(self.mode)).encode()
        urllib.request.urlopen(f"{self.base}/_mode", data=told).close()


@contextmanager
def serving(pages: Mapping[str, Page]) -> Iterator[Server]:
    """Serve these pages, by path, until the context ends."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(pages, theirs), daemon=True)
    process.start()
    try:
        yield Server(port=ours.recv())
    finally:
        process.kill()
        process.join()


def _serve(pages: Mapping[str, Page], told: Connection) -> None:
    server = _Server(("0.0.0.0", 0), _Handler)
    server.pages = pages
    told.send(server.server_port)
    server.serve_forever()


class _Server(ThreadingHTTPServer):
    pages: Mapping[str, Page] = {}
    mode = Mode()
    asked = 0
    request_queue_size = 1024
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        mode = self.server.mode
        if mode.seconds:
            time.sleep(mode.seconds)
        page = self._page()
        if page is None:
            self._answer(404, b"")
            return
        body = _answered(page, mode, self.server)
        tag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"' if mode.validators else ""
        if tag and self.headers.get("If-None-Match") == tag:
            self._answer(304, None, tag)
        else:
            self._answer(200, body, tag)

    def do_POST(self) -> None:
        told = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.mode = Mode(**json.loads(told))
        self._answer(200, b"")

    def _page(self) -> Page | None:
        if self.path.startswith("/small/"):
            return small(self.path)
        return self.server.pages.get(self.path)

    def _answer(self, status: int, body: bytes | None, tag: str = "") -> None:
        self.send_response(status)
        if tag:
            self.send_header("ETag", tag)
        if body is not None:
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


def _answered(page: Page, mode: Mode, server: _Server) -> bytes:
    body = page.body
    if mode.edition and page.middle is not None:
        added = b"".join(SENTENCE % number for number in range(1, mode.edition + 1))
        body = body[: page.middle] + added + body[page.middle :]
    if mode.nonce:
        server.asked += 1
        body += b"<script>var nonce = %d</script>" % server.asked
    return body


def small(path: str) -> Page:
    """A page of 7 kB, another one for each path."""
    name = path.rpartition("/")[2]
    clauses = "".join(
        f"<h2>{number}. Clause of {name}</h2><p>{CLAUSE.format(f'{name} {number}', 10 * number)} "
        f"{CLAUSE.format(f'{number} of {name}', 10 * number + 1)}</p>"
        for number in range(1, 26)
    )
    start = f"<html lang=en><title>Privacy Policy</title><main><h1>Privacy Policy of {name}</h1><p>"
    return Page(body=f"{start}</p>{clauses}</main></html>".encode(), middle=len(start.encode()))
