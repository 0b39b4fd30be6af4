"""The folder of a collection: made, and later gone on with, of what the archive has.

- `README.md` says what the folder is: without it, one that is not empty is refused.
- `snapshots.git` and `versions.git` are bare repositories that are only ever added to.
- `declarations` holds the declarations with their histories, `metadata.yml` and `cleaning/index.json`.
- `dataset.zip` and `api` are made of the versions.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.git import fast_import, foreign, lock
from archive_repo.git.fast_import import Addition
from archive_repo.git.foreign import Change
from archive_repo.records import slug
from archiver import declarations
from archiver.errors import DeclarationError
from archiver.exchange import collection
from archiver.exchange.outgoing import collection_api, collection_dataset, described, recordings, service
from archiver.exchange.outgoing.recordings import Recording
from archiver.exchange.outgoing.service import Service
from archiver.settings import CollectionSettings

VERSIONS, SNAPSHOTS, DECLARATIONS = "versions.git", "snapshots.git", "declarations"
DATASET, API, README = "dataset.zip", "api", "README.md"

_ABOUT = """\
# A collection made by archiver

`archiver export open-terms-archive` wrote this folder in the layout of https://opentermsarchive.org, and goes
on with it: what is changed here by hand may be lost.
"""

LeftOut = Callable[[str], AbstractContextManager[None]]
"""Handles what goes wrong with a platform, by its slug: it is left out then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an export added."""

    services: int
    snapshots: int
    versions: int
    notes: tuple[str, ...]
    """What lies in the folder and is no more in the archive, a line each."""


def write(
    archive: Archive, folder: Path, platforms: Sequence[str], said: CollectionSettings, left_out: LeftOut
) -> Written:
    """Make the folder, or add to it what is new. The same archive gives the same ids on every machine.

    Raises InvalidInput where the folder is somebody else's or of another archive, and cannot be written.
    """
    try:
        _claim(folder)
        with lock.held(folder, patience=0):
            return _write(archive, folder, platforms, said, left_out)
    except OSError as error:
        raise InvalidInput(f"{folder}: cannot be written ({error.strerror}); name another folder") from error


def _claim(folder: Path) -> None:
    """Make the folder ours. Raises InvalidInput where it holds something else."""
    about = folder / README
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(f"{folder}: is a file; name a folder for the collection")
    if folder.is_dir() and (there := sorted(one.name for one in folder.iterdir())):
        if not about.is_file() or about.read_text(errors="replace") != _ABOUT:
            raise InvalidInput(f"{folder}: has {there[0]} in it, which no export wrote; name an empty folder")
        return
    folder.mkdir(parents=True, exist_ok=True)
    described.replace(about, _ABOUT.encode())


def _write(
    archive: Archive, folder: Path, platforms: Sequence[str], said: CollectionSettings, left_out: LeftOut
) -> Written:
    files = _declared(archive, platforms)
    services = list(_services(archive, files, platforms, left_out))
    pages = dict[str, recordings.Pages]()
    for one in services:
        with left_out(one.repository.platform):
            pages[one.id] = recordings.pages(one)
    services = [one for one in services if one.id in pages]
    snapshots = _bring(
        folder / SNAPSHOTS, {one.id: pages[one.id].recordings for one in services}, services, left_out
    )
    commits = _of_services(fast_import.recorded(folder / SNAPSHOTS))
    texts = dict[str, Sequence[Recording]]()
    for one in services:
        with left_out(one.repository.platform):
            texts[one.id] = recordings.texts(one, _linked(pages[one.id], commits.get(one.id, [])))
    versions = _bring(folder / VERSIONS, texts, services, left_out)
    notes = _describe(folder, services, files, said)
    return Written(services=len(services), snapshots=snapshots, versions=versions, notes=tuple(notes))


def _declared(archive: Archive, platforms: Sequence[str]) -> dict[str, Path]:
    """The sound declarations of these platforms, by slug."""
    found = {}
    for path in declarations.files(archive.declarations):
        if slug(path.stem) in platforms:
            try:
                declarations.read(path)
                found[slug(path.stem)] = path
            except DeclarationError:  # `validate` and each crawl say what is wrong with it
                continue
    return found


def _services(
    archive: Archive, files: Mapping[str, Path], platforms: Sequence[str], left_out: LeftOut
) -> Iterator[Service]:
    taken = {path.stem for path in files.values()}
    for platform in platforms:
        with left_out(platform):
            declared = files[platform].stem if platform in files else ""
            one = service.read(archive.repository(platform), declared, taken - {declared})
            taken.add(one.id)
            yield one


def _bring(
    path: Path,
    found: Mapping[str, Sequence[Recording]],
    services: Sequence[Service],
    left_out: LeftOut,
) -> int:
    """Add to a repository what it has not; how many commits that are."""
    fast_import.create(path)
    there = _of_services(fast_import.recorded(path))
    slugs = {one.id: one.repository.platform for one in services}
    new = []
    for name, own in found.items():
        known = there.get(name, [])
        if [one.files for one in known] != [((one.file, one.blob),) for one in own[: len(known)]]:
            raise InvalidInput(
                f"{path}: its history of {name} is not that of this archive; name an empty folder"
            )
        new.append((slugs[name], own[len(known) :]))
    return fast_import.append(path, _additions(new, left_out))


def _additions(new: Sequence[tuple[str, Sequence[Recording]]], left_out: LeftOut) -> Iterator[Addition]:
    """The recordings of all platforms, by the time of recording; a platform's own keep their order."""
    sick = set[str]()
    streams = [[(one.recorded_at, platform, one) for one in own] for platform, own in new]
    for _, platform, one in heapq.merge(*streams, key=lambda one: one[:2]):
        data = None
        if platform not in sick:
            with left_out(platform):
                data = one.read()
        if data is None:  # what comes behind it would have another history
            sick.add(platform)
        else:
            yield Addition(file=one.file, data=data, message=one.message, at=one.at)


def _of_services(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """Commits by the folder that they change."""
    found: dict[str, list[Change]] = {}
    for one in changes:
        for file, _ in one.files:
            found.setdefault(file.partition(b"/")[0].decode(errors="surrogateescape"), []).append(one)
    return found


def _linked(pages: recordings.Pages, commits: Sequence[Change]) -> dict[str, Sequence[str]]:
    """The collection's commits of each snapshot's pages, by the snapshot's id, where all are there."""
    return {
        one: [commits[place].commit for place in places]
        for one, places in pages.places.items()
        if all(place < len(commits) for place in places)
    }


def _describe(
    folder: Path, services: Sequence[Service], files: Mapping[str, Path], said: CollectionSettings
) -> Iterator[str]:
    """Write what is made of the versions, and of the declarations."""
    told = described.metadata(said)
    declared = [files[one.repository.platform] for one in services if one.repository.platform in files]
    if not fast_import.recorded(folder / VERSIONS):
        return
    with ExitStack() as stack:
        found = stack.enter_context(collection.opened(folder / VERSIONS, said.id))
        objects = stack.enter_context(foreign.Objects(folder / VERSIONS))
        described.write(folder / DECLARATIONS, declared, told, _thrown_out(found, services))
        collection_dataset.write(folder / DATASET, found, objects, _ABOUT)
        collection_api.write(folder / API, found, objects, declared, told, said.api or "/")
        ids = {one.id for one in services}
        for name in found.platforms:
            if name not in ids:
                yield f"{name}: not exported now, and left as it was"


def _thrown_out(found: collection.Collection, services: Sequence[Service]) -> dict[str, Any]:
    """The versions that are not the document, as curators note them."""
    thrown: dict[str, Any] = {}
    for one in services:
        entries = found.platforms.get(one.id, [])
        for entry, (_, said) in zip(entries, one.versions, strict=False):
            if not said.is_the_document:
                own = thrown.setdefault(one.id, {}).setdefault(entry.terms_type, {"skipCommit": []})
                own["skipCommit"].append(entry.commit)
    return thrown
