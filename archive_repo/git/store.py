"""One git repository as a durable store: objects first, the reference last, one writer at a time.

What libgit2 leaves to its caller is done here, each with the trap that it answers:

- it does not fsync: `exclusive` turns that on for the process;
- an object file cut short by a power loss is "there" for ever, and writing the same bytes again does not
  mend it: every object is read back after it is written, and a broken file is written anew;
- a lock file left by a killed process stops every later commit: they are removed, under our own lock;
- two writers lose each other's commits: one `flock` per repository, and a reference moves only from where
  it was seen.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pygit2
from pygit2.enums import FileMode, ObjectType, Option

from archive_repo.errors import ConcurrentWrite, DamagedRepository, NotFound, RepositoryBusy

LOCK_NAME = "archiver.lock"
LOCK_PATIENCE_SECONDS = 30.0
"""How long a writer waits for another one. A document's recording holds the lock for milliseconds; a whole
crawl of a platform takes and leaves it once per document, so half a minute means that something hangs."""

WHO = ("archiver", "archiver@localhost")
"""Author and committer of every commit; who runs the archive is said by the remote that it is pushed to."""

UNREADABLE = (KeyError, ValueError, OSError, pygit2.GitError)
"""What pygit2 raises for a missing, cut or corrupt object, depending on how it is broken."""


class Store:
    """A bare repository at `path`. Reading needs no lock; writing happens inside `exclusive()`."""

    def __init__(self, path: Path, git: pygit2.Repository) -> None:
        self.path = path
        self._git = git

    @classmethod
    def open(cls, path: Path) -> Store:
        """The repository at `path`. Raises NotFound or, where it is broken, DamagedRepository."""
        if not path.is_dir():
            raise NotFound(f"{path}: no such repository")
        try:
            return cls(path, pygit2.Repository(str(path)))
        except UNREADABLE as error:
            raise DamagedRepository(
                f"{path}: not a readable git repository ({error}); restore it from a copy or remove it"
            ) from error

    @classmethod
    def create(cls, path: Path) -> Store:
        """A new bare repository whose default branch is `main`, with reflogs, so that old tips stay known."""
        git = pygit2.init_repository(str(path), bare=True, template_path="", initial_head="main")
        git.config["core.logAllRefUpdates"] = True
        return cls(path, git)

    # reading

    def tip(self, branch: str) -> str | None:
        """Id of the branch's newest commit; None where the branch does not exist yet."""
        try:
            reference = self._git.references.get(f"refs/heads/{branch}")
        except UNREADABLE as error:
            raise self._damaged(f"refs/heads/{branch}", error) from error
        return str(reference.target) if reference else None

    def commit(self, commit_id: str | pygit2.Oid) -> pygit2.Commit:
        """The commit of this full id."""
        try:
            return self._git[commit_id].peel(pygit2.Commit)
        except UNREADABLE as error:
            raise self._damaged(str(commit_id), error) from error

    def ancestry(self, branch: str, stop: str | None = None) -> Iterator[pygit2.Commit]:
        """The branch's commits, newest first, up to and without `stop`."""
        here: pygit2.Oid | str | None = self.tip(branch)
        while here is not None and str(here) != stop:
            commit = self.commit(here)
            yield commit
            here = commit.parent_ids[0] if commit.parent_ids else None

    def files(self, commit_id: str | None) -> dict[str, str]:
        """Names at the root of a commit's tree, with their blobs' ids; empty for None."""
        if commit_id is None:
            return {}
        commit = self.commit(commit_id)
        try:
            return {entry.name or "": str(entry.id) for entry in commit.tree}
        except UNREADABLE as error:
            raise self._damaged(f"tree of {commit_id}", error) from error

    def blob(self, blob_id: str) -> bytes:
        """The bytes of a blob."""
        try:
            return self._git[blob_id].peel(pygit2.Blob).data
        except UNREADABLE as error:
            raise self._damaged(blob_id, error) from error

    def blob_at(self, commit_id: str, name: str) -> str | None:
        """Id of the blob of this name at the root of the commit's tree."""
        commit = self.commit(commit_id)
        try:
            return str(commit.tree[name].id) if name in commit.tree else None
        except UNREADABLE as error:
            raise self._damaged(f"tree of {commit_id}", error) from error

    def is_readable(self, object_id: str) -> bool:
        """Whether the object is there and whole."""
        try:
            self._git.odb.read(object_id)
        except UNREADABLE:
            return False
        return True

    # writing

    @contextmanager
    def exclusive(self, patience: float = LOCK_PATIENCE_SECONDS) -> Iterator[None]:
        """Hold the repository's lock; inside, what a killed process left behind has been cleared.

        Raises RepositoryBusy when another process keeps the lock for `patience` seconds.
        """
        pygit2.option(Option.ENABLE_FSYNC_GITDIR, True)
        with (self.path / LOCK_NAME).open("ab") as lock:
            self._wait_for(lock.fileno(), patience)
            self._clear_leftovers()
            self._mend_references()
            yield

    def put(self, data: bytes) -> str:
        """Store a blob; its id. A broken object of the same bytes is replaced."""
        return self._whole(lambda: self._git.odb.write(ObjectType.BLOB, data))

    def commit_files(
        self,
        branch: str,
        changed: Mapping[str, str | None],
        message: str,
        *,
        authored: datetime,
        committed: datetime,
    ) -> str:
        """Commit the branch's files, some replaced (name to blob id) or removed (None); the commit's id.

        The branch moves last, and only if it still points where it did: else ConcurrentWrite.
        """
        parent = self.tip(branch)
        builder = self._git.TreeBuilder(self.commit(parent).tree) if parent else self._git.TreeBuilder()
        for name, blob_id in changed.items():
            if blob_id is not None:
                builder.insert(name, pygit2.Oid(hex=blob_id), FileMode.BLOB)
            elif builder.get(name):
                builder.remove(name)
        tree = self._whole(builder.write)
        author, committer = _signature(authored), _signature(committed)
        parents = [pygit2.Oid(hex=parent)] if parent else []
        commit = self._whole(
            lambda: self._git.create_commit(None, author, committer, message, pygit2.Oid(hex=tree), parents)
        )
        self._move(branch, parent, commit, message.partition("\n")[0])
        return commit

    def _move(self, branch: str, seen: str | None, commit: str, reason: str) -> None:
        name = f"refs/heads/{branch}"
        try:
            if seen is None:
                self._git.create_reference(name, commit, force=False, message=reason)
                return
            reference = self._git.references[name]
            if str(reference.target) != seen:
                raise ConcurrentWrite(f"{self.path}: {branch} moved during a commit; run the command again")
            reference.set_target(commit, reason)  # compares with what it read above
        except UNREADABLE as error:
            raise ConcurrentWrite(
                f"{self.path}: {branch} could not be moved ({error}); run the command again"
            ) from error

    def _whole(self, write: Callable[[], pygit2.Oid]) -> str:
        object_id = str(write())
        if not self.is_readable(object_id):
            self._loose(object_id).unlink(missing_ok=True)
            object_id = str(write())
            if not self.is_readable(object_id):
                raise DamagedRepository(f"{self.path}: object {object_id} cannot be written; check the disk")
        return object_id

    # after a crash

    def _wait_for(self, descriptor: int, patience: float) -> None:
        deadline = time.monotonic() + patience
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            if time.monotonic() >= deadline:
                raise RepositoryBusy(
                    f"{self.path}: another process has been writing for {patience:.0f} s; "
                    "wait for it, or end it"
                )
            time.sleep(0.02)

    def _clear_leftovers(self) -> None:
        """Remove lock and temporary files of a killed writer; safe since every writer holds our lock."""
        for stale in (*self.path.glob("refs/**/*.lock"), *self.path.glob("objects/*/tmp_object_git2_*")):
            stale.unlink(missing_ok=True)

    def _mend_references(self) -> None:
        """Point a branch whose file was cut short at its last recorded tip that can be read."""
        for file in self.path.glob("refs/heads/*"):
            if len(file.read_bytes().strip()) == 40:
                continue
            tip = next((tip for tip in self._recorded_tips(file.name) if self.is_readable(tip)), None)
            if tip is None:
                raise DamagedRepository(
                    f"{file}: the reference is empty and no earlier tip is known; restore it from a copy"
                )
            _write_durably(file, f"{tip}\n".encode())

    def _recorded_tips(self, branch: str) -> list[str]:
        log = self.path / "logs" / "refs" / "heads" / branch
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
        return [
            fields[1] for line in reversed(lines) if len(fields := line.split()) > 1 and len(fields[1]) == 40
        ]

    def _loose(self, object_id: str) -> Path:
        return self.path / "objects" / object_id[:2] / object_id[2:]

    def _damaged(self, what: str, error: Exception) -> DamagedRepository:
        reason = str(error).strip("'\"") or type(error).__name__
        return DamagedRepository(
            f"{self.path}: {what} cannot be read ({reason}); "
            "`archiver verify` lists what is damaged, the next crawl mends what it can"
        )


def _signature(moment: datetime) -> pygit2.Signature:
    return pygit2.Signature(*WHO, int(moment.timestamp()), 0)


def utc(seconds: int) -> datetime:
    """A commit's time, in seconds since 1970, as an aware datetime."""
    return datetime.fromtimestamp(seconds, UTC)


def _write_durably(file: Path, data: bytes) -> None:
    temporary = file.with_name(f"{file.name}.lock")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
