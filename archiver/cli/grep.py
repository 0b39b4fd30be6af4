"""`archiver grep`: sentences that match a pattern, today, on a date, or in all of history."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

import click

from archive_repo.archive import Archive
from archive_repo.search import grep
from archive_repo.search.grep import Appearance
from archiver.cli import indexing, options, output, patterns, times
from archiver.cli.patterns import TypedPattern
from archiver.report import looks, matches, presence
from archiver.report.looks import LastLooks
from archiver.report.matches import AppearanceRow, MatchRow
from archiver.report.screen import Line, Piece, Role, hanging, pieces

NOTHING = "no sentence matches"


@click.command("grep")
@options.archive
@click.argument("pattern")
@options.addresses
@click.option(
    "--history", "through", is_flag=True, help="Search all versions: when each match came and went."
)
@click.option(
    "--at",
    "when",
    metavar="DATE",
    help="Search the texts as of the end of this day, month or year [default: now].",
)
@click.option("-F", "--fixed", is_flag=True, help="PATTERN is plain text, not a regular expression.")
@click.option("-s", "--case-sensitive", is_flag=True, help="Match capital and small letters exactly.")
@options.as_json
def command(
    archive: Archive,
    pattern: str,
    named: tuple[str, ...],
    through: bool,
    when: str | None,
    fixed: bool,
    case_sensitive: bool,
    as_json: bool,
) -> int:
    """Search the sentences of all policies, or of the platforms and documents named.

    PATTERN is a regular expression (Python's). A sentence is searched as a reader sees it,
    without the addresses of its links. Exit code 1 if nothing matches.
    """
    options.at_most_one(history=through, at=when)
    typed = TypedPattern(
        pattern,
        fixed=fixed,
        case_sensitive=case_sensitive,
        advice="search for it as a text with --fixed",
    )
    moment = times.end(when)
    with patterns.limited(typed):
        if through:
            return _through_history(archive, typed, named, as_json=as_json)
        return _at(archive, typed, named, moment, as_json=as_json)


def _at(
    archive: Archive,
    pattern: TypedPattern,
    named: tuple[str, ...],
    moment: datetime | None,
    *,
    as_json: bool,
) -> int:
    def question(index: sqlite3.Connection) -> tuple[list[MatchRow], list[LastLooks]]:
        holds = indexing.only(archive, index, named)
        found = grep.at(index, archive, pattern, moment=moment, holds=holds)
        return matches.matches(index, archive, found, moment)

    rows, seen = indexing.ask(archive, question)
    _write(rows if as_json else None, _lines(rows, pattern), seen, rows)
    return 0 if rows else 1


def _through_history(
    archive: Archive, pattern: TypedPattern, named: tuple[str, ...], *, as_json: bool
) -> int:
    def question(
        index: sqlite3.Connection,
    ) -> tuple[list[Appearance], list[AppearanceRow] | None, list[LastLooks]]:
        found = grep.through_history(index, archive, pattern, holds=indexing.only(archive, index, named))
        seen = looks.of_documents(index, [(one.platform, one.document) for one in found])
        return found, matches.appearances(index, archive, found, seen) if as_json else None, seen

    found, rows, seen = indexing.ask(archive, question)
    _write(rows, _history(found, seen, pattern), seen, found)
    return 0 if found else 1


def _write(value: object, lines: Iterator[Line], seen: Sequence[LastLooks], found: Sequence[object]) -> None:
    """A JSON value if there is one, else lines; and what could not be read lately."""
    if value is not None:
        output.write_json(value, about=looks.warnings(seen))
    else:
        output.write(lines, looks.warnings(seen) or ([] if found else [NOTHING]))


def _lines(found: Sequence[MatchRow], pattern: TypedPattern) -> Iterator[Line]:
    for _, rows in groupby(found, key=lambda row: (row.platform, row.document, row.last_confirmed_at)):
        own = list(rows)
        seen = f"  last seen {output.day(own[0].last_confirmed_at)}" if own[0].stale else ""
        yield pieces([(f"{own[0].platform}/{own[0].document}", Role.HEADING)], seen)
        for row in own:
            yield from hanging(_lit(row.text, pattern), output.width(), f"  {row.line:4}  ")


def _history(found: Sequence[Appearance], seen: Sequence[LastLooks], pattern: TypedPattern) -> Iterator[Line]:
    last = {(one.platform, one.document): one for one in seen}
    for one in found:
        head = [(f"{one.platform}/{one.document}  ", Role.HEADING)]
        told = presence.told(one.stays, last[one.platform, one.document])
        yield from hanging([(told, Role.DATE)], output.width(), head, "  ")
        yield from hanging(_lit(one.text, pattern), output.width(), "    ")


def _lit(text: str, pattern: TypedPattern) -> list[Piece]:
    """The text with its matches highlighted."""
    found: list[Piece] = []
    done = 0
    for match in pattern.finditer(text):
        found += [(text[done : match.start()], Role.PLAIN), (match.group(), Role.MATCH)]
        done = match.end()
    return [*found, (text[done:], Role.PLAIN)]
