"""A web server on this machine that answers as a test tells it to, and fetchers that may ask it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from archiver.fetch.fetcher import Fetcher
from archiver.fetch.transport import Carrier
from archiver.settings import FetchSettings

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
MakeFetcher = Callable[..., Fetcher]

Play = Callable[[BaseHTTPRequestHandler], None]
"""Writes an answer to the connection as it likes."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a path is answered with; its length is declared, unless the headers say otherwise."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(self.status)
        for name, value in {"Content-Length": str(len(self.body)), **self.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(self.body)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes = b""


class Web:
    """The server: `web.pages[path]` is an answer, or a list of answers given in turn, the last for good."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.pages: dict[str, Play | list[Play]] = {}
        self.otherwise: Play = Answer(status=404, body=b"not here")
        """What answers where `pages` has nothing."""
        self.requests: list[Asked] = []
        self.ended = threading.Event()
        """Set when the test is over, so that an answer that stalls can wait for it."""

    @property
    def port(self) -> int:
        """Where the server listens on 127.0.0.1."""
        return int(self.base.rpartition(":")[2])

    def url(self, path: str) -> str:
        return self.base + path

    def asked(self, path: str) -> list[Asked]:
        """The requests for a path, in order."""
        return [request for request in self.requests if request.path == path]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        body = handler.rfile.read(int(headers.get("content-length", 0)))
        self.requests.append(Asked(path=handler.path, headers=headers, body=body))
        found = self.pages.get(handler.path, self.otherwise)
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        found(handler)


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection off without a word (a TCP reset)."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()
    handler.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that breaks off is what a test is about."""


@contextmanager
def serving(certificate: ssl.SSLContext | None = None) -> Iterator[Web]:
    """A server, over TLS where it has a certificate."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            try:
                web.answer(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

        def finish(self) -> None:
            with suppress(OSError, ValueError):
                super().finish()

    server = Server(("127.0.0.1", 0), Handler)
    if certificate:  # shakes hands in the thread of the connection
        server.socket = certificate.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    web = Web(f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        web.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def serve() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def waits() -> list[float]:
    """The pauses that fetchers took, in seconds."""
    return []


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def fetcher(waits: list[float], stop: threading.Event) -> Iterator[MakeFetcher]:
    """Makes fetchers that may ask this machine, at no pace, and whose pauses take no time."""
    made: list[Fetcher] = []

    def make(carrier: Carrier | None = None, **settings: object) -> Fetcher:
        chosen = {"allow_private_addresses": True, "delay_seconds": 0.0, "timeout_seconds": 5.0, **settings}
        one = Fetcher(
            FetchSettings(**chosen),  # type: ignore[arg-type]
            clock=lambda: NOW,
            stop=stop,
            sleep=waits.append,
            monotonic=lambda: sum(waits),
            chance=lambda: 1.0,
            carrier=carrier,
        )
        made.append(one)
        return one

    yield make
    for one in made:
        one.__exit__(None, None, None)
