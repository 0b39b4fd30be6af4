"""`archiver log`: the versions of a document."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import Any

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.index import queries
from archive_repo.records import Cause, Version
from archiver import addresses
from archiver.cli import indexing, options, output, times


@click.command("log")
@options.archive
@options.address
@click.option("-n", "--number", type=click.IntRange(1), help="Show so many versions at most.")
@click.option("--stat", is_flag=True, help="List the sections that each version changed.")
@click.option("--graphical", is_flag=True, help="Draw a timeline: a bar a month.")
@options.as_json
def command(
    archive: Archive, address: str, number: int | None, stat: bool, graphical: bool, as_json: bool
) -> None:
    """Show the versions of a document, newest first: when it was observed, and which date it states itself.

    With @WHEN, the versions up to that time.
    """
    where = addresses.parse_document(address)
    with indexing.current(archive) as connection:
        found = queries.versions(connection, where.platform, where.document)
    if where.when or not found:  # the versions up to one; or the error that says which documents there are
        newest = times.version(archive, where)
        found = found[[version.id for version in found].index(newest.id) :]
    found = found[:number]
    if as_json:
        output.write_json([describe(version) for version in found])
    elif graphical:
        output.write(_timeline(found, shutil.get_terminal_size().columns))
    elif stat:
        output.write(line for version in found for line in _sections(version))
    else:
        output.write(output.columns(list(_rows(found))))


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
        "stated": {"updated": version.stated.updated, "effective": version.stated.effective},
    }


def _rows(found: Sequence[Version]) -> Iterator[tuple[str, ...]]:
    yield "VERSION", "OBSERVED", "STATED", "CLASS", "WHAT"
    for version in found:
        kind = version.cause if version.cause is Cause.REEXTRACTION else version.change_class or version.cause
        yield (
            output.style(version.id[: output.SHORT_ID], fg="yellow"),
            output.minute(version.fetched_at),
            _stated(version),
            output.style(kind, fg="cyan"),
            version.subject.removeprefix(f"{version.title}: "),
        )


def _stated(version: Version) -> str:
    """The date that the text gives for itself; one that is still to come is when the text takes effect."""
    newest = version.stated.newest
    if newest is None:
        return "-"
    return f"takes effect {newest}" if newest > version.fetched_at.date() else str(newest)


def _sections(version: Version) -> Iterator[str]:
    short = output.style(version.id[: output.SHORT_ID], fg="yellow")
    yield f"{short}  {output.minute(version.fetched_at)}  {version.subject}"
    for section in version.sections:
        yield f"      {section.kind}: {section.heading}"


def _timeline(found: Sequence[Version], width: int) -> Iterator[str]:
    """A bar a month, as long as that month's versions changed sentences; the longest fits the width."""
    months: dict[str, int] = {}
    first, last = found[-1].fetched_at, found[0].fetched_at
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        months[f"{number // 12}-{number % 12 + 1:02}"] = 0
    versions = dict.fromkeys(months, 0)
    for version in found:
        counts = version.sentences
        changed = counts.added + counts.removed + counts.amended + counts.moved
        months[f"{version.fetched_at:%Y-%m}"] += changed if version.cause is Cause.CHANGE else 0
        versions[f"{version.fetched_at:%Y-%m}"] += 1
    longest = max(months.values()) or 1
    room = max(10, width - len("2025-01  99 versions, 9999 sentences  "))
    for month, changed in months.items():
        bar = "█" * -(-changed * room // longest)
        said = (
            f"{plural(versions[month], 'version')}, {plural(changed, 'sentence')}" if versions[month] else ""
        )
        yield f"{month}  {output.style(bar, fg='cyan')} {said}".rstrip()
