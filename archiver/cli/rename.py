"""`archiver rename`: another id for a platform, whose history stays."""

from __future__ import annotations

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.git import claims
from archive_repo.records import slug
from archiver import addresses
from archiver.cli import completion, options, output
from archiver.declarations import changing


@click.command("rename")
@options.archive
@click.argument("platform", metavar="PLATFORM", shell_complete=completion.platforms)
@click.argument("wanted", metavar="ID")
def command(archive: Archive, platform: str, wanted: str) -> None:
    """Give a platform another id: its declaration and its repository move, and its history stays.

    The name that readers see is the `name` in its declaration: change it there, and the next
    version has it. What names the old id elsewhere (addresses, subscriptions in archive.toml, a
    git host) is not changed.
    """
    old, new = addresses.parse(platform).platform, slug(wanted)
    here, there = archive.path(old), archive.path(new)
    if old != new and here.exists() and there.exists():
        raise InvalidInput(f"{new}: the archive has a platform of this id; choose another")
    changing.must_be_free(archive.declarations, old, wanted)
    if old != new and here.exists():
        with claims.claimed(here, "a rename", options.now()):
            here.rename(there)  # first, since a rename that is interrupted here is finished by another
    file = changing.rename(archive.declarations, old, wanted)
    output.note(f"{old} is {new} now: {file.name} declares it, and its history stays")
    if archive.settings.exists() and old in archive.settings.read_text(encoding="utf-8"):
        output.note(f"archive.toml names {old}: change it there")
