"""`archiver show`: the text of a document, or the page as it was fetched."""

from __future__ import annotations

import sys

import click

from archive_repo.archive import Archive
from archive_repo.errors import NotFound
from archive_repo.records import Version
from archive_repo.repository import Repository
from archiver import addresses
from archiver.cli import options, output, times


@click.command("show")
@options.archive
@options.address
@click.option("--raw", is_flag=True, help="Write the page's bytes as they were fetched.")
@click.option(
    "--source", "number", type=click.IntRange(1), default=1, help="With --raw: which of several pages."
)
@options.as_json
def command(archive: Archive, address: str, raw: bool, number: int, as_json: bool) -> None:
    """Show a document's text, as of today or of @WHEN.

    The text is Markdown, one sentence per line; which version it is goes to stderr.
    """
    where = addresses.parse_document(address)
    repository = archive.repository(where.platform)
    version = times.version(archive, where)
    if raw:
        sys.stdout.buffer.write(_body(repository, version, number))
        return
    text = repository.text(version)
    if as_json:
        output.write_json(_describe(version) | {"text": text})
        return
    output.note(
        f"{repository.name}, {version.title}: version {version.id[: output.SHORT_ID]}, "
        f"fetched {output.minute(version.fetched_at)} UTC from {version.sources[0].url}"
    )
    output.write(text.rstrip("\n").split("\n"))


def _describe(version: Version) -> dict[str, object]:
    return {
        "platform": version.platform,
        "document": version.document,
        "title": version.title,
        "version": version.id,
        "fetched_at": version.fetched_at,
        "url": version.sources[0].url,
        "snapshot": version.snapshot,
        "text_sha256": version.text_sha256,
    }


def _body(repository: Repository, version: Version, number: int) -> bytes:
    bodies = repository.bodies(version.snapshot, version.document)
    if number > len(bodies):
        raise NotFound(
            f"{version.platform}/{version.document} was made of {len(bodies)} pages; --source is {number}"
        )
    return bodies[number - 1].data
