"""`archiver grep`: sentences that match a pattern, today, on a date, or in all of history."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.search import grep
from archive_repo.search.grep import Appearance, Match
from archive_repo.text.markdown import plain
from archiver.cli import indexing, options, output, times


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
    help="Search the texts of the end of this day, month or year [default: now].",
)
@click.option("-F", "--fixed", is_flag=True, help="PATTERN is a text, not a regular expression.")
@click.option("-s", "--case-sensitive", is_flag=True, help="Tell capital letters from small ones.")
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

    PATTERN is a regular expression (Python's). A sentence is searched as a reader sees it, without the
    addresses of its links. Exits with 1 where nothing matches.
    """
    compiled = _compiled(pattern, fixed, case_sensitive)
    holds = indexing.only(archive, named)
    moment = times.end(when)
    if through:
        appearances = indexing.ask(archive, lambda index: grep.through_history(index, compiled, holds=holds))
        _write(
            as_json,
            [_appeared(archive, one) for one in appearances] if as_json else _history(appearances, compiled),
        )
        return 0 if appearances else 1
    matches = indexing.ask(
        archive, lambda index: grep.at(index, archive, compiled, moment=moment, holds=holds)
    )
    _write(as_json, [_describe(one) for one in matches] if as_json else _lines(matches, compiled))
    return 0 if matches else 1


def _write(as_json: bool, told: Iterable[Any]) -> None:
    if as_json:
        output.write_json(told)
    else:
        output.write(told)


def _compiled(pattern: str, fixed: bool, case_sensitive: bool) -> re.Pattern[str]:
    try:
        return re.compile(re.escape(pattern) if fixed else pattern, 0 if case_sensitive else re.IGNORECASE)
    except re.error as error:
        raise InvalidInput(
            f"{pattern!r} is no regular expression ({error}); search for it as a text with --fixed"
        ) from error


def _describe(match: Match) -> dict[str, Any]:
    return {
        "platform": match.version.platform,
        "document": match.version.document,
        "version": match.version.id,
        "fetched_at": match.version.fetched_at,
        "line": match.line,
        "text": match.text,
    }


def _appeared(archive: Archive, one: Appearance) -> dict[str, Any]:
    first = one.stays[0].came
    raws = archive.repository(one.platform).text(first).split("\n")
    return {
        "platform": one.platform,
        "document": one.document,
        "version": first.id,
        "fetched_at": first.fetched_at,
        "line": next((number for number, raw in enumerate(raws, 1) if plain(raw) == one.text), None),
        "text": one.text,
        "present": one.stays[-1].went is None,
        "stays": [
            {
                "since": stay.came.fetched_at,
                "version": stay.came.id,
                "until": stay.went.fetched_at if stay.went else None,
                "gone_in": stay.went.id if stay.went else None,
            }
            for stay in one.stays
        ],
    }


def _lines(matches: Sequence[Match], pattern: re.Pattern[str]) -> Iterator[str]:
    where = None
    for match in matches:
        version = match.version
        if version.id != where:
            where = version.id
            yield output.style(f"{version.platform}/{version.document}", bold=True)
        yield f"  {match.line:4}  {_lit(match.text, pattern)}"


def _history(appearances: Sequence[Appearance], pattern: re.Pattern[str]) -> Iterator[str]:
    for one in appearances:
        ends = [(stay.came.fetched_at, stay.went.fetched_at if stay.went else None) for stay in one.stays]
        stays = ", ".join(
            f"{output.day(came)} to {output.day(went) if went else 'now'}" for came, went in ends
        )
        yield f"{output.style(f'{one.platform}/{one.document}', bold=True)}  {output.style(stays, fg='cyan')}"
        yield f"    {_lit(one.text, pattern)}"


def _lit(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(
        lambda found: output.style(found.group(), fg="red", bold=True) if found.group() else "", text
    )
