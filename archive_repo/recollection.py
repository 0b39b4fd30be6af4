"""Versions and newest looks, each read from git once: what takes as long as a history is, is not done twice.

A crawl asks for the versions of one document after the other, and again when one was recorded. Only the
commits since are read then; of a long history also between two crawls, see `briefs`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import overload

from archive_repo import branches, briefs
from archive_repo.branches import MAIN, OBSERVATIONS, Seen
from archive_repo.briefs import Brief
from archive_repo.errors import DamagedRepository
from archive_repo.format.message import parse
from archive_repo.format.observation import Observation
from archive_repo.git.objects import Commit
from archive_repo.git.store import Store
from archive_repo.records import Version

_DOCUMENT = re.compile(r"^Document: (.+)$", re.MULTILINE)
"""A line of a message that may be its trailer."""


class Versions(Sequence[Version]):
    """A document's versions, newest first, each read from git when it is asked for.

    Then DamagedRepository is raised where that is not possible.
    """

    def __init__(
        self, read: Callable[[Brief, str | None], Version], oldest_first: Iterable[Brief] = ()
    ) -> None:
        self.briefs = tuple(oldest_first)[::-1]
        """All of them in brief."""
        self._read = read

    def texts(self) -> set[str]:
        """SHA-256 of every text that was the document."""
        return {one.text_sha256 for one in self.briefs if one.is_the_document}

    def __len__(self) -> int:
        return len(self.briefs)

    @overload
    def __getitem__(self, place: int) -> Version: ...
    @overload
    def __getitem__(self, place: slice) -> list[Version]: ...
    def __getitem__(self, place: int | slice) -> Version | list[Version]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        before = (one.id for one in islice(self.briefs, place + 1, None) if one.is_the_document)
        return self._read(self.briefs[place], next(before, None))


class Recollection:
    """What was read of a repository; it sees what anybody else records."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tip: str | None = None
        """The commit of `main` up to which it was read."""
        self._told: dict[str, str] = {}
        """What was kept of a document's versions, by its slug, as it is in the file."""
        self._unread: dict[str, list[Commit]] = {}
        """Later commits that may be versions of a document, by its slug, oldest first."""
        self._briefs: dict[str, list[Brief]] = {}
        """Versions, oldest first."""
        self._versions: dict[str, Version] = {}
        """Those that were asked for, by the ids of their commits."""
        self._looks: tuple[str | None, dict[str, Observation]] = None, {}
        self._seen: dict[str, Seen] = {}
        """What the commit up to which the looks were read says of each."""

    def looks(self) -> dict[str, Observation]:
        """The newest look at each document, by its slug. Raises DamagedRepository."""
        tip = self._store.tip(OBSERVATIONS)
        if self._looks[0] != tip:
            before, self._seen = self._seen, branches.seen(self._store, tip)
            same = {slug for slug, _ in before.items() & self._seen.items()}
            known = {slug: look for slug, look in self._looks[1].items() if slug in same}
            self._looks = tip, branches.last_observations(self._store, self._seen, known)
        return self._looks[1]

    def versions(self, document: str) -> Versions:
        """A document's versions, newest first. Raises DamagedRepository."""
        self._catch_up()
        return Versions(self.read, self._oldest_first(document))

    def newest(self) -> dict[str, Version]:
        """The newest version of each document that has a text, by its slug. Raises DamagedRepository."""
        found = ((slug, self.versions(slug)) for slug in branches.documents(self._store))
        return {slug: versions[0] for slug, versions in found if versions}

    def read(self, brief: Brief, previous: str | None) -> Version:
        """A version; `previous` is the id of its document's version before. Raises DamagedRepository."""
        if brief.id not in self._versions:
            commit = self._store.commit(brief.id)
            message = parse(commit.message)
            if message is None:
                raise DamagedRepository(f"{self._store.path}: {brief.id} is not a version of a document")
            self._versions[brief.id] = branches.version(self._store, commit, message, previous)
        return self._versions[brief.id]

    def _oldest_first(self, document: str) -> list[Brief]:
        known = self._briefs.setdefault(document, [])
        known += briefs.read(self._told.pop(document, ""))
        for commit in self._unread.pop(document, ()):
            message = parse(commit.message)
            if message and message.document == document:
                known.append(briefs.of(commit, message))
        return known

    def _catch_up(self) -> None:
        tip = self._store.tip(MAIN)
        if self._tip is None:
            kept, self._told = briefs.find(self._store.path)
            self._tip = kept or None
        if tip == self._tip:
            return
        since = list(self._store.ancestry(MAIN, stop=self._tip))
        if not since or since[-1].parents[:1] != ((self._tip,) if self._tip else ()):  # it was moved back
            self._told, self._unread, self._briefs = {}, {}, {}
        for commit in reversed(since):
            for document in dict.fromkeys(_DOCUMENT.findall(commit.message)):
                self._unread.setdefault(document, []).append(commit)
        self._tip = tip
        if tip and len(since) > briefs.MANY:
            every = sorted({*self._told, *self._unread, *self._briefs})
            briefs.keep(self._store.path, tip, {slug: self._oldest_first(slug) for slug in every})
