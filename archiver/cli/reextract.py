"""`archiver reextract`: reads the stored pages again with today's code and selectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from archive_repo.archive import Archive
from archive_repo.errors import RepositoryBusy, StoreError
from archive_repo.format.message import plural
from archiver import declarations
from archiver.cli import options, output, sick
from archiver.declarations import Declaration
from archiver.report.operations import RereadRow

if TYPE_CHECKING:
    from archiver.crawl.rereading import Reread


@click.command("reextract")
@options.archive
@options.addresses
@options.as_json
def command(archive: Archive, named: tuple[str, ...], as_json: bool) -> int:
    """Read the newest stored page of each document again, without fetching anything.

    What differs is recorded with the cause re-extraction, which no reading command takes for a change of the
    policy. A crawl does this by itself when the code or a declaration changed.
    """
    sound, broken = declarations.read_sound(archive.declarations)
    for problem in broken:
        sick.declaration(problem)
    declared = declarations.selected(sound, named)
    rows, busy = [], set[str]()
    for one in _reread(archive, declared, busy):
        rows.append(_row(one))
        if one.version:
            output.note(f"{one.platform}/{one.document}: {one.version.subject}")
    other = sum(row.version is not None for row in rows)
    output.note(f"{plural(len(rows), 'document')} read again: {plural(other, 'text')} came out differently")
    if as_json:
        output.write_json(rows)
    return RepositoryBusy.exit_code if busy and busy == set(sick.named()) else 0


def _reread(archive: Archive, declared: Sequence[Declaration], busy: set[str]) -> Iterator[Reread]:
    """Every document whose page could be read again; others are reported at the command's end.

    `busy` gets the platforms that another run is at work on.
    """
    from archiver.crawl import rereading  # loads lxml and trafilatura
    from archiver.crawl.workers import Workers

    with Workers(1) as workers:
        for platform in declared:
            try:
                for one in rereading.reread(archive, platform, compute=workers.compute, clock=options.now):
                    if one.problem:
                        sick.troubled(f"{one.platform}/{one.document}", one.problem)
                    else:
                        yield one
            except StoreError as error:
                sick.troubled(platform.slug, str(error))
                if isinstance(error, RepositoryBusy):
                    busy.add(platform.slug)


def _row(one: Reread) -> RereadRow:
    return RereadRow(
        platform=one.platform,
        document=one.document,
        title=one.title,
        version=one.version.id if one.version else None,
    )
