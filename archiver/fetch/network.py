"""Connections: no private addresses, and no operation beyond the deadline of the request it serves."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for an IPv4 address in their last 32 bits (RFC 6052)."""

_deadline: ContextVar[float] = ContextVar("deadline")

Stream = httpcore.NetworkStream


class PrivateAddress(Exception):
    """The host's name leads to an address that is not on the public internet."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Whatever this thread does on the network in the block ends after so many seconds, however it drips."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet: not private, loopback, link-local or reserved."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast


def transport(*, allow_private_addresses: bool) -> httpx.HTTPTransport:
    """An HTTP/2 transport that keeps to `deadline` and, unless allowed, refuses private addresses.

    The address that is checked is the one connected to, so a name that changes its address gains nothing.
    """
    context = httpx.create_ssl_context()
    made = httpx.HTTPTransport(verify=context)
    # httpx has no public way to give its pool a network backend.
    made._pool = httpcore.ConnectionPool(
        ssl_context=context,
        http2=True,
        max_connections=100,
        max_keepalive_connections=20,
        keepalive_expiry=5.0,
        network_backend=_Backend(allow_private_addresses=allow_private_addresses),
    )
    return made


class _Backend(httpcore.NetworkBackend):
    def __init__(self, *, allow_private_addresses: bool) -> None:
        self._allow_private_addresses = allow_private_addresses
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Stream:
        failure: Exception = httpcore.ConnectError("the host has no address")
        for address in self._addresses(host, port):
            try:
                stream = self._network.connect_tcp(
                    address, port, _left(timeout, httpcore.ConnectTimeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream)
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, OverflowError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the host's name is not known: {error}") from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not self._allow_private_addresses:
            for address in addresses:
                if not is_public(address):
                    raise PrivateAddress(address)
        return addresses


class _Stream(httpcore.NetworkStream):
    """A connection whose every operation ends at the deadline of the request that it serves."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Stream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, expired: Callable[[str], Exception]) -> float | None:
    """The time that an operation may take: what is left until the deadline, if that is less."""
    end = _deadline.get(None)
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise expired("the time limit is over")
    return left if timeout is None else min(left, timeout)
