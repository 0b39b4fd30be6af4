"""Checks looks: each can be read, and the versions and snapshots that it names exist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from archive_repo.branches import MAIN, OBSERVATIONS, SNAPSHOTS
from archive_repo.errors import DamagedRepository
from archive_repo.format import observation, trailers
from archive_repo.format.observation import Observation
from archive_repo.git.objects import Commit
from archive_repo.verify.contents import SLACK, Contents, document_of, foreign
from archive_repo.verify.problem import CLOCK, LOOK, RESTORE, Problem

Absent = defaultdict[tuple[str, str], dict[str, str]]
"""Commits that looks name and that do not exist, by document and branch; each with the first such look."""


def problems(contents: Contents) -> Iterator[Problem]:
    """What is wrong with the looks, oldest first."""
    absent: Absent = defaultdict(dict)
    for commit in contents.commits(OBSERVATIONS):
        if not trailers.split(commit.message)[2]:
            yield foreign(commit, "a commit of looks")
        files = contents.files(commit)
        for name in sorted(contents.changed(commit) & files.keys()):
            if files[name] in contents.stored.sha256s:
                yield from _look(contents, commit, name, contents.stored.data(files[name]), absent)
        yield from _lines(contents, commit, files)
        for name in sorted(contents.changed(commit) - files.keys()):
            yield _problem(commit, name, f"takes away {name}: looks are never removed", LOOK)
    for (document, branch), commits in absent.items():
        yield _absent(document, branch, commits)


def count(contents: Contents) -> int:
    """How many looks there are; a commit holds those of one crawl."""
    total, before = 0, dict[str, datetime]()
    for commit in contents.commits(OBSERVATIONS):
        files, times = contents.files(commit), observation.times(commit.message)
        total += len(contents.changed(commit) & files.keys()) + len(times.items() - before.items())
        before = times
    return total


def _lines(contents: Contents, commit: Commit, files: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with the lines of looks that found what their documents' files say."""
    for line in observation.unreadable(commit.message):
        yield _problem(commit, "", f"its message has a line that cannot be read: {line:.80}", LOOK)
    for document, at in observation.times(commit.message).items():
        name = f"{document}.json"
        if name not in files:
            yield _problem(commit, name, f"names a look at {document}, and has no {name}", LOOK)
        elif at > contents.now + SLACK:
            what = f"names a look at {document} of {at:%Y-%m-%d %H:%M}, which is in the future"
            yield _problem(commit, name, what, CLOCK)


def _look(contents: Contents, commit: Commit, name: str, data: bytes, absent: Absent) -> Iterator[Problem]:
    try:
        look = observation.from_json(data)
    except DamagedRepository as error:
        yield _problem(commit, name, f"{name} is not a look: {error.__cause__}", LOOK)
        return
    if name != f"{look.document}.json":
        yield _problem(commit, name, f"{name} is of another document, {look.document}", LOOK)
    if look.checked_at > contents.now + SLACK:
        what = f"{name} is a look of {look.checked_at:%Y-%m-%d %H:%M}, which is in the future"
        yield _problem(commit, name, what, CLOCK)
    for branch, named in _named(look):
        if contents.lacks(branch, named):
            absent[look.document, branch].setdefault(named, commit.id)


def _named(look: Observation) -> Iterator[tuple[str, str]]:
    """The commits that a look names, with the branches that they should be on."""
    if look.version:
        yield MAIN, look.version
    for held in look.held:
        yield SNAPSHOTS, held.snapshot


def _absent(document: str, branch: str, commits: dict[str, str]) -> Problem:
    named, by = next(iter(commits.items()))
    more = f" and {len(commits) - 1} more" if len(commits) > 1 else ""
    what = f"looks name {named}{more}, not on {branch}: the first is in commit {by}"
    remedy = f"{RESTORE}; a crawl goes on without, and records what it finds"
    return Problem(document=document, where=named, what=what, remedy=remedy)


def _problem(commit: Commit, name: str, what: str, remedy: str) -> Problem:
    return Problem(document=document_of(name) or None, where=commit.id, what=what, remedy=remedy)
