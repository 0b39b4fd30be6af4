"""How requests travel: over connections of httpcore (HTTP/1.1 and HTTP/2), which httpx uses too.

A request of httpx and its response cost a third of what it takes to learn that a page has not changed; so do
its pool's questions to every connection about every other one. So a request is what httpcore needs, and since
a host is asked for one page at a time, a connection is simply kept for the next one.
"""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Protocol, cast

import certifi
import httpcore

from archiver.fetch.headers import RawHeaders
from archiver.fetch.hosts import Hosts
from archiver.fetch.network import Network
from archiver.fetch.target import Target

IDLE_CONNECTIONS = 64
"""Most unused connections that are kept open for the next page of their host: as many as the platforms that
are looked at side by side."""
IDLE_SECONDS = 5.0
"""How long they are kept."""


class Carrier(Protocol):
    """What requests travel by: `Transport` over the network, or a player of recorded answers."""

    def send(self, target: Target, headers: RawHeaders) -> httpcore.Response:
        """The response to a request for a page, its body not read yet; whoever asks has to close it."""

    def close(self) -> None:
        """End all connections."""


class Transport:
    """Requests over connections that keep to `network.deadline` and to allowed addresses; for all threads.

    `trust` says which certificates are trusted, by default those of the public authorities. Raises the errors
    of httpcore and of the libraries that it uses, UnknownHost, PrivateAddress and Laborious.
    """

    def __init__(self, hosts: Hosts, *, trust: ssl.SSLContext | None = None) -> None:
        self._trust = trust
        self._network = Network(hosts)
        self._idle = _Idle()

    def send(self, target: Target, headers: RawHeaders) -> httpcore.Response:
        """The response to a request, its body not read yet; once it is closed, its connection is free."""
        request = httpcore.Request("GET", target.url, headers=[(b"Host", target.host), *headers])
        while connection := self._idle.taken(request.url.origin):
            try:
                return self._answer(connection, request)
            except httpcore.ConnectionNotAvailable:  # the server has just ended it
                continue
        return self._answer(self._connection(request.url.origin), request)

    def _answer(self, connection: httpcore.HTTPConnection, request: httpcore.Request) -> httpcore.Response:
        try:
            answer = connection.handle_request(request)
        except BaseException:
            connection.close()
            raise
        answer.stream = _Body(answer, lambda: self._idle.add(request.url.origin, connection))
        return answer

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """What is trusted; to load it takes 30 ms."""
        return self._trust or public_authorities()

    def _connection(self, origin: httpcore.Origin) -> httpcore.HTTPConnection:
        return httpcore.HTTPConnection(
            origin,
            ssl_context=self._trusted if origin.scheme == b"https" else None,
            http2=True,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=self._network,
        )

    def close(self) -> None:
        """End all connections that are not in use."""
        self._idle.close()


def public_authorities() -> ssl.SSLContext:
    """Trust in the certificates of certifi, or in those that $SSL_CERT_FILE or $SSL_CERT_DIR names."""
    if file := os.environ.get("SSL_CERT_FILE"):
        return ssl.create_default_context(cafile=file)
    if folder := os.environ.get("SSL_CERT_DIR"):
        return ssl.create_default_context(capath=folder)
    return ssl.create_default_context(cafile=certifi.where())


class _Idle:
    """Connections that nobody uses: the newest to each host, the longest unused first; for all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, httpcore.HTTPConnection] = {}

    def taken(self, origin: httpcore.Origin) -> httpcore.HTTPConnection | None:
        """The connection to a host, which is no longer kept; None if there is none that is still open."""
        with self._lock:
            connection = self._kept.pop(str(origin), None)
        if connection and _is_over(connection):
            connection.close()
            return None
        return connection

    def add(self, origin: httpcore.Origin, connection: httpcore.HTTPConnection) -> None:
        """Keep a connection if it can be used again; end the one it replaces, and one too many."""
        if not (connection.is_idle() and connection.is_available()):
            connection.close()
            return
        with self._lock:
            surplus = [self._kept.pop(str(origin), None)]
            longest = next(iter(self._kept), None)
            if longest and (len(self._kept) >= IDLE_CONNECTIONS or _is_over(self._kept[longest])):
                surplus.append(self._kept.pop(longest))
            self._kept[str(origin)] = connection
        for one in filter(None, surplus):
            one.close()

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            kept, self._kept = self._kept, {}
        for connection in kept.values():
            connection.close()


def _is_over(connection: httpcore.HTTPConnection) -> bool:
    """True if a connection was kept for too long, or the other end has closed it."""
    return connection.is_closed() or connection.has_expired()


class _Parts(Protocol):
    """What httpcore says a body is."""

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class MoreThanDeclared(Exception):
    """More bytes came than the Content-Length says, so the body as it was read may be cut short."""


class _Body:
    """The body of an answer; `free` is called once it is closed, when its connection can serve another."""

    def __init__(self, answer: httpcore.Response, free: Callable[[], None]) -> None:
        self._answer = answer
        self._parts = cast("_Parts", answer.stream)
        self._free: Callable[[], None] | None = free

    def __iter__(self) -> Iterator[bytes]:
        part = b""
        for part in self._parts:
            yield part
        stream = self._answer.extensions["network_stream"]
        if self._has_length() and _has_more(stream.last, part):
            stream.close()  # or the rest would be taken for the response to the next request
            raise MoreThanDeclared

    def close(self) -> None:
        """End the answer; if it was not read to its end, its connection ends too."""
        free, self._free = self._free, None
        if free:
            try:
                self._parts.close()
            finally:
                free()

    def _has_length(self) -> bool:
        """True if only the Content-Length says where the body ends, which httpcore does not check."""
        names = {name.lower() for name, _ in self._answer.headers}
        is_framed = b"transfer-encoding" in names or self._answer.extensions["http_version"] == b"HTTP/2"
        return b"content-length" in names and not is_framed


def _has_more(read: bytes, part: bytes) -> bool:
    """True if the last read of a connection goes on after the last part of the body.

    That read is the part itself, or the end of the headers and the part. Blanks after it do no harm.
    """
    told = part.rstrip()
    return bool(told) and read.rstrip().removesuffix(told)[-1:] not in (b"", b"\n")
