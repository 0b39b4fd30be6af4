"""How Ctrl-C and SIGTERM end a command that records: in good order at the first, at once at the second."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from archiver.cli import output

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C or SIGTERM ended."""


@contextmanager
def asking(ask: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM calls `ask`; the second ends the process at once.

    Only the main thread hears signals: elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = False

    def heard(_number: int, _frame: object) -> None:
        nonlocal asked
        if asked:
            os._exit(INTERRUPTED)  # the archive is safe against being killed; threads cannot be ended
        asked = True
        ask()

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def after_what_is_under_way(
    stop: threading.Event, under_way: Callable[[], Sequence[str]] = tuple
) -> Iterator[None]:
    """The first sets `stop`, and says what is finished before the end: the documents that are under way."""

    def ask() -> None:
        stop.set()
        waiting = under_way()
        documents = f" ({', '.join(waiting[:3])})" if waiting else ""
        output.note(f"\nStopping after the documents under way{documents}; Ctrl-C again stops at once.")

    with asking(ask):
        yield


@contextmanager
def as_usual_end() -> Iterator[None]:
    """The first ends what is done here, and the command goes on: for what serves until it is told to end."""

    def ask() -> None:
        raise KeyboardInterrupt

    with suppress(KeyboardInterrupt), asking(ask):
        yield


def end_if(stopped: bool, said: str = "what was done is kept; run it again to continue") -> None:
    """End the command if its run was interrupted, saying what became of it."""
    if stopped:
        output.note(f"archiver: interrupted; {said}")
        sys.exit(INTERRUPTED)
