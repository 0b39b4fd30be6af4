"""`archiver seen`: when someone looked at a document, and found it as it was."""

from __future__ import annotations

import sqlite3

import click

from archive_repo.archive import Archive
from archive_repo.errors import NotFound
from archive_repo.format.message import plural
from archive_repo.records import Outcome
from archiver import addresses
from archiver.addresses import Address, DocumentAddress
from archiver.cli import indexing, options, output
from archiver.report import documents, looks, stretches
from archiver.report.looks import LastLooks
from archiver.report.screen import Role, Text, table
from archiver.report.stretches import LookStretch

HEADS = ("FIRST LOOK", "LAST", "LOOKS", "VERSION", "OUTCOME", "")
ROLES = {Outcome.FAILED: Role.BAD, Outcome.HELD: Role.DOUBTFUL}


@click.command("seen")
@options.archive
@options.address
@options.as_json
def command(archive: Archive, address: str, as_json: bool) -> None:
    """Show when a document was looked at and what came of it, newest first.

    Consecutive looks that found the same share a line. Of a version that was held, or waited, it
    is said when it was first seen, which is its date in `archiver log`.
    """
    where = addresses.parse_document(address)
    archive.must_have(where.platform)
    named = where.platform, where.document

    def question(index: sqlite3.Connection) -> tuple[list[LookStretch], LastLooks]:
        found = stretches.of_document(index, *named)
        if not found:
            raise _unseen(archive, index, where)
        return found, looks.last(index, *named)

    found, last = indexing.ask(archive, question, about=where.platform)
    stale = looks.warnings([last])
    if as_json:
        output.write_json(found, about=stale)
    else:
        waited = stretches.waited(found)
        rows = [_row(one, waited=one in waited) for one in found]
        output.write(table([HEADS, *rows], output.width()), stale)


def _unseen(archive: Archive, index: sqlite3.Connection, where: DocumentAddress) -> NotFound:
    """The error of a document without looks. Raises UnknownDocument for one without versions too."""
    documents.named(archive, index, [Address(platform=where.platform, document=where.document)])
    address = f"{where.platform}/{where.document}"
    return NotFound(
        f"{address}: no look is on record; `archiver log` has its versions", platform=where.platform
    )


def _row(one: LookStretch, *, waited: bool) -> tuple[Text, ...]:
    first, last = output.minute(one.first_looked_at), output.minute(one.last_looked_at)
    version = (one.version or "-")[: output.SHORT_ID]
    role = ROLES.get(next(iter(one.outcomes)), Role.PLAIN)
    outcome = [(", then ".join(one.outcomes), role)]
    return (
        first,
        last if last != first else "",
        str(one.look_count),
        [(version, Role.VERSION)],
        outcome,
        _reasons(one, waited=waited),
    )


def _reasons(one: LookStretch, *, waited: bool) -> str:
    if waited:
        return f"first seen {output.minute(one.fetched_at)}, and recorded when it was found again"
    if len(one.reasons) == 1:
        return one.reasons[0].reason
    return "; ".join(f"{reason.reason} ({plural(reason.look_count, 'look')})" for reason in one.reasons)
