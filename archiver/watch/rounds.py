"""A round: a crawl of what is due, then what follows from it, a step after the other.

A step that fails, by whatever error, is told and stops no other step and no later round.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError
from archiver.crawl import platform
from archiver.declarations import Declaration
from archiver.settings import Settings
from archiver.watch.health_file import StepHealth
from archiver.watch.stopping import Stop

CRAWL = "crawl"
"""The step that looks at platforms; the others follow from what is recorded."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What the steps of a round work with."""

    archive: Archive
    settings: Settings
    due: Sequence[Declaration]
    """The platforms to look at; none in a round that only tries again what failed."""
    before: Mapping[str, StepHealth]
    """How each step ended when it was last done."""
    clock: Callable[[], datetime]
    stop: Stop
    alive: Callable[[], None]
    """To be called while something takes long."""
    makes_up: bool = False
    """True if the round before was cut short: what it left is done for all platforms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a step."""

    said: tuple[str, ...] = ()
    failed: bool = False
    failures: tuple[str, ...] = ()
    """Of what it said, what failed."""
    again: frozenset[str] = frozenset()
    """Platforms that could not be looked at, by slug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A part of a round, such as `crawl`."""

    name: str
    do: Callable[[Round], Told]
    is_wanted: Callable[[Round], bool] = lambda _: True
    """False in a round that has nothing for it to do."""
    may_be_left: bool = False
    """True if it can be left at any point, and is, when the watch should end."""


def take(steps: Sequence[Step], work: Round, say: Say) -> tuple[dict[str, StepHealth], frozenset[str]]:
    """Do the steps of a round: how each is now, and which platforms could not be looked at.

    Raises Stopped where a step was left.
    """
    found, again = dict(work.before), frozenset[str]()
    for step in steps:
        if work.stop.is_asked:
            break
        if not step.is_wanted(work):
            continue
        told = _isolated(step, work, say)
        again |= told.again
        failures = work.before[step.name].failures if step.name in work.before else 0
        found[step.name] = StepHealth(
            step=step.name,
            ended_at=work.clock(),
            failures=failures + 1 if told.failed else 0,
            said=told.said,
            failed=told.failures,
        )
        for line in told.said:
            say(f"{step.name}: {line}")
        work.alive()
    return found, again


def _isolated(step: Step, work: Round, say: Say) -> Told:
    try:
        if not step.may_be_left:
            return step.do(work)
        with work.stop.leaving():
            return step.do(work)
    except ArchiveError as error:
        said = str(error)
    except OSError as error:  # a full disk, a folder without permission
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    except Exception as error:  # a bug must not stop the rounds that follow
        say(traceback.format_exc().rstrip())
        said = platform.bug(error)
    at_stake = work.due if step.name == CRAWL else ()
    return Told(said=(said,), failed=True, again=frozenset(one.slug for one in at_stake))
