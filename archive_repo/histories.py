"""The histories that stored commits make up, whether or not a branch leads to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive_repo.branches import MAIN, OBSERVATIONS, SNAPSHOTS
from archive_repo.format import message, snapshot, trailers
from archive_repo.git.objects import Commit


def kind(commit: Commit) -> str:
    """The branch that a commit was made for, by its message; empty if the archive did not write it."""
    if message.parse(commit.message):
        return MAIN
    if snapshot.parse(commit.message):
        return SNAPSHOTS
    return OBSERVATIONS if trailers.split(commit.message)[2] else ""


def back(commits: Mapping[str, Commit], head: str) -> list[Commit]:
    """A commit and those that it follows, newest first, as far as they are among these."""
    found, here = [], head
    while here in commits:
        found.append(commits[here])
        here = next(iter(found[-1].parents), "")
    return found


def heads(commits: Mapping[str, Commit]) -> list[str]:
    """The commits that none of these follows."""
    return sorted(commits.keys() - {parent for one in commits.values() for parent in one.parents})


def longest(commits: Iterable[Commit], branch: str) -> list[Commit]:
    """The longest history among these that is of a branch by its messages, newest first; maybe empty."""
    own = {one.id: one for one in commits if kind(one) == branch}
    return max((back(own, head) for head in heads(own)), key=len, default=[])
