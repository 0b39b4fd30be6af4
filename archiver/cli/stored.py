"""The page as it was fetched, for `archiver show --raw` and `--open`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput, NotFound
from archive_repo.format import plain
from archive_repo.format.message import plural
from archive_repo.format.snapshot import Body
from archive_repo.records import Version
from archiver.cli import output
from archiver.evidence import verify
from archiver.report import stored_page


def body(archive: Archive, version: Version, number: int) -> Body:
    """The page with a number, from 1, of those that a version was made of. Raises NotFound without one."""
    bodies = archive.repository(version.platform).bodies(version.snapshot, version.document)
    if version.origin and not version.snapshot:
        raise NotFound(
            f"{version.platform}/{version.document}: this version was imported without its page; "
            "`archiver import open-terms-archive --help` says how pages come with it"
        )
    if number > len(bodies):
        raise NotFound(
            f"{version.platform}/{version.document} was made of {plural(len(bodies), 'page')}; "
            f"there is no --source {number}"
        )
    return bodies[number - 1]


def write(body: Body, file: Path | None) -> None:
    """Write a page's bytes, without a file to stdout. InvalidInput for a terminal that they could steer."""
    if file:
        output.save(file, body.data)
        return
    if sys.stdout.isatty() and stored_page.is_binary(body):
        raise InvalidInput(
            f"the page is binary, or could steer a terminal ({body.extension}, {len(body.data):,} bytes); "
            "write it to a file with -o FILE, or look at it with --open"
        )
    sys.stdout.buffer.write(body.data)


def write_screenshot(archive: Archive, version: Version, number: int, file: Path | None) -> None:
    """Write the picture of a page, without a file to stdout, and say how it was taken.

    Raises NotFound where there is none, and InvalidInput for a terminal.
    """
    told = body(archive, version, number).fetched.screenshot
    if told is None or told.failure:
        why = f": {told.failure}" if told else "; [crawl] screenshots in archive.toml has them taken"
        raise NotFound(f"{version.platform}/{version.document}: the page was stored without a picture{why}")
    data = archive.repository(version.platform).screenshot(version.snapshot, version.document, number)
    if file:
        output.save(file, data)
    elif sys.stdout.isatty():
        raise InvalidInput(f"the picture is a PNG of {len(data):,} bytes; write it to a file with -o FILE")
    else:
        sys.stdout.buffer.write(data)
    output.note(verify.pictured(plain.write(told)))


def show(body: Body) -> None:
    """Hand a copy to the browser; it stays, since nobody knows when the browser has read it."""
    with tempfile.NamedTemporaryFile(
        prefix="archiver-page-", suffix=f".{body.extension}", delete=False
    ) as file:
        file.write(stored_page.viewable(body))
    output.note(f"{body.fetched.url}, as it was on {output.minute(body.fetched.fetched_at)} UTC: {file.name}")
    click.launch(file.name)
