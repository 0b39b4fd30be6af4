"""Platforms that are held up do not hold up the others."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import pytest

from archiver.crawl.turns import HELD_UP_SECONDS, Turns, _Turn, room
from archiver.crawl.work import SILENCE
from archiver.declarations import Declaration
from tests.archiver.policies import declaration


def platforms(count: int) -> list[Declaration]:
    return [replace(declaration(), slug=f"platform-{number}") for number in range(count)]


class Clock:
    """A clock that the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def turns(at_once: int, timer: Callable[[], float], *, cores: int = 1) -> Turns:
    return Turns(at_once=at_once, cores=cores, timer=timer, progress=SILENCE, stop=threading.Event())


def nothing(_: Declaration, __: object) -> None:
    """Nothing is left for another round."""


def test_each_platform_has_its_turn() -> None:
    found = turns(2, Clock()).take([lambda one: one.slug], platforms(9), nothing)
    assert sorted(found) == [one.slug for one in platforms(9)]


def test_no_more_than_wanted_are_looked_at_at_once() -> None:
    lock, now, most = threading.Lock(), set[str](), []

    def look(one: Declaration) -> None:
        with lock:
            now.add(one.slug)
            most.append(len(now))
        with lock:
            now.remove(one.slug)

    turns(3, Clock()).take([look], platforms(30), nothing)
    assert max(most) <= 3


@pytest.mark.parametrize(("held_up", "end"), [(1, 1), (2, 2), (3, 2)])
def test_platforms_that_are_held_up_let_as_many_others_begin(held_up: int, end: int) -> None:
    clock, goal, others = Clock(), threading.Event(), []
    held = {one.slug for one in platforms(held_up)}

    def look(one: Declaration) -> None:
        if one.slug in held:
            clock.now += HELD_UP_SECONDS
            assert goal.wait(30)
        else:
            others.append(one.slug)
            if len(others) == 5:
                goal.set()

    turns(end, clock).take([look], platforms(held_up + 5), nothing)
    assert len(others) == 5


@pytest.mark.parametrize(
    ("seconds", "more"),
    [
        ([], 3),
        ([0, 0, 0], 0),
        ([HELD_UP_SECONDS - 0.01, 0, 0], 0),
        ([HELD_UP_SECONDS, 0, 0], 1),
        ([9, 9, 9], 3),
        ([9, 9, 9, 9, 0], 1),
        ([9, 9, 9, 9, 9, 9], 0),
    ],
)
def test_who_is_held_up_makes_room_for_another_and_in_all_for_as_many_as_at_once(
    seconds: list[float], more: int
) -> None:
    assert room(seconds, at_once=3) == more


def test_a_document_that_is_begun_or_done_gets_its_platform_on() -> None:
    clock, told = Clock(), []
    crawl = turns(1, clock)

    def look(one: Declaration) -> None:
        clock.now += HELD_UP_SECONDS
        crawl.looking(one.slug, "terms")
        told.append(crawl._room([one.slug]))
        clock.now += HELD_UP_SECONDS
        told.append(crawl._room([one.slug]))

    crawl.take([look], platforms(1), nothing)
    assert told == [0, 1]


def test_what_is_raised_ends_the_crawl_and_tells_those_under_way() -> None:
    stop = threading.Event()

    def look(one: Declaration) -> None:
        if one.slug == "platform-0":
            raise KeyboardInterrupt
        assert stop.wait(30)

    with pytest.raises(KeyboardInterrupt):
        Turns(at_once=2, cores=1, timer=Clock(), progress=SILENCE, stop=stop).take(
            [look], platforms(2), nothing
        )


def test_what_is_left_of_a_platform_is_looked_at_in_the_next_round() -> None:
    rounds = [lambda one, number=number: (number, one.slug) for number in range(3)]

    def left(one: Declaration, found: tuple[int, str]) -> Declaration | None:
        return one if found in ((0, "platform-1"), (0, "platform-3"), (1, "platform-3")) else None

    found = turns(2, Clock()).take(rounds, platforms(4), left)
    first = [(0, f"platform-{number}") for number in range(4)]
    assert sorted(found) == [*first, (1, "platform-1"), (1, "platform-3"), (2, "platform-3")]


@pytest.mark.parametrize(("earlier", "begun"), [(0, 2), (1, 2), (2, 0)])
def test_a_later_round_begins_when_fewer_are_in_an_earlier_one_than_there_are_cores(
    earlier: int, begun: int
) -> None:
    first, second = deque[Declaration](), deque(platforms(2))
    under_way = [_Turn(round=0, declared=one) for one in platforms(earlier)]
    crawl = turns(9, Clock(), cores=2)
    crawl._moved = dict.fromkeys((one.slug for one in platforms(2)), 0.0)
    assert [turn.round for turn in crawl._next([first, second], under_way)] == [1] * begun


def test_who_waits_for_an_earlier_round_goes_first() -> None:
    waiting = [deque(platforms(3)[2:]), deque(platforms(2))]
    begun = turns(9, Clock(), cores=1)._next(waiting, [])
    assert [(turn.round, turn.declared.slug) for turn in begun] == [(0, "platform-2")]
