"""True if a platform's repository holds what its commits promise, object by object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive_repo.branches import MAIN, OBSERVATIONS, README, SNAPSHOTS
from archive_repo.errors import ArchiveError, DamagedRepository
from archive_repo.format import message as messages
from archive_repo.format import observation
from archive_repo.format import snapshot as snapshots
from archive_repo.records import Source
from archive_repo.repository import Repository
from archive_repo.writer import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a repository that is not as it should be."""

    platform: str
    where: str
    """A branch, commit or object."""
    what: str


@dataclass(slots=True)
class Tally:
    """How much was read, and what was wrong with it."""

    versions: int
    snapshots: int
    observations: int
    problems: list[Problem]


def check(repository: Repository) -> Tally:
    """Read everything in the repository; nothing is written.

    Every text must have the SHA-256 of its commit, every version its snapshot, every body the SHA-256 of its
    snapshot, every observation must parse, and no commit on `main` may be anybody else's.
    """
    tally = Tally(0, 0, 0, [])
    known: dict[str, tuple[Source, ...]] = {}
    for branch, read in ((SNAPSHOTS, _snapshots), (MAIN, _versions), (OBSERVATIONS, _observations)):
        try:
            for where, what in read(repository, tally, known):
                tally.problems.append(Problem(platform=repository.platform, where=where, what=what))
        except ArchiveError as error:
            problem = Problem(
                platform=repository.platform, where=branch, what=f"unreadable from here on: {error}"
            )
            tally.problems.append(problem)
    return tally


Problems = Iterator[tuple[str, str]]
Known = dict[str, tuple[Source, ...]]


def _snapshots(repository: Repository, tally: Tally, known: Known) -> Problems:
    for commit in repository.store.ancestry(SNAPSHOTS):
        tally.snapshots += 1
        message = snapshots.parse(commit.message)
        if message is None:
            yield commit.id, "not a snapshot: its message has none of the archive's trailers"
            continue
        try:
            bodies = repository.bodies(commit.id, message.document)
        except DamagedRepository as error:
            yield commit.id, str(error)
            continue
        for body in bodies:
            if sha256(body.data) != body.fetched.sha256:
                yield (
                    commit.id,
                    f"the body of {message.document} is not the one that was fetched (SHA-256 differs)",
                )
        known[commit.id] = tuple(Source(url=body.fetched.url, sha256=sha256(body.data)) for body in bodies)


def _versions(repository: Repository, tally: Tally, known: Known) -> Problems:
    for commit in repository.store.ancestry(MAIN):
        message = messages.parse(commit.message)
        if message is None:
            yield commit.id, "not a version: its message has none of the archive's trailers"
            continue
        tally.versions += 1
        try:
            text = repository.text(commit.id)
        except DamagedRepository as error:
            yield commit.id, str(error)
            continue
        if sha256(text.encode()) != message.text_sha256:
            yield commit.id, f"the text of {message.document} is not the one recorded (SHA-256 differs)"
        if known.get(message.snapshot) != message.sources:
            yield commit.id, f"its snapshot {message.snapshot} is missing or holds other bodies"


def _observations(repository: Repository, tally: Tally, _known: Known) -> Problems:
    seen: set[str] = set()
    for commit in repository.store.ancestry(OBSERVATIONS):
        for name, blob in repository.store.files(commit.id).items():
            if blob in seen or name == README:
                continue
            seen.add(blob)
            tally.observations += 1
            try:
                observation.from_json(repository.store.blob(blob))
            except DamagedRepository as error:
                yield commit.id, f"{name}: {error}"
