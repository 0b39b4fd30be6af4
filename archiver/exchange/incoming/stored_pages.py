"""A collection's raw pages, looked at again at their own times: read, judged and recorded as in a crawl.

What its texts say does not matter here. Each page is read by the declaration that was valid when it was
fetched, as far as the collection kept it.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from archive_repo.archive import Archive
from archive_repo.errors import DamagedRepository
from archive_repo.format.message import plural
from archive_repo.git import foreign
from archive_repo.git.foreign import Objects
from archive_repo.records import slug
from archiver import declarations
from archiver.crawl.workers import Compute
from archiver.declarations import Declaration, Document, Source, former, terms
from archiver.declarations.former import Former
from archiver.errors import DeclarationError
from archiver.exchange.incoming import raw_pages
from archiver.exchange.incoming.raw_pages import Page
from archiver.exchange.warc import timeline
from archiver.exchange.warc.recorded import Record, Recorded, key
from archiver.exchange.warc.timeline import Played
from archiver.settings import FetchSettings

_EVER = datetime.max.replace(tzinfo=UTC)
_PART = re.compile(r"(?: #| - ).*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A page of a document in a repository of snapshots."""

    document: str
    """The document's slug."""
    page: Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """What was declared of a platform up to a time."""

    end: datetime
    declared: Declaration


def eras(file: Path) -> list[Era]:
    """What a declaration and its history say was declared, the oldest first. Raises DeclarationError."""
    now, past = declarations.read(file), former.of(file)
    ends = sorted({one.until for of_title in past.values() for one in of_title})
    return [Era(end=end, declared=_as_of(now, past, end)) for end in (*ends, _EVER)]


def _as_of(now: Declaration, past: Mapping[str, Sequence[Former]], end: datetime) -> Declaration:
    own = {one.title: one for one in now.documents}
    for title, entries in past.items():
        valid = next((one for one in entries if end <= one.until), None)
        if valid and (sources := _sources(title, valid)):
            own[title] = Document(platform=now.slug, title=title, slug=slug(title), sources=sources)
    return replace(now, documents=tuple(own.values()))


def _sources(title: str, entry: Former) -> tuple[Source, ...]:
    """What an entry declares; nothing where it cannot be used."""
    try:
        return terms.sources(title, dict(entry.declared))
    except DeclarationError:
        return ()


def bring_in(
    archive: Archive,
    file: Path,
    repository: Path,
    found: Sequence[Stored],
    *,
    compute: Compute,
    stop: threading.Event,
    settings: FetchSettings,
) -> tuple[Played, tuple[str, ...]]:
    """Look at the stored pages of the platform that a file declares: what came of it, and what was left out.

    `found` are its pages in the repository, see `of_platforms`. Pages that are not after a document's last
    look are passed over, so that a second run goes on.
    """
    notes: list[str] = []
    done: list[Played] = []
    with TemporaryDirectory(prefix="archiver-pages-") as folder, Objects(repository) as objects:
        bodies = _Bodies(objects, Path(folder))
        for era in eras(file):
            recorded = _recorded(found, era, bodies)
            notes += recorded.notes
            done.append(
                timeline.play(archive, era.declared, recorded, compute=compute, stop=stop, settings=settings)
            )
            if done[-1].problem:
                break
    return timeline.together(done), tuple(dict.fromkeys(notes))


def of_platforms(repository: Path, platforms: Iterable[str]) -> dict[str, list[Stored]]:
    """The pages of each platform in a repository of snapshots, by its id, in the order of recording.

    Its log is read once for all of them: that of a large collection takes minutes. Raises InvalidInput or
    DamagedRepository where it cannot be read.
    """
    foreign.must_be_repository(repository)
    found: dict[str, list[Stored]] = {one: [] for one in platforms}
    for change in foreign.changes(repository):
        page = raw_pages.page(change)
        if page:
            folder, *parts = change.files[0][0].decode(errors="replace").split("/")
            if folder in found and parts:
                title = _PART.sub("", parts[-1].rpartition(".")[0])
                found[folder].append(Stored(document=slug(title), page=page))
    return found


class _Bodies:
    """Bodies in a folder, each written when it is first asked for, under its SHA-256."""

    def __init__(self, objects: Objects, folder: Path) -> None:
        self._objects = objects
        self.folder = folder
        self._names: dict[str, str] = {}

    def name(self, blob: str) -> str:
        if blob not in self._names:
            data = self._objects.blob(blob)
            self._names[blob] = hashlib.sha256(data).hexdigest()
            (self.folder / self._names[blob]).write_bytes(data)
        return self._names[blob]


def _recorded(found: Sequence[Stored], era: Era, bodies: _Bodies) -> Recorded:
    """The pages up to the end of an era as records of the addresses that were declared in it."""
    declared = {one.slug: one for one in era.declared.documents}
    records: dict[str, list[Record]] = defaultdict(list)
    notes: list[str] = []
    lost: dict[str, int] = defaultdict(int)
    for one in found:
        document = declared.get(one.document)
        if one.page.fetched_at > era.end or document is None:
            continue
        url = _address(document, one.page)
        if not url:
            lost[one.document] += 1
            continue
        try:
            records[key(url)].append(_record(one.page, url, bodies))
        except DamagedRepository as error:
            notes.append(str(error))
    notes += (
        f"{era.declared.slug}/{name}: {plural(count, 'page')} left out: nothing says which source it is of"
        for name, count in lost.items()
    )
    ordered = {name: sorted(own, key=lambda one: one.at) for name, own in records.items()}
    return Recorded(records=ordered, folder=bodies.folder, notes=tuple(notes))


def _address(document: Document, page: Page) -> str:
    """The declared address that a page was fetched from; empty where nothing tells."""
    pages = [source.page for source in document.sources]
    said = [one for one in pages if page.url and key(one) == key(page.url)]
    return next(iter(said or (pages if len(set(pages)) == 1 else ())), "")


def _record(page: Page, url: str, bodies: _Bodies) -> Record:
    return Record(
        url=url,
        at=page.fetched_at,
        status=200,
        headers=(("content-type", raw_pages.ENDINGS[page.extension]),),
        body=bodies.name(page.blob),
        id=page.commit,
    )
