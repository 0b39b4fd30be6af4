"""Connections to allowed addresses only, and no operation beyond the deadline of the request it serves.

Nor does one go on for long once the request is no longer wanted.
"""

from __future__ import annotations

import gc
import math
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Any

import httpcore

from archiver.fetch.hosts import Hosts

CPU_SECONDS = 0.25
"""CPU time for an answer, beside CPU_SECONDS_FOR_MB: that of a small page takes .001 s."""

CPU_SECONDS_FOR_MB = 0.1
"""CPU time for each megabyte that is read: each of a page of 20 MB takes .005 s. A megabyte of chunks
of one byte, or of announcements that the answer will come, takes seconds."""


BEAT_SECONDS = 0.25
"""How long an operation waits before it asks whether its request is still wanted."""
GRACE_SECONDS = 1.0
"""How long a request goes on that is no longer wanted: most answers that are under way end within it."""


class Unwanted(Exception):
    """The request was given up, since nobody waits for its answer."""


class Laborious(Exception):
    """The answer comes in so many small parts that reading it would delay other pages."""


@dataclass(slots=True)
class _Limits:
    """What is left to a request."""

    end: float
    """On the monotonic clock."""
    cpu_end: float
    """On the clock of this thread's CPU time."""
    is_unwanted: Callable[[], bool]
    unwanted_end: float = math.inf
    """When a request that is no longer wanted ends."""
    collecting_since: float = 0.0
    """On the clock of this thread's CPU time, when garbage was last begun to be collected."""

    def go_on(self) -> None:
        """Raise Unwanted if the request has not been wanted for a while."""
        if self.is_unwanted():
            self.unwanted_end = min(self.unwanted_end, time.monotonic() + GRACE_SECONDS)
        if time.monotonic() >= self.unwanted_end:
            raise Unwanted

    def seconds(self, expired: Callable[[str], Exception]) -> float:
        """The time that is left. Raises Laborious, Unwanted, or the given error if there is none."""
        self.go_on()
        if time.thread_time() > self.cpu_end:
            raise Laborious
        left = self.end - time.monotonic()
        if left <= 0:
            raise expired("the time limit is over")
        return left


_limits: ContextVar[_Limits | None] = ContextVar("limits", default=None)


def _collecting(phase: str, _: object) -> None:
    """Leave out the CPU time in which garbage is collected: not the answer made it, but the whole process.

    It falls to the thread that happens to be at work, and of a process that holds a million objects it takes
    longer than any answer may.
    """
    if limits := _limits.get():
        now = time.thread_time()
        if phase == "start":
            limits.collecting_since = now
        else:
            limits.cpu_end += now - limits.collecting_since


gc.callbacks.append(_collecting)


@contextmanager
def deadline(seconds: float, is_unwanted: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Limit the seconds that this thread spends on the network in the block, however slowly bytes arrive.

    The CPU time for what arrives is limited too; all ends soon after `is_unwanted` has become true.
    """
    limits = _Limits(
        end=time.monotonic() + seconds,
        cpu_end=time.thread_time() + CPU_SECONDS,
        is_unwanted=is_unwanted,
    )
    token = _limits.set(limits)
    try:
        yield
    finally:
        _limits.reset(token)


class Network(httpcore.NetworkBackend):
    """Connects to the first address of a host that answers.

    Raises UnknownHost, PrivateAddress, Laborious, Unwanted.

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

        def connected() -> httpcore.NetworkStream:
            return self._connected(host, port, timeout, local_address, socket_options)

        return TimedStream(_apart(connected))

    def _connected(
        self,
        host: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore.NetworkStream:
        addresses = self._addresses(host, port, _left(timeout, httpcore.ConnectTimeout))
        failure: Exception | None = None
        for place, address in enumerate(addresses):
            left = _left(timeout, httpcore.ConnectTimeout)
            share = None if left is None else left / (len(addresses) - place)
            try:
                return self._network.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
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
        self.last = self._read(max_bytes, timeout)
        if limits := _limits.get():
            limits.cpu_end += len(self.last) * CPU_SECONDS_FOR_MB / 2**20
        return self.last

    def _read(self, max_bytes: int, timeout: float | None) -> bytes:
        while True:
            left = _left(timeout, httpcore.ReadTimeout)
            beat = BEAT_SECONDS if left is None else min(left, BEAT_SECONDS)
            try:
                return self._stream.read(max_bytes, beat)
            except httpcore.ReadTimeout:
                if timeout is not None:
                    timeout -= beat
                    if timeout <= 0:
                        raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of the bytes; there are none at the end of a request without a body."""
        if buffer:
            self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The connection, encrypted from now on."""
        left = _left(timeout, httpcore.ConnectTimeout)
        return TimedStream(_apart(lambda: self._stream.start_tls(ssl_context, server_hostname, left)))

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, expired: Callable[[str], Exception]) -> float | None:
    """The time that an operation may take: what is left until the deadline, if that is less."""
    limits = _limits.get()
    if limits is None:
        return timeout
    left = limits.seconds(expired)
    return left if timeout is None else min(left, timeout)


def _apart(work: Callable[[], httpcore.NetworkStream]) -> httpcore.NetworkStream:
    """What `work` returns, which nothing interrupts: if it is unwanted, it goes on and is ignored.

    Raises Unwanted.
    """
    limits, context = _limits.get(), copy_context()
    if limits is None:
        return work()
    future: Future[httpcore.NetworkStream] = Future()

    def run() -> None:
        try:
            future.set_result(context.run(work))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="connect", daemon=True).start()
    while not wait([future], BEAT_SECONDS).done:
        limits.go_on()
    return future.result()
