"""`archiver reextract`: reads the stored pages again with today's code and selectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.records import Version
from archiver import declarations
from archiver.cli import options, output, sick
from archiver.declarations import Declaration
from archiver.report.operations import RereadRow


@click.command("reextract")
@options.archive
@options.addresses
@options.as_json
def command(archive: Archive, named: tuple[str, ...], as_json: bool) -> None:
    """Read the newest stored page of each document again, without fetching anything.

    What differs is recorded with the cause re-extraction, which no reading command takes for a change of the
    policy. A crawl does this by itself when the code or a declaration changed.
    """
    sound, broken = declarations.read_sound(archive.declarations)
    for problem in broken:
        sick.declaration(problem)
    declared = declarations.selected(sound, named)
    rows = []
    for row, version in _reread(archive, declared):
        rows.append(row)
        if version:
            output.note(f"{version.platform}/{version.document}: {version.subject}")
    other = sum(row.version is not None for row in rows)
    output.note(f"{plural(len(rows), 'document')} read again: {plural(other, 'text')} came out differently")
    if as_json:
        output.write_json(rows)


def _reread(archive: Archive, declared: Sequence[Declaration]) -> Iterator[tuple[RereadRow, Version | None]]:
    """Every document that has a version, and the version that was recorded of it, if any."""
    from archiver.crawl import reextract  # brings lxml and trafilatura
    from archiver.crawl.tracked import Tracked

    for one in declared:
        if one.slug not in archive.slugs():
            continue
        with sick.left_out(one.slug):
            repository = archive.repository(one.slug)
            memory = repository.last_observations()
            for document in one.documents:
                look = memory.get(document.slug)
                tracked = Tracked(repository=repository, name=one.name, document=document, memory=look)
                if tracked.versions:
                    read_as = tracked.reads_as(look.reading) if look else document
                    reading = reextract.reread(tracked, read_as)
                    version = reextract.record(tracked, reading, options.now()) if reading else None
                    yield _row(one.slug, document.slug, document.title, version), version


def _row(platform: str, document: str, title: str, version: Version | None) -> RereadRow:
    return RereadRow(
        platform=platform, document=document, title=title, version=version.id if version else None
    )
