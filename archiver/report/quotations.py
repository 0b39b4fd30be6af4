"""Where a quotation stands, as readers see it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from archive_repo.archive import Archive
from archive_repo.index import queries
from archive_repo.records import StoredSource, Version
from archive_repo.search import quote
from archive_repo.search.quote import QuoteMatch, QuoteResult
from archiver.report import looks, presence, text_fragments
from archiver.report.looks import LastLooks
from archiver.report.presence import Presence

Page = Callable[[Version], str]
"""The address of a version's page on the site; empty where there is no site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationRow:
    """A document that holds the quotation, or the passage that comes nearest to it."""

    platform: str
    platform_name: str
    document: str
    title: str
    verbatim: bool
    similarity: float
    """Share of the quotation's words that stand there in their order; 1 for a verbatim one."""
    present: bool | None
    """True if the newest text has it; None where the document is stale, so that nobody knows."""
    presence: tuple[Presence, ...]
    version: str
    """The last version that has it."""
    fetched_at: datetime
    lines: tuple[quote.TouchedLine, ...]
    """The lines that it touches in that version."""
    edits: tuple[tuple[str, str], ...]
    """From the quotation to what is there, in pairs of a sign and a text; empty for a verbatim one."""
    sources: tuple[StoredSource, ...]
    page: str | None
    """The version's page on the archive's site, which stays; None where no address of a site is set."""
    live: tuple[str, ...]
    """Links to these words on the platform's pages; none if the newest text may not have them."""
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The answer: `found` where the matches are verbatim, else they come near."""

    found: bool
    matches: tuple[QuotationRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A match as its row, with what its words are made of."""

    row: QuotationRow
    match: QuoteMatch
    last: LastLooks


def cited(
    connection: sqlite3.Connection, archive: Archive, text: str, result: QuoteResult, page: Page
) -> list[Cited]:
    """What was found of a text, with the looks at the documents."""
    names = queries.names(connection)
    return [_cited(connection, archive, text, match, names[match.platform], page) for match in result.matches]


def answer(result: QuoteResult, found: list[Cited]) -> Quotation:
    """What a program is told."""
    return Quotation(found=result.found, matches=tuple(one.row for one in found))


def _edits(text: str, match: QuoteMatch) -> tuple[tuple[str, str], ...]:
    if match.verbatim:
        return ()
    from archiver.report import misquotations  # slow to load, and a real quotation needs none

    return misquotations.edits(text, [touched.text for touched in match.lines])


def _cited(
    connection: sqlite3.Connection, archive: Archive, text: str, match: QuoteMatch, name: str, page: Page
) -> Cited:
    last = looks.last(connection, match.platform, match.document)
    if match.present:
        of_lines = looks.of_lines(connection, match.version, last, archive.text)
        last = of_lines(touched.line for touched in match.lines)
    present = looks.known(last, match.present)
    row = QuotationRow(
        platform=match.platform,
        platform_name=name,
        document=match.document,
        title=match.version.title,
        verbatim=match.verbatim,
        similarity=round(match.similarity, 4),
        present=present,
        presence=presence.rows(match.stays),
        version=match.version.id,
        fetched_at=match.version.fetched_at,
        lines=match.lines,
        edits=_edits(text, match),
        sources=match.version.sources,
        page=page(match.version) or None,
        live=tuple(_live(match)) if present else (),
        **looks.keys(last),
    )
    return Cited(row=row, match=match, last=last)


def _live(match: QuoteMatch) -> Iterator[str]:
    """A link for each page that the text is made of: which of them has the words is not recorded."""
    for source in match.version.sources:
        if source.url.startswith("http") and match.written:
            yield text_fragments.link(source.url, match.written)
