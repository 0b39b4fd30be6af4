"""One file of one commit, read without libgit2, which takes longer to load than a text to be shown.

Whatever is not as it usually is, damage included, is left to `store`: it reads it, or says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from archive_repo.git import loose, objects, packed, references
from archive_repo.git.packed import Entries, Found, Index


def file_at(repository: Path, branch: str, commit_id: str, name: str) -> bytes | None:
    """The bytes of a file at the root of the tree of a branch's commit; None where they cannot be read so."""
    if f"refs/heads/{branch}" not in references.every(repository):
        return None
    stored = _Objects(repository)
    try:
        commit = objects.commit(commit_id, stored.read(commit_id, "commit"))
        files = objects.entries(stored.read(commit.tree, "tree"))
        return stored.read(files[name], "blob")
    except (LookupError, ValueError, OSError):
        return None


@dataclass(frozen=True)
class _Objects:
    """The objects of a repository; its packs are opened once, when an object is not loose."""

    repository: Path

    def read(self, object_id: str, wanted: str) -> bytes:
        """The bytes of an object of the wanted kind. ValueError where it is not there, or damaged."""
        found = loose.read(self.repository, object_id) or self._packed(object_id)
        if found is None or found[0] != wanted or packed.identified(found) != object_id:
            raise ValueError(f"{object_id} is not there, or not what it should be")
        return found[1]

    def _packed(self, object_id: str) -> Found | None:
        return next((pack.read(index[object_id]) for index, pack in self._packs if object_id in index), None)

    @cached_property
    def _packs(self) -> list[tuple[Index, Entries]]:
        packs = []
        for file in (self.repository / "objects" / "pack").glob("*.idx"):
            index = Index(packed.mapped(file))
            packs.append((index, Entries(packed.mapped(file.with_suffix(".pack")), index)))
        return packs
