"""The progress of a crawl, on stderr: a line for what is not unchanged, and on a terminal a status line."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable

import click

from archive_repo.format.observation import Observation
from archive_repo.records import Outcome
from archiver.cli import escapes, output
from archiver.report.screen import hanging, text_of

_ERASE = "\r\x1b[K"


def line(platform: str, observation: Observation) -> str:
    """What a look came to, in one line."""
    reason = f": {observation.reason}" if observation.reason else ""
    return escapes.visible(f"{observation.outcome:<9} {platform}/{observation.document}{reason}")


class Voice:
    """Writes lines to stderr, but holds failures back until a page could be read.

    So a machine that is offline is reported once, and not with a line for each document.
    """

    def __init__(self, before: str = "") -> None:
        """`before` clears the last line of a terminal; without it, lines are not wrapped."""
        self._before = before
        self._kept: list[str] = []
        self._reached = False
        self._lock = threading.Lock()

    def hear(self, platform: str, observation: Observation, *, worth_saying: bool) -> None:
        """Note a look, and write what came of it if that is worth a line."""
        with self._lock:
            self._kept += [line(platform, observation)] * worth_saying
            self._reached = self._reached or observation.outcome is not Outcome.FAILED
            if self._reached:
                self._say()

    def end(self, *, offline: bool) -> None:
        """Say what was kept back, unless this machine is offline."""
        with self._lock:
            if not offline:
                self._say()

    def _say(self) -> None:
        for text in self._kept:
            told = [text]
            if self._before:
                told = [text_of(one) for one in hanging(text, output.width(), "", " " * 10)]
            click.echo(self._before + "\n".join(told), err=True)
        self._kept.clear()


def is_news(observation: Observation) -> bool:
    """True for what was recorded, and for what fails for the first time."""
    is_new_failure = observation.outcome is Outcome.FAILED and observation.failures == 1
    return observation.outcome is Outcome.RECORDED or is_new_failure


def is_changed(observation: Observation) -> bool:
    """True unless the look found the document unchanged."""
    return observation.outcome is not Outcome.UNCHANGED


class Lines:
    """A line for each look that is worth saying; for cron, only for news."""

    def __init__(self, is_worth_saying: Callable[[Observation], bool] = is_changed) -> None:
        self._voice = Voice()
        self._is_worth_saying = is_worth_saying

    def looking(self, platform: str, document: str) -> None:
        """Say nothing."""

    def looked(self, platform: str, observation: Observation) -> None:
        """Write what came of a look if that is worth a line."""
        self._voice.hear(platform, observation, worth_saying=self._is_worth_saying(observation))

    def under_way(self) -> list[str]:
        """Nothing: what is being looked at is not followed."""
        return []

    def end(self, *, offline: bool) -> None:
        """Say what was kept back, unless this machine is offline."""
        self._voice.end(offline=offline)


class Status:
    """On a terminal: the same lines, and below them how far the crawl has come and what it is waiting for."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._under_way: dict[str, str] = {}
        self._lock = threading.Lock()
        self._voice = Voice(_ERASE)

    def looking(self, platform: str, document: str) -> None:
        """Show what is being asked for."""
        with self._lock:
            self._under_way[platform] = document
            self._show()

    def looked(self, platform: str, observation: Observation) -> None:
        """Count a look, and write above the line what changed."""
        with self._lock:
            self._done += 1
            if self._under_way.get(platform) == observation.document:
                del self._under_way[platform]
            self._voice.hear(platform, observation, worth_saying=is_changed(observation))
            self._show()

    def under_way(self) -> list[str]:
        """The addresses of the documents that are being looked at."""
        return [f"{platform}/{document}" for platform, document in list(self._under_way.items())]

    def end(self, *, offline: bool) -> None:
        """Clear the line, and write what was held back, unless this machine is offline."""
        click.echo(_ERASE, err=True, nl=False)
        self._voice.end(offline=offline)

    def _show(self) -> None:
        waiting = next(reversed(self._under_way.items()), None)
        doing = f", asking for {waiting[0]}/{waiting[1]}" if waiting else ""
        text = f"{self._done} of {self._total} documents looked at{doing}"
        click.echo(_ERASE + text[: shutil.get_terminal_size().columns - 1], err=True, nl=False)


def chosen(total: int, *, quiet: bool) -> Lines | Status:
    """The kind of progress that suits stderr."""
    if quiet:
        return Lines(is_news)
    return Status(total) if sys.stderr.isatty() else Lines()


class Line:
    """On a terminal, one line that says what is being asked for, until it is over; elsewhere nothing."""

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.say("")

    def show(self, url: str) -> None:
        """Say that an address is asked for."""
        self.say(f"Asking for {url}")

    def say(self, text: str) -> None:
        """Say what is done."""
        if sys.stderr.isatty():
            cut = escapes.visible(text)[: shutil.get_terminal_size().columns - 1]
            click.echo(_ERASE + cut, err=True, nl=False)
