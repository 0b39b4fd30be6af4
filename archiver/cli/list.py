"""`archiver list`: what the archive holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import click

from archive_repo.archive import Archive
from archive_repo.index import queries
from archive_repo.index.queries import Tracked
from archiver.cli import indexing, options, output


@click.command("list")
@options.archive
@options.as_json
def command(archive: Archive, as_json: bool) -> None:
    """List the platforms, their documents, and how many versions each has."""
    with indexing.current(archive) as connection:
        documents = queries.documents(connection)
    if as_json:
        output.write_json(_platforms(documents))
    elif documents:
        output.write(
            output.columns([("DOCUMENT", "TITLE", "VERSIONS", "FIRST", "LAST"), *map(_row, documents)])
        )
    else:
        output.note("Nothing is archived yet; `archiver crawl` fetches what is declared.")


def _platforms(documents: Sequence[Tracked]) -> list[dict[str, Any]]:
    keys = ("document", "title", "versions", "first", "last")
    return [
        {
            "platform": platform,
            "name": name,
            "documents": [{key: getattr(one, key) for key in keys} for one in of_platform],
        }
        for (platform, name), of_platform in groupby(documents, key=lambda one: (one.platform, one.name))
    ]


def _row(one: Tracked) -> tuple[str, ...]:
    address = f"{one.platform}/{one.document}"
    return address, one.title, str(one.versions), output.day(one.first), output.day(one.last)
