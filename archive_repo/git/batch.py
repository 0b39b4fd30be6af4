"""Objects and branches of many commits in memory, until they are written as one pack.

An import writes thousands of texts that resemble each other. One after the other, each would take three
flushed files; together they are one pack of differences.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pygit2
from pygit2.enums import ObjectType

from archive_repo.errors import DamagedRepository
from archive_repo.git import durable, packs
from archive_repo.git.packed import Found

_NUMBERS = {kind.name.lower(): kind.value for kind in ObjectType}


class Batch:
    """What was written since the batch began; lost if the process ends before `write`."""

    def __init__(self) -> None:
        self.objects: dict[str, Found] = {}
        """Kind and bytes by id."""
        self.tips: dict[str, tuple[str | None, str, str]] = {}
        """Of each branch that moved: where it was, where it is, and the first line of its newest commit."""
        self.size = 0
        """Bytes of the objects."""

    def add(self, kind: str, data: bytes) -> str:
        """Add an object; its id."""
        object_id = hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(data), data), usedforsecurity=False)
        found = object_id.hexdigest()
        if found not in self.objects:
            self.objects[found] = kind, data
            self.size += len(data)
        return found

    def write(self, repository: Path) -> None:
        """Write all objects as a pack, flushed to disk and read once more."""
        if not self.objects:
            return
        builder = packing(repository, self.objects)
        folder = repository / "objects" / "pack"
        before = set(folder.glob("*.pack"))
        builder.write(str(folder))
        durable.flush(folder)
        for pack in set(folder.glob("*.pack")) - before:
            if not packs.is_whole(pack):
                raise DamagedRepository(f"{pack}: it is not what was written; check the disk")


def packing(repository: Path, found: Mapping[str, Found]) -> pygit2.PackBuilder:
    """What writes these objects as one pack: the same objects in the same order give the same bytes."""
    memory = pygit2.Odb()
    memory.add_backend(_Memory(found), 1)
    git = pygit2.Repository(str(repository))
    git.set_odb(memory)
    builder = pygit2.PackBuilder(git)
    builder.set_threads(1)  # each would have to ask Python for every object
    for object_id in found:
        builder.add(pygit2.Oid(hex=object_id))
    return builder


class _Memory(pygit2.OdbBackend):
    def __init__(self, found: Mapping[str, Found]) -> None:
        super().__init__()
        self._objects = found

    def read_cb(self, oid: pygit2.Oid) -> tuple[int, bytes]:
        kind, data = self._objects[str(oid)]
        return _NUMBERS[kind], data

    def read_header_cb(self, oid: pygit2.Oid) -> tuple[int, int]:
        kind, data = self._objects[str(oid)]
        return _NUMBERS[kind], len(data)

    def exists_cb(self, oid: pygit2.Oid) -> bool:
        return str(oid) in self._objects
