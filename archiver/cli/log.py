"""`archiver log`: the versions of a document, or of all documents of a platform."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.records import Cause, Version
from archiver import addresses
from archiver.addresses import DatedAddress, DocumentAddress
from archiver.cli import indexing, options, output, times
from archiver.report import looks, versions
from archiver.report.looks import LastLooks
from archiver.report.screen import Line, Role, Text, hanging, pieces, table
from archiver.report.versions import VersionRow


@click.command("log")
@options.archive
@options.dated_address
@click.option("-n", "--number", type=click.IntRange(1), help="Show at most N versions.", metavar="N")
@click.option("--stat", is_flag=True, help="List the sections that each version changed.")
@click.option("--graphical", is_flag=True, help="Draw a timeline: one bar per month.")
@options.as_json
def command(
    archive: Archive, address: str, number: int | None, stat: bool, graphical: bool, as_json: bool
) -> None:
    """Show the versions of a document, newest first: when it was observed, and which date it states itself.

    Of a platform, the versions of all its documents. With @WHEN, the versions up to that time.
    """
    options.at_most_one(stat=stat, graphical=graphical, json=as_json)
    where = addresses.parse_dated(address)
    until = _until(archive, where)
    found, seen = indexing.ask(archive, lambda index: _found(index, where, until, number))
    if as_json:
        output.write_json(found, about=looks.warnings(seen))
    elif graphical:
        output.write(_timeline(found, output.width()), looks.warnings(seen))
    elif stat:
        output.write((line for row in found for line in _stat(row, where)), looks.warnings(seen))
    else:
        output.write(_table(found, where), looks.warnings(seen))


def _until(archive: Archive, where: DatedAddress) -> Version | datetime | None:
    """The version or moment up to which versions are asked for. Raises UnknownDocument."""
    archive.must_have(where.platform)
    if where.document is None:
        return times.end(where.when)
    document = DocumentAddress(platform=where.platform, document=where.document, when=where.when)
    return times.version(archive, document)


def _found(
    index: sqlite3.Connection, where: DatedAddress, until: Version | datetime | None, number: int | None
) -> tuple[list[VersionRow], list[LastLooks]]:
    """The versions that are asked for, and the last looks at their documents."""
    if isinstance(until, Version):
        found = versions.of_document(index, until.platform, until.document)
        found = found[[row.version for row in found].index(until.id) :]
    else:
        found = versions.of_platform(index, where.platform)
        found = [row for row in found if until is None or row.fetched_at <= until]
    found = found[:number]
    return found, looks.of_documents(index, [(row.platform, row.document) for row in found])


_TOLD = (Cause.REEXTRACTION, Cause.PUBLISHED)
"""Causes that say more of a version than its class does."""


def _table(found: Sequence[VersionRow], where: DatedAddress) -> Iterator[Line]:
    head: tuple[Text, ...] = ("VERSION", "OBSERVED", "STATED", "CLASS", "WHAT")
    rows: list[tuple[Text, ...]] = [head]
    for row in found:
        kind = row.cause if row.cause in _TOLD else row.change_class or row.cause
        rows.append(
            (
                _short(row),
                output.minute(row.fetched_at),
                _stated(row),
                [(kind, Role.DATE)],
                _what(row, where),
            )
        )
    return table(rows, output.width(), shrinking=[2])


def _short(row: VersionRow) -> Line:
    return [(row.version[: output.SHORT_ID], Role.VERSION)]


def _what(row: VersionRow, where: DatedAddress) -> str:
    """What a version changed; of a platform's versions also of which document."""
    what = row.subject if where.document is None else row.subject.removeprefix(f"{row.title}: ")
    return "; ".join(filter(None, [what, versions.unread_count(row)]))


def _stated(row: VersionRow) -> str:
    """The date that the text gives for itself; a future one is when the text takes effect."""
    newest = row.stated.newest
    if newest is None:
        return "-"
    return f"takes effect {newest}" if newest > row.fetched_at.date() else str(newest)


def _stat(row: VersionRow, where: DatedAddress) -> Iterator[Line]:
    kind = row.cause if row.cause is Cause.PUBLISHED else row.change_class or row.cause
    head = [*_short(row), (f"  {output.minute(row.fetched_at)}  ", Role.PLAIN), (f"{kind}  ", Role.DATE)]
    yield from hanging(_what(row, where), output.width(), head, " " * 12)
    for text in versions.unread(row):
        yield from hanging(text, output.width(), " " * 6, " " * 8)
    for name, happened in versions.section_names(row):
        yield from hanging(f"{happened}: {name}", output.width(), " " * 6, " " * 8)


def _timeline(found: Sequence[VersionRow], width: int) -> Iterator[Line]:
    """A bar a month, as long as that month's versions changed sentences; the longest fits the width."""
    first, last = (_month(pick(row.fetched_at for row in found)) for pick in (min, max))
    months: dict[int, list[VersionRow]] = {number: [] for number in range(first, last + 1)}
    for row in found:
        months[_month(row.fetched_at)].append(row)
    longest = max(sum(map(_changed, rows)) for rows in months.values()) or 1
    room = max(10, width - len("2025-01    99 versions (9 first ones), 9999 sentences changed"))
    for number, rows in months.items():
        changed = sum(map(_changed, rows))
        bar = "█" * -(-changed * room // longest)
        told = [(f"  {bar}" if bar else "", Role.DATE)]
        yield pieces(f"{number // 12}-{number % 12 + 1:02}", told, _said(rows, changed))


def _month(moment: datetime) -> int:
    return moment.year * 12 + moment.month - 1


def _said(rows: Sequence[VersionRow], changed: int) -> str:
    """How many versions a month brought, and how many sentences changed in those that are not first ones."""
    first = sum(row.change_class is None for row in rows)
    if not rows:
        return ""
    if first == len(rows):
        return "  first version" if first == 1 else f"  {first} first versions"
    among = f" ({first} first ones)" if first else ""
    return f"  {plural(len(rows), 'version')}{among}, {plural(changed, 'sentence')} changed"


def _changed(row: VersionRow) -> int:
    if row.change_class is None or row.cause is Cause.REEXTRACTION:
        return 0
    counts = row.sentences
    return counts.added + counts.removed + counts.amended + counts.moved
