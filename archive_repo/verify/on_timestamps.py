"""Checks that what was there when the heads were dated is there still: a branch only ever grows.

What the authorities signed is checked above, in `archiver.evidence`, which knows them.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive_repo import histories
from archive_repo.branches import TIMESTAMPS
from archive_repo.format import heads
from archive_repo.git.objects import Commit
from archive_repo.verify.contents import Contents
from archive_repo.verify.problem import LOOK, RESTORE, Problem


def problems(contents: Contents) -> Iterator[Problem]:
    """What is wrong with the timestamps, and heads that are no longer in a branch's history."""
    gone: dict[str, Problem] = {}
    for commit in histories.back(contents.stored.commits, contents.tips.get(TIMESTAMPS, ""))[::-1]:
        try:
            listed = heads.parse(_text(contents, commit)).get(contents.stored.path.stem, {})
        except ValueError as error:
            yield Problem(where=commit.id, what=f"its {heads.FILE} cannot be read: {error}", remedy=LOOK)
            continue
        for branch, head in listed.items():
            if branch in contents.lineages and contents.lacks(branch, head):
                gone.setdefault(branch, _gone(commit, branch, head))
    yield from gone.values()


def _text(contents: Contents, commit: Commit) -> bytes:
    blob = contents.files(commit).get(heads.FILE, "")
    if contents.stored.kinds.get(blob) != "blob":
        raise ValueError("it is missing or damaged")
    return contents.stored.data(blob)


def _gone(commit: Commit, branch: str, head: str) -> Problem:
    what = (
        f"was moved back or rewritten: {head}, its newest commit when the heads were dated on "
        f"{commit.committed:%Y-%m-%d} (commit {commit.id[:10]}), is no longer in its history"
    )
    remedy = f"{RESTORE}; what was recorded before that date cannot be shown to be unchanged"
    return Problem(where=f"refs/heads/{branch}", what=what, remedy=remedy)
