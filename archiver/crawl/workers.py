"""Processes that read strangers' pages within limits, so that none can freeze or exhaust the crawl.

    with Workers(count) as workers:
        reading = workers.compute(document.read, declared, bodies)

A page is parsed by C libraries that no exception stops: one that takes too long or too much memory ends its
worker, which is one failed look, and another worker takes its place. The processes come from a fork server
that has the parsers loaded; they hold no lock and no file of the archive.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import queue
import resource
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, ParamSpec, Protocol, TypeVar

from archiver.extract import ExtractionFailed

P = ParamSpec("P")
T = TypeVar("T")

CPU_SECONDS = 10
"""CPU time for one page. None of 1,100 real pages of up to 3 MB took more than 2 s; pages that take longer
were built to."""

MEMORY_BYTES = 500 * 1024 * 1024
"""Private memory of a worker, including the loaded parsers (about 120 MB). The largest real pages take
200 MB."""

WALL_SECONDS = 60.0
"""Time for one page, for a worker that waits instead of computing, or that a busy machine keeps waiting."""

PRELOADED = (
    "archiver.extract.document",
    "archiver.extract.html.read",
    "archiver.extract.pdf.file",
    "trafilatura",
)
"""Modules that the fork server loads once, so that a new worker starts in milliseconds."""


class ReadingEnded(ExtractionFailed):
    """Reading was ended because it took too much time or memory, or because the parser crashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worker:
    process: multiprocessing.process.BaseProcess
    connection: Connection


class Workers:
    """Up to `count` processes, started when they are first needed; safe to be shared by threads."""

    def __init__(
        self,
        count: int | None = None,
        *,
        cpu_seconds: int = CPU_SECONDS,
        memory_bytes: int = MEMORY_BYTES,
        wall_seconds: float = WALL_SECONDS,
    ) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._limits = (cpu_seconds, memory_bytes)
        self._wall_seconds = wall_seconds
        self._free = threading.Semaphore(count or os.cpu_count() or 1)
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._starting = threading.Lock()

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while not self._idle.empty():
            _end(self._idle.get())

    def compute(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's value, computed by a worker; what it raises is raised here.

        Function, arguments and value must be picklable. Raises ReadingEnded if a limit was reached.
        """
        with self._free:
            worker = self._worker()
            try:
                value, error = self._ask(worker, (function, args, kwargs))
            except BaseException:
                _end(worker)
                raise
            self._idle.put(worker)
        if isinstance(error, MemoryError):
            raise ReadingEnded(self._why(None))
        if error is not None:
            raise error
        return value  # type: ignore[no-any-return]

    def _ask(self, worker: _Worker, task: tuple[Any, ...]) -> tuple[Any, BaseException | None]:
        try:
            worker.connection.send(task)
            if worker.connection.poll(self._wall_seconds):
                answer: tuple[Any, BaseException | None] = worker.connection.recv()
                return answer
        except (EOFError, OSError) as broken:
            worker.process.join()
            raise ReadingEnded(self._why(worker.process.exitcode)) from broken
        raise ReadingEnded(f"reading took longer than {self._wall_seconds:.0f} s, so it was stopped")

    def _worker(self) -> _Worker:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            with self._starting:
                return self._start()

    def _start(self) -> _Worker:
        self._context.set_forkserver_preload(list(PRELOADED))
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, *self._limits), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process=process, connection=ours)

    def _why(self, exit_code: int | None) -> str:
        seconds, memory = self._limits
        if exit_code == -signal.SIGXCPU:
            return f"reading took more than {seconds} s of CPU time, so it was stopped"
        if exit_code is None or exit_code == -signal.SIGABRT:
            return f"reading took more than {memory // 2**20} MB of memory, so it was stopped"
        return f"the process that reads the page crashed (exit code {exit_code})"


class Compute(Protocol):
    """Computes a function's value: `Workers.compute` or `directly`."""

    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's value; raises what it raises."""


def directly(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """As `Workers.compute`, in this process and without limits: for pages that we wrote ourselves."""
    return function(*args, **kwargs)


def _work(connection: Connection, cpu_seconds: int, memory_bytes: int) -> None:
    """What a worker does until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawl, which ends its workers itself
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    while True:
        try:
            function, args, kwargs = connection.recv()
        except (EOFError, OSError):
            return
        _allow(cpu_seconds)
        connection.send(_outcome(function, args, kwargs))


def _allow(cpu_seconds: int) -> None:
    """Let the process use this many more seconds of CPU time; its limit counts from the process's start."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + cpu_seconds, resource.RLIM_INFINITY))


def _outcome(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[Any, BaseException | None]:
    try:
        return function(*args, **kwargs), None
    except Exception as error:
        return None, error


def _end(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.kill()
    worker.process.join()
