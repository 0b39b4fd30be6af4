"""`archiver list`: what the archive holds."""

from __future__ import annotations

from typing import Any

import click

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.repository import Repository
from archiver.cli import options, output


@click.command("list")
@options.archive
@options.as_json
def command(archive: Archive, as_json: bool) -> None:
    """List the platforms, their documents, and how many versions each has."""
    platforms = [describe(repository) for repository in archive.platforms()]
    if as_json:
        output.write_json(platforms)
    elif platforms:
        output.write(_lines(platforms))
    else:
        output.note("Nothing is archived yet; `archiver crawl` fetches what is declared.")


def describe(repository: Repository) -> dict[str, Any]:
    """A platform and its documents, as `--json` gives them."""
    found = history.every(repository)
    documents = []
    for slug, title in repository.documents().items():
        own = [version.fetched_at for version in found if version.document == slug]
        documents.append(
            {"document": slug, "title": title, "versions": len(own), "first": min(own), "last": max(own)}
        )
    return {"platform": repository.platform, "name": repository.name, "documents": documents}


def _lines(platforms: list[dict[str, Any]]) -> list[str]:
    rows = [("DOCUMENT", "TITLE", "VERSIONS", "FIRST", "LAST")]
    for one in platforms:
        for document in one["documents"]:
            address = f"{one['platform']}/{document['document']}"
            dates = (output.day(document["first"]), output.day(document["last"]))
            rows.append((address, document["title"], str(document["versions"]), *dates))
    return output.columns(rows)
