"""`archiver import`: other people's archives, brought into this one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archive_repo.git import foreign
from archiver import declarations, moments, settings
from archiver.cli import interruption, options, output, warming
from archiver.declarations import Document, selected
from archiver.exchange.incoming import open_terms_archive
from archiver.exchange.incoming.intake import Taken
from archiver.exchange.incoming.open_terms_archive import Imported, Wanted
from archiver.report.operations import ImportedRow, PlayedRow

if TYPE_CHECKING:
    from archiver.exchange.incoming.published import Listed, Read
    from archiver.exchange.warc.timeline import Played

SOME_FAILED = 3
"""Exit code of an import that finished, while some platforms could not be read or recorded."""


@click.group("import", short_help="Bring in somebody else's archive.")
def command() -> None:
    """Bring in somebody else's archive: its history becomes this archive's, platform by platform."""


@command.command("open-terms-archive")
@options.archive
@click.argument("versions", type=click.Path(path_type=Path), metavar="VERSIONS")
@click.option(
    "--snapshots",
    type=click.Path(path_type=Path),
    metavar="REPO",
    help="The collection's repository of snapshots: versions get the pages that they name, if all are there.",
)
@click.option(
    "--declarations",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The collection's declarations: names of platforms, curators' decisions, and what to crawl next.",
)
@click.option(
    "--platform",
    "--platforms",
    "platforms",
    multiple=True,
    metavar="A,B,...",
    help="Only these platforms, as their folders or slugs are named; repeatable, or separated by commas.",
)
@click.option("--collection", default="", metavar="NAME", help="The collection's name in `Origin` trailers.")
@click.option(
    "--reread",
    is_flag=True,
    help="Take the texts from the snapshots instead: each page is read and judged as in a crawl of its time.",
)
@options.as_json
def open_terms_archive_command(
    archive: Archive,
    versions: Path,
    snapshots: Path | None,
    declarations: Path | None,
    platforms: tuple[str, ...],
    collection: str,
    reread: bool,
    as_json: bool,
) -> None:
    """Bring in a collection in Open Terms Archive's layout, its complete history.

    VERSIONS is its repository of versions (a clone, bare or not, or a bundle) or a dataset (zip).
    Each commit becomes a version with its own date, cause and origin; texts are written one
    sentence per line; error pages and walls are recorded and hidden. Run it again to continue
    after an interruption, or with a newer clone: only what is new is added. With --reread,
    VERSIONS is not read, and the snapshots' pages become looks at their own times. Exit code 3
    when a platform could not be imported.
    """
    wanted = Wanted(
        versions=versions,
        snapshots=snapshots,
        declarations=declarations,
        platforms=frozenset(options.separate(platforms, None)),
        collection=collection,
    )
    if reread:
        _reread(archive, wanted, as_json=as_json)
        return
    done = open_terms_archive.bring_in(archive, wanted, options.now(), _hear)
    if as_json:
        output.write_json([_row(one) for one in done.platforms])
    output.notes(done.notes)
    output.note(_summary(done))
    warming.keep_up(archive)
    if any(one.problem for one in done.platforms):
        sys.exit(SOME_FAILED)


def _reread(archive: Archive, wanted: Wanted, *, as_json: bool) -> None:
    from archiver.crawl.workers import PATIENT_SECONDS, Workers

    stop = threading.Event()
    with (
        interruption.after_what_is_under_way(stop),
        Workers(wall_seconds=PATIENT_SECONDS) as workers,
    ):
        done, notes = open_terms_archive.reread(
            archive,
            wanted,
            compute=workers.compute,
            stop=stop,
            settings=settings.read(archive.settings).fetch,
            heard=_played,
        )
    _end_of_looks(archive, done, notes, as_json=as_json, is_stopped=stop.is_set())


@command.command("warc")
@options.archive
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@options.platforms
@options.as_json
def warc_command(
    archive: Archive, files: tuple[Path, ...], platforms: tuple[str, ...], as_json: bool
) -> None:
    """Bring in pages that any crawler recorded, from WARC or WACZ files.

    The records of declared addresses, and of what they redirect to, become looks at the times of
    the records: read, judged and recorded as in a crawl. Times that are not after a document's
    last look are passed over, so bring old files in first; run it again to go on after an
    interruption. Exit code 3 when a platform could not be looked at to the end.
    """
    from archiver.exchange.warc import timeline

    named = tuple(options.separate(platforms, archive))
    chosen = selected(declarations.read_all(archive.declarations), named)
    stop, chosen_settings = threading.Event(), settings.read(archive.settings)
    with interruption.after_what_is_under_way(stop):
        done, notes = timeline.bring_in(
            archive,
            chosen,
            files,
            stop=stop,
            settings=chosen_settings.fetch,
            now=options.now(),
            heard=_played,
        )
    _end_of_looks(archive, done, notes, as_json=as_json, is_stopped=stop.is_set())


def _end_of_looks(
    archive: Archive, done: Sequence[Played], notes: Sequence[str], *, as_json: bool, is_stopped: bool
) -> None:
    """Say what came of looks at recorded pages, and end the command."""
    if as_json:
        output.write_json([_played_row(one) for one in done])
    output.notes(notes)
    if not any(one.looks or one.passed_over for one in done):
        output.note("No record of a declared address was found; `archiver validate` lists what is declared")
    interruption.end_if(is_stopped)
    warming.keep_up(archive)
    if any(one.problem for one in done):
        sys.exit(SOME_FAILED)


@command.command("wayback")
@options.archive
@click.argument("address", metavar="PLATFORM[/DOCUMENT]")
@click.option("--from", "since", required=True, metavar="DATE", help="Captures from this day, month or year.")
@click.option("--to", "until", metavar="DATE", help="Captures up to this day, month or year [default: now].")
@click.option(
    "--web-archive",
    "place",
    default="https://web.archive.org",
    show_default=True,
    metavar="URL",
    help="A web archive with a CDX server; or where its TimeMaps are, as https://archive.example/timemap/link.",
)
def wayback_command(archive: Archive, address: str, since: str, until: str | None, place: str) -> None:
    """Bring in what a public web archive has of declared documents.

    Captures are listed by the archive's CDX server or TimeMap, fetched as they were recorded, a
    request every 2.5 s (fetch.web_archive_delay_seconds), and kept in the folder `web-archives`,
    so that an interrupted command goes on when it is run again. They become looks at their own
    times, as with `import warc`: times that are not after a document's last look are passed over.
    Exit code 3 when the archive could not be asked to the end.
    """
    from archiver.exchange import wayback
    from archiver.fetch.fetcher import Fetcher

    if not place.startswith(("http://", "https://")):
        raise InvalidInput(f"--web-archive {place!r}: an address begins with http:// or https://")
    period = moments.between(since, until, options.now())
    chosen = selected(declarations.read_all(archive.declarations), [address])
    stop = threading.Event()
    pace = wayback.paced(settings.read(archive.settings).fetch)
    with interruption.after_what_is_under_way(stop), Fetcher(pace, clock=options.now, stop=stop) as web:
        done = wayback.bring_in(
            archive, chosen, place, period, fetch=web.fetch, stop=stop, now=options.now(), heard=_played
        )
    output.notes(done.notes)
    interruption.end_if(stop.is_set())
    warming.keep_up(archive)
    if done.problems:
        output.notes(done.problems)
        sys.exit(SOME_FAILED)


@command.command("pages")
@options.archive
@click.argument("address", metavar="PLATFORM/DOCUMENT")
@click.argument("source", type=click.Path(path_type=Path), metavar="FILE|REPO")
@click.option("--path", metavar="PATH", help="Of a git repository: the file that is the document.")
@click.option(
    "--title", metavar="TITLE", help="Keep them in a document of this title, beside the declared one."
)
def pages_command(archive: Archive, address: str, source: Path, path: str | None, title: str | None) -> None:
    """Bring in earlier versions that a platform publishes itself.

    FILE lists them: a line has the day from which it was in force, and its address: `2021-05-01
    https://example.org/terms/2021`. REPO is a git repository of its terms, with --path: each
    commit of that file is a version. They have the cause `published`, since nobody looked then,
    and come before all that was observed: into a document without versions, or beside one with
    --title. Run it again to continue. Exit code 3 when a page could not be fetched.
    """
    from archiver.exchange.incoming import published

    (declared,) = selected(declarations.read_all(archive.declarations), [address])
    document, *others = declared.documents
    if others:
        raise InvalidInput(f"{address}: {len(others) + 1} documents; name one as PLATFORM/DOCUMENT")
    document = published.beside(document, title) if title else document
    stop = threading.Event()
    with (
        interruption.after_what_is_under_way(stop),
        _publishing(archive, document, source, path, stop) as (found, read),
    ):
        done = published.bring_in(archive, declared, document, found, read, stop=stop, now=options.now())
    output.notes(done.notes)
    where = f"{declared.slug}/{document.slug}"
    output.note(
        f"{where}: {plural(done.versions, 'version')} that {declared.name} publishes; "
        f"{done.known} not after the newest version, {done.same} the same as the one before"
    )
    interruption.end_if(stop.is_set())
    warming.keep_up(archive)
    if done.problem:
        output.note(f"archiver: {done.problem}; run it again to go on, or take its line out of the list")
        sys.exit(SOME_FAILED)


@contextmanager
def _publishing(
    archive: Archive, document: Document, source: Path, path: str | None, stop: threading.Event
) -> Iterator[tuple[Sequence[Listed], Read]]:
    """The versions that a list or a repository has, and what reads them."""
    from archiver.crawl.workers import Workers
    from archiver.exchange.incoming import published
    from archiver.fetch.fetcher import Fetcher

    if path:
        found = published.committed(source, path)
        with foreign.Objects(source) as objects, Workers() as workers:
            yield found, published.from_git(document, objects, path, workers.compute, options.now())
        return
    found, chosen = published.listed(_list(source)), settings.read(archive.settings).fetch
    with Fetcher(chosen, clock=options.now, stop=stop) as web, Workers() as workers:
        yield found, published.from_web(document, web.fetch, workers.compute)


def _list(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{file}: cannot be read as a list of addresses; for a git repository add --path"
        ) from error


def _played(one: Played) -> None:
    if one.problem:
        output.note(f"archiver: {one.platform}: {one.problem}")
    if one.looks:
        told = ", ".join(f"{count} {outcome}" for outcome, count in one.looks.items())
        output.note(f"{one.platform}: {plural(sum(one.looks.values()), 'look')}: {told}")
    if one.passed_over:
        output.note(f"{one.platform}: {plural(one.passed_over, 'time')} passed over, not after the last look")


def _played_row(one: Played) -> PlayedRow:
    return PlayedRow(
        platform=one.platform,
        outcomes=dict(one.looks),
        passed_over=one.passed_over,
        problem=one.problem or None,
    )


def _hear(one: Taken) -> None:
    if one.problem:
        output.note(f"archiver: {one.problem}")
    elif one.versions:
        output.note(
            f"{one.platform}: {plural(one.versions, 'version')} of {plural(one.documents, 'document')}"
        )


def _row(one: Taken) -> ImportedRow:
    return ImportedRow(
        platform=one.platform,
        version_count=one.versions,
        known_count=one.known,
        same_count=one.same,
        not_the_document_count=one.walls,
        problem=one.problem or None,
    )


def _summary(done: Imported) -> str:
    versions, known, same, walls = (
        sum(getattr(one, name) for one in done.platforms) for name in ("versions", "known", "same", "walls")
    )
    told = f"{done.collection}: {plural(versions, 'version')} of {plural(len(done.platforms), 'platform')}"
    told += f" imported; {known} there already; {same} without a version, since only marks differ"
    hidden = f"; {walls} hidden, not the document (`changes --class not-the-document`)" if walls else ""
    return told + hidden
