"""One platform's repository: what is read from it, and the writer that records in it.

What lies on which of its branches is said in `branches`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from archive_repo import branches, repair
from archive_repo.branches import MAIN, OBSERVATIONS, SNAPSHOTS
from archive_repo.errors import DamagedRepository, NotFound, UnknownPlatform
from archive_repo.format import message, snapshot
from archive_repo.format.observation import Observation
from archive_repo.format.snapshot import Body
from archive_repo.git import failures
from archive_repo.git.batch import Batch
from archive_repo.git.store import Store
from archive_repo.recollection import Recollection
from archive_repo.records import Version
from archive_repo.writer import Writer


class Repository:
    """The repository at `path`, which is named after its platform's slug: `platforms/mistral-ai.git`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.recollection = Recollection(store)
        self._newest: tuple[str | None, Mapping[str, str]] = None, {}

    @classmethod
    def open(cls, path: Path) -> Repository:
        """The repository at `path`.

        Raises UnknownPlatform where there is none, and DamagedRepository where its `main` was lost.
        """
        try:
            store = Store.open(path)
        except NotFound as error:
            raise UnknownPlatform(
                f"{path.stem}: no such platform in the archive; `archiver list` lists them"
            ) from error
        repair.must_have_main(store)
        return cls(store)

    @classmethod
    def create(cls, path: Path) -> Repository:
        """The repository at `path`, made where it does not exist yet, completed where it was half made."""
        return cls(Store.create(path))

    @property
    def path(self) -> Path:
        """The bare repository's folder."""
        return self.store.path

    @cached_property
    def platform(self) -> str:
        """The platform's slug."""
        return self.path.stem

    @property
    def name(self) -> str:
        """The platform's name as it writes itself; the slug where no version says it."""
        return branches.platform_name(self.store) or self.platform

    def heads(self) -> dict[str, str]:
        """The newest commit of each branch that there is.

        Those are read first that name others: what they name is then there.
        """
        read = {branch: self.store.tip(branch) for branch in (OBSERVATIONS, MAIN, SNAPSHOTS)}
        return {branch: commit for branch, commit in read.items() if commit}

    def documents(self) -> list[str]:
        """The slugs of the documents that have a version, in alphabetical order."""
        return branches.documents(self.store)

    def text(self, version: Version | str) -> str:
        """The Markdown of a version (or of its commit's document, for an id)."""
        if isinstance(version, str):
            parsed = message.parse(self.store.commit(version).message)
            if parsed is None:
                raise DamagedRepository(
                    f"{self.path}: {version} is not a version of a document", platform=self.platform
                )
            return branches.text(self.store, version, parsed.document)
        return branches.text(self.store, version.id, version.document)

    def newest_text(self, document: str) -> str | None:
        """The newest Markdown of a document; None before its first version."""
        blob = self.newest_blobs().get(document)
        return None if blob is None else branches.decoded(self.store, blob, document)

    def newest_blobs(self) -> Mapping[str, str]:
        """The ids of the blobs with the newest Markdown of each document, by its slug in alphabetical order.

        Read once for each commit.
        """
        tip = self.store.tip(MAIN)
        if self._newest[0] != tip:
            self._newest = tip, branches.texts(self.store, tip)
        return self._newest[1]

    def bodies(self, snapshot_id: str, document: str) -> tuple[Body, ...]:
        """The raw bodies of a document in a snapshot's commit, in the order of its sources; none for ""."""
        if not snapshot_id:
            return ()
        files = self.store.files_beginning(snapshot_id, document)
        return tuple(self._body(files, name) for name in branches.bodies(files, document))

    def screenshot(self, snapshot_id: str, document: str, number: int) -> bytes:
        """The picture of a page, by its number from 1, that is in a snapshot's commit; empty without one."""
        files = self.store.files_beginning(snapshot_id or None, document)
        names = branches.bodies(files, document)[number - 1 : number]
        blobs = [files.get(f"{name.rpartition('.')[0]}.{branches.SCREENSHOT}") for name in names]
        return b"".join(self.store.blob(blob) for blob in blobs if blob)

    def _body(self, files: Mapping[str, str], name: str) -> Body:
        stem, _, extension = name.rpartition(".")
        beside = f"{stem}.json"
        if beside not in files:
            raise DamagedRepository(
                f"{self.path}: {beside}, which says how {name} was fetched, is missing",
                platform=self.platform,
            )
        fetched = snapshot.from_json(self.store.blob(files[beside]))
        return Body(extension=extension, data=self.store.blob(files[name]), fetched=fetched)

    def last_observations(self) -> dict[str, Observation]:
        """The newest look at each document, by its slug: the crawler's memory.

        Raises DamagedRepository where the branch of the looks was lost.
        """
        repair.must_have_looks(self.store)
        return self.recollection.looks()

    def was_seen_again(self) -> bool:
        """True if the newest look at one of the documents found what the look before did: it did not fail.

        Known from one commit, without reading the looks.
        """
        newest = branches.seen(self.store, self.store.tip(OBSERVATIONS))
        return any(one.again_at for one in newest.values())

    def mend(self) -> list[str]:
        """Put back branches that were lost; what was done, a line for each. See `repair`.

        The lock is only taken where something is to be done. Raises StoreError where a file cannot be read or
        written.
        """
        with failures.told(self.path):
            if repair.is_sound(self.store, self.recollection.looks):
                return []
        with self.store.exclusive(), failures.told(self.path):
            return repair.mend(self.store, self.recollection.looks)

    @contextmanager
    def writing_at_once(self, name: str = "") -> Iterator[tuple[Writer, Batch]]:
        """As `writing`, but all is written at the end, as one pack: much that can be recorded again.

        The batch says how much waits to be written.
        """
        with self.store.exclusive():
            with failures.told(self.path):
                repair.put_back(self.store)
            with self.store.at_once() as batch:
                yield self._writer(name), batch

    @contextmanager
    def writing(self, name: str = "") -> Iterator[Writer]:
        """A writer that holds the repository's lock; `name` is the platform's, as far as it is known."""
        with self.store.exclusive():
            with failures.told(self.path):
                repair.put_back(self.store)
            yield self._writer(name)

    def _writer(self, name: str) -> Writer:
        return Writer(self.store, name or branches.platform_name(self.store), self.recollection)
