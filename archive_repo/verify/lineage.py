"""Checks the references and what they lead to: branches, and histories that no branch leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive_repo import histories, repair
from archive_repo.branches import MAIN, OBSERVATIONS, SNAPSHOTS
from archive_repo.errors import DamagedRepository
from archive_repo.git import references
from archive_repo.git.objects import Commit
from archive_repo.git.store import Store
from archive_repo.verify.problem import CRAWL, RESTORE, Problem
from archive_repo.verify.stored import Stored

BRANCHES = (MAIN, SNAPSHOTS, OBSERVATIONS)
HEADS = "refs/heads/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """The commits of a branch, newest first."""

    commits: tuple[Commit, ...] = ()
    is_whole: bool = True
    """True if they go back to the first one; else there is a gap, or the branch is lost."""
    ids: frozenset[str] = frozenset()


def of(stored: Stored, tips: Mapping[str, str]) -> dict[str, Lineage]:
    """The lineage of each of the archive's branches; `tips` is what the references say."""
    return {branch: _lineage(stored, branch, tips.get(HEADS + branch)) for branch in BRANCHES}


def _lineage(stored: Stored, branch: str, tip: str | None) -> Lineage:
    commits = histories.back(stored.commits, tip or "")
    is_whole = bool(commits) and not commits[-1].parents
    if not is_whole:
        commits += _rest(stored, branch, {commit.id for commit in commits})
    return Lineage(commits=tuple(commits), is_whole=is_whole, ids=frozenset(one.id for one in commits))


def _rest(stored: Stored, branch: str, known: set[str]) -> list[Commit]:
    """The commits of a branch beyond a gap: the longest history whose messages are those of the branch."""
    return histories.longest((one for one in stored.commits.values() if one.id not in known), branch)


def problems(
    stored: Stored, tips: Mapping[str, str], lineages: Mapping[str, Lineage], store: Store | None
) -> Iterator[Problem]:
    """What is wrong with the references; `store` is None if it cannot be opened."""
    for name, said in tips.items():
        yield from _reference(stored, tips, name, said, store)
    for branch in _lost(stored, tips, lineages, store):
        yield Problem(where=HEADS + branch, what="lost", remedy=_way_back(store, branch))
    version = _ahead(store)
    if version:
        what = f"moved back: a look has seen version {version}, which came later"
        yield Problem(where=HEADS + MAIN, what=what, remedy=CRAWL)
    yield from _abandoned(stored, tips, lineages, version)


def _reference(
    stored: Stored, tips: Mapping[str, str], name: str, said: str, store: Store | None
) -> Iterator[Problem]:
    branch = name.removeprefix(HEADS)
    is_own = name.startswith(HEADS) and branch in BRANCHES
    if name.startswith(HEADS) and not is_own:
        remedy = f"check what is on it, and remove it with `git -C {stored.path} branch -D {branch}`"
        yield Problem(where=name, what="not a branch of the archive", remedy=remedy)
    if name.startswith("refs/replace/"):
        what = "makes git show another object than the one that is recorded; archiver shows the recorded one"
        yield Problem(where=name, what=what, remedy=f"`git -C {stored.path} update-ref -d {name}`")
    if said.startswith("ref: ") and not is_own:
        what = "" if said[5:] in tips else f"leads to {said[5:]}, which is not there"
    else:
        what = _wrong_end(stored, said, is_own=is_own)
    if what:
        remedy = _way_back(store, branch) if is_own else f"remove it, or {RESTORE}"
        yield Problem(where=name, what=what, remedy=remedy)


def _wrong_end(stored: Stored, said: str, *, is_own: bool) -> str:
    """What is wrong with what a reference leads to; those of the archive must lead to commits."""
    if not said.strip("\0"):
        return "empty"
    if not references.ID.fullmatch(said):
        return "does not name a commit"
    if not stored.is_known(said):
        return f"leads to {said}, which is missing"
    if said not in stored.kinds:
        return f"leads to {said}, which is damaged"
    return "" if said in stored.commits or not is_own else f"leads to {said}, which is not a commit"


def _lost(
    stored: Stored, tips: Mapping[str, str], lineages: Mapping[str, Lineage], store: Store | None
) -> list[str]:
    """The archive's branches that existed and are gone.

    If a reflog is gone too, stored commits show it; a single one may be what a killed first crawl left. That
    there were snapshots the versions say that name them.
    """
    gone = [branch for branch in BRANCHES if HEADS + branch not in tips]
    if store is None:
        return [branch for branch in gone if references.recorded(stored.path, branch)]
    lost = repair.lost_branches(store) if gone else []
    if SNAPSHOTS in gone and any("\nSnapshot: " in one.message for one in lineages[MAIN].commits):
        lost = [*lost, SNAPSHOTS]
    return [branch for branch in gone if branch in lost or len(lineages[branch].commits) > 1]


def _way_back(store: Store | None, branch: str) -> str:
    if store is None:
        return "put right what is wrong with the repository's files, then verify again"
    tip = repair.way_back(store, branch)
    return f"the next crawl of the platform puts it to {tip}" if tip else RESTORE


def _ahead(store: Store | None) -> str:
    if store is None:
        return ""
    try:
        return repair.ahead(store)
    except DamagedRepository:
        return ""


def _abandoned(
    stored: Stored, tips: Mapping[str, str], lineages: Mapping[str, Lineage], ahead: str
) -> Iterator[Problem]:
    """Histories of at least two commits that no reference leads to: a branch was moved back or rewritten.

    A single commit is harmless: a writer that is killed before the branch moves leaves it. What may be beyond
    the gap in a damaged branch, or may have been a lost branch, is not reported here either.
    """
    reached = set(reachable(stored, tips.values()))
    left = {one.id: one for one in stored.commits.values() if one.id not in reached and histories.kind(one)}
    for head in histories.heads(left):
        history = histories.back(left, head)
        is_known = ahead in {one.id for one in history} or not lineages[histories.kind(history[0])].is_whole
        if len(history) > 1 and not is_known:
            yield _cut_off(stored, tips, history)


def _cut_off(stored: Stored, tips: Mapping[str, str], history: list[Commit]) -> Problem:
    head, name = history[0].id, HEADS + histories.kind(history[0])
    is_behind = tips.get(name) in history[-1].parents
    how = "moved back" if is_behind else "rewritten"
    what = f"was {how}: no branch leads to {head} and to {len(history) - 1} before it"
    remedy = "check which of the two histories is the right one; what is recorded now follows the branch"
    if is_behind:
        remedy = f"`git -C {stored.path} update-ref {name} {head}` puts it forward again"
    return Problem(where=name, what=what, remedy=remedy)


def reachable(stored: Stored, starts: Iterable[str]) -> Iterator[str]:
    """These commits and all their ancestors, as far as they are whole."""
    waiting, seen = list(starts), set[str]()
    while waiting:
        here = waiting.pop()
        if here in stored.commits and here not in seen:
            seen.add(here)
            yield here
            waiting += stored.commits[here].parents
