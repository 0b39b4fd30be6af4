"""What of a platform goes into a collection's repositories of snapshots and versions: one file per commit."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from archive_repo import branches
from archive_repo.branches import SNAPSHOTS
from archive_repo.errors import DamagedRepository
from archive_repo.format import snapshot
from archive_repo.format.snapshot import Fetched
from archive_repo.git.objects import Commit
from archive_repo.git.packed import identified
from archive_repo.git.store import Store
from archiver.exchange.outgoing import engine_messages
from archiver.exchange.outgoing.service import Service, file_name
from archiver.extract.html import charset

Read = Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A commit of a collection, to be made of what the archive has."""

    file: bytes
    """Its path, which begins with the service's id."""
    blob: str
    """The id of the file's blob."""
    read: Read
    """Gives the file's bytes. Raises DamagedRepository where they cannot be read."""
    message: str
    at: datetime
    """When it was fetched."""
    recorded_at: datetime
    """When the archive recorded it: recordings of several services follow each other by this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """A service's raw pages."""

    recordings: Sequence[Recording]
    places: Mapping[str, tuple[int, ...]]
    """Where among the recordings each snapshot's pages are, by the snapshot's id. A page with the bytes of
    the one before is the one before, as the engine has it."""


def pages(service: Service) -> Pages:
    """The raw pages of a platform. Raises DamagedRepository where they cannot be read."""
    store = service.repository.store
    found, places = list[Recording](), dict[str, tuple[int, ...]]()
    last: dict[bytes, tuple[str, int]] = {}
    titles = dict(service.titles)
    for commit in list(store.ancestry(SNAPSHOTS))[::-1]:
        said = snapshot.parse(commit.message)
        if said is None:
            continue
        if said.document not in titles:  # it was held, and never became a version
            wanted = (commit.message.partition(": snapshot of ")[0],)
            titles[said.document] = file_name(wanted, titles.values(), said.document)
        own = []
        for page in _pages(store, commit, said.document, service.id, titles[said.document], last):
            before = last.get(page.file, ("", 0))
            if before[0] != page.blob:
                before = last[page.file] = page.blob, len(found)
                found.append(page)
            own.append(before[1])
        places[commit.id] = tuple(own)
    return Pages(recordings=found, places=places)


def _pages(
    store: Store, commit: Commit, document: str, service: str, title: str, known: Container[bytes]
) -> list[Recording]:
    """The pages of one snapshot; of paths that are not `known` they are the first."""
    files = store.files(commit.id)
    names = branches.bodies(files, document)
    found = []
    for number, name in enumerate(names, start=1):
        stem, _, ending = name.rpartition(".")
        beside = f"{stem}.json"
        if beside not in files:
            raise DamagedRepository(f"{store.path}: {commit.id} lacks {beside}", platform=store.path.stem)
        fetched = snapshot.from_json(store.blob(files[beside]))
        part = str(number) if len(names) > 1 else ""
        file = f"{service}/{title}{f' #{part}' if part else ''}.{ending}".encode()
        blob, read = _body(store, files[name], ending, fetched)
        found.append(
            Recording(
                file=file,
                blob=blob,
                read=read,
                message=engine_messages.of_page(service, title, part, fetched, is_first=file not in known),
                at=fetched.fetched_at,
                recorded_at=commit.committed,
            )
        )
    return found


def _body(store: Store, blob: str, ending: str, fetched: Fetched) -> tuple[str, Read]:
    """The page as the engine stores it: what is text is UTF-8, whatever the page came as."""
    if ending == "pdf":
        return blob, partial(store.blob, blob)
    data = store.blob(blob)
    try:
        data.decode()
    except UnicodeDecodeError:
        made = charset.decode(data, fetched.content_type).encode()
        return identified(("blob", made)), lambda: made
    return blob, partial(store.blob, blob)


def texts(service: Service, recorded: Mapping[str, Sequence[str]]) -> list[Recording]:
    """The versions of a platform; `recorded` are the commits of each snapshot's pages in the collection."""
    store, found, seen = service.repository.store, list[Recording](), set[str]()
    for commit, said in service.versions:
        blob = store.blob_at(commit, f"{said.document}.md")
        if blob is None:
            raise DamagedRepository(
                f"{store.path}: {commit.id} lacks {said.document}.md", platform=store.path.stem
            )
        title = service.titles[said.document]
        found.append(
            Recording(
                file=f"{service.id}/{title}.md".encode(),
                blob=blob,
                read=partial(store.blob, blob),
                message=engine_messages.of_text(
                    service.id, title, said, recorded.get(said.snapshot, ()), is_first=title not in seen
                ),
                at=commit.authored,
                recorded_at=commit.committed,
            )
        )
        seen.add(title)
    return found
