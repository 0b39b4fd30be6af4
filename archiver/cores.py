"""The processor cores that there are for this process, and work that is spread over all of them.

    for work, made in cores.spread(make, works):
        ...

Bodies of work are independent of each other, and so is the process that does one: it is started anew, and has
no thread, lock or open file of this one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.synchronize import Event
from typing import TypeVar

from archiver.errors import ProcessEnded

T = TypeVar("T")
R = TypeVar("R")

_stop: Event | None = None
"""In a process of `spread`: set when nobody wants any more of what it makes."""


def usable() -> int:
    """The cores that this process may use; all there are where a system does not say (macOS, Windows)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(make: Callable[[T], R], works: Sequence[T]) -> Generator[tuple[T, R], None, None]:
    """Each work with what `make` makes of it, as they are done: on all cores, or here where it is one work.

    They are begun in this order. Once anything is raised, by `make` or by Ctrl-C, or the generator is closed,
    none is begun, and those under way, which learn it from `is_stopped`, are waited for. Function, works and
    values must be picklable. Raises ProcessEnded where a process is killed.
    """
    if len(works) < 2:
        yield from ((work, make(work)) for work in works)
        return
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    count = min(len(works), usable())
    with ProcessPoolExecutor(count, context, initializer=_begin, initargs=(stop,)) as pool:
        with without_interrupts():
            asked = {pool.submit(make, work): work for work in works}
        try:
            for done in as_completed(asked):
                yield asked.pop(done), done.result()
        except BrokenProcessPool:
            raise ProcessEnded(
                "a process that did a part of the work was killed, perhaps for want of memory; what was done "
                "before is kept: run the command again to go on"
            ) from None
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def is_stopped() -> bool:
    """True where what is made for `spread` is no longer wanted."""
    return _stop is not None and _stop.is_set()


@contextmanager
def without_interrupts() -> Iterator[None]:
    """What is started here does not hear Ctrl-C, which is for the process that shares out the work."""
    resource_tracker.ensure_running()  # whoever starts this first would have Ctrl-C heard again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # a process inherits what is blocked
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(stop: Event) -> None:
    global _stop
    _stop = stop
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End once the process that shares out the work is killed: its works would be waited for without end."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
