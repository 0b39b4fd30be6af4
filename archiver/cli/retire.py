"""`archiver retire`: what is looked at no longer, while its history stays."""

from __future__ import annotations

import click

from archive_repo.archive import Archive
from archiver import addresses
from archiver.cli import completion, options, output
from archiver.declarations import changing


@click.command("retire")
@options.archive
@click.argument("address", metavar="PLATFORM[/DOCUMENT]", shell_complete=completion.addresses)
def command(archive: Archive, address: str) -> None:
    """Stop tracking a document, or a whole platform; its history stays and can be read.

    What was declared moves to `ID.history.json`, with today as its end; `list` says that it is
    retired. To look at it again, move it back.
    """
    named = addresses.parse(address)
    for title in changing.retire(archive.declarations, named.platform, named.document, options.now()):
        output.note(f"{named.platform}: {title}: retired; its history stays")
