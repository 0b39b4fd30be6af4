"""Branches with all that they lead to in one file: a git bundle, which any git clones and verifies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from archive_repo.git import failures, objects
from archive_repo.git.batch import packing
from archive_repo.git.packed import Found
from archive_repo.git.store import Store

_VERSION = "# v2 git bundle"


def compose(store: Store, tips: Mapping[str, str]) -> bytes:
    """The bundle of some commits, each under the full name of a reference, with all before them.

    The same commits give the same bytes. Raises DamagedRepository where an object cannot be read.
    """
    lines = [_VERSION, *(f"{commit} {name}" for name, commit in sorted(tips.items()))]
    return "".join(f"{line}\n" for line in [*lines, ""]).encode() + _pack(store, _reached(store, tips))


def _reached(store: Store, tips: Mapping[str, str]) -> dict[str, Found]:
    """Every object that the commits lead to, by its id."""
    found: dict[str, Found] = {}
    waiting = sorted(tips.values())
    while waiting:
        commit_id = waiting.pop()
        if commit_id in found:
            continue
        data = store.raw(commit_id, "commit")
        found[commit_id] = "commit", data
        try:
            commit = objects.commit(commit_id, data)
        except ValueError as error:
            raise failures.unreadable(store.path, commit_id, error) from error
        waiting += commit.parents
        if commit.tree not in found:
            table = store.raw(commit.tree, "tree")
            found[commit.tree] = "tree", table
            for blob in objects.entries(table).values():
                if blob not in found:
                    found[blob] = "blob", store.blob(blob)
    return found


def _pack(store: Store, found: Mapping[str, Found]) -> bytes:
    with TemporaryDirectory(prefix="archiver-pack-") as folder, failures.told(store.path, failures.FOREIGN):
        packing(store.path, found).write(folder)
        [pack] = Path(folder).glob("*.pack")
        return pack.read_bytes()
