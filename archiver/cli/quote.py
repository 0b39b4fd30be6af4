"""`archiver quote`: whether a quotation is real, and where it stands."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from archive_repo.archive import Archive
from archive_repo.search import quote
from archive_repo.search.quote import QuoteMatch
from archiver.cli import indexing, options, output


@click.command("quote")
@options.archive
@click.argument("text")
@options.addresses
@options.as_json
def command(archive: Archive, text: str, named: tuple[str, ...], as_json: bool) -> int:
    """Trace a quotation: where it stands word for word, in which versions, from when to when.

    [...] and … stand for anything left out. Case, white space, quotes, dashes and Markdown make no
    difference, words do. What does not stand there is answered with the nearest passage, "not verbatim",
    and exit code 1. TEXT may be - for standard input.
    """
    if text == "-":
        text = sys.stdin.read()
    holds = indexing.only(archive, named)
    result = indexing.ask(archive, lambda index: quote.find(index, archive, text, holds=holds))
    if as_json:
        output.write_json({"found": result.found, "matches": [_describe(match) for match in result.matches]})
    elif result.found:
        output.write(line for match in result.matches for line in (*_cited(archive, match), ""))
    else:
        output.write(_not_verbatim(archive, text, result.matches))
    return 0 if result.found else 1


def _describe(match: QuoteMatch) -> dict[str, Any]:
    return {
        "platform": match.platform,
        "document": match.document,
        "verbatim": match.verbatim,
        "first_seen": match.first_seen,
        "last_seen": match.last_seen,
        "present": match.present,
        "version": match.version.id,
        "spans": [{"line": span.line, "text": span.text} for span in match.spans],
        "similarity": round(match.similarity, 4),
        "periods": [{"since": one.since, "until": one.until} for one in match.periods],
        "sources": [{"url": one.url, "sha256": one.sha256} for one in match.version.sources],
    }


def _cited(archive: Archive, match: QuoteMatch) -> Iterator[str]:
    """A citation: platform, document, dates, version, source and the snapshot's SHA-256."""
    version = match.version
    repository = archive.repository(match.platform)
    yield (
        output.style(f"{repository.name}, {version.title}", bold=True)
        + f"  {match.platform}/{match.document}"
    )
    if match.verbatim:
        yield f"  verbatim: {'; '.join(_periods(archive, match))}"
    for span in match.spans:
        yield f"  line {span.line}: {span.text}"
    yield f"  version {version.id}, fetched {output.minute(version.fetched_at)} UTC"
    yield from (f"  {one.url}  SHA-256 {one.sha256}" for one in version.sources)


def _periods(archive: Archive, match: QuoteMatch) -> Iterator[str]:
    for period in match.periods:
        if period.until:
            yield f"from {output.day(period.since)} until {output.day(period.until)}"
        else:
            look = archive.repository(match.platform).last_observations().get(match.document)
            seen = f", last checked {output.day(look.checked_at)}" if look else ""
            yield f"since {output.day(period.since)}, still there{seen}"


def _not_verbatim(archive: Archive, text: str, matches: tuple[QuoteMatch, ...]) -> Iterator[str]:
    yield (
        output.style("not verbatim", fg="red", bold=True) + ": these words stand in no version in this order"
    )
    if not matches:
        yield "no passage comes near"
        return
    from archiver.cli import (
        differing,
    )  # what compares texts is slow to load, and not needed for a real quotation

    yield "nearest passage (removed: only in the quotation; added: only in the document):"
    for match in matches:
        yield ""
        yield from _cited(archive, match)
        there = " ".join(span.text for span in match.spans)
        marked = differing.marked(" ".join(text.split()), there)
        yield f"  {match.similarity:.0%} of the words: {marked}"
