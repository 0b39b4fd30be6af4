"""One file of one commit, or whether the newest files are there, without libgit2, which takes long to load.

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


def lacking(repository: Path) -> str:
    """What is missing or damaged of the newest commit of each branch and of its files; empty if nothing is.

    Of files only that they are there is asked. Twice, since git may put objects elsewhere meanwhile.
    """
    return _lacking(repository) and _lacking(repository)


def _lacking(repository: Path) -> str:
    stored = _Objects(repository)
    for name, tip in references.every(repository).items():
        try:
            if name.startswith("refs/heads/"):
                commit = objects.commit(tip, stored.read(tip, "commit"))
                files = objects.entries(stored.read(commit.tree, "tree"))
                lost = next((one for one in files.values() if not stored.has(one)), None)
                if lost:
                    return f"{lost} is not there"
        except (LookupError, ValueError) as error:
            return str(error)
        except OSError as error:
            return f"{error.filename}: {error.strerror}"
    return ""


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

    def has(self, object_id: str) -> bool:
        """True if an object is there, whole or not."""
        is_loose = loose.path(self.repository, object_id).exists()
        return is_loose or any(object_id in index for index, _ in self._packs)

    def _packed(self, object_id: str) -> Found | None:
        return next((pack.read(index[object_id]) for index, pack in self._packs if object_id in index), None)

    @cached_property
    def _packs(self) -> list[tuple[Index, Entries]]:
        packs = []
        for file in (self.repository / "objects" / "pack").glob("*.idx"):
            index = Index(packed.mapped(file))
            packs.append((index, Entries(packed.mapped(file.with_suffix(".pack")), index)))
        return packs
