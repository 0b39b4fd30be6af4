"""Versions and newest looks, each read from git once: what takes as long as a history is, is not done twice.

A crawl asks for the versions of one document after the other, and again when one was recorded. Only the
commits since are read then.
"""

from __future__ import annotations

import re

from archive_repo import branches
from archive_repo.branches import MAIN, OBSERVATIONS
from archive_repo.format.message import parse
from archive_repo.format.observation import Observation
from archive_repo.git.objects import Commit
from archive_repo.git.store import Store
from archive_repo.records import Version

_DOCUMENT = re.compile(r"^Document: (.+)$", re.MULTILINE)
"""A line of a message that may be its trailer."""


class Recollection:
    """What was read of a repository; it sees what anybody else records."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tip: str | None = None
        self._unread: dict[str, list[Commit]] = {}
        """Commits that may be versions of a document, by its slug, oldest first."""
        self._read: dict[str, list[Version]] = {}
        """Versions, oldest first."""
        self._looks: tuple[str | None, dict[str, Observation]] = None, {}

    def looks(self) -> dict[str, Observation]:
        """The newest look at each document, by its slug. Raises DamagedRepository."""
        tip = self._store.tip(OBSERVATIONS)
        if self._looks[0] != tip:
            self._looks = tip, branches.last_observations(self._store)
        return self._looks[1]

    def versions(self, document: str) -> list[Version]:
        """A document's versions, newest first. Raises DamagedRepository."""
        return self._oldest_first(document)[::-1]

    def newest(self) -> dict[str, Version]:
        """The newest version of each document that has a text, by its slug. Raises DamagedRepository."""
        found = ((slug, self._oldest_first(slug)) for slug in branches.documents(self._store))
        return {slug: versions[-1] for slug, versions in found if versions}

    def _oldest_first(self, document: str) -> list[Version]:
        self._catch_up()
        known = self._read.setdefault(document, [])
        for commit in self._unread.pop(document, ()):
            message = parse(commit.message)
            if message and message.document == document:
                before = next((one.id for one in reversed(known) if one.is_the_document), None)
                known.append(branches.version(self._store, commit, message, before))
        return known

    def _catch_up(self) -> None:
        tip = self._store.tip(MAIN)
        if tip == self._tip:
            return
        since = list(self._store.ancestry(MAIN, stop=self._tip))
        if not since or since[-1].parents[:1] != ((self._tip,) if self._tip else ()):  # it was moved back
            self._unread.clear()
            self._read.clear()
        for commit in reversed(since):
            for document in dict.fromkeys(_DOCUMENT.findall(commit.message)):
                self._unread.setdefault(document, []).append(commit)
        self._tip = tip
