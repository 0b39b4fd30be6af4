"""`archiver digest`: what a time brought, for those who do not read every change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import click

from archive_repo.archive import Archive
from archiver import addresses, moments, settings
from archiver.cli import indexing, options, output
from archiver.report.changes import Wanted
from archiver.report.digest_rows import Digest
from archiver.report.screen import Text, hanging


@click.command("digest")
@options.archive
@options.addresses
@click.option(
    "--since",
    default="1 week ago",
    show_default=True,
    metavar="DATE",
    help="From the start of this day, month or year (UTC).",
)
@click.option("--until", metavar="DATE", help="Up to the end of this day, month or year [default: now].")
@click.option("--markdown", is_flag=True, help="Write Markdown, a line for each change.")
@click.option("--html", is_flag=True, help="Write a page of HTML.")
@options.as_json
def command(
    archive: Archive, named: tuple[str, ...], since: str, until: str | None, markdown: bool, html: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Report what a week brought: how much changed, what stood out, and what did not change.

    The same as the letter of a weekly subscription (see `archiver alerts`). A change stands out
    if it touches a provision of high severity, replaces a value such as a period, or leaves the
    stated date as it was.
    """
    options.at_most_one(markdown=markdown, html=html, json=as_json)
    from archiver.publish import letters  # takes a while to load

    now = options.now()
    period = moments.between(since, until, now)
    wanted = Wanted(
        since=period.start,
        until=min(period.end, now),
        addresses=tuple(map(addresses.parse, named)),
        amending=True,
        details=True,
        provisions=True,
    )
    found = indexing.ask(archive, lambda index: _digest(index, archive, wanted))
    if as_json:
        output.write_json(found)
    elif markdown:
        from archiver.publish import digest_markdown  # only needed here

        output.write_plain(digest_markdown.write(found))
    elif html:
        output.write_plain(letters.page(found, settings.read(archive.settings).site.title))
    else:
        lines = letters.text(found.news, found)
        output.write(line for text in lines for line in _wrapped(text, output.width()))


def _digest(index: sqlite3.Connection, archive: Archive, wanted: Wanted) -> Digest:
    from archiver.publish import digest
    from archiver.report import changes

    now = options.now()
    own = settings.read(archive.settings).site
    where = digest.Told(connection=index, archive=archive, url=own.url, now=now)
    news = changes.between(index, archive, wanted, now)
    return digest.of(where, digest.said(where, news.rows), wanted.since, wanted.names, news.health)


def _wrapped(text: str, width: int) -> Iterator[Text]:
    """A line that fits the screen; what follows of it is indented as far, or below the words of a list."""
    words = text.lstrip()
    indent = text[: len(text) - len(words)]
    marked = 2 if words[:2] in ("- ", "+ ", "~ ", "> ") else 0
    if not words:
        yield ""
    yield from hanging(words, width, indent, indent + " " * marked)
