"""How a platform's repository grew: versions and looks by month, counted from git alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from archive_repo import branches
from archive_repo.branches import MAIN, OBSERVATIONS
from archive_repo.format import message
from archive_repo.git.store import Store
from archive_repo.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a platform's repository holds; months are those of the commits, as `2025-05`."""

    documents: frozenset[str]
    """Slugs of all that were looked at or have a version."""
    versions: Counter[str]
    """By month."""
    looks: Counter[str]
    """By month."""


def count(repository: Repository) -> Counted:
    """Count documents, versions and looks. Raises StoreError where the repository cannot be read."""
    store = repository.store
    versions = Counter(
        f"{commit.committed:%Y-%m}" for commit in store.ancestry(MAIN) if message.parse(commit.message)
    )
    looks, looked_at = _looks(store)
    return Counted(documents=frozenset({*repository.documents(), *looked_at}), versions=versions, looks=looks)


def _looks(store: Store) -> tuple[Counter[str], set[str]]:
    """Looks by month, and which documents were ever looked at.

    A look is told of by its commit, and not by the one before.
    """
    looks: Counter[str] = Counter()
    documents: set[str] = set()
    newer: tuple[str, dict[str, branches.Seen]] | None = None
    for commit in store.ancestry(OBSERVATIONS):
        seen = branches.seen(store, commit)
        documents |= seen.keys()
        if newer:
            looks[newer[0]] += sum(seen.get(slug) != one for slug, one in newer[1].items())
        newer = f"{commit.committed:%Y-%m}", seen
    if newer:
        looks[newer[0]] += len(newer[1])
    return looks, documents
