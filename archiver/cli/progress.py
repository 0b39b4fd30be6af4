"""How a crawl goes, on stderr: a line for what is not as it was, and on a terminal one that follows it."""

from __future__ import annotations

import shutil
import sys
import threading

import click

from archive_repo.records import Observation, Outcome
from archiver.cli import escapes

_ERASE = "\r\x1b[K"


def line(platform: str, observation: Observation) -> str:
    """What a look came to, in one line."""
    reason = f": {observation.reason}" if observation.reason else ""
    return escapes.visible(f"{observation.outcome:<9} {platform}/{observation.document}{reason}")


class Quiet:
    """For cron: a line for what was recorded, and none for what is as it was or fails as before."""

    def looking(self, platform: str, document: str) -> None:
        """Say nothing."""

    def looked(self, platform: str, observation: Observation) -> None:
        """Say what was recorded, and what fails for the first time."""
        if observation.outcome is Outcome.RECORDED or (
            observation.outcome is Outcome.FAILED and observation.failures == 1
        ):
            click.echo(line(platform, observation), err=True)


class Lines:
    """A line for each document that is not as it was."""

    def looking(self, platform: str, document: str) -> None:
        """Say nothing."""

    def looked(self, platform: str, observation: Observation) -> None:
        """Say what became of a document that is not unchanged."""
        if observation.outcome is not Outcome.UNCHANGED:
            click.echo(line(platform, observation), err=True)


class Status:
    """On a terminal: the same lines, and below them how far the crawl is and what it is waiting for."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._under_way: dict[str, str] = {}
        self._lock = threading.Lock()

    def looking(self, platform: str, document: str) -> None:
        """Show what is being asked for."""
        with self._lock:
            self._under_way[platform] = document
            self._show()

    def looked(self, platform: str, observation: Observation) -> None:
        """Count a look, and say above the line what is not as it was."""
        with self._lock:
            self._done += 1
            if self._under_way.get(platform) == observation.document:
                del self._under_way[platform]
            if observation.outcome is not Outcome.UNCHANGED:
                click.echo(_ERASE + line(platform, observation), err=True)
            self._show()

    def under_way(self) -> list[str]:
        """The addresses of the documents that are being looked at."""
        return [f"{platform}/{document}" for platform, document in list(self._under_way.items())]

    def clear(self) -> None:
        """Take the line away."""
        click.echo(_ERASE, err=True, nl=False)

    def _show(self) -> None:
        waiting = next(reversed(self._under_way.items()), None)
        doing = f", asking for {waiting[0]}/{waiting[1]}" if waiting else ""
        text = f"{self._done} of {self._total} documents looked at{doing}"
        click.echo(_ERASE + text[: shutil.get_terminal_size().columns - 1], err=True, nl=False)


def chosen(total: int, *, quiet: bool) -> Quiet | Lines | Status:
    """What fits where stderr goes."""
    if quiet:
        return Quiet()
    return Status(total) if sys.stderr.isatty() else Lines()
