"""`archiver changes`: what changed, by platform and document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import click

from archive_repo.archive import Archive
from archive_repo.message import plural
from archive_repo.versions import SUBSTANTIVE, Cause, ChangeClass, Version
from archiver import addresses, changes
from archiver.changes import Wanted
from archiver.cli import options, output

SECTIONS_SHOWN = 12
"""Sections listed for a change before the rest is counted: a rewrite lists dozens."""


@click.command("changes")
@options.archive
@options.addresses
@click.option("--since", required=True, metavar="DATE", help="From this day on (UTC), or '2 weeks ago'.")
@click.option("--until", metavar="DATE", help="Up to the end of this day [default: now].")
@click.option(
    "--class",
    "classes",
    multiple=True,
    type=click.Choice([*ChangeClass]),
    help="Only changes of this class; repeatable.",
)
@click.option("--all", "everything", is_flag=True, help="Also links, formatting, order, and re-extractions.")
@options.as_json
def command(
    archive: Archive,
    addresses: tuple[str, ...],
    since: str,
    until: str | None,
    classes: tuple[str, ...],
    everything: bool,
    as_json: bool,
) -> None:
    """Show what changed in the policies since a date.

    Changes of words, numbers, dates, and returns to an earlier text, unless --all or --class says otherwise.
    """
    wanted = _wanted(addresses, since, until, classes, everything)
    found = changes.between(archive, wanted)
    if as_json:
        output.write_json([describe(version) for version in found])
        return
    if found:
        names = {repository.platform: repository.name for repository in archive.platforms()}
        output.write(_lines(found, names))
    output.note(_summary(found, wanted))


def _wanted(
    named: tuple[str, ...], since: str, until: str | None, classes: tuple[str, ...], everything: bool
) -> Wanted:
    now = options.now()
    chosen = frozenset(map(ChangeClass, classes)) or (frozenset(ChangeClass) if everything else SUBSTANTIVE)
    return Wanted(
        since=addresses.since(since, now),
        until=addresses.until(until, now) if until else now,
        addresses=tuple(map(addresses.parse, named)),
        classes=chosen,
        reextractions=everything,
    )


def describe(version: Version) -> dict[str, Any]:
    """A change, as `--json` gives it."""
    counts = version.sentences
    return {
        "platform": version.platform,
        "document": version.document,
        "title": version.title,
        "version": version.id,
        "previous": version.previous,
        "fetched_at": version.fetched_at,
        "cause": version.cause,
        "change_class": version.change_class,
        "subject": version.subject,
        "sentences": {name: getattr(counts, name) for name in ("added", "removed", "amended", "moved")},
        "sections": [{"heading": one.heading, "kind": one.kind} for one in version.sections],
        "url": version.sources[0].url,
        "snapshot": version.snapshot,
    }


def _lines(found: list[Version], names: dict[str, str]) -> Iterator[str]:
    for platform, of_platform in groupby(found, key=lambda version: version.platform):
        yield output.style(names[platform], bold=True)
        for _, of_document in groupby(of_platform, key=lambda version: version.document):
            for version in of_document:
                yield from _change(version)
        yield ""


def _change(version: Version) -> Iterator[str]:
    date = output.style(output.day(version.fetched_at), fg="cyan")
    yield f"  {date}  {version.subject}"
    if version.cause is Cause.FIRST:
        return
    for section in version.sections[:SECTIONS_SHOWN]:
        yield f"      {section.kind}: {section.heading}"
    if len(version.sections) > SECTIONS_SHOWN:
        yield f"      and {plural(len(version.sections) - SECTIONS_SHOWN, 'section')} more"
    yield output.style(
        f"      archiver diff {version.platform}/{version.document}@{version.id[: output.SHORT_ID]}", dim=True
    )


def _summary(found: list[Version], wanted: Wanted) -> str:
    changed = [version for version in found if version.cause is not Cause.FIRST]
    documents = {(version.platform, version.document) for version in changed}
    span = f"from {output.day(wanted.since)} to {output.day(wanted.until)}"
    new = len(found) - len(changed)
    also = f"; {plural(new, 'document')} newly tracked" if new else ""
    return f"{plural(len(changed), 'change')} of {plural(len(documents), 'document')} {span}{also}"
