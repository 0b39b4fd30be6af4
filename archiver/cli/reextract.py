"""`archiver reextract`: read stored pages again with today's code and selectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.records import Version
from archiver import declarations
from archiver.cli import options, output
from archiver.declarations import Declaration


@click.command("reextract")
@options.archive
@options.addresses
def command(archive: Archive, named: tuple[str, ...]) -> None:
    """Read the newest stored page of each document again, without fetching anything.

    What differs is recorded with the cause re-extraction, which no reading command takes for a change of the
    policy. A crawl does this by itself when the code or a declaration changed.
    """
    declared = declarations.selected(declarations.read_all(archive.declarations), named)
    read = list(_reread(archive, declared))
    for version in read:
        if version:
            output.note(f"{version.platform}/{version.document}: {version.subject}")
    other = sum(version is not None for version in read)
    output.note(f"{plural(len(read), 'document')} read again: {plural(other, 'text')} came out differently")


def _reread(archive: Archive, declared: Sequence[Declaration]) -> Iterator[Version | None]:
    from archiver.crawl import reextract  # brings lxml and trafilatura
    from archiver.crawl.tracked import Tracked

    for one in declared:
        if not archive.path(one.slug).is_dir():
            continue
        repository = archive.repository(one.slug)
        memory = repository.last_observations()
        for document in one.documents:
            look = memory.get(document.slug)
            tracked = Tracked(repository=repository, name=one.name, document=document, memory=look)
            if tracked.versions:
                read_as = tracked.reads_as(look.reading) if look else document
                reading = reextract.reread(tracked, read_as)
                yield reextract.record(tracked, reading, options.now()) if reading else None
