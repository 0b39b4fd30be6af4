"""Processes that read strangers' pages within limits, so that none can freeze or exhaust the crawl.

    with Workers(count) as workers:
        text = workers.compute(document.read, declared, bodies)
        text = workers.hurried(0.5)(document.read, declared, bodies)  # raises TakesLong if it does

A page is parsed by C libraries that no exception stops: one that takes too long or too much memory ends its
worker, which is one failed look, and another worker takes its place. The processes come from a fork server
that has the parsers loaded; they hold no lock and no file of the archive.
"""

from __future__ import annotations

import heapq
import itertools
import multiprocessing
import queue
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, ParamSpec, Protocol, TypeVar

from archiver import cores
from archiver.extract import ExtractionFailed

P = ParamSpec("P")
T = TypeVar("T")

_Task = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
"""A function, its arguments, and those that have names."""

HURRIED_SECONDS = (0.15, 1.5)
"""CPU time for one step of a page while others wait, round by round. Of 191 stored real pages 97 in a hundred
need less than the first, and all less than the second."""

HURRIED_BYTES = 500_000
"""Size of the pages of a document that is read in the first round: of 341 stored real pages nine in ten are
smaller. Of 100 hostile platforms those with larger pages took 83 % of the time of the workers."""

CPU_SECONDS = 10
"""CPU time for one page. None of 1,100 real pages of up to 3 MB took more than 2 s; pages that take longer
were built to."""

MEMORY_BYTES = 500 * 1024 * 1024
"""Private memory of a worker, including the loaded parsers (about 120 MB). The largest real pages take
200 MB."""

WALL_SECONDS = 60.0
"""Time for one page, for a worker that waits instead of computing, or that a busy machine keeps waiting."""

PATIENT_SECONDS = 600.0
"""Likewise for a page that was recorded long ago: a look at it that failed would not be made again."""

PRELOADED = "archiver.crawl.preloaded"
"""The module that the fork server imports once, so that a new worker starts in milliseconds."""

GUESSING = "trafilatura"
"""What some pages without selectors are read with. It takes 0.1 s and 7 MB to load."""

_ONE_AT_A_TIME = threading.Lock()
"""Held to start a process, or to learn how one ended. Python asks all others when it starts one, and what the
fork server tells of an end can be read only once: the thread that comes second gets exit code 255."""


class ReadingEnded(ExtractionFailed):
    """Reading was ended because it took too much time or memory, or because the parser crashed."""


class TakesLong(Exception):
    """It was not done in a hurry, and is to be computed when the others are done."""


class _OutOfTime(Exception):
    """The worker used all of its CPU time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worker:
    process: multiprocessing.process.BaseProcess
    connection: Connection


@dataclass(order=True, slots=True)
class _Waiting:
    seconds: float
    number: int
    called: threading.Event = field(default_factory=threading.Event, compare=False)


class _Places:
    """So many places; the next is for whoever needs it for the shortest time, then for who came first."""

    def __init__(self, count: int) -> None:
        self._lock = threading.Lock()
        self._free = count
        self._numbers = itertools.count()
        self._waiting: list[_Waiting] = []

    @contextmanager
    def one(self, seconds: float) -> Iterator[None]:
        """A place for at most so many seconds of CPU time."""
        waiting = _Waiting(seconds, next(self._numbers))
        with self._lock:
            heapq.heappush(self._waiting, waiting)
            self._call()
        try:
            waiting.called.wait()
            yield
        finally:
            with self._lock:
                if waiting.called.is_set():
                    self._free += 1
                    self._call()
                else:  # interrupted
                    self._waiting.remove(waiting)
                    heapq.heapify(self._waiting)

    def _call(self) -> None:
        while self._free and self._waiting:
            self._free -= 1
            heapq.heappop(self._waiting).called.set()


class Workers:
    """Up to `count` processes, started when they are first needed; safe to be shared by threads.

    Where `guesses` is false, hardly a page is read without selectors, and what reads them so is loaded when
    it is asked for.
    """

    def __init__(
        self,
        count: int | None = None,
        *,
        cpu_seconds: float = CPU_SECONDS,
        memory_bytes: int = MEMORY_BYTES,
        wall_seconds: float = WALL_SECONDS,
        guesses: bool = True,
    ) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._cpu_seconds = cpu_seconds
        self._memory_bytes = memory_bytes
        self._wall_seconds = wall_seconds
        self._guesses = guesses
        self._places = _Places(count or cores.usable())
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()

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
        try:
            return self._value((function, args, kwargs), self._cpu_seconds)  # type: ignore[no-any-return]
        except _OutOfTime:
            seconds = f"{self._cpu_seconds:g}"
            raise ReadingEnded(f"reading took more than {seconds} s of CPU time, so it was stopped") from None

    def hurried(self, seconds: float) -> Compute:
        """As `compute`, but raises TakesLong if it takes more than so many seconds of CPU time."""

        def hurry(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return self._value((function, args, kwargs), seconds)  # type: ignore[no-any-return]
            except _OutOfTime:
                raise TakesLong from None

        return hurry

    def _value(self, task: _Task, seconds: float) -> Any:
        with self._places.one(seconds):
            worker = self._worker()
            try:
                value, error = self._ask(worker, (task, seconds))
            except BaseException:
                _end(worker)
                raise
            self._idle.put(worker)
        if isinstance(error, MemoryError):
            raise ReadingEnded(self._why(None))
        if error is not None:
            raise error
        return value

    def _ask(self, worker: _Worker, order: tuple[_Task, float]) -> tuple[Any, BaseException | None]:
        try:
            worker.connection.send(order)
            if worker.connection.poll(self._wall_seconds):
                answer: tuple[Any, BaseException | None] = worker.connection.recv()
                return answer
        except (EOFError, OSError) as broken:
            exit_code = _ended(worker.process)
            if exit_code == -signal.SIGPROF:
                raise _OutOfTime from broken
            raise ReadingEnded(self._why(exit_code)) from broken
        raise ReadingEnded(f"reading took longer than {self._wall_seconds:.0f} s, so it was stopped")

    def _worker(self) -> _Worker:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            with _ONE_AT_A_TIME:
                return self._start()

    def _start(self) -> _Worker:
        load(guesses=self._guesses)
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, self._memory_bytes), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process=process, connection=ours)

    def _why(self, exit_code: int | None) -> str:
        if exit_code is None or exit_code == -signal.SIGABRT:
            return f"reading took more than {self._memory_bytes // 2**20} MB of memory, so it was stopped"
        return f"the process that reads the page crashed (exit code {exit_code})"


def load(*, guesses: bool) -> None:
    """Begin to load what workers read with, while this process does other things; `guesses` as in `Workers`.

    It takes half a second, in which a second core would wait.
    """
    forkserver.set_forkserver_preload([GUESSING, PRELOADED] if guesses else [PRELOADED])
    with cores.without_interrupts():
        forkserver.ensure_running()


class Compute(Protocol):
    """Computes a function's value: `Workers.compute`, one of `Workers.hurried`, or `directly`."""

    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's value; raises what it raises."""


def directly(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """As `Workers.compute`, in this process and without limits: for pages that we wrote ourselves."""
    return function(*args, **kwargs)


def _work(connection: Connection, memory_bytes: int) -> None:
    """What a worker does until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawl, which ends its workers itself
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    while True:
        try:
            (function, args, kwargs), cpu_seconds = connection.recv()
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)  # at its end, SIGPROF ends the process
        outcome = _outcome(function, args, kwargs)
        signal.setitimer(signal.ITIMER_PROF, 0)
        connection.send(outcome)


def _outcome(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[Any, BaseException | None]:
    try:
        return function(*args, **kwargs), None
    except Exception as error:
        return None, error


def _end(worker: _Worker) -> None:
    worker.connection.close()
    with _ONE_AT_A_TIME:
        worker.process.kill()
    _ended(worker.process)


def _ended(process: multiprocessing.process.BaseProcess) -> int | None:
    """The exit code of a process, once it has ended."""
    wait([process.sentinel])
    with _ONE_AT_A_TIME:
        process.join()
        return process.exitcode
