"""How httpx's requests travel: pools of HTTP/1.1 and HTTP/2 connections over our own network."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from typing import cast
from zlib import crc32

import httpcore
import httpx

from archiver.fetch.hosts import Hosts
from archiver.fetch.network import Network

POOLS = 32
"""Over how many pools the hosts are spread. For each request, httpcore asks every unused connection of a pool
about every other one: with 20 of them, that was a tenth of the cost of a page that has not changed."""
IDLE_CONNECTIONS = 2
"""Most unused connections of a pool that are kept open for the next page of their host: 64 in all, as many as
the platforms that are looked at side by side."""
IDLE_SECONDS = 5.0
"""How long they are kept."""


class Transport(httpx.BaseTransport):
    """Requests over connections that keep to `network.deadline` and to allowed addresses; for all threads.

    `trust` says which certificates are trusted, by default those of the public authorities. Raises the errors
    of httpcore and of the libraries that it uses, UnknownHost, PrivateAddress and Laborious.
    """

    def __init__(self, hosts: Hosts, *, trust: ssl.SSLContext | None = None) -> None:
        trusted = trust or httpx.create_ssl_context()
        self._pools = [
            httpcore.ConnectionPool(
                ssl_context=trusted,
                http2=True,
                max_connections=None,
                max_keepalive_connections=IDLE_CONNECTIONS,
                keepalive_expiry=IDLE_SECONDS,
                network_backend=Network(hosts),
            )
            for _ in range(POOLS)
        ]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The response to a request, its body not read yet."""
        url = request.url
        answer = self._pools[crc32(url.raw_host) % POOLS].handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
            request=request,
        )

    def close(self) -> None:
        """End all connections."""
        for pool in self._pools:
            pool.close()


class MoreThanDeclared(Exception):
    """More bytes came than the Content-Length says, so the body as it was read may be cut short."""


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        part = b""
        for part in cast(Iterable[bytes], self._answer.stream):
            yield part
        stream = self._answer.extensions["network_stream"]
        if self._has_length() and _has_more(stream.last, part):
            stream.close()  # or the rest would be taken for the response to the next request
            raise MoreThanDeclared

    def close(self) -> None:
        self._answer.close()

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
