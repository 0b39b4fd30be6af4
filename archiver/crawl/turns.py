"""Whose turn it is in a crawl: some platforms at once, and beside them a few more that are held up.

    turns = Turns(at_once=8, timer=time.monotonic, progress=progress, stop=stop)
    reports = turns.take(look_at, declared)

A server that says nothing and a page that takes long to read hold up their platform. They must not hold up
the others too: after a while that platform no longer counts among those that are looked at at once.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from archive_repo.format.observation import Observation
from archiver.crawl.work import Progress
from archiver.declarations import Declaration

HELD_UP_SECONDS = 2.0
"""A document that takes longer holds up its platform: nearly all are fetched and read within a second."""

WATCHED_SECONDS = 0.5
"""How often it is seen who is held up."""

R = TypeVar("R")


class Turns:
    """`at_once` platforms side by side, and up to as many more that are held up.

    It is a `Progress`, to learn when documents are begun, and hands on what it learns. `stop` is set where
    anything is raised, so that those under way end soon.
    """

    def __init__(
        self, *, at_once: int, timer: Callable[[], float], progress: Progress, stop: threading.Event
    ) -> None:
        self._at_once = at_once
        self._timer = timer
        self._progress = progress
        self._stop = stop
        self._moved: dict[str, float] = {}
        """When each platform last began or ended a document."""

    def looking(self, platform: str, document: str) -> None:
        """A document is about to be asked for."""
        self._moved[platform] = self._timer()
        self._progress.looking(platform, document)

    def looked(self, platform: str, observation: Observation) -> None:
        """A look is done."""
        self._moved[platform] = self._timer()
        self._progress.looked(platform, observation)

    def take(self, look: Callable[[Declaration], R], declared: Sequence[Declaration]) -> list[R]:
        """What `look` returns for each platform; they are begun in this order. Raises what `look` raises."""
        waiting, begun = deque(declared), list[Future[R]]()
        under_way: dict[Future[R], str] = {}
        with ThreadPoolExecutor(2 * self._at_once, thread_name_prefix="crawl") as pool:
            try:
                while waiting or under_way:
                    for _ in range(min(len(waiting), self._room(under_way.values()))):
                        one = waiting.popleft()
                        self._moved[one.slug] = self._timer()
                        begun.append(pool.submit(look, one))
                        under_way[begun[-1]] = one.slug
                    for ended in wait(under_way, WATCHED_SECONDS, FIRST_COMPLETED).done:
                        del under_way[ended]
                        ended.result()  # raises at once what was raised there
                return [one.result() for one in begun]
            except BaseException:  # an interruption: documents under way are finished and observed
                self._stop.set()
                raise

    def _room(self, under_way: Iterable[str]) -> int:
        seconds = [self._timer() - self._moved[platform] for platform in under_way]
        return room(seconds, self._at_once)


def room(seconds: Sequence[float], at_once: int) -> int:
    """How many more platforms may begin; `seconds` are those since each under way last got on."""
    held_up = sum(one >= HELD_UP_SECONDS for one in seconds)
    return at_once + min(held_up, at_once) - len(seconds)
