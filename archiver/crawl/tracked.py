"""A document that is looked at, with what the archive knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from archive_repo import history, novelty, recording
from archive_repo.format import message
from archive_repo.format.observation import Observation
from archive_repo.format.snapshot import Body, Snapshot
from archive_repo.recollection import Versions
from archive_repo.recording import Recorded
from archive_repo.records import Cause, StandIn
from archive_repo.repository import Repository
from archive_repo.writer import Writer, sha256
from archiver import extract
from archiver.crawl.workers import Compute, directly
from archiver.declarations import Document
from archiver.extract.document import (
    DocumentText,
    fingerprint,
    read_without_rotten_selectors,
    without_selectors,
)
from archiver.gate import edition
from archiver.gate.ends import Ends


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """The document that is looked at, and what is remembered of it."""

    repository: Repository
    name: str
    """The platform's name."""
    document: Document
    memory: Observation | None
    compute: Compute = directly
    keeps_all: bool = False
    """True if pages are stored whose bytes changed and whose text did not."""
    ends: Ends = field(default_factory=Ends)
    """The ends of the platform's texts, kept from one document to the next."""

    @cached_property
    def versions(self) -> Versions:
        """Its versions, newest first."""
        known = self.repository.recollection
        return known.versions(self.document.slug) if self.is_known else Versions(known.read)

    @property
    def is_known(self) -> bool:
        """True if it may have a version."""
        return self.memory is not None or self.document.slug in self.repository.newest_blobs()

    @cached_property
    def newest_text(self) -> str | None:
        """The Markdown of its newest version; None before the first. Raises DamagedRepository."""
        return self.repository.newest_text(self.document.slug)

    @cached_property
    def confirmed_text(self) -> str | None:
        """The Markdown of its newest version, if that is the one that the last look names; else None."""
        if self.memory is None or not self.memory.version:
            return None
        told = message.parse(self.repository.store.commit(self.memory.version).message)
        text = self.newest_text
        is_same = text is not None and told is not None and told.text_sha256 == sha256(text.encode())
        return text if is_same else None

    def after(self, memory: Observation) -> Tracked:
        """The document after a version was recorded: its versions are read again, and this is remembered."""
        return replace(self, memory=memory)

    def read(self, bodies: Sequence[Body]) -> DocumentText:
        """The text in its bodies, and which edition they are. Raises ExtractionFailed if there is none."""
        return self.noted(self.compute(read_without_rotten_selectors, self.document, bodies), bodies)

    def noted(self, found: DocumentText, bodies: Sequence[Body]) -> DocumentText:
        """A text with the bodies that it was read from, and which edition they are."""
        return replace(found, bodies=edition.noted(bodies, found.pages))

    def was_read_otherwise(self, read_by: str) -> bool:
        """True if the newest version was read by other code, or with other selectors."""
        if self.memory and self.memory.version:
            return self.memory.read_by != read_by
        return any(one.origin for one in self.versions[:1])  # a collection read it, and nobody looked since

    def reads_as(self, read_by: str) -> Document:
        """The document with or without its selectors, whichever the fingerprint `read_by` stands for."""
        plain = without_selectors(self.document)
        return plain if read_by == fingerprint(plain) else self.document

    def record(
        self,
        extracted: DocumentText,
        *,
        snapshot: str = "",
        cause: Cause | None = None,
        restored: bool = False,
        stand_ins: Sequence[StandIn] = (),
        rereads: str = "",
        fetched_at: datetime,
        now: datetime,
    ) -> Recorded:
        """Record a text as the newest version of the document; see `archive_repo.recording.record`.

        `snapshot` is the commit that holds its pages already; without one they are stored. Raises
        ExtractionFailed, with nothing stored, where comparing it takes too long.
        """
        before = self.newest_text
        told = self.compute(novelty.tell, before, extracted.text)
        with self.repository.writing(self.name) as writer:
            kept = history.snapshot(self.repository, snapshot, self.document.slug) if snapshot else None
            return recording.record(
                writer,
                extracted.text,
                kept or self._keep(writer, extracted, now),
                title=self.document.title,
                extractor=extract.extractor_name(),
                cause=cause,
                restored=restored,
                stand_ins=stand_ins,
                rereads=rereads,
                fetched_at=fetched_at,
                recorded_at=now,
                told=told,
            )

    def keep(self, extracted: DocumentText, now: datetime) -> Snapshot:
        """Store the pages of a text as a snapshot."""
        with self.repository.writing(self.name) as writer:
            return self._keep(writer, extracted, now)

    def _keep(self, writer: Writer, extracted: DocumentText, now: datetime) -> Snapshot:
        return writer.record_snapshot(
            document=self.document.slug, title=self.document.title, bodies=extracted.bodies, fetched_at=now
        )
