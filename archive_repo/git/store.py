"""One git repository as a durable store: objects first, the reference last, one writer at a time.

This module and those beside it do what libgit2 leaves to its caller:

- it does not flush what it writes unless an option is set before a repository is opened: it is set when this
  module is imported;
- it never stops reading a loose object that was cut short: see `loose`;
- an object file that a power cut truncated counts as existing, and writing the same bytes again does not
  repair it: every object is read back after it is written, and a broken file is written again;
- a lock file left by a killed process stops every later commit: see `leftovers`;
- two writers lose each other's commits: there is one `lock` per repository, and a reference moves only from
  where it was seen;
- nothing can open a repository whose creation was interrupted: see `creation`;
- it refuses what belongs to another user, and opens nothing if a user's own git configuration is broken: both
  checks are switched off, so that whoever may read an archive's files can read the archive.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pygit2
from pygit2.enums import ConfigLevel, ObjectType, Option

from archive_repo.errors import (
    AccessDenied,
    ConcurrentWrite,
    DamagedRepository,
    DiskFull,
    InvalidInput,
    NotFound,
    StoreError,
)
from archive_repo.git import creation, failures, leftovers, lock, loose, objects, signing
from archive_repo.git.batch import Batch
from archive_repo.git.failures import FOREIGN
from archive_repo.git.objects import Commit
from archive_repo.git.packed import Found, identified
from archive_repo.git.signing import Signer

pygit2.option(Option.ENABLE_FSYNC_GITDIR, True)
pygit2.option(Option.SET_OWNER_VALIDATION, False)  # libgit2 runs nothing that a foreign configuration names
for _level in (ConfigLevel.SYSTEM, ConfigLevel.XDG, ConfigLevel.GLOBAL):
    pygit2.option(Option.SET_SEARCH_PATH, _level, "")

_KINDS = {kind.value: kind.name.lower() for kind in ObjectType}
_NUMBERS = {name: number for number, name in _KINDS.items()}

WHO = ("archiver", "archiver@localhost")
"""Author and committer of every commit; the remote that it is pushed to says who runs the archive."""

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2106, 1, 1, tzinfo=UTC)
"""Outside this range libgit2 stores a wrong time without an error: 1960 becomes 2096."""


CURSORS = "refs/archiver/alerts/"
"""Where the references are that say what each subscription was told of."""


REMEMBERED = 12
"""Commits and trees that a store remembers: those of three branches, before and after a commit on each."""


T = TypeVar("T")


class Store:
    """A bare repository at `path`. Reading needs no lock; writing happens inside `exclusive()`."""

    def __init__(self, path: Path, git: pygit2.Repository) -> None:
        self.path = path
        self._git = git
        self._packs = pygit2.OdbBackendPack(str(path / "objects"))
        self._batch: Batch | None = None
        self._remembered: tuple[tuple[str, Found], ...] = ()
        """Commits and trees that were found whole when they were read or written last. A power cut, which may
        cut their files short, ends this process too."""

    @classmethod
    def open(cls, path: Path) -> Store:
        """The repository at `path`. Raises NotFound or, if it is broken, DamagedRepository."""
        if not os.path.lexists(path):
            raise NotFound(f"{path}: no such repository")
        if not path.is_dir():
            raise DamagedRepository(
                f"{path}: something else is where this folder should be; move it away", platform=path.stem
            )
        try:
            return cls(path, pygit2.Repository(str(path)))
        except FOREIGN as error:
            raise _unopened(path, error) from error

    @classmethod
    def create(cls, path: Path) -> Store:
        """The bare repository at `path`, created if it is missing and completed if parts are missing."""
        with failures.told(path):
            creation.make(path)
            if not creation.is_complete(path):
                with lock.held(path):
                    creation.complete(path)
        return cls.open(path)

    # reading

    def tip(self, branch: str) -> str | None:
        """Id of the newest commit of a branch, or of a reference by its full name; None if there is none."""
        if self._batch and branch in self._batch.tips:
            return self._batch.tips[branch][1]
        try:
            reference = self._git.references.get(_full(branch))
        except FOREIGN as error:
            raise failures.unreadable(self.path, _full(branch), error) from error
        return str(reference.target) if reference else None

    def cursor(self, name: str) -> str | None:
        """The commit up to which a subscription was told of `main`; None before it was told of anything."""
        try:
            reference = self._git.references.get(f"{CURSORS}{name}")
        except FOREIGN as error:
            raise failures.unreadable(self.path, f"{CURSORS}{name}", error) from error
        return str(reference.target) if reference else None

    def move_cursor(self, name: str, commit: str) -> None:
        """Note that a subscription was told of `main` up to a commit. Only under the lock."""
        with failures.told(self.path):
            self._git.references.create(f"{CURSORS}{name}", commit, force=True)

    def commit(self, commit_id: str) -> Commit:
        """The commit with this full id. Raises DamagedRepository if it cannot be read."""
        data = self._bytes(commit_id, "commit")
        try:
            return objects.commit(commit_id, data)
        except ValueError as error:
            raise failures.unreadable(self.path, commit_id, error) from error

    def ancestry(self, branch: str, stop: str | None = None) -> Iterator[Commit]:
        """The branch's commits, newest first, up to and without `stop`."""
        here = self.tip(branch)
        while here is not None and here != stop:
            commit = self.commit(here)
            yield commit
            here = commit.parents[0] if commit.parents else None

    def every_commit(self) -> Iterator[Commit]:
        """All commits that are stored whole, in no order, whether or not a branch leads to them.

        Asks for the kind of every object, and so takes long in a large repository. Raises DamagedRepository
        if the index of a pack cannot be read.
        """
        for object_id in self._ids():
            with suppress(*FOREIGN, DamagedRepository):
                if self._kind(object_id) == "commit":
                    yield self.commit(object_id)

    def _ids(self) -> Iterator[str]:
        try:
            yield from map(str, self._git)
        except FOREIGN as error:
            raise failures.unreadable(self.path, "the index of a pack", error) from error

    def files(self, commit_id: str | None) -> dict[str, str]:
        """Names at the root of a commit's tree, with their blobs' ids; empty for no commit."""
        if commit_id is None:
            return {}
        return self.entries(self.commit(commit_id))

    def files_beginning(self, commit_id: str | None, start: str) -> dict[str, str]:
        """As `files`, but only those whose names begin like this: they are found faster than all."""
        if commit_id is None:
            return {}
        return self._decoded(self.commit(commit_id).tree, lambda data: objects.beginning(data, start))

    def entries(self, commit: Commit) -> dict[str, str]:
        """Names at the root of a commit's tree, with their blobs' ids."""
        return self._decoded(commit.tree, objects.entries)

    def blob(self, blob_id: str) -> bytes:
        """The bytes of a blob."""
        return self._bytes(blob_id, "blob")

    def raw(self, object_id: str, kind: str) -> bytes:
        """The bytes of an object of a kind: a `commit`, a `tree` or a `blob`."""
        return self._bytes(object_id, kind)

    def blob_at(self, commit: Commit | str, name: str) -> str | None:
        """Id of the blob with this name at the root of a commit's tree; None if there is none."""
        commit = self.commit(commit) if isinstance(commit, str) else commit
        return self._decoded(commit.tree, lambda data: objects.entry(data, name))

    def is_readable(self, object_id: str) -> bool:
        """True if the object exists and is whole."""
        try:
            self._read(object_id)
        except FOREIGN:
            return False
        return True

    def _decoded(self, tree_id: str | None, decode: Callable[[bytes], T]) -> T:
        """What is read from the bytes of a tree, or of an empty one."""
        data = self._bytes(tree_id, "tree") if tree_id else b""
        try:
            return decode(data)
        except ValueError as error:
            raise failures.unreadable(self.path, str(tree_id), error) from error

    def _bytes(self, object_id: str, wanted: str) -> bytes:
        try:
            kind, data = self._read(object_id)
        except FOREIGN as error:
            raise failures.unreadable(self.path, object_id, error) from error
        if kind != wanted:
            raise failures.unreadable(self.path, object_id, ValueError(f"it is a {kind}, not a {wanted}"))
        return data

    def _kind(self, object_id: str) -> str:
        found = loose.read(self.path, object_id)
        return found[0] if found else _KINDS[self._git.odb.read_header(object_id)[0]]

    def _read(self, object_id: str) -> Found:
        """Kind and bytes of an object, packed or loose, or packed since the packs were listed."""
        if self._batch and object_id in self._batch.objects:
            return self._batch.objects[object_id]
        for known, remembered in self._remembered:
            if known == object_id:
                return remembered
        found = self._packed(object_id) or loose.read(self.path, object_id)
        if found is None:
            number, data = self._git.odb.read(object_id)
            found = _KINDS[number], data
        self._remember(object_id, found)
        return found

    def _remember(self, object_id: str, found: Found) -> None:
        if found[0] in ("commit", "tree"):
            self._remembered = (*self._remembered, (object_id, found))[-REMEMBERED:]

    def _packed(self, object_id: str) -> Found | None:
        """Kind and bytes of an object in one of the packs; None where it is in none, or damaged there.

        Packs are asked first: where an object lies in one, looking for its loose file takes longer than
        reading it.
        """
        try:
            number, data = self._packs.read(object_id)
            found = _KINDS[number], data
        except FOREIGN:
            return None
        return found if identified(found) == object_id else None

    # writing

    @contextmanager
    def exclusive(self, patience: float = lock.PATIENCE_SECONDS) -> Iterator[None]:
        """Hold the repository's lock; inside, what a killed process left behind has been cleared.

        Raises RepositoryBusy if another process keeps the lock for `patience` seconds, and StoreError if the
        disk is full or cannot be written.
        """
        with ExitStack() as stack:
            with failures.told(self.path):
                stack.enter_context(lock.held(self.path, patience))
                leftovers.clear(self.path)
            yield

    @contextmanager
    def at_once(self) -> Iterator[Batch]:
        """Inside, what is written stays in memory; at the end it becomes one pack, and the branches move.

        So it is for what can be written again after a crash. An error inside loses nothing of what was
        written before it.
        """
        self._batch = batch = Batch()
        try:
            yield batch
        finally:
            self._batch = None
            with failures.told(self.path):
                batch.write(self.path)
                self._packs.refresh()
            for branch, (seen, commit, reason) in batch.tips.items():
                self._move(branch, seen, commit, reason)

    def put(self, data: bytes) -> str:
        """Store a blob and return its id. A broken object of the same bytes is replaced."""
        if self._batch:
            return self._batch.add("blob", data)
        return self._whole("blob", data)

    def commit_files(
        self,
        branch: str,
        changed: Mapping[str, str | None],
        message: str,
        *,
        authored: datetime,
        committed: datetime,
    ) -> str:
        """Commit the branch's files, some replaced (name to blob id) or removed (None); return the new id.

        The branch moves last, and only if it still points where it did; else ConcurrentWrite is raised.
        """
        dates = _storable(authored), _storable(committed)
        parent, first_line = self.tip(branch), message.partition("\n")[0]
        tree = self._tree(parent, changed)
        data = objects.composed(tree, parent, message, author=WHO, dates=dates)
        if self._signer:
            data = signing.signed(data, self._signer.signature(data))
        if self._batch:
            commit = self._batch.add("commit", data)
            seen = self._batch.tips[branch][0] if branch in self._batch.tips else parent
            self._batch.tips[branch] = seen, commit, first_line
            return commit
        commit = self._whole("commit", data)
        self._move(branch, parent, commit, first_line)
        return commit

    @cached_property
    def _signer(self) -> Signer | None:
        """What signs commits here; the settings are read once, at the first commit."""
        return signing.of(self.path)

    def _tree(self, parent: str | None, changed: Mapping[str, str | None]) -> str:
        base = self.commit(parent).tree if parent else None
        if base and not changed:
            return base
        with failures.told(self.path, FOREIGN):
            objects.must_be_files(changed)
        after = self._decoded(base, lambda before: objects.tree(before, changed))
        return self._batch.add("tree", after) if self._batch else self._whole("tree", after)

    def _move(self, branch: str, seen: str | None, commit: str, reason: str) -> None:
        name = _full(branch)
        try:
            if seen is None:
                self._git.create_reference(name, commit, force=False, message=reason)
                return
            reference = self._git.references[name]
            if str(reference.target) != seen:
                raise ConcurrentWrite(f"{self.path}: {branch} moved during a commit; run the command again")
            reference.set_target(commit, reason)  # compares with what it read above
        except FOREIGN as error:
            why = failures.unwritable(self.path, error)
            if isinstance(why, AccessDenied | DiskFull):
                raise why from error
            raise ConcurrentWrite(
                f"{self.path}: {branch} could not be moved ({error}); run the command again"
            ) from error

    def _whole(self, kind: str, data: bytes) -> str:
        """Write an object, which is read back; one that existed but was broken is written again."""
        object_id = identified((kind, data))
        if self._is_whole(object_id):
            with failures.told(self.path, FOREIGN):  # writes nothing, but a `git gc` will not remove it
                self._git.odb.write(_NUMBERS[kind], data)
            return object_id
        with failures.told(self.path):
            loose.write(self.path, object_id, kind, data)
        self._remember(object_id, (kind, data))
        return object_id

    def _is_whole(self, object_id: str) -> bool:
        """True if the object is there, loose or in a pack that was listed, and is not broken."""
        with suppress(*FOREIGN):
            return bool(self._packed(object_id) or loose.read(self.path, object_id))
        return False


def _full(branch: str) -> str:
    return branch if branch.startswith("refs/") else f"refs/heads/{branch}"


def _unopened(path: Path, error: Exception) -> StoreError:
    unreadable = failures.unreadable(path, "the repository", error)
    if isinstance(unreadable, AccessDenied):
        return unreadable
    if not creation.is_complete(path):
        return DamagedRepository(
            f"{path}: HEAD or other basic files are lost; the next crawl writes them again",
            platform=path.stem,
        )
    return DamagedRepository(
        f"{path}: git cannot open it ({failures.reason(error)}); "
        "correct its file `config`, or move that away: the next crawl writes a new one",
        platform=path.stem,
    )


def _storable(moment: datetime) -> datetime:
    if not EARLIEST <= moment < LATEST:
        raise InvalidInput(f"{moment:%Y-%m-%d}: git can only store times from {EARLIEST:%Y} to {LATEST:%Y}")
    return moment
