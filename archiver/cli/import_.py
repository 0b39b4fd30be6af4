"""`archiver import`: other people's archives, brought into this one."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archiver.cli import options, output
from archiver.exchange import open_terms_archive
from archiver.exchange.intake import Taken
from archiver.exchange.open_terms_archive import Imported, Wanted
from archiver.report.operations import ImportedRow

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
    help="Only these platforms, as their folders or slugs are named; repeatable, or with commas between.",
)
@click.option("--collection", default="", metavar="NAME", help="The collection's name in `Origin` trailers.")
@options.as_json
def open_terms_archive_command(
    archive: Archive,
    versions: Path,
    snapshots: Path | None,
    declarations: Path | None,
    platforms: tuple[str, ...],
    collection: str,
    as_json: bool,
) -> None:
    """Bring in a collection in Open Terms Archive's layout, its complete history.

    VERSIONS is its repository of versions (a clone, bare or not, or a bundle) or a dataset (zip).
    Each commit becomes a version with its own date, cause and origin; texts are written one
    sentence per line; error pages and walls are recorded and hidden. Run it again to go on after an
    interruption, or with a newer clone: only what is new is added. Exit code 3 when a platform
    could not be imported.
    """
    wanted = Wanted(
        versions=versions,
        snapshots=snapshots,
        declarations=declarations,
        platforms=frozenset(part.strip() for one in platforms for part in one.split(",") if part.strip()),
        collection=collection,
    )
    done = open_terms_archive.bring_in(archive, wanted, options.now(), _hear)
    if as_json:
        output.write_json([_row(one) for one in done.platforms])
    output.notes(done.notes)
    output.note(_summary(done))
    if any(one.problem for one in done.platforms):
        sys.exit(SOME_FAILED)


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
    return f"{told}; {walls} are not the document and hidden (`changes --class not-the-document`)"
