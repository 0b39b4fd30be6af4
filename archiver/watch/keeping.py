"""The loop of a watch: waits until something is due, reads the settings again, and does a round.

Nothing that it needs after a crash is only in its memory: when a platform was last looked at is in its
repository, and what a subscription was told of is there too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError
from archive_repo.git import claims
from archive_repo.repository import Repository
from archiver import declarations, settings
from archiver.declarations import Declaration
from archiver.settings import Settings
from archiver.watch import health_file, rounds, schedule
from archiver.watch.health_file import Health
from archiver.watch.rounds import Round, Say, Step
from archiver.watch.stopping import Stop, Stopped
from archiver.watch.supervisor import Notify

NAP_SECONDS = 60.0
"""How long a watch waits without looking at the clock and at archive.toml."""

JUMP = timedelta(minutes=5)
"""By as much more than it waited the clock must have moved for a watch to say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a watch works with beside the archive."""

    steps: Sequence[Step]
    clock: Callable[[], datetime]
    wait: Callable[[float], object]
    """Waits so many seconds, or less if the watch should end."""
    stop: Stop
    say: Say
    notify: Notify


@dataclass(kw_only=True)
class _Memory:
    """What a watch remembers of its own."""

    settings: Settings
    declared: Sequence[Declaration]
    health: Health
    is_owed: bool
    """True until what an earlier round, which was cut short, left has been done."""
    looked: dict[str, datetime | None] = field(default_factory=dict)
    tried: dict[str, datetime] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    """How many times in a row platforms could not be looked at, by slug."""


def keep(archive: Archive, world: World, *, once: bool = False) -> Health:
    """Do rounds until the watch is stopped, or one round if `once`. Returns how it is in the end.

    Raises RepositoryBusy while another process watches the archive, and SettingsError or DeclarationError if
    there is nothing sound to begin with.
    """
    with claims.claimed(archive.folder.resolve(), "archiver watch", world.clock()):
        memory = _begun(archive, world)
        world.notify("READY=1")
        try:
            _rounds(archive, world, memory, once=once)
        except Stopped:
            world.say("stopped in the midst of a step; the next round does it again")
        finally:
            world.notify("STOPPING=1")
            _put_down(archive, world, memory, ended_at=world.clock())
        return memory.health


def _begun(archive: Archive, world: World) -> _Memory:
    before = health_file.read(archive)
    own = settings.read(archive.settings)
    declared, broken = declarations.read_sound(archive.declarations)
    for one in broken:
        world.say(str(one))
    steps = {step.name for step in world.steps}
    return _Memory(
        settings=own,
        declared=declared,
        is_owed=before is not None and before.is_cut_short,
        health=Health(
            process=os.getpid(),
            started_at=world.clock(),
            problem="; ".join(map(str, broken)),
            round_ended_at=before.round_ended_at if before else None,
            steps=tuple(one for one in before.steps if one.step in steps) if before else (),
        ),
    )


def _rounds(archive: Archive, world: World, memory: _Memory, *, once: bool) -> None:
    while not world.stop.is_asked:
        world.notify("WATCHDOG=1")
        _read_again(archive, world, memory)
        now = world.clock()
        due = _due(archive, memory, now)
        ready = [one for one in memory.declared if due[one.slug] <= now]
        if once or ready or memory.is_owed or _is_time_for_another_try(memory, now):
            _round(archive, world, memory, ready)
        if once:
            return
        _nap(archive, world, memory)


def _round(archive: Archive, world: World, memory: _Memory, ready: Sequence[Declaration]) -> None:
    names = ", ".join(one.slug for one in ready)
    now = world.clock()
    idle = "nothing is due" if memory.declared else "nothing is declared"
    world.say(f"{now:%Y-%m-%d %H:%M} UTC, {f'due: {names}' if ready else idle}")
    _put_down(archive, world, memory, round_began_at=now)
    memory.tried |= {one.slug: now for one in ready}
    work = Round(
        archive=archive,
        settings=memory.settings,
        due=ready,
        before={one.step: one for one in memory.health.steps},
        clock=world.clock,
        stop=world.stop,
        alive=lambda: world.notify("WATCHDOG=1"),
        makes_up=memory.is_owed,
    )
    found, again = rounds.take(world.steps, work, world.say)
    for one in ready:
        memory.failures[one.slug] = memory.failures.get(one.slug, 0) + 1 if one.slug in again else 0
        memory.looked.pop(one.slug, None)
    told = tuple(found.values())
    if world.stop.is_asked:  # steps may be left: the next watch does them
        _put_down(archive, world, memory, steps=told)
        return
    memory.is_owed = False
    _put_down(archive, world, memory, round_ended_at=max(world.clock(), now), steps=told)


def _due(archive: Archive, memory: _Memory, now: datetime) -> dict[str, datetime]:
    """When each platform is due. Where it seems that one is, its last look is read again."""
    found = {}
    for one in memory.declared:
        when = _due_by_what_is_known(archive, memory, one.slug, now)
        if when <= now and one.slug in memory.looked:
            del memory.looked[one.slug]
            when = _due_by_what_is_known(archive, memory, one.slug, now)
        found[one.slug] = when
    return found


def _due_by_what_is_known(archive: Archive, memory: _Memory, slug: str, now: datetime) -> datetime:
    if slug not in memory.looked:
        memory.looked[slug] = _last_look(archive, slug)
    wanted = memory.settings.watch
    every = timedelta(hours=wanted.platforms.get(slug, wanted.every_hours))
    tried = memory.tried.get(slug)
    when = schedule.due(slug, memory.settings.fetch.user_agent, every, (memory.looked[slug], tried), now)
    failures = memory.failures.get(slug, 0)
    if tried and failures and tried <= now:
        return min(when, tried + schedule.retry(failures))
    return when


def _last_look(archive: Archive, slug: str) -> datetime | None:
    """When the platform was last looked at; None if never, or if that cannot be read."""
    try:
        seen = Repository.open(archive.path(slug)).last_observations()
    except ArchiveError:
        return None
    return max((one.checked_at for one in seen.values()), default=None)


def _is_time_for_another_try(memory: _Memory, now: datetime) -> bool:
    return any(when <= now for when in _tries(memory))


def _tries(memory: _Memory) -> Iterator[datetime]:
    """When steps that failed are tried again; the crawl's platforms have times of their own."""
    for one in memory.health.steps:
        if one.failures and one.step != rounds.CRAWL:
            yield one.ended_at + schedule.retry(one.failures)


def _nap(archive: Archive, world: World, memory: _Memory) -> None:
    """Wait for what is due next, but not long: archive.toml may be edited, and the clock put right."""
    now = world.clock()
    times = [*_due(archive, memory, now).values(), *_tries(memory)]
    due_at = min(times, default=None)
    if due_at != memory.health.next_due_at:
        _put_down(archive, world, memory, next_due_at=due_at)
        world.notify(f"STATUS=The next round is due {due_at:%Y-%m-%d %H:%M} UTC" if due_at else "STATUS=Idle")
    seconds = (due_at - now).total_seconds() if due_at else NAP_SECONDS
    world.wait(min(max(seconds, 1.0), NAP_SECONDS))
    jumped = world.clock() - now - timedelta(seconds=NAP_SECONDS)
    if jumped > JUMP:
        world.say(f"the machine slept, or its clock was put forward, by {_span(jumped)}")
    elif world.clock() < now - JUMP:
        world.say(f"the clock was put back by {_span(now - world.clock())}")


def _span(time: timedelta) -> str:
    return f"{time.total_seconds() / 3600:.1f} hours"


def _read_again(archive: Archive, world: World, memory: _Memory) -> None:
    """Settings and declarations as they are now; where they cannot be used, those that were read before."""
    problems = []
    try:
        memory.settings = settings.read(archive.settings)
    except ArchiveError as error:
        problems.append(str(error))
    try:
        sound, broken = declarations.read_sound(archive.declarations)
        problems += map(str, broken)
        memory.declared = [*sound, *_kept(memory.declared, sound)] if broken else sound
    except ArchiveError as error:
        problems.append(str(error))
    problem = "; ".join(problems)
    if problem != memory.health.problem:
        world.say(problem or "archive.toml and the declarations can be used again")
        _put_down(archive, world, memory, problem=problem)


def _kept(before: Sequence[Declaration], sound: Sequence[Declaration]) -> list[Declaration]:
    """What was declared before in files of which some cannot be used now."""
    names = {one.slug for one in sound}
    return [one for one in before if one.slug not in names]


def _put_down(archive: Archive, world: World, memory: _Memory, **changed: object) -> None:
    memory.health = replace(memory.health, **changed)  # type: ignore[arg-type]
    try:
        health_file.write(archive, memory.health)
    except OSError as error:  # a full disk must not end the watch
        world.say(f"{health_file.NAME}: cannot be written: {error.strerror}")
