"""`archiver list`: what the archive holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from archive_repo.archive import Archive
from archiver.cli import indexing, options, output
from archiver.report import documents
from archiver.report.documents import DocumentRow
from archiver.report.screen import Line, Role, Text, table

LEGEND = "!: later looks did not see this text, or not all of it; `archiver status --failing` says why"


@click.command("list")
@options.archive
@options.addresses
@options.as_json
def command(archive: Archive, named: tuple[str, ...], as_json: bool) -> None:
    """List the documents of all platforms, or of those named: how many versions, and when last seen.

    NEWEST is the day of the newest text, LAST SEEN the last on which a look saw it; ! means that
    later looks did not. What `retire` ended is marked as retired.
    """
    retired = _retired(archive)
    found = indexing.ask(
        archive, lambda index: documents.rows(index, indexing.only(archive, index, named), retired)
    )
    if as_json:
        output.write_json(found)
    elif found:
        unseen = any(one.stale and one.last_confirmed_at for one in found)
        output.write(_lines(found), [LEGEND] if unseen else [])
    elif archive.slugs():  # else `indexing.ask` has said that nothing is archived
        output.note("No document is recorded yet; `archiver crawl` records those that are declared.")


def _retired(archive: Archive) -> dict[tuple[str, str], str]:
    """Until when documents were declared that are declared no longer."""
    if not any(archive.declarations.glob("*.history.json")):
        return {}
    from archiver.declarations import changing  # slow to load, and few archives need it

    return changing.retired(archive.declarations)


def _lines(found: Sequence[DocumentRow]) -> Iterator[Line]:
    rows: list[tuple[Text, ...]] = [("DOCUMENT", "VERSIONS", "FIRST", "NEWEST", "LAST SEEN", "TITLE")]
    rows += [
        (
            f"{one.platform}/{one.document}",
            str(one.version_count),
            output.day(one.first_fetched_at),
            output.day(one.fetched_at),
            _seen(one),
            one.title,
        )
        for one in found
    ]
    return table(rows, output.width(None), optional=[5, 2, 1])


def _seen(one: DocumentRow) -> Line:
    if one.retired:
        return [(f"retired {one.retired[:10]}", Role.CONTEXT)]
    if one.last_confirmed_at is None:
        return [("never", Role.BAD)]
    seen = output.day(one.last_confirmed_at)
    return [(f"{seen} !", Role.BAD)] if one.stale else [(seen, Role.PLAIN)]
