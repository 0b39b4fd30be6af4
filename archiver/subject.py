"""A document that is looked at, with what the archive knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from archive_repo import history
from archive_repo.repository import Repository
from archive_repo.versions import Observation, Version
from archiver.declaration import Document
from archiver.reading import reader


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The document that is looked at, and what is remembered of it."""

    repository: Repository
    name: str
    """The platform's name."""
    document: Document
    memory: Observation | None

    @cached_property
    def versions(self) -> list[Version]:
        """Its versions, newest first."""
        return list(history.each(self.repository, self.document.slug))

    @property
    def was_read_otherwise(self) -> bool:
        """Whether the newest version was read by other code or with other selectors."""
        return bool(self.memory and self.memory.version and self.memory.reading != reader(self.document))
