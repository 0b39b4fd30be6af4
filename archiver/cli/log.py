"""`archiver log`: the versions of a document."""

from __future__ import annotations

from typing import Any

import click

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.versions import Version
from archiver import addresses
from archiver.cli import options, output


@click.command("log")
@options.archive
@options.address
@click.option("-n", "--number", type=click.IntRange(1), help="Show so many versions at most.")
@options.as_json
def command(archive: Archive, address: str, number: int | None, as_json: bool) -> None:
    """Show the versions of a document, newest first.

    With @WHEN, the versions up to that time.
    """
    where = addresses.parse_document(address)
    repository = archive.repository(where.platform)
    found = history.versions(repository, where.document)
    if where.when:
        newest = addresses.version_at(repository, where.document, where.when, options.now())
        found = found[[version.id for version in found].index(newest.id) :]
    found = found[:number]
    if as_json:
        output.write_json([describe(version) for version in found])
    else:
        output.write(output.columns([_row(version) for version in found]))


def describe(version: Version) -> dict[str, Any]:
    """A version, as `--json` gives it."""
    return {
        "version": version.id,
        "previous": version.previous,
        "fetched_at": version.fetched_at,
        "recorded_at": version.recorded_at,
        "cause": version.cause,
        "change_class": version.change_class,
        "subject": version.subject,
        "snapshot": version.snapshot,
        "text_sha256": version.text_sha256,
    }


def _row(version: Version) -> tuple[str, ...]:
    kind = version.change_class or version.cause
    return (
        output.style(version.id[: output.SHORT_ID], fg="yellow"),
        output.minute(version.fetched_at),
        output.style(kind, fg="cyan"),
        version.subject.removeprefix(f"{version.title}: "),
    )
