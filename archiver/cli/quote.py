"""`archiver quote`: if a quotation is real, and where it is."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.index import queries
from archive_repo.records import Version
from archive_repo.search import passages, quote
from archive_repo.search.quote import QuoteResult
from archiver import settings
from archiver.cli import indexing, options, output
from archiver.publish.site import permalinks
from archiver.report import looks, presence, quotations, wordings
from archiver.report.quotations import Cited
from archiver.report.screen import Line, Role, Text, hanging, pieces

SHOWN = 10
"""Most documents shown: a word as common as "the" is in all of them."""

FEWEST_WORDS = 4
"""Fewest words that can be a quotation: three such as "in accordance with" are in most policies."""


@click.command("quote")
@options.archive
@click.argument("text")
@options.addresses
@click.option(
    "-n", "--number", type=click.IntRange(1), default=SHOWN, show_default=True, metavar="N",
    help="Show at most N documents; --json has all.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Show all documents.")
@options.as_json
def command(
    archive: Archive, text: str, named: tuple[str, ...], number: int, everything: bool, as_json: bool
) -> int:
    """Trace a quotation: where it stands word for word, in which versions, from when to when.

    [...] and … stand for anything left out. Case, white space, quotes, dashes and Markdown make
    no difference; words do. If TEXT is nowhere word for word, the nearest passage is shown,
    marked "not verbatim", with exit code 1. TEXT may be - for standard input.
    """
    if text == "-":
        text = sys.stdin.read()

    def question(index: sqlite3.Connection) -> tuple[QuoteResult, list[Cited]]:
        holds = indexing.only(archive, index, named)
        result = quote.find(index, archive, text, holds=holds)
        return result, quotations.cited(index, archive, text, result, _pages(index, archive))

    result, found = indexing.ask(archive, question)
    shown = found if everything else found[:number]
    stale = looks.warnings([one.last for one in shown])
    if as_json:
        output.write_json(quotations.answer(result, found), about=stale)
        return 0 if result.found else 1
    lines = _verbatim(shown) if result.found else _not_verbatim(shown)
    output.write([*lines, *_more(text, len(found) - len(shown))], stale)
    return 0 if result.found else 1


def _pages(index: sqlite3.Connection, archive: Archive) -> quotations.Page:
    """Where a version stands on the site, if its address is set."""
    site = settings.read(archive.settings).site.url

    def page(version: Version) -> str:
        if not site:
            return ""
        found = queries.versions(index, version.platform, version.document)[::-1]
        return f"{site}{permalinks.versions(found)[version.id]}"

    return page


def _verbatim(found: Sequence[Cited]) -> Iterator[Text]:
    for one in found:
        yield from _citation(one)
        yield ""


def _citation(one: Cited) -> Iterator[Text]:
    """Platform, document, dates, version, source and the page's SHA-256, and links to them."""
    row = one.row
    head = [(f"{row.platform_name}, {row.title}", Role.HEADING)]
    yield pieces(head, f"  {row.platform}/{row.document}")
    if row.verbatim:
        yield from _wrapped(f"verbatim: {presence.told(one.match.stays, one.last)}")
    for line in row.lines:
        yield from _wrapped(f"line {line.line}: {line.text}")
    yield from _wrapped(f"version {row.version} of {output.minute(row.fetched_at)} UTC")
    if row.page:
        yield from _wrapped(f"permanent link: {row.page}")
    for source in row.sources:
        yield from _wrapped(f"{source.url}  SHA-256 {source.sha256}")
    for link in row.live:
        yield from _wrapped(f"these words there: {link}")


def _wrapped(text: Text) -> Iterator[Line]:
    return hanging(text, output.width(), "  ", "    ")


def _not_verbatim(found: Sequence[Cited]) -> Iterator[Text]:
    no = [("not verbatim", Role.BAD)]
    yield from hanging(pieces(no, ": no version has these words in this order"), output.width())
    if not found:
        yield "no passage is similar"
        return
    note = "nearest passage ([-...-] only in the quotation, {+...+} only in the document):"
    yield from hanging(note, output.width())
    for one in found:
        yield ""
        yield from _citation(one)
        marked = wordings.pieces(one.row.edits)
        yield from _wrapped(pieces(f"{one.row.similarity:.0%} of the words: ", marked))


def _more(text: str, count: int) -> list[Text]:
    """How much is left out, and for words that stand everywhere that they are no quotation."""
    if not count:
        return []
    told = f"and in {plural(count, 'document')} more; --all shows all, PLATFORM or PLATFORM/DOCUMENT fewer"
    size = sum(map(len, passages.passages(text)))
    few = f"; {plural(size, 'word')} can stand anywhere: give more of the sentence"
    return list(hanging(told + few if size < FEWEST_WORDS else told, output.width()))
