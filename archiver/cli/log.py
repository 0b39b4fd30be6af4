"""`archiver log`: the versions of a document, or of all documents of a platform."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.index import queries
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
    found, rows, seen = indexing.ask(
        archive,
        lambda index: _found(index, where, until, number, with_looks=stat or as_json),
        about=where.platform,
    )
    about = looks.warnings(seen)
    if as_json:
        output.write_json(rows, about)
    elif graphical:
        output.write(_timeline(found, output.width()), about)
    elif stat:
        output.write((line for row in rows for line in _stat(row, where)), about)
    else:
        output.write(_table(found, where), about)


def _until(archive: Archive, where: DatedAddress) -> Version | datetime | None:
    """The version or moment up to which versions are asked for. Raises UnknownDocument."""
    archive.must_have(where.platform)
    if where.document is None:
        return times.end(where.when)
    document = DocumentAddress(platform=where.platform, document=where.document, when=where.when)
    return times.version(archive, document)


def _found(
    index: sqlite3.Connection,
    where: DatedAddress,
    until: Version | datetime | None,
    number: int | None,
    *,
    with_looks: bool,
) -> tuple[list[Version], list[VersionRow], list[LastLooks]]:
    """The versions that are asked for, newest first, and the last looks at their documents.

    Between them the versions with the looks around each, which take as long to find as all else; only if
    asked for.
    """
    if isinstance(until, Version):
        there = queries.versions(index, until.platform, until.document)
        found = there[[one.id for one in there].index(until.id) :]
    else:
        there = versions.of_platform(index, where.platform)
        found = [one for one in there if until is None or one.fetched_at <= until]
    found = found[:number]
    rows = versions.rows(index, found, {one.id: one for one in there}) if with_looks else []
    return found, rows, looks.of_documents(index, [(one.platform, one.document) for one in found])


_TOLD = (Cause.REEXTRACTION, Cause.PUBLISHED)
"""Causes that say more of a version than its class does."""


def _table(found: Sequence[Version], where: DatedAddress) -> Iterator[Line]:
    head: tuple[Text, ...] = ("VERSION", "OBSERVED", "STATED", "CLASS", "WHAT")
    rows: list[tuple[Text, ...]] = [head]
    for one in found:
        kind = one.cause if one.cause in _TOLD else one.change_class or one.cause
        rows.append(
            (
                _short(one.id),
                output.minute(one.fetched_at),
                _stated(one),
                [(kind, Role.DATE)],
                _what(one, where),
            )
        )
    return table(rows, output.width(), shrinking=[2])


def _short(version: str) -> Line:
    return [(version[: output.SHORT_ID], Role.VERSION)]


def _what(one: Version | VersionRow, where: DatedAddress) -> str:
    """What a version changed; of a platform's versions also of which document."""
    what = one.subject if where.document is None else one.subject.removeprefix(f"{one.title}: ")
    return "; ".join(filter(None, [what, versions.unread_count(one)]))


def _stated(one: Version) -> str:
    """The date that the text gives for itself; a future one is when the text takes effect."""
    newest = one.stated.newest
    if newest is None:
        return "-"
    return f"takes effect {newest}" if newest > one.fetched_at.date() else str(newest)


def _stat(row: VersionRow, where: DatedAddress) -> Iterator[Line]:
    kind = row.cause if row.cause is Cause.PUBLISHED else row.change_class or row.cause
    head = [
        *_short(row.version),
        (f"  {output.minute(row.fetched_at)}  ", Role.PLAIN),
        (f"{kind}  ", Role.DATE),
    ]
    yield from hanging(_what(row, where), output.width(), head, " " * 12)
    for text in versions.unread(row):
        yield from hanging(text, output.width(), " " * 6, " " * 8)
    for name, happened in versions.section_names(row):
        yield from hanging(f"{happened}: {name}", output.width(), " " * 6, " " * 8)


def _timeline(found: Sequence[Version], width: int) -> Iterator[Line]:
    """A bar a month, as long as that month's versions changed sentences; the longest fits the width."""
    first, last = (_month(pick(one.fetched_at for one in found)) for pick in (min, max))
    months: dict[int, list[Version]] = {number: [] for number in range(first, last + 1)}
    for one in found:
        months[_month(one.fetched_at)].append(one)
    longest = max(sum(map(_changed, rows)) for rows in months.values()) or 1
    room = max(10, width - len("2025-01    99 versions (9 first ones), 9999 sentences changed"))
    for number, rows in months.items():
        changed = sum(map(_changed, rows))
        bar = "█" * -(-changed * room // longest)
        told = [(f"  {bar}" if bar else "", Role.DATE)]
        yield pieces(f"{number // 12}-{number % 12 + 1:02}", told, _said(rows, changed))


def _month(moment: datetime) -> int:
    return moment.year * 12 + moment.month - 1


def _said(rows: Sequence[Version], changed: int) -> str:
    """How many versions a month brought, and how many sentences changed in those that are not first ones."""
    first = sum(one.change_class is None for one in rows)
    if not rows:
        return ""
    if first == len(rows):
        return "  first version" if first == 1 else f"  {first} first versions"
    among = f" ({first} first ones)" if first else ""
    return f"  {plural(len(rows), 'version')}{among}, {plural(changed, 'sentence')} changed"


def _changed(one: Version) -> int:
    if one.change_class is None or one.cause is Cause.REEXTRACTION:
        return 0
    counts = one.sentences
    return counts.added + counts.removed + counts.amended + counts.moved
