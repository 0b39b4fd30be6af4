"""Checks what the commits of the archive's branches hold, and that everything they name is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive_repo.branches import MAIN, README
from archive_repo.git.objects import ELSEWHERE, FILE, FOLDER, Commit
from archive_repo.verify.lineage import BRANCHES, Lineage, reachable
from archive_repo.verify.problem import CLOCK, LOOK, RESTORE, Problem
from archive_repo.verify.stored import Stored, Use

SLACK = timedelta(hours=1)
"""How far a date may be ahead of this machine's clock, or behind that of the commit before: the clocks of two
machines differ by minutes, a wrong time zone or year by more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A repository's objects, references and branches, as they were read."""

    stored: Stored
    tips: Mapping[str, str]
    """What references say, by their names."""
    lineages: Mapping[str, Lineage]
    now: datetime

    def commits(self, branch: str) -> Iterator[Commit]:
        """The commits of a branch, oldest first."""
        return reversed(self.lineages[branch].commits)

    def files(self, commit: Commit) -> dict[str, str]:
        """Names and ids at the root of a commit; empty if its tree is damaged, as is reported elsewhere."""
        return {entry.name: entry.id for entry in self.stored.tree(commit.tree) or ()}

    def changed(self, commit: Commit) -> set[str]:
        """The names of files that differ from the parent's; empty if either cannot be read."""
        parents = [self.stored.commits.get(one) for one in commit.parents[:1]]
        if any(one is None or self.stored.tree(one.tree) is None for one in (*parents, commit)):
            return set()
        before = self.files(parents[0]) if parents and parents[0] else {}
        return {name for name, _ in before.items() ^ self.files(commit).items()}

    def lacks(self, branch: str, commit_id: str) -> bool:
        """True if the branch can be read and the commit is not on it."""
        lineage = self.lineages[branch]
        return lineage.is_whole and commit_id not in lineage.ids


def uses(contents: Contents, wanted: set[str]) -> dict[str, Use]:
    """What these objects are for."""
    found: dict[str, Use] = {}
    for branch in BRANCHES if wanted else ():
        for commit in contents.commits(branch):
            as_of = f"on {branch} as of {commit.authored:%Y-%m-%d} (commit {commit.id[:10]})"
            if commit.tree in wanted:
                found.setdefault(commit.tree, Use(name=f"the list of files {as_of}"))
            for name, blob in contents.files(commit).items():
                if blob in wanted:
                    found.setdefault(blob, Use(document=document_of(name), name=f"{name} {as_of}"))
            for parent in wanted.intersection(commit.parents):
                found.setdefault(parent, Use(name=f"the commit on {branch} before {commit.id[:10]}"))
    for name, blob in _newest(contents).items():
        if blob in found and document_of(name):
            found[blob] = replace(found[blob], remedy=_AGAIN)
    return found


_AGAIN = f"the next crawl writes it again from its page, if that is read the same today; else {RESTORE}"


def _newest(contents: Contents) -> dict[str, str]:
    """The newest text of each document, by its file."""
    commits = contents.lineages[MAIN].commits
    return contents.files(commits[0]) if commits else {}


def document_of(name: str) -> str | None:
    """The slug of the document that a file belongs to, whatever the branch; None for README.md."""
    return None if name == README else name.partition(".")[0]


def problems(contents: Contents) -> Iterator[Problem]:
    """What is missing, what the archive would not write, and impossible dates."""
    yield from _missing(contents)
    for branch in BRANCHES:
        for commit in contents.commits(branch):
            yield from _shape(contents, branch, commit)
        yield from _dates(contents, branch)


def _missing(contents: Contents) -> Iterator[Problem]:
    missing = dict(_unknown(contents))
    named = uses(contents, set(missing))
    for object_id, why in missing.items():
        use = named.get(object_id, Use(name=why))
        what = f"{use.name} is missing"
        yield Problem(document=use.document, where=object_id, what=what, remedy=use.remedy)


def _unknown(contents: Contents) -> Iterator[tuple[str, str]]:
    """Objects that are named and do not exist at all, with where they are named."""
    stored = contents.stored
    starts = [commit.id for lineage in contents.lineages.values() for commit in lineage.commits]
    seen = set[str]()
    for commit_id in reachable(stored, [*contents.tips.values(), *starts]):
        commit = stored.commits[commit_id]
        for parent in commit.parents:
            if not stored.is_known(parent):
                yield parent, f"the commit before {commit_id[:10]}"
        yield from _unknown_files(stored, commit, seen)


def _unknown_files(stored: Stored, commit: Commit, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Trees and files of a commit that do not exist, without those seen before."""
    trees = [commit.tree]
    while trees:
        tree_id = trees.pop()
        if tree_id in seen:
            continue
        seen.add(tree_id)
        if not stored.is_known(tree_id):
            yield tree_id, f"a list of files of commit {commit.id[:10]}"
        for entry in stored.tree(tree_id) or ():
            if entry.mode == FOLDER:
                trees.append(entry.id)
            elif entry.mode != ELSEWHERE and not stored.is_known(entry.id):
                yield entry.id, f"{entry.name} of commit {commit.id[:10]}"


def _shape(contents: Contents, branch: str, commit: Commit) -> Iterator[Problem]:
    if len(commit.parents) > 1:
        yield Problem(where=commit.id, what=f"on {branch}, is a merge of histories", remedy=LOOK)
    tree = contents.stored.tree(commit.tree) or ()
    odd = sorted(entry.name for entry in tree if entry.mode != FILE)
    wrong = sorted(
        entry.name
        for entry in tree
        if entry.mode == FILE and contents.stored.kinds.get(entry.id, "blob") != "blob"
    )
    if odd or wrong:
        what = f"on {branch}, has something that is not a file: {', '.join(odd or wrong)}"
        yield Problem(where=commit.id, what=what, remedy=LOOK)


def _dates(contents: Contents, branch: str) -> Iterator[Problem]:
    """Dates in the future, and commits recorded before the one that they follow."""
    before: Commit | None = None
    for commit in contents.commits(branch):
        latest = max(commit.authored, commit.committed)
        if latest > contents.now + SLACK:
            what = f"on {branch}, dated {latest:%Y-%m-%d %H:%M}, which is in the future"
            yield Problem(where=commit.id, what=what, remedy=CLOCK)
        elif before and commit.committed + SLACK < before.committed:
            what = (
                f"on {branch}, recorded {commit.committed:%Y-%m-%d %H:%M}, "
                f"after one of {before.committed:%Y-%m-%d %H:%M}"
            )
            yield Problem(where=commit.id, what=what, remedy=CLOCK)
        before = commit


def foreign(commit: Commit, what: str) -> Problem:
    """A commit that the archive did not write."""
    told = f"not {what}: the archive did not write its message"
    return Problem(where=commit.id, what=told, remedy=LOOK)


def others(commit: Commit, names: Iterable[str]) -> Iterator[Problem]:
    """Files that a commit changes although it is not about them."""
    if told := ", ".join(sorted(names)):
        what = f"also changes {told}, which its message does not say"
        yield Problem(where=commit.id, what=what, remedy=LOOK)
