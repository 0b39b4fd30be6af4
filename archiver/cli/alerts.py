"""`archiver alerts`: tells subscribers what changed."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError, InvalidInput, meant
from archiver import settings
from archiver.cli import channel_secrets, indexing, options, output
from archiver.report.operations import AlertResult, AlertRow
from archiver.settings import AlertSettings

if TYPE_CHECKING:
    from archiver.publish.subject import Post


@click.command("alerts")
@options.archive
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--dry-run", is_flag=True, help="Print the letters that are due, and send none.")
@click.option(
    "--test",
    is_flag=True,
    help="Send each a letter that says that its channel works; NAME may also be a channel.",
)
@options.as_json
def command(archive: Archive, names: tuple[str, ...], dry_run: bool, test: bool, as_json: bool) -> None:
    """Tell subscribers what changed since they were last told.

    NAME is a subscription, a table [[alerts]] in archive.toml; without one, all. Run it after
    each crawl: one letter per subscription, however many changes there are. A letter that cannot
    be delivered is sent with the next run. Exit code 3 when one could not be delivered.
    """
    options.at_most_one(dry_run=dry_run, test=test)
    from archiver.publish import alerts, subject  # imports what sends mail

    own = settings.read(archive.settings)
    channels = [name for name in names if test and ":" in name]
    chosen = [*_chosen(own.alerts, names, channels), *map(settings.trial, channels)]
    post = subject.Post(settings=own, secrets=channel_secrets.read(), now=options.now())
    if not chosen:
        output.note("Nobody has subscribed: archive.toml has no table [[alerts]].")
        return
    if test:
        _test(chosen, post)
        return
    told = [indexing.ask(archive, _question(archive, one, post, dry_run=dry_run)) for one in chosen]
    sent = [one for one in told if one is not None]
    if as_json:
        output.write_json(sent)
    by_name = {one.name: one for one in chosen}
    for one in sent:
        output.note(alerts.said(one, by_name[one.subscription]))
    sys.exit(3 if any(one.result is AlertResult.FAILED for one in sent) else 0)


def _question(
    archive: Archive, one: AlertSettings, post: Post, *, dry_run: bool
) -> Callable[[sqlite3.Connection], AlertRow | None]:
    from archiver.publish import alerts

    def question(index: sqlite3.Connection) -> AlertRow | None:
        if not dry_run:
            return alerts.send(index, archive, one, post)
        found = alerts.due_now(index, archive, one, post)
        if found is None:
            output.note(f"{one.name}: new; it is told of what is recorded after its first run")
        elif not found.count:
            output.note(f"{one.name}: nothing is due")
        else:
            written = alerts.letter(index, archive, one, found, post)
            output.write_plain([f"To: {one.channel}", f"Subject: {written.subject}", "", written.text])
        return None

    return question


def _chosen(
    known: Sequence[AlertSettings], names: Sequence[str], channels: Sequence[str]
) -> list[AlertSettings]:
    by_name = {one.name: one for one in known}
    wanted = [name for name in names if name not in channels]
    for name in wanted:
        if name not in by_name:
            hint = meant(name, by_name, "archive.toml lists them under [[alerts]]")
            raise InvalidInput(f"{name}: no subscription of this name; {hint}")
    return [by_name[name] for name in wanted] if names else list(known)


def _test(chosen: Sequence[AlertSettings], post: Post) -> None:
    from archiver.publish import alerts

    failed = False
    for one in chosen:
        try:
            alerts.trial(one, post)
            output.note(f"{one.name}: a test letter went to {one.channel}")
        except ArchiveError as error:
            failed = True
            output.note(f"{one.name}: {error}")
    sys.exit(3 if failed else 0)
