"""Whose turn it is in a crawl: some platforms at once, and beside them a few more that are held up.

    turns = Turns(at_once=8, cores=2, timer=time.monotonic, progress=progress, stop=stop)
    reports = turns.take([look_at_in_a_hurry, look_at], declared, left)

A server that says nothing and a page that takes long to read hold up their platform. They must not hold up
the others too: after a while that platform no longer counts among those that are looked at at once.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeVar

from archive_repo.format.observation import Observation
from archiver.crawl.work import Progress
from archiver.declarations import Declaration

HELD_UP_SECONDS = 2.0
"""A document that takes longer holds up its platform: nearly all are fetched and read within a second."""

WATCHED_SECONDS = 0.5
"""How often it is seen who is held up."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A platform that is looked at in a round, the first of which is 0."""

    round: int
    declared: Declaration


class Turns:
    """`at_once` platforms side by side, and up to as many more that are held up.

    It is a `Progress`, to learn when documents are begun, and hands on what it learns. `stop` is set where
    anything is raised, so that those under way end soon.
    """

    def __init__(
        self,
        *,
        at_once: int,
        cores: int,
        timer: Callable[[], float],
        progress: Progress,
        stop: threading.Event,
    ) -> None:
        self._at_once = at_once
        self._cores = cores
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

    def take(
        self,
        rounds: Sequence[Callable[[Declaration], R]],
        declared: Sequence[Declaration],
        left: Callable[[Declaration, R], Declaration | None],
    ) -> list[R]:
        """What the rounds return for each platform, as they end. Raises what they raise.

        Platforms are begun in this order. What is `left` of one after a round is for the next round, which
        begins for it when fewer platforms are in an earlier one than there are cores to read their pages.
        Nothing may be left after the last round.
        """
        waiting = [deque(declared), *(deque[Declaration]() for _ in rounds[1:])]
        done, under_way = list[R](), dict[Future[R], _Turn]()
        with ThreadPoolExecutor(2 * self._at_once, thread_name_prefix="crawl") as pool:
            try:
                while any(waiting) or under_way:
                    for turn in self._next(waiting, under_way.values()):
                        self._moved[turn.declared.slug] = self._timer()
                        under_way[pool.submit(rounds[turn.round], turn.declared)] = turn
                    for ended in wait(under_way, WATCHED_SECONDS, FIRST_COMPLETED).done:
                        turn = under_way.pop(ended)
                        done.append(ended.result())  # raises at once what was raised there
                        if rest := left(turn.declared, done[-1]):
                            waiting[turn.round + 1].append(rest)
            except BaseException:  # an interruption: documents under way are finished and observed
                self._stop.set()
                raise
        return done

    def _next(self, waiting: Sequence[deque[Declaration]], under_way: Collection[_Turn]) -> list[_Turn]:
        """Who begins now; they no longer wait."""
        begun: list[_Turn] = []
        for _ in range(self._room(turn.declared.slug for turn in under_way)):
            number = next((number for number, some in enumerate(waiting) if some), None)
            if number is None or sum(turn.round < number for turn in (*under_way, *begun)) >= self._cores:
                break
            begun.append(_Turn(round=number, declared=waiting[number].popleft()))
        return begun

    def _room(self, under_way: Iterable[str]) -> int:
        seconds = [self._timer() - self._moved[platform] for platform in under_way]
        return room(seconds, self._at_once)


def room(seconds: Sequence[float], at_once: int) -> int:
    """How many more platforms may begin; `seconds` are those since each under way last got on."""
    held_up = sum(one >= HELD_UP_SECONDS for one in seconds)
    return at_once + min(held_up, at_once) - len(seconds)
