"""`archiver status`: how each document's last look went, and what a person can do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import datetime
from itertools import groupby

import click

from archive_repo.archive import Archive
from archive_repo.errors import NotFound, meant
from archive_repo.format.message import plural
from archive_repo.git import direct
from archive_repo.records import Outcome
from archiver import addresses, settings
from archiver.addresses import Address
from archiver.cli import indexing, options, output, sick, times
from archiver.declarations import Declaration
from archiver.errors import SettingsError
from archiver.publish import outbox
from archiver.report import reasons, standing
from archiver.report.health import OUT_OF_DATE
from archiver.report.screen import Role, Text, hanging, table
from archiver.report.standing import FAILING, NEVER, URGENCY, StandingRow
from archiver.watch import health_file

SOMETHING_FAILS = 3
"""Exit code of `--failing` where a document does, for what watches the archive."""

IN_PART = "Recorded, but not every page was read"
HEADS = {Outcome.FAILED: "Failed", Outcome.HELD: "Held back", NEVER: "Never looked at"}
ROLES = {Outcome.FAILED: Role.BAD, Outcome.HELD: Role.DOUBTFUL, NEVER: Role.DOUBTFUL}
INDENT = " " * 6


@click.command("status")
@options.archive
@options.addresses
@click.option("--at", "when", metavar="DATE", help="As it was at the end of this day, month or year.")
@click.option(
    "--failing", is_flag=True, help="Only documents that failed, wait or were never read; exits with 3."
)
@options.as_json
def command(archive: Archive, named: tuple[str, ...], when: str | None, failing: bool, as_json: bool) -> int:
    """Show how each document's last look went, and what you can do about those that fail.

    A document that failed or waits keeps its history; the next crawl tries again.
    """
    wanted = [addresses.parse(text) for text in named]
    moment = times.end(when)
    declared = _declared(archive)
    _check(archive, declared, wanted)

    def holds(platform: str, document: str) -> bool:
        return not wanted or any(address.holds(platform, document) for address in wanted)

    def question(index: sqlite3.Connection) -> list[StandingRow]:
        return standing.looked_at(index, declared, holds=holds, moment=moment, now=options.now())

    found = indexing.ask(archive, question) if archive.slugs() else []
    _tell_damaged(archive, {one.platform for one in found})
    if moment is None or not archive.slugs():
        found += standing.never_looked_at(declared, holds, seen=found, unread=sick.named())
    found = standing.by_urgency(found)
    shown = [one for one in found if one.fails] if failing else found
    if as_json:
        output.write_json(shown)
    elif shown:
        output.write([*_lines(shown, moment), *([] if when else _publishing(archive))])
    elif failing and found:
        output.note("No document fails.")
    elif declared and not sick.named():
        output.note(f"Neither declared nor looked at: {', '.join(named)}")
    elif not declared:
        output.note(standing.undeclared(archive))
    return (
        SOMETHING_FAILS
        if failing and any(one.outcome == Outcome.FAILED or one.missing for one in shown)
        else 0
    )


def _declared(archive: Archive) -> dict[str, tuple[str, Declaration]]:
    """File and declaration by platform; a broken file is named, and leaves the others alone."""
    found, broken = standing.declared(archive)
    for error in broken:
        sick.declaration(error)
    return found


def _tell_damaged(archive: Archive, platforms: Set[str]) -> None:
    """Name platforms that lost files: the index, from which the answer is, knows nothing of that."""
    for platform in sorted(platforms - sick.named().keys()):
        if lost := direct.lacking(archive.path(platform)):
            why = f"{lost}; `archiver verify {platform}` lists what is damaged and what to do"
            sick.tell(platform, why, shown=True)


def _publishing(archive: Archive) -> Iterator[Text]:
    """What is wrong with a watch of the archive, and with the channels of its alerts."""
    health = health_file.read(archive)
    told = (
        [f"archiver watch: {line}" for line in health_file.troubles(health, options.now())] if health else []
    )
    with suppress(SettingsError):  # `archiver validate` says what is wrong
        names = [one.name for one in settings.read(archive.settings).alerts]
        told += [
            f"alerts, {name}: the last letter was not delivered, or not surely "
            f"({plural(slip.attempts, 'attempt')}): {slip.reason}"
            for name, slip in outbox.failing(archive, names)
        ]
    for line in told:
        yield from hanging([(line, Role.BAD)], output.width(), "", "  ")


def _check(archive: Archive, declared: Mapping[str, object], wanted: Sequence[Address]) -> None:
    """Raise NotFound for a platform that is neither archived nor declared."""
    known = {*archive.slugs(), *declared}
    for address in wanted:
        if address.platform not in known:
            hint = meant(address.platform, known, "`archiver status` lists what is", most=1)
            raise NotFound(f"{address.platform}: neither archived nor declared; {hint}")


def _lines(found: Sequence[StandingRow], moment: datetime | None) -> Iterator[Text]:
    width, now = output.width(), moment or options.now()
    declared = [one for one in found if one.declared_in or moment]
    for outcome, head in HEADS.items():
        here = [one for one in declared if one.outcome == outcome]
        if here:
            yield [(f"{head}: {plural(len(here), 'document')}", Role.HEADING)]
        yield from _blocks(here, width, now)
    in_part = [one for one in declared if one.fails and one.outcome not in FAILING]
    if in_part:
        yield [(f"{IN_PART}: {plural(len(in_part), 'document')}", Role.HEADING)]
    yield from _blocks(in_part, width, now)
    well = [one for one in declared if not one.fails]
    advised = [one for one in well if one.advice]
    if advised:
        yield [(f"Read, but could be read better: {plural(len(advised), 'document')}", Role.HEADING)]
    yield from _blocks(sorted(advised, key=_address), width, now)
    if well:
        yield from table([*_rows(well)], width, optional=[2])
        yield ""
    rest = [one for one in found if one not in declared]
    if rest:
        yield [("Not declared, so that no crawl looks at them:", Role.HEADING)]
        yield from table([*_rows(rest)], width, optional=[2])
        yield ""
    gone = f"; {plural(len(rest), 'other')} not declared" if rest and declared else ""
    summary = _summary(declared or found, now, "ago" if moment is None else "earlier")
    yield from hanging(summary + gone, width, "", "  ")


def _blocks(found: Sequence[StandingRow], width: int, now: datetime) -> Iterator[Text]:
    """Documents with what their last look said, and what to do, indented below their addresses.

    Those of a platform of which the same is said stand together.
    """
    for _, alike in groupby(found, key=lambda one: (one.platform, _said(one, now), one.remedy)):
        same = list(alike)
        for one in same:
            yield [("  ", Role.PLAIN), (_address(one), ROLES.get(one.outcome, Role.PLAIN))]
        for text in _said(same[0], now):
            yield from hanging(text, width, INDENT)
        if same[0].remedy:
            where = "" if same[0].remedy.startswith("Nothing.") else _declared_as(same)
            told = [("To do: ", Role.HEADING), (same[0].remedy + where, Role.PLAIN)]
            yield from hanging(told, width, INDENT)
        yield ""


def _address(one: StandingRow) -> str:
    return f"{one.platform}/{one.document}"


def _said(one: StandingRow, now: datetime) -> tuple[str, ...]:
    """What the last look said, and of a document that fails how long it has."""
    reason, advice = (reasons.now(text or "", now) for text in (one.reason, one.advice))
    if one.outcome is Outcome.FAILED and reason:
        advice = ""  # it is about a page on which the text was
    told = [reason or advice] if advice.startswith(reason) else [reason, advice]
    if one.fails and one.last_looked_at:
        told.append(_looks(one))
    return tuple(filter(None, told))


def _declared_as(same: Sequence[StandingRow]) -> str:
    """Where documents of a platform are declared, and under which keys; empty where they are not."""
    if not same[0].declared_in:
        return ""
    titles = ", ".join(f'"{one.title}"' for one in same)
    return f" {'It is' if len(same) == 1 else 'They are'} declared in {same[0].declared_in} as {titles}."


def _looks(one: StandingRow) -> str:
    last = f"last look {output.minute(one.last_looked_at)}"
    if one.failures > 1:
        last = f"{one.failures} looks in a row, the last {output.minute(one.last_looked_at)}"
    if one.last_confirmed_at is None:
        return f"{last}; no text was ever recorded"
    what = "all of the recorded text" if one.missing else "the recorded text"
    return f"{last}; {what} was last seen {output.day(one.last_confirmed_at)}"


def _rows(found: Sequence[StandingRow]) -> Iterator[tuple[Text, ...]]:
    yield ("DOCUMENT", "OUTCOME", "LOOKED AT", "CHANGED")
    for one in found:
        role = Role.GOOD if one.outcome == Outcome.RECORDED else ROLES.get(one.outcome, Role.PLAIN)
        yield (
            f"{one.platform}/{one.document}",
            [(str(one.outcome), role)],
            output.minute(one.last_looked_at),
            output.day(one.changed_at),
        )


def _summary(found: Sequence[StandingRow], now: datetime, before: str) -> str:
    counts = {name: sum(one.outcome == name for one in found) for name in URGENCY}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    last = max((one.last_looked_at for one in found if one.last_looked_at), default=None)
    when = f"; last look {output.minute(last)}{_age(last, now, before)}" if last else ""
    waiting = sum(one.waiting for one in found)
    held = f"; {plural(waiting, 'text')} in quarantine" if waiting else ""
    return f"{plural(len(found), 'document')}: {told}{when}{held}"


def _age(last: datetime, now: datetime, before: str) -> str:
    """How long before now, or another moment, the last look was, where a crawl must have been missed."""
    return f", {plural((now - last).days, 'day')} {before}" if now - last >= OUT_OF_DATE else ""
