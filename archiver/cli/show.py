"""`archiver show`: the text of a document, or the page as it was fetched."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.index import queries
from archive_repo.records import Version
from archiver import addresses
from archiver.addresses import DocumentAddress
from archiver.cli import indexing, options, output, times
from archiver.report import looks, texts, versions
from archiver.report.screen import Line, Text, wrapped
from archiver.report.texts import TextRow


@click.command("show")
@options.archive
@options.address
@click.option("--raw", is_flag=True, help="Write the page's bytes as they were fetched.")
@click.option("--screenshot", is_flag=True, help="Write the picture (PNG) that was taken of the page.")
@click.option(
    "--source",
    "number",
    type=click.IntRange(1),
    metavar="N",
    help="Which page, if several make up the document.",
)
@click.option(
    "-o", "--output", "file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write to FILE instead.",
)  # fmt: skip
@click.option("--open", "opened", is_flag=True, help="Open the page as it was in a browser, without scripts.")
@options.as_json
def command(
    archive: Archive,
    address: str,
    raw: bool,
    screenshot: bool,
    number: int | None,
    file: Path | None,
    opened: bool,
    as_json: bool,
) -> None:
    """Show a document's text, as of today or of @WHEN.

    The text is Markdown, one sentence per line. Which version it is, and when it was last seen, goes to
    stderr, or on a terminal above the text.
    """
    options.at_most_one(raw=raw, screenshot=screenshot, open=opened, json=as_json)
    options.at_most_one(output=file is not None, open=opened, json=as_json)
    of_page = raw or screenshot or opened
    options.needs("--source", number is not None, "--raw, --screenshot or --open", of_page)
    where = addresses.parse_document(address)
    version = times.version(archive, where)
    if raw or opened:
        from archiver.cli import stored  # reads git and pages, which a text does without

        body = stored.body(archive, version, number or 1)
        stored.show(body) if opened else stored.write(body, file)
        return
    if screenshot:
        from archiver.cli import stored

        stored.write_screenshot(archive, version, number or 1, file)
        return
    shown, stale = indexing.ask(
        archive, lambda index: _shown(index, archive, version, where), about=where.platform
    )
    if as_json:
        output.write_json(shown, about=stale)
    elif file:
        output.save(file, shown.text.encode())
        output.notes(stale)
    else:
        output.write(_lines(shown.text), [_which(shown), *versions.unread(shown), *stale])


def _shown(
    index: sqlite3.Connection, archive: Archive, version: Version, where: DocumentAddress
) -> tuple[TextRow, list[str]]:
    """The text, and what its reader must know: that later looks did not see it, or were passed over."""
    moment = times.moment(where.when)
    last = looks.of_version(index, version, moment)
    is_newest = where.when is None or moment is not None
    passed_over = _passed_over(index, version, moment) if is_newest else []
    return texts.row(index, archive, version, last), [*looks.warnings([last]), *passed_over]


def _passed_over(index: sqlite3.Connection, version: Version, moment: datetime | None) -> list[str]:
    """What is said of newer versions that are not the document: pages that a collection took for it."""
    count = queries.passed_over(index, version, moment)
    address = f"{version.platform}/{version.document}"
    told = f"{plural(count, 'newer version')} passed over, not the document; `archiver log {address}` lists"
    return [told + " them"] if count else []


def _which(shown: TextRow) -> str:
    confirmed = output.minute(shown.last_confirmed_at)
    seen = (
        f", last seen {confirmed}," if shown.last_confirmed_at != shown.fetched_at and not shown.stale else ""
    )
    source = "".join(f" from {one.url}" for one in shown.sources[:1] if one.url)
    return (
        f"{shown.platform_name}, {shown.title}: version {shown.version[: output.SHORT_ID]}, "
        f"fetched {output.minute(shown.fetched_at)} UTC{seen}{source}"
    )


def _lines(text: str) -> Iterator[Text]:
    """The text as it is stored; wrapped only on a terminal, so that a file gets every line whole."""
    for line in text.removesuffix("\n").split("\n"):
        yield from _wrapped(line) if sys.stdout.isatty() and line else [line]


def _wrapped(line: str) -> Iterator[Line]:
    return wrapped(line, output.width())
