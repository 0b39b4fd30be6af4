"""`archiver blame`: since when each sentence of a document stands, and what it said before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from archive_repo.archive import Archive
from archive_repo.search import blame
from archive_repo.search.blame import BlamedLine
from archive_repo.text.markdown import plain
from archiver import addresses
from archiver.cli import indexing, options, output, times


@click.command("blame")
@options.archive
@options.address
@click.option(
    "--previous", is_flag=True, help="Also what each sentence said before, back through amendments."
)
@options.as_json
def command(archive: Archive, address: str, previous: bool, as_json: bool) -> None:
    """Show since when each sentence of a document stands.

    The date and version with which it came; versions that changed no words (links, formatting, order,
    re-extraction) are passed over. Sentences that went and came back say so.
    """
    where = addresses.parse_document(address)
    repository = archive.repository(where.platform)
    version = times.version(archive, where)
    found = indexing.ask(
        archive, lambda index: blame.sentences(index, repository, version, previous=previous)
    )
    if as_json:
        output.write_json([_describe(line, previous) for line in found])
    else:
        output.write(text for line in found for text in _told(line))


def _describe(line: BlamedLine, previous: bool) -> dict[str, Any]:
    told = {
        "line": line.line,
        "text": line.text,
        "version": line.version,
        "fetched_at": line.fetched_at,
        "first_seen": line.first_seen,
        "returns": line.returns,
    }
    if previous:
        told["previous"] = [
            {"text": one.text, "version": one.version, "fetched_at": one.fetched_at} for one in line.previous
        ]
    return told


def _told(line: BlamedLine) -> Iterator[str]:
    date = output.style(output.day(line.fetched_at), fg="cyan")
    version = output.style(line.version[: output.SHORT_ID], fg="yellow")
    back = f"  (first {output.day(line.first_seen)}, came back {line.returns} x)" if line.returns else ""
    yield f"{date} {version} {line.line:4}  {line.text}{output.style(back, dim=True)}"
    now = plain(line.text)
    for one in line.previous:
        from archiver.cli import (
            differing,
        )  # what compares texts is slow to load, and not needed for a plain blame

        marked = differing.marked(one.text, now)
        yield f"{output.day(one.fetched_at)} {one.version[: output.SHORT_ID]}       {marked}"
        now = one.text
