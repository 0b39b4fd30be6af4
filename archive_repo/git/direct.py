"""One file of one commit, read without libgit2, which takes longer to load than a text to be shown.

Whatever is not as it usually is, damage included, is left to `store`: it reads it, or says what is wrong.
"""

from __future__ import annotations

from pathlib import Path

from archive_repo.git import loose, objects, packed, references
from archive_repo.git.packed import Entries, Found, Index


def file_at(repository: Path, branch: str, commit_id: str, name: str) -> bytes | None:
    """The bytes of a file at the root of the tree of a branch's commit; None where they cannot be read so."""
    if f"refs/heads/{branch}" not in references.every(repository):
        return None
    try:
        commit = objects.commit(commit_id, _bytes(repository, commit_id, "commit"))
        files = objects.entries(_bytes(repository, commit.tree, "tree"))
        return _bytes(repository, files[name], "blob")
    except (LookupError, ValueError, OSError):
        return None


def _bytes(repository: Path, object_id: str, wanted: str) -> bytes:
    found = loose.read(repository, object_id) or _packed(repository, object_id)
    if found is None or found[0] != wanted or packed.identified(found) != object_id:
        raise ValueError(f"{object_id} is not there, or not what it should be")
    return found[1]


def _packed(repository: Path, object_id: str) -> Found | None:
    for file in (repository / "objects" / "pack").glob("*.idx"):
        index = Index(packed.mapped(file))
        if object_id in index:
            pack = Entries(packed.mapped(file.with_suffix(".pack")), index)
            return pack.read(index[object_id])
    return None
