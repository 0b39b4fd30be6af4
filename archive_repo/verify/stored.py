"""Reads and hashes every stored object, loose or packed, as `git fsck --full` does."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from archive_repo.git import loose, objects, packs
from archive_repo.git.objects import Commit, Entry
from archive_repo.git.packed import Found
from archive_repo.verify.problem import RESTORE, Problem
from archive_repo.writer import sha256

RECENT = 16
"""Trees that are kept in memory: each is compared with the one of the commit before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What an object is for."""

    document: str | None = None
    name: str
    """As part of a sentence: `terms.md on main as of 2025-05-01 (commit 1a2b3c4d5e)`."""
    remedy: str = RESTORE
    """What to do if it is lost."""


class Stored:
    """All objects of a repository: read once, one after another, and again by their ids when asked for.

    Only the commits and some facts about each object stay in memory.
    """

    def __init__(self, repository: Path) -> None:
        self.path = repository
        self.kinds: dict[str, str] = {}
        """Kind (blob, tree, commit, tag) of every whole object."""
        self.sha256s: dict[str, str] = {}
        """SHA-256 of every whole blob, in hexadecimal."""
        self.binary: set[str] = set()
        """Blobs that are not UTF-8 text."""
        self.commits: dict[str, Commit] = {}
        self.loose_damage: dict[str, str] = {}
        """Why a loose object, by its id, cannot be read."""
        self.packed_damage: dict[str, str] = {}
        self.packs = packs.every(repository)
        self._trees: dict[str, list[Entry]] = {}
        self._read_all()

    def is_known(self, object_id: str) -> bool:
        """True if the object exists, whole or damaged; else it is missing."""
        return object_id in self.kinds or object_id in self.loose_damage or object_id in self.packed_damage

    def tree(self, tree_id: str) -> list[Entry] | None:
        """What a tree lists; None if it is missing or damaged."""
        if self.kinds.get(tree_id) != "tree":
            return None
        if tree_id not in self._trees:
            if len(self._trees) >= RECENT:
                del self._trees[next(iter(self._trees))]
            self._trees[tree_id] = objects.listed(self.data(tree_id))
        return self._trees[tree_id]

    def data(self, object_id: str) -> bytes:
        """The bytes of an object that is whole."""
        return self._found(object_id)[1]

    def _found(self, object_id: str) -> Found:
        if object_id not in self.loose_damage and (found := loose.read(self.path, object_id)):
            return found
        for pack in self.packs:
            with suppress(ValueError):
                if found := pack.read(object_id):
                    return found
        raise FileNotFoundError(errno.ENOENT, "it was there, and is gone", object_id)

    def _read_all(self) -> None:
        for object_id in loose.every(self.path):
            try:
                found: Found | ValueError | None = loose.read(self.path, object_id)
            except ValueError as error:
                found = error
            self._take(object_id, found, self.loose_damage)
        for pack in self.packs:
            for object_id, read in pack.objects():
                self._take(object_id, read, self.packed_damage)

    def _take(self, object_id: str, found: Found | ValueError | None, damage: dict[str, str]) -> None:
        """Note what an object is, unless `git gc` has packed it in the meantime."""
        try:
            if isinstance(found, ValueError):
                raise found
            if found:
                self._note(object_id, found)
        except ValueError as error:
            damage[object_id] = str(error)

    def _note(self, object_id: str, found: Found) -> None:
        kind, data = found
        if kind == "blob":
            self.sha256s[object_id] = sha256(data)
            if not _is_text(data):
                self.binary.add(object_id)
        elif kind == "commit":
            self.commits[object_id] = objects.commit(object_id, data)
        elif kind == "tree":
            objects.listed(data)
        self.kinds[object_id] = kind


def problems(stored: Stored, use: Callable[[str], Use]) -> Iterator[Problem]:
    """What is wrong with objects and packs; `use` says what the object with an id is for."""
    for pack in stored.packs:
        yield from _pack(stored.path, pack)
    for index in packs.without_pack(stored.path):
        yield Problem(where=_place(stored.path, index), what="its pack is missing", remedy=RESTORE)
    for file in packs.derived_and_damaged(stored.path):
        what, remedy = "damaged; git only uses it to be faster", f"remove {file}: git makes it again"
        yield Problem(where=_place(stored.path, file), what=what, remedy=remedy)
    for file in loose.strays(stored.path):
        what, remedy = "not the name of an object", f"look at it, and remove it: nothing reads {file}"
        yield Problem(where=_place(stored.path, file), what=what, remedy=remedy)
    for object_id, reason in sorted((stored.loose_damage | stored.packed_damage).items()):
        if object_id in stored.kinds:
            yield _copy(stored, object_id, reason)
        else:
            found = use(object_id)
            what = f"{found.name} cannot be read: {reason}"
            yield Problem(document=found.document, where=object_id, what=what, remedy=found.remedy)


def _pack(repository: Path, pack: packs.Pack) -> Iterator[Problem]:
    if not pack.is_whole:
        what = "damaged; the objects that are lost are named, too"
        yield Problem(where=_place(repository, pack.file), what=what, remedy=RESTORE)
    if not pack.is_indexed:
        there = pack.index.exists()
        what = "damaged, or of another pack" if there else "missing"
        first = "remove it and run" if there else "run"
        remedy = f"{first} `git index-pack {pack.file}`" if pack.is_whole else RESTORE
        yield Problem(
            where=_place(repository, pack.index),
            what=f"{what}: git may not find the objects of its pack",
            remedy=remedy,
        )


def _copy(stored: Stored, object_id: str, reason: str) -> Problem:
    """The problem of a damaged object that is stored whole elsewhere."""
    if object_id in stored.loose_damage:
        file = loose.path(stored.path, object_id)
        what, remedy = f"damaged ({reason}), and whole in a pack", f"remove {file}"
        return Problem(where=_place(stored.path, file), what=what, remedy=remedy)
    what = f"damaged in a pack ({reason}), and whole elsewhere"
    return Problem(where=object_id, what=what, remedy=RESTORE)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _place(repository: Path, file: Path) -> str:
    return str(file.relative_to(repository))
