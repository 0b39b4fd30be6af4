"""A whole collection in Open Terms Archive's layout, brought in: a repository per platform, side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput, meant
from archive_repo.format.message import plural
from archive_repo.records import slug
from archiver import cores, declarations
from archiver.crawl.workers import Compute
from archiver.declarations import former
from archiver.exchange import collection
from archiver.exchange.collection import Collection
from archiver.exchange.incoming import intake, raw_pages, slugs, stored_pages, surroundings
from archiver.exchange.incoming.intake import Taken, Work
from archiver.exchange.incoming.surroundings import Surroundings
from archiver.exchange.warc.timeline import Played
from archiver.settings import FetchSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be imported."""

    versions: Path
    """A clone, bare or not, a bundle or a dataset."""
    snapshots: Path | None = None
    """A clone of the collection's repository of snapshots, or a bundle of it."""
    declarations: Path | None = None
    """The folder of the collection's declarations."""
    platforms: frozenset[str] = frozenset()
    """Ids or slugs; empty for all."""
    collection: str = ""
    """The collection's name; empty for the one that it gives itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How an import went."""

    collection: str
    platforms: tuple[Taken, ...]
    notes: tuple[str, ...]
    """What was left out or renamed, a line each."""


def bring_in(archive: Archive, wanted: Wanted, now: datetime, heard: Callable[[Taken], None]) -> Imported:
    """Import a collection; `heard` is told of each platform when it is done.

    Raises InvalidInput or NotFound where there is no such collection or platform, and ProcessEnded where a
    process was killed. KeyboardInterrupt passes once what was under way is kept.
    """
    around = surroundings.read(wanted.declarations) if wanted.declarations else Surroundings()
    name = collection.one_word(wanted.collection or around.collection)
    with ExitStack() as stack:
        found = stack.enter_context(collection.opened(wanted.versions, name))
        owned = slugs.given(found.platforms)
        chosen = _chosen(owned, wanted.platforms)
        works = list(_works(archive, found, around, owned, chosen, now))
        if wanted.snapshots:
            place = stack.enter_context(collection.repository(wanted.snapshots))
            works = _with_pages(works, place)
        notes = [*found.left_out, *_renamed(owned, chosen), *_renamed_documents(works)]
        notes += _declared(archive, around, owned, chosen)
        done = [_heard(one, heard) for _, one in cores.spread(_take, works)]
    done.sort(key=lambda one: one.platform)
    told = [note for one in done for note in one.notes]
    return Imported(collection=found.name, platforms=tuple(done), notes=(*notes, *told))


def reread(
    archive: Archive,
    wanted: Wanted,
    *,
    compute: Compute,
    stop: threading.Event,
    settings: FetchSettings,
    heard: Callable[[Played], object],
) -> tuple[tuple[Played, ...], tuple[str, ...]]:
    """Look at a collection's snapshots as a crawl would have; `heard` is told of each platform.

    `wanted` names snapshots and declarations. Raises InvalidInput without them, and as `bring_in` does.
    """
    if not (wanted.snapshots and wanted.declarations):
        raise InvalidInput(
            "--reread needs --snapshots, whose pages are read, and --declarations, which say how"
        )
    around = surroundings.read(wanted.declarations)
    owned = slugs.given(around.files)
    chosen = _chosen(owned, wanted.platforms)
    notes = list(_declared(archive, around, owned, chosen))
    done: list[Played] = []
    with collection.repository(wanted.snapshots) as place:
        pages = stored_pages.of_platforms(place, chosen)
        for platform in chosen:
            if not stop.is_set():
                played, left_out = stored_pages.bring_in(
                    archive,
                    around.files[platform],
                    place,
                    pages[platform],
                    compute=compute,
                    stop=stop,
                    settings=settings,
                )
                heard(played)
                done.append(played)
                notes += left_out
    return tuple(done), tuple(notes)


def _heard(one: Taken, heard: Callable[[Taken], None]) -> Taken:
    heard(one)
    return one


def _chosen(owned: Mapping[str, str], wanted: frozenset[str]) -> list[str]:
    """The ids of the platforms that are wanted. Raises InvalidInput for one that the collection lacks."""
    chosen = []
    for one in wanted:
        same = [platform for platform, own in owned.items() if one in (platform, own)]
        same = same or [platform for platform, own in owned.items() if slug(one) == own]
        if not same:
            hint = meant(one, [*owned, *owned.values()], "the collection's folders are named like platforms")
            raise InvalidInput(f"{one}: not in the collection; {hint}")
        chosen += same
    return [platform for platform in owned if platform in chosen] if wanted else list(owned)


def _works(
    archive: Archive,
    found: Collection,
    around: Surroundings,
    owned: Mapping[str, str],
    chosen: Sequence[str],
    now: datetime,
) -> Iterator[Work]:
    """The platforms' work, the longest first, so that no process is left with it at the end."""
    for platform in sorted(chosen, key=lambda one: -len(found.platforms[one])):
        yield Work(
            repository=archive.path(owned[platform]),
            name=around.names.get(platform, platform),
            collection=found.name,
            source=found.path,
            slugs=slugs.given(collection.documents(found.platforms[platform])),
            entries=found.platforms[platform],
            addresses=around.addresses.get(platform, {}),
            skipped=around.skipped.get(platform, frozenset()),
            began_at=now,
        )


def _with_pages(works: Sequence[Work], repository: Path) -> list[Work]:
    """The work with the pages that its entries name, as far as they are there."""
    named = [{one for entry in work.entries for one in entry.said.snapshots if one} for work in works]
    found = raw_pages.found(repository, set().union(*named))
    own = [{one: found[one] for one in ids if one in found} for ids in named]
    return [replace(work, pages=page, snapshots=repository) for work, page in zip(works, own, strict=True)]


def _renamed(owned: dict[str, str], chosen: Sequence[str]) -> Iterator[str]:
    for platform, own in slugs.changed(owned):
        if platform in chosen:
            yield f"{platform}: kept apart as {own}: another platform, or a special file, has its slug"


def _renamed_documents(works: Sequence[Work]) -> Iterator[str]:
    for work in works:
        for title, own in slugs.changed(dict(work.slugs)):
            address = f"{work.repository.stem}/{own}"
            yield f"{title}: kept apart as {address}: another document, or a special file, has its slug"


def _declared(
    archive: Archive, around: Surroundings, owned: Mapping[str, str], chosen: Sequence[str]
) -> Iterator[str]:
    """Take the platforms' declarations over, so that the next crawl goes on; those that are there stay."""
    taken = 0
    there = {slug(path.stem) for path in declarations.files(archive.declarations)}
    for platform in chosen:
        file = around.files.get(platform)
        if file is None or slug(platform) != owned[platform]:
            continue
        if owned[platform] not in there:
            archive.declarations.mkdir(parents=True, exist_ok=True)
            for one in (file, former.file_beside(file)):
                if one.is_file():
                    (archive.declarations / one.name).write_bytes(one.read_bytes())
            taken += 1
    if taken:
        yield f"{plural(taken, 'declaration')} taken over: `archiver crawl` goes on where the collection ends"
    yield from around.unusable


def _take(work: Work) -> Taken:
    return intake.take(work, cores.is_stopped)
