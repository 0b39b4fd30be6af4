"""A log with a line for every request, which shows the pace that was kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRequest:
    """A request that is over."""

    began: datetime
    url: str
    status: int
    """0 if no response came."""
    seconds: float
    """From connecting to the last byte."""


Log = Callable[[LoggedRequest], None]


@contextmanager
def writing(path: Path) -> Iterator[Log]:
    """Append to a file; safe to call from several threads."""
    lock = threading.Lock()
    with path.open("a", encoding="utf-8") as file:

        def log(asked: LoggedRequest) -> None:
            with lock:
                file.write(line(asked))
                file.flush()

        yield log


def line(asked: LoggedRequest) -> str:
    """When it began (UTC), host, address, status (`-` for none) and seconds, separated by tabs."""
    began = asked.began.isoformat(timespec="milliseconds")
    host = urlsplit(asked.url).hostname
    return f"{began}\t{host}\t{asked.url}\t{asked.status or '-'}\t{asked.seconds:.3f}\n"


def nowhere(_asked: LoggedRequest) -> None:
    """Keep no log."""
