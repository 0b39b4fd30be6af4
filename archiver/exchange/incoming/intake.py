"""One platform of a collection becomes a repository: the unit of work of an import, for any process.

    intake.take(Work(archive=..., platform="facebook", entries=...)) -> Taken

Entries are recorded in the order of recording, each with its origin, many at once: what was written is
complete after every batch, and a run that is killed goes on behind it. The same entries give the same
commits.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path

from archive_repo import history, novelty, recording
from archive_repo.branches import MAIN
from archive_repo.errors import ArchiveError
from archive_repo.format.snapshot import Snapshot
from archive_repo.git import claims
from archive_repo.git.foreign import Objects
from archive_repo.records import Origin, Version
from archive_repo.repository import Repository
from archive_repo.text import sentences
from archive_repo.writer import Writer
from archiver.exchange import collection
from archiver.exchange.collection import Entry, Texts
from archiver.exchange.incoming import entry_novelty
from archiver.exchange.incoming.entry_novelty import Tell
from archiver.exchange.incoming.imported import ImportedDocument
from archiver.exchange.incoming.raw_pages import Page, body
from archiver.exchange.incoming.surroundings import Address
from archiver.exchange.incoming.walls import Walls

BATCH_BYTES = 48 * 1024 * 1024
"""A batch is written once it has this many bytes: most platforms are one batch, none needs much memory."""

ENGINE = "Open Terms Archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A platform to be imported; picklable."""

    repository: Path
    """Its repository in the archive, which need not exist yet."""
    name: str
    """How the platform writes itself."""
    collection: str
    """The collection's name."""
    source: Path
    """Where the collection's texts are."""
    slugs: Mapping[str, str]
    """The slug of each document, by its title."""
    entries: Sequence[Entry]
    """All that the collection recorded of the platform, in the order of recording."""
    pages: Mapping[str, Page] = field(default_factory=dict)
    """The raw pages that the texts were read from, by the ids of the collection's snapshots."""
    snapshots: Path | None = None
    """The repository that holds them."""
    addresses: Mapping[str, Sequence[Address]] = field(default_factory=dict)
    """Where the documents were, by title, for pages that do not say it."""
    skipped: frozenset[str] = frozenset()
    """Ids of commits, of versions or of snapshots, that the collection's curators threw out."""
    began_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a platform."""

    platform: str
    versions: int = 0
    """Recorded by this run."""
    known: int = 0
    """Entries that were there already."""
    same: int = 0
    """Entries without a version, since their text is the one before, written otherwise."""
    snapshots: int = 0
    """Of these runs' versions, how many brought their pages."""
    walls: int = 0
    """Versions, among those of this run, that are not the document."""
    documents: int = 0
    notes: tuple[str, ...] = ()
    """What was left out, and why, a line each."""
    problem: str = ""
    """Why the rest of the platform was not recorded; empty if all was."""


def take(work: Work, stopped: Callable[[], bool] = bool, tell: Tell = novelty.tell) -> Taken:
    """Record what is not there yet, until `stopped`.

    A problem of this platform is reported, and leaves what was recorded.
    """
    tally: Counter[str] = Counter()
    notes: list[str] = []
    problem = ""
    try:
        repository = Repository.create(work.repository)
        with claims.claimed(repository.path, "an import", work.began_at):
            repository.mend()
            _Intake(work, repository, tally, notes, stopped, tell).run()
    except ArchiveError as error:
        problem = str(error)
    return Taken(
        platform=work.repository.stem,
        versions=tally["versions"],
        known=tally["known"],
        same=tally["same"],
        snapshots=tally["snapshots"],
        walls=tally["walls"],
        documents=len(work.slugs),
        notes=tuple(notes),
        problem=problem,
    )


class _Intake:
    def __init__(
        self,
        work: Work,
        repository: Repository,
        tally: Counter[str],
        notes: list[str],
        stopped: Callable[[], bool],
        tell: Tell,
    ) -> None:
        self._work = work
        self._repository = repository
        self._tally = tally
        self._notes = notes
        self._stopped = stopped
        self._objects: Objects | None = None
        self._said = {(one.terms_type, one.commit): one.said for one in work.entries}
        self._tell = tell
        self._documents = {
            title: ImportedDocument(slug=slug, title=title, walls=Walls(title))
            for title, slug in work.slugs.items()
        }

    def run(self) -> None:
        left = deque(self._new())
        with ExitStack() as stack:
            texts = stack.enter_context(collection.texts(self._work.source))
            if self._work.snapshots:
                self._objects = stack.enter_context(Objects(self._work.snapshots))
            while left and not self._stopped():
                told, is_read = Counter(self._tally), False
                try:
                    with self._repository.writing_at_once(self._work.name) as (writer, batch):
                        clock = _clock(self._repository)
                        while left and batch.size < BATCH_BYTES and not self._stopped():
                            clock = self._record(writer, left.popleft(), texts, clock)
                        is_read = True
                except ArchiveError:
                    if is_read:  # it could not be written, so nothing of it is there
                        self._tally.clear()
                        self._tally.update(told)
                    raise

    def _new(self) -> list[Entry]:
        """The entries behind the newest version of each document that came from the collection."""
        done = dict[str, int]()
        own: dict[str, list[tuple[int, Entry]]] = {}
        for place, entry in enumerate(self._work.entries):
            own.setdefault(entry.terms_type, []).append((place, entry))
        for title, entries in own.items():
            done[title] = self._done(self._documents[title].slug, entries)
        self._tally["known"] = sum(
            place <= done[entry.terms_type] for place, entry in enumerate(self._work.entries)
        )
        return [entry for place, entry in enumerate(self._work.entries) if place > done[entry.terms_type]]

    def _done(self, slug: str, entries: Sequence[tuple[int, Entry]]) -> int:
        """The place of the last entry that needs nothing; -1 where none does."""
        newest = history.latest(self._repository, slug)
        if newest is None:
            return -1
        address = f"{newest.platform}/{slug}"
        if newest.origin is None:
            self._notes.append(f"{address}: left as it is: this archive has looked at it itself since")
            return entries[-1][0]
        places = [place for place, entry in entries if entry.commit == newest.origin.commit]
        if not places:
            self._notes.append(
                f"{address}: left as it is: its newest version came from {newest.origin}, which this "
                "collection does not have"
            )
            return entries[-1][0]
        return places[-1]

    def _record(self, writer: Writer, entry: Entry, texts: Texts, clock: datetime) -> datetime:
        """Record an entry; when the newest commit was recorded then."""
        work, document = self._work, self._documents[entry.terms_type]
        text = document.text(entry, texts)
        before = next(iter(writer.versions(document.slug)), None)
        if before and before.text_sha256 == document.digest(text):
            self._tally["same"] += 1
            return clock
        document.recall(writer)
        is_skipped = not work.skipped.isdisjoint((entry.commit, *entry.said.snapshots))
        is_wall = is_skipped or bool(
            document.walls.reason(text, document.newest, _lasting(writer, document, entry))
        )
        fetched_at = max(entry.recorded_at, before.fetched_at) if before else entry.recorded_at
        recorded_at = max(clock, fetched_at)
        snapshot = self._snapshot(writer, document, entry, before, recorded_at)
        told = entry_novelty.told(writer, document, text, lambda: self._others(writer, document), self._tell)
        found = recording.record(
            writer,
            text,
            snapshot,
            title=document.title,
            extractor=_engine(entry),
            cause=entry_novelty.cause(writer, document, entry, told) if document.newest else None,
            rereads=before.snapshot if before else "",
            fetched_at=fetched_at,
            recorded_at=recorded_at,
            told=told,
            is_the_document=not is_wall,
            origin=Origin(collection=work.collection, commit=entry.commit),
            origin_date="" if fetched_at == entry.recorded_at else entry.recorded_at.isoformat(),
        )
        self._tally["versions"] += 1
        self._tally["walls"] += is_wall
        if not is_wall:
            document.newest = text
        return found.version.recorded_at

    def _snapshot(
        self, writer: Writer, document: ImportedDocument, entry: Entry, before: Version | None, at: datetime
    ) -> Snapshot:
        """The pages that an entry was read from, stored unless they are those of the version before.

        Without pages where the collection names none, or one of them is not there.
        """
        named = entry.said.snapshots
        pages = [self._work.pages[one] for one in named if one in self._work.pages]
        if self._objects is None or not pages or len(pages) != len(named):
            return _snapshot_of(self._work, document, before=None, at=at)
        if before and before.origin and before.snapshot:
            said = self._said.get((document.title, before.origin.commit))
            if said and said.snapshots == named:
                return _snapshot_of(self._work, document, before=before, at=at)
        urls = _addresses(self._work.addresses.get(document.title, ()), len(pages), entry.recorded_at)
        bodies = [body(self._objects, page, url) for page, url in zip(pages, urls, strict=True)]
        self._tally["snapshots"] += 1
        return writer.record_snapshot(
            document=document.slug, title=document.title, bodies=bodies, fetched_at=at
        )

    def _others(self, writer: Writer, document: ImportedDocument) -> Sequence[str]:
        """The newest texts of the platform's other documents, as far as they are recorded."""
        others = [one for one in self._documents.values() if one is not document]
        for one in others:
            one.recall(writer)
        return [one.newest for one in others if one.newest]


def _snapshot_of(work: Work, document: ImportedDocument, *, before: Version | None, at: datetime) -> Snapshot:
    """The snapshot of the version before, or none."""
    return Snapshot(
        platform=work.repository.stem,
        document=document.slug,
        id=before.snapshot if before else "",
        fetched_at=at,
        sources=before.sources if before else (),
    )


def _addresses(declared: Sequence[Address], count: int, at: datetime) -> Sequence[str]:
    """Where so many pages of a document were at a time, as it was declared then; empty where nobody knows."""
    valid = next((one.urls for one in declared if one.until is None or at <= one.until), ())
    return valid if len(valid) == count else [""] * count


def _lasting(writer: Writer, document: ImportedDocument, entry: Entry) -> timedelta:
    """How long the newest versions have been something else than the document."""
    others = takewhile(lambda one: not one.is_the_document, writer.versions(document.slug))
    began = min((one.fetched_at for one in others), default=entry.recorded_at)
    return entry.recorded_at - began


def _engine(entry: Entry) -> str:
    """What read the page: `Open Terms Archive 14.1.0 (sentences 1)`."""
    named = " ".join(part for part in (ENGINE, entry.said.engine) if part)
    return f"{named} (sentences {sentences.VERSION})"


def _clock(repository: Repository) -> datetime:
    """When the newest commit was recorded: none is recorded before the one that it follows."""
    tip = repository.store.tip(MAIN)
    return repository.store.commit(tip).committed if tip else datetime(1970, 1, 1, tzinfo=UTC)
