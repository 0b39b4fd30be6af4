"""`archiver push`: sends platforms' repositories to a git host."""

from __future__ import annotations

import click

from archive_repo.archive import Archive
from archiver.cli import completion, hosting, options
from archiver.exchange import git_hosts


@click.command("push")
@options.archive
@click.argument("named", nargs=-1, metavar="[PLATFORM]...", shell_complete=completion.platforms)
@click.option("--all", "everything", is_flag=True, help="Every platform of the archive.")
@click.option(
    "--create", is_flag=True, help="Make a repository that is missing, where the remote is a folder."
)
@options.as_json
def command(archive: Archive, named: tuple[str, ...], everything: bool, create: bool, as_json: bool) -> int:
    """Push platforms' repositories to the remote that archive.toml names under [remote].

    Texts, pages, looks and tags go there, and nothing there is ever overwritten. A remote that
    refuses, cannot be reached or has moved on is named, and the others go on, with exit code 3. git
    logs in by its own means: ssh keys and credential helpers.
    """
    remotes = hosting.remotes(archive, named, everything=everything)
    return hosting.each(
        remotes,
        lambda platform, remote: git_hosts.push(archive, platform, remote, create=create),
        "pushed",
        as_json=as_json,
    )
