"""Connections to allowed addresses only, and no operation beyond the deadline of the request it serves."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore

from archiver.fetch.hosts import Hosts

_deadline: ContextVar[float] = ContextVar("deadline")


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Limit the seconds that this thread spends on the network in the block, however slowly bytes arrive."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


class Network(httpcore.NetworkBackend):
    """Connects to the first address of a host that answers. Raises UnknownHost, PrivateAddress.

    Each address gets its share of the time that is left, so that one that never answers leaves some for the
    others.
    """

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection, whose every operation keeps to `deadline`."""
        addresses = self._addresses(host, port, _left(timeout, httpcore.ConnectTimeout))
        failure: Exception | None = None
        for place, address in enumerate(addresses):
            left = _left(timeout, httpcore.ConnectTimeout)
            share = None if left is None else left / (len(addresses) - place)
            try:
                stream = self._network.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return TimedStream(stream)
        raise failure or httpcore.ConnectError("the host has no address")

    def _addresses(self, host: str, port: int, seconds: float | None) -> Sequence[str]:
        try:
            return self._hosts.addresses(host, port, seconds=seconds)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("the host name was not resolved in time") from error


class TimedStream(httpcore.NetworkStream):
    """A connection whose every operation ends at the deadline of the request that it serves."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self.last = b""
        """What was read last."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes; none at the end."""
        self.last = self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))
        return self.last

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of the bytes."""
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The connection, encrypted from now on."""
        left = _left(timeout, httpcore.ConnectTimeout)
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
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
