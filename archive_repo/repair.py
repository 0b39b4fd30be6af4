"""Find and restore branches that were lost or moved back: damage is never taken for a new platform.

A reference is a file of 41 bytes. A bad restore, a slip of a hand or a power cut takes it away, while the
commits it led to are still there: the reflog knows them, every observation names the version that was
newest when it was made, and at worst they are found among all that is stored. The lock's holder puts the
branch back; what cannot be put back is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice

from archive_repo import branches, histories
from archive_repo.branches import MAIN, OBSERVATIONS, SNAPSHOTS
from archive_repo.errors import DamagedRepository
from archive_repo.format.observation import Observation
from archive_repo.git import references
from archive_repo.git.store import Store

SEARCHED = 20_000
"""Commits of `main` that are looked through for the version that the newest look names. It is among the
first few, unless `main` was moved elsewhere."""


def lost_branches(store: Store) -> list[str]:
    """The branches that were there once and are not, or point at what cannot be read; empty for a new one.

    A repository that only an importer wrote to has no observations; that is not a loss.
    """
    there = [branch for branch in (MAIN, SNAPSHOTS, OBSERVATIONS) if _is_whole(store, branch)]
    lost = [
        branch
        for branch in (MAIN, SNAPSHOTS, OBSERVATIONS)
        if branch not in there and (references.recorded(store.path, branch) or _is_named(store, branch))
    ]
    if MAIN not in there and MAIN not in lost and _names_a_version(store, there):
        lost.insert(0, MAIN)
    return lost


def must_have_main(store: Store) -> None:
    """Raise DamagedRepository where `main` was lost: without it, a platform would seem to have no texts."""
    if not _is_named(store, MAIN) and references.is_bare_of_branches(store.path):
        raise DamagedRepository(f"{store.path}: {references.NO_BRANCH}", platform=store.path.stem)
    if not _is_named(store, MAIN) and MAIN in lost_branches(store):
        raise DamagedRepository(
            f"{store.path}: its branch {MAIN} is lost; the next crawl puts it back if anything leads there",
            platform=store.path.stem,
        )


def must_have_looks(store: Store) -> None:
    """Raise DamagedRepository where `observations` was lost: nothing would seem to be looked at."""
    if not _is_named(store, OBSERVATIONS) and references.recorded(store.path, OBSERVATIONS):
        raise DamagedRepository(
            f"{store.path}: its branch {OBSERVATIONS} is lost; the next crawl puts it back",
            platform=store.path.stem,
        )


def put_back(store: Store) -> list[str]:
    """Put lost branches back, under the lock that the caller holds; what was done, a line for each.

    Raises DamagedRepository for one that neither the reflog nor an observation leads to.
    """
    return [_put_back(store, branch) for branch in reversed(lost_branches(store))]


def is_sound(store: Store, looks: Callable[[], Mapping[str, Observation]] | None = None) -> bool:
    """True if `mend` would find nothing to do, as far as can be seen without the lock.

    What a writer is about to change may look damaged for a moment: then the lock says.
    """
    return not (
        lost_branches(store)
        or _may_be_found_again(store)
        or references.is_packed_damaged(store.path)
        or any(map(references.is_log_damaged, references.logs(store.path)))
        or ahead(store, looks)
    )


def mend(store: Store, looks: Callable[[], Mapping[str, Observation]] | None = None) -> list[str]:
    """As `put_back`, and mend what else is wrong with references and reflogs.

    `looks` reads the newest looks, if somebody may have read them already.
    """
    done = put_back(store)
    if references.mend_packed(store.path):
        done.append("packed-refs was damaged, and what is whole of it was written again")
        done += put_back(store)  # libgit2 reads lines that git does not
    done += _found_again(store)
    for log in references.mend_logs(store.path):
        done.append(f"{log}: lines that were zeroed or cut off were removed")
    if newest := ahead(store, looks):
        references.restore(store.path, MAIN, newest)
        done.append(f"{MAIN} was moved back, and was put to {newest[:10]}, the newest version observed")
    return done


def ahead(store: Store, looks: Callable[[], Mapping[str, Observation]] | None = None) -> str:
    """The newest version observed, where `main` was moved back to an ancestor of it; else empty."""
    tip = store.tip(MAIN)
    newest = next(_observed(store, looks), None)
    if not tip or not newest or _holds(store, newest):
        return ""
    with suppress(DamagedRepository):
        here: str | None = newest
        for _ in range(SEARCHED):
            if here is None or here == tip:
                break
            parents = store.commit(here).parents
            here = parents[0] if parents else None
        return newest if here == tip else ""
    return ""


def known(store: Store, memory: Mapping[str, Observation]) -> dict[str, Observation]:
    """The looks whose versions `main` holds: a look that names another version is ignored."""
    tip = store.tip(MAIN)
    named = {seen.version for seen in memory.values() if seen.version}
    if not named or tip in named:
        return dict(memory)
    newest = max(named, key=lambda version: _recorded(store, version))
    if tip and _holds(store, newest):
        return dict(memory)
    held = {commit.id for commit in store.ancestry(MAIN)} if tip else set()
    return {document: seen for document, seen in memory.items() if not seen.version or seen.version in held}


def way_back(store: Store, branch: str) -> str | None:
    """The commit that a lost branch is put back to: the newest that anything leads to; None without any."""
    return next((one for one in _candidates(store, branch) if _is_whole_commit(store, one)), None)


def _candidates(store: Store, branch: str) -> Iterator[str]:
    yield from references.recorded(store.path, branch)
    if branch == MAIN:
        yield from _observed(store)
    for commit in histories.longest(store.every_commit(), branch):
        yield commit.id


def _found_again(store: Store) -> list[str]:
    """Put back branches that are missing together with their reflogs; what was done, a line for each.

    A platform without looks, or without the pages of its versions, is new or has lost them: what is stored
    tells. An importer may have left no looks, which costs the first crawl a search.
    """
    done = []
    for branch in _may_be_found_again(store):
        if tip := way_back(store, branch):
            references.restore(store.path, branch, tip)
            done.append(f"branch {branch} was missing, and was put to {tip[:10]}, the newest commit for it")
    return done


def _may_be_found_again(store: Store) -> list[str]:
    """The branches that are missing, unless that is usual for a platform."""
    gone = [branch for branch in (SNAPSHOTS, MAIN, OBSERVATIONS) if not _is_named(store, branch)]
    return gone if OBSERVATIONS in gone or (SNAPSHOTS in gone and MAIN not in gone) else []


def _put_back(store: Store, branch: str) -> str:
    tip = way_back(store, branch)
    if tip is None:
        raise DamagedRepository(
            f"{store.path}: branch {branch} is lost, and nothing that is left leads to its commits; "
            "restore the repository from a copy, or move it away to begin anew",
            platform=store.path.stem,
        )
    references.restore(store.path, branch, tip)
    return f"branch {branch} was lost, and was put back to {tip[:10]}"


def _holds(store: Store, version: str) -> bool:
    return any(commit.id == version for commit in islice(store.ancestry(MAIN), SEARCHED))


def _observed(store: Store, looks: Callable[[], Mapping[str, Observation]] | None = None) -> Iterator[str]:
    """The versions that the newest looks name and that are still there, newest first."""
    try:
        newest = {} if looks else branches.seen(store, store.tip(OBSERVATIONS))
        memory = looks() if looks else branches.last_observations(store, newest)
    except DamagedRepository:
        return
    named = {seen.version for seen in memory.values() if seen.version}
    newest_first = sorted(named, key=lambda version: _recorded(store, version), reverse=True)
    yield from (version for version in newest_first if _is_whole_commit(store, version))


def _recorded(store: Store, version: str) -> datetime:
    try:
        return store.commit(version).committed
    except DamagedRepository:
        return datetime.min.replace(tzinfo=UTC)


def _is_named(store: Store, branch: str) -> bool:
    """True if there is a reference of this name, whatever it points at."""
    try:
        return store.tip(branch) is not None
    except DamagedRepository:
        return True


def _names_a_version(store: Store, there: list[str]) -> bool:
    return OBSERVATIONS in there and any(_observed(store))


def _is_whole(store: Store, branch: str) -> bool:
    try:
        tip = store.tip(branch)
    except DamagedRepository:
        return False
    return tip is not None and _is_whole_commit(store, tip)


def _is_whole_commit(store: Store, commit: str) -> bool:
    try:
        store.raw(store.commit(commit).tree, "tree")
    except DamagedRepository:
        return False
    return True
