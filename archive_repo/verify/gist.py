"""What a reader is told of many problems: the damage that the others follow from, and what to do about it.

    gist.of(verify.check(path, now).problems)

A lost pack leaves hundreds of problems, among them each line of a reflog that names a commit of it. One step
ends all of them, and whoever begins with the reflogs removes what would have helped. That a branch was moved
follows from nothing else, and may be what all the others follow from: it is told first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archive_repo.verify.lineage import HEADS
from archive_repo.verify.problem import RESTORE, Problem

SHOWN = 3
"""Problems of a platform with one remedy that are told: they show what kind of damage it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """Problems of a platform that one step ends."""

    shown: tuple[Problem, ...]
    """The gravest, at most SHOWN; lost branches are one."""
    count: int
    """How many problems there are in all."""
    remedy: str


def of(problems: Sequence[Problem]) -> Iterator[Gist]:
    """The gist of all problems, platform by platform in the order in which they are given."""
    for _, found in groupby(problems, key=lambda one: one.platform):
        its = list(found)
        lost = [one for one in its if one.remedy == RESTORE]
        moved = [one for one in its if _is_branch(one) and one.remedy != RESTORE]
        yield from _by_remedy(moved if lost else its)
        if lost:  # a restored repository brings its own reflogs and references
            rest = [one for one in lost if not _is_branch(one)]
            shown = (*_branches(lost), *rest)[:SHOWN]
            yield Gist(shown=shown, count=len(its) - len(moved), remedy=RESTORE)


def _by_remedy(problems: Sequence[Problem]) -> Iterator[Gist]:
    for remedy in dict.fromkeys(one.remedy for one in problems):
        alike = [one for one in problems if one.remedy == remedy]
        yield Gist(shown=tuple(alike[:SHOWN]), count=len(alike), remedy=remedy)


def _branches(lost: Iterable[Problem]) -> list[Problem]:
    """The branches that cannot be read, as one problem."""
    found = [one for one in lost if _is_branch(one)]
    if len(found) < 2:
        return found
    names = ", ".join(one.where.removeprefix(HEADS) for one in found)
    what = "the commits that these branches lead to are missing or damaged"
    return [replace(found[0], where=names, what=what)]


def _is_branch(problem: Problem) -> bool:
    return problem.where.startswith(HEADS)
