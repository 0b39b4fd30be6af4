"""`archiver watch`: crawls on a schedule, and does what follows from it."""

from __future__ import annotations

import os
import sys

import click

from archive_repo.archive import Archive
from archiver.cli import channel_secrets, interruption, options, output, progress
from archiver.report.screen import hanging
from archiver.watch import health_file

NOT_WELL = 3
"""Exit code of `--once` where a step failed, and of `--check` where something is wrong."""


@click.command("watch")
@options.archive
@click.option("--once", is_flag=True, help="Do what is due now, and end; for cron.")
@click.option(
    "--check", is_flag=True, help="Report whether the watch of this archive is well; for monitoring."
)
def command(archive: Archive, once: bool, check: bool) -> None:
    """Crawl on a schedule; after each round send alerts, make the site, push.

    Each platform is looked at every 6 hours, at times of its own; [watch] in archive.toml says
    how often, names the folder of the site, and is read again after it was edited. A step that
    fails is tried again, and stops nothing else. Ctrl-C or SIGTERM ends it: at once while it
    waits, else after the documents under way. Its state is in watch.json. Exit code 3 when a step
    failed (--once) or something is wrong (--check), 4 when the archive is watched already.
    """
    options.at_most_one(once=once, check=check)
    if check:
        _check(archive)
        return
    health = _keep(archive, once=once)
    sys.exit(NOT_WELL if once and any(one.failures for one in health.steps) else 0)


def _keep(archive: Archive, *, once: bool) -> health_file.Health:
    from archiver.watch import keeping, steps, supervisor
    from archiver.watch.stopping import Stop

    stop = Stop()
    world = keeping.World(
        steps=steps.usual(channel_secrets.read(), lambda: progress.Lines(progress.is_news)),
        clock=options.now,
        wait=stop.event.wait,
        stop=stop,
        say=output.note,
        notify=supervisor.notifying(os.environ.get(supervisor.SOCKET, "")),
    )
    with interruption.asking(stop.ask):
        return keeping.keep(archive, world, once=once)


def _check(archive: Archive) -> None:
    found = health_file.read(archive)
    if found is None:
        output.note("This archive was never watched: it has no watch.json.")
        sys.exit(NOT_WELL)
    troubles = list(health_file.troubles(found, options.now()))
    output.write(line for text in troubles for line in hanging(text, output.width(), "", "  "))
    if not troubles:
        output.note(f"All is well; {health_file.said(found)}.")
    sys.exit(NOT_WELL if troubles else 0)
