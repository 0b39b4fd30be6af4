"""The browser's only way to the network: a proxy on this machine that connects to allowed addresses only.

It resolves each name, checks every address and connects to what it checked. So a page's redirects, scripts,
WebSockets and workers reach no more than the fetcher does, whatever the browser itself would allow.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from archiver.fetch.hosts import Hosts, PrivateAddress, UnknownHost

CHUNK = 64 * 1024

HOP_BY_HOP = frozenset({"connection", "keep-alive", "proxy-authorization", "proxy-connection"})
"""Headers meant for the proxy, not for the server."""

REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
UNREACHED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a request goes."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tunnel(Target):
    """A connection through which the browser talks to the server directly (CONNECT)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Target):
    """One request, to be passed on."""

    head: bytes
    """Request line and headers as the server is sent them."""
    length: int
    """Bytes of its body."""


@asynccontextmanager
async def serving(hosts: Hosts, *, seconds: float) -> AsyncIterator[int]:
    """Run a proxy and yield its port on 127.0.0.1; it connects to a server within `seconds` or not at all."""
    talks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(_talk(reader, writer, hosts, seconds))
        talks.add(task)
        task.add_done_callback(talks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


async def _talk(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hosts: Hosts, seconds: float
) -> None:
    """One connection of the browser: one request, or one tunnel."""
    with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError), closing(writer):
        try:
            async with asyncio.timeout(seconds):
                wanted = parse(await reader.readuntil(b"\r\n\r\n"))
                there_reader, there = await _connect(hosts, wanted, seconds)
        except (PrivateAddress, ValueError):
            writer.write(REFUSED)
        except (UnknownHost, OSError, TimeoutError):
            writer.write(UNREACHED)
        else:
            with closing(there):
                if isinstance(wanted, Request):
                    said = _hand_on(reader, there, wanted)
                else:
                    writer.write(CONNECTED)
                    said = _relay(reader, there)
                await _until_one_ends(said, _relay(there_reader, writer))


def parse(head: bytes) -> Tunnel | Request:
    """What the browser asks for, from the head of its request. Raises ValueError if no proxy can serve it."""
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, target, version = first.split(" ")
    if method == "CONNECT":
        split = urlsplit(f"//{target}")
        return Tunnel(host=split.hostname or "", port=split.port or 443)
    split = urlsplit(target)
    if split.scheme != "http" or not split.hostname:
        raise ValueError(f"{target} is not an address for a proxy")
    path = split._replace(scheme="", netloc="").geturl() or "/"
    headers = [(line.partition(":")[0].lower(), line) for line in lines]
    kept = [line for name, line in headers if name not in HOP_BY_HOP]
    rewritten = "\r\n".join((f"{method} {path} {version}", *kept, "Connection: close", "", ""))
    return Request(
        host=split.hostname,
        port=split.port or 80,
        head=rewritten.encode("latin-1"),
        length=_length(dict(headers)),
    )


def _length(headers: Mapping[str, str]) -> int:
    """Bytes of a request's body, as its headers say. Raises ValueError if they do not."""
    length = int(headers.get("content-length", ":0").partition(":")[2])
    if length < 0 or "transfer-encoding" in headers:
        raise ValueError("the length of the body is not known")
    return length


async def _connect(
    hosts: Hosts, wanted: Target, seconds: float
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the first address of the host that answers, each in its share of the time."""
    addresses = await asyncio.to_thread(hosts.addresses, wanted.host, wanted.port, seconds=seconds)
    failure: Exception = UnknownHost("the host has no address")
    for address in addresses:
        try:
            async with asyncio.timeout(seconds / len(addresses)):
                return await asyncio.open_connection(address, wanted.port)
        except (OSError, TimeoutError) as error:
            failure = error
    raise failure


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: Request) -> None:
    """Pass on this one request, and nothing that the browser sends after it.

    A server that keeps the connection open must not be sent the browser's next request, which may be for
    another host.
    """
    writer.write(request.head)
    left = request.length
    while left and (data := await reader.read(min(left, CHUNK))):
        writer.write(data)
        await writer.drain()
        left -= len(data)
    await reader.read(1)


async def _relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on everything that comes."""
    while data := await reader.read(CHUNK):
        writer.write(data)
        await writer.drain()


async def _until_one_ends(*relays: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.ensure_future(relay) for relay in relays]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
