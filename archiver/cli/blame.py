"""`archiver blame`: since when each sentence of a document stands, and what it said before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import click

from archive_repo.archive import Archive
from archive_repo.search import blame
from archive_repo.text.markdown import plain, unescaped
from archiver import addresses
from archiver.cli import indexing, options, output, times
from archiver.report import bounds, looks, origins, wordings
from archiver.report.looks import LastLooks
from archiver.report.origins import OriginRow
from archiver.report.screen import Line, Role, columns, hanging

LEGEND = "≤: the archive begins there, it may be older; else the first look that saw it"
WIDE = 100
"""Columns that a terminal must have for the version beside the date; on fewer the sentence needs the room."""


@click.command("blame")
@options.archive
@options.address
@click.option(
    "--previous", is_flag=True, help="Also what each sentence said before, back through amendments."
)
@options.as_json
def command(archive: Archive, address: str, previous: bool, as_json: bool) -> None:
    """Show since when a document has had each of its sentences.

    The day of the look that saw it first, with ≤ where the archive begins there, and on a wide
    terminal the version that brought it; versions that changed no words (numbering, links,
    formatting, order, re-extraction) are passed over. Sentences that went and came back say so.
    """
    where = addresses.parse_document(address)
    archive.must_have(where.platform)
    version = times.version(archive, where)

    def question(index: sqlite3.Connection) -> tuple[list[OriginRow], LastLooks]:
        found = blame.sentences(index, archive, version, previous=previous)
        last = looks.of_version(index, version, times.moment(where.when))
        return origins.rows(index, version, found, last, previous=previous), last

    rows, last = indexing.ask(archive, question, about=where.platform)
    stale = looks.warnings([last])
    if as_json:
        output.write_json(rows, about=stale)
    else:
        output.write(_lines(rows), [LEGEND, *stale])


def _lines(rows: Sequence[OriginRow]) -> Iterator[Line]:
    widest, width = max((columns(bounds.short(row.since)) for row in rows), default=0), output.width()
    return (line for row in rows for line in _told(row, widest, width))


def _told(row: OriginRow, widest: int, width: int) -> Iterator[Line]:
    head = _head(bounds.short(row.since), widest, row.version, f"{row.line:4}", width)
    back = ""
    if row.returns:
        back = f"  (first {bounds.short(row.first_since)}, came back {row.returns} x)"
    yield from hanging([(unescaped(row.text), Role.PLAIN), (back, Role.CONTEXT)], width, head)
    now = plain(row.text)
    for one in row.wordings or ():
        before = _head(bounds.short(one.since), widest, one.version, "    ", width)
        yield from hanging(wordings.marked(one.text, now), width, before)
        now = one.text


def _head(date: str, widest: int, version: str, line: str, width: int) -> Line:
    came = [(f" {version[: output.SHORT_ID]}", Role.VERSION)] if width >= WIDE else []
    return [(f"{date:>{widest}}", Role.DATE), *came, (f" {line}  ", Role.PLAIN)]
