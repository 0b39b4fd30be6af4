"""`archiver status`: how each document's last look went, the failing ones first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.records import Cause, Observation, Outcome
from archive_repo.repository import Repository
from archiver import addresses, declarations
from archiver.addresses import Address
from archiver.cli import options, output, times
from archiver.report.standing import NEVER, StandingRow

URGENCY = (Outcome.FAILED, Outcome.HELD, NEVER, Outcome.RECORDED, Outcome.UNCHANGED)
COLOURS = {Outcome.FAILED: "red", Outcome.HELD: "yellow", NEVER: "yellow", Outcome.RECORDED: "green"}


@click.command("status")
@options.archive
@options.addresses
@click.option("--at", "when", metavar="DATE", help="As it was at the end of this day, month or year.")
@options.as_json
def command(archive: Archive, named: tuple[str, ...], when: str | None, as_json: bool) -> None:
    """Show how each document's last look went, and what could be done about those that fail."""
    rows = sorted(_rows(archive, named, when), key=lambda row: URGENCY.index(row.outcome))
    if as_json:
        output.write_json(rows)
    elif rows:
        output.write(_lines(rows))
    else:
        output.note("Nothing is declared; `archiver init` writes declarations from the catalogue.")


def _rows(archive: Archive, named: tuple[str, ...], when: str | None) -> Iterator[StandingRow]:
    wanted = [addresses.parse(text) for text in named]
    moment = times.end(when)
    looked = {slug: _looks(archive.repository(slug), moment) for slug in archive.slugs()}
    for slug, looks in looked.items():
        repository = archive.repository(slug)
        for document, look in looks.items():
            if _is_wanted(wanted, slug, document):
                yield _describe(repository, look, moment)
    if moment is None:
        for platform, document in _declared(archive):
            if document not in looked.get(platform, {}) and _is_wanted(wanted, platform, document):
                yield _never(platform, document)


def _looks(repository: Repository, moment: datetime | None) -> dict[str, Observation]:
    return history.observations_at(repository, moment) if moment else repository.last_observations()


def _is_wanted(wanted: list[Address], platform: str, document: str) -> bool:
    return not wanted or any(address.holds(platform, document) for address in wanted)


def _declared(archive: Archive) -> list[tuple[str, str]]:
    if not archive.declarations.is_dir():
        return []
    found = declarations.read_all(archive.declarations)
    return [(one.slug, document.slug) for one in found for document in one.documents]


def _describe(repository: Repository, look: Observation, moment: datetime | None) -> StandingRow:
    return StandingRow(
        platform=repository.platform,
        document=look.document,
        outcome=look.outcome,
        reason=look.reason or None,
        last_looked_at=look.checked_at,
        changed_at=_changed_at(repository, look.document, moment),
        failures=look.failures,
        advice=look.advice or None,
    )


def _changed_at(repository: Repository, document: str, moment: datetime | None) -> datetime | None:
    for version in history.each(repository, document):
        if version.cause is not Cause.REEXTRACTION and (moment is None or version.fetched_at <= moment):
            return version.fetched_at
    return None


def _never(platform: str, document: str) -> StandingRow:
    return StandingRow(
        platform=platform,
        document=document,
        outcome=NEVER,
        reason=None,
        last_looked_at=None,
        changed_at=None,
        failures=0,
        advice=None,
    )


def _lines(rows: list[StandingRow]) -> Iterator[str]:
    cells = [("DOCUMENT", "OUTCOME", "CHECKED", "CHANGED", "REASON")]
    for row in rows:
        again = f" ({row.failures} times in a row)" if row.failures > 1 else ""
        advice = f"; {row.advice}" if row.advice else ""
        cells.append(
            (
                f"{row.platform}/{row.document}",
                output.style(row.outcome, fg=COLOURS.get(row.outcome)),
                output.minute(row.last_looked_at),
                output.day(row.changed_at),
                f"{row.reason or ''}{again}{advice}",
            )
        )
    yield from output.columns(cells)
    counts = {name: sum(row.outcome == name for row in rows) for name in URGENCY}
    yield ""
    yield f"{plural(len(rows), 'document')}: " + ", ".join(f"{n} {name}" for name, n in counts.items() if n)
