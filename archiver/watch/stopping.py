"""Ends a watch from outside: at once where nothing can be lost, else after what is under way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(KeyboardInterrupt):
    """What was under way was left; it can be left at any point."""


class Stop:
    """Says that a watch should end; made by a signal's handler, in the main thread."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self._may_leave = False

    def ask(self) -> None:
        """Ask for the end. Raises Stopped in the midst of what can be left at any point."""
        self.event.set()
        if self._may_leave:
            raise Stopped

    @property
    def is_asked(self) -> bool:
        """True once the watch should end."""
        return self.event.is_set()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """What is done here is left at once. Raises Stopped."""
        self._may_leave = True
        try:
            if self.is_asked:
                raise Stopped
            yield
        finally:
            self._may_leave = False
