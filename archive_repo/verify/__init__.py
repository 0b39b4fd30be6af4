"""Checks that a platform's repository holds what its commits promise.

    verify.check(archive.path("mistral-ai"), now).problems

Everything is read, nothing is written, and one fault does not hide the next. `git fsck` checks objects; this
also checks what the archive promises about them: see `docs/storage.md`. The index is compared in
`index.audit`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from archive_repo.branches import MAIN, SNAPSHOTS
from archive_repo.errors import DamagedRepository, UnknownPlatform
from archive_repo.git import failures, references, signing
from archive_repo.git.store import Store
from archive_repo.verify import (
    contents,
    files,
    lineage,
    obstacles,
    on_main,
    on_observations,
    on_snapshots,
    on_timestamps,
    signatures,
    stored,
)
from archive_repo.verify.contents import Contents
from archive_repo.verify.problem import Problem
from archive_repo.verify.signatures import Signed
from archive_repo.verify.stored import Stored, Use

ATTEMPTS = 3
"""How often a repository that changes while it is read is read again: what was found may be out of date."""

_UNUSED = Use(name="an object that no commit at hand names")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much was read, and what was wrong with it."""

    versions: int = 0
    snapshots: int = 0
    observations: int = 0
    signed: Signed = field(default_factory=Signed)
    problems: tuple[Problem, ...] = ()


def check(repository: Path, now: datetime, *, deep: bool = False) -> Tally:
    """Read everything in a platform's repository. Dates are compared with `now`.

    `deep` checks the signature of every commit instead of the newest of each branch.

    Raises UnknownPlatform if there is none, DamagedRepository for a link that leads nowhere, and AccessDenied
    if this user may not read it.
    """
    if not repository.exists():
        if repository.is_symlink():
            raise DamagedRepository(f"{repository}: is a link that leads nowhere; move it away")
        raise UnknownPlatform(
            f"{repository.stem}: no such platform in the archive; `archiver list` lists them"
        )
    if in_the_way := tuple(obstacles.problems(repository)):
        return Tally(problems=_of(repository, in_the_way))
    try:
        for _ in range(ATTEMPTS):
            before = _state(repository)
            try:
                tally = _checked(repository, now, deep=deep)
                if not tally.problems or _state(repository) == before:
                    break
            except FileNotFoundError as error:
                tally = Tally(problems=(_vanished(repository, error),))
    except OSError as error:
        raise failures.unreadable(repository, "the repository", error) from error
    return tally


def _state(repository: Path) -> tuple[Mapping[str, str], set[Path]]:
    """What changes when a crawl or a `git gc` is at work: references and packs."""
    return references.every(repository), set((repository / "objects" / "pack").glob("*.pack"))


def _checked(repository: Path, now: datetime, *, deep: bool) -> Tally:
    tips = references.every(repository)  # first: what a reference leads to is stored before the reference
    read = Stored(repository)
    held = Contents(stored=read, tips=tips, lineages=lineage.of(read, tips), now=now)
    signed = signatures.check(held, repository.parent.parent / signing.SETTINGS, every=deep)
    return Tally(
        versions=len(held.lineages[MAIN].commits),
        snapshots=len(held.lineages[SNAPSHOTS].commits),
        observations=on_observations.count(held),
        signed=signed,
        problems=_of(repository, [*_problems(held), *signed.problems]),
    )


def _of(repository: Path, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(replace(one, platform=repository.stem) for one in problems)


def _vanished(repository: Path, error: FileNotFoundError) -> Problem:
    """A file that disappeared after the repository was listed: something like `git gc` is at work."""
    what, remedy = "went away while it was read", "verify again when nothing else is at work there"
    return Problem(platform=repository.stem, where=str(error.filename), what=what, remedy=remedy)


def _problems(held: Contents) -> Iterator[Problem]:
    read = held.stored
    damaged = (read.loose_damage | read.packed_damage).keys() - read.kinds.keys()
    told = damaged.union(held.tips.values(), *(commit.parents for commit in read.commits.values()))
    yield from files.problems(read.path, told | read.commits.keys(), held.tips)
    used = contents.uses(held, damaged)
    yield from stored.problems(read, lambda one: used.get(one, _UNUSED))
    try:
        store = Store.open(read.path)
    except DamagedRepository as error:
        yield Problem(where="repository", what=str(error), remedy="then verify again")
        store = None
    yield from lineage.problems(read, held.tips, held.lineages, store)
    yield from contents.problems(held)
    for branch in (on_snapshots, on_main, on_observations, on_timestamps):
        yield from branch.problems(held)
