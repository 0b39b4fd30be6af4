"""`archiver pull`: brings in what another machine recorded and pushed."""

from __future__ import annotations

import click

from archive_repo.archive import Archive
from archiver.cli import completion, hosting, indexing, options
from archiver.exchange import git_hosts


@click.command("pull")
@options.archive
@click.argument("named", nargs=-1, metavar="[PLATFORM]...", shell_complete=completion.platforms)
@click.option("--all", "everything", is_flag=True, help="Every platform of the archive.")
@options.as_json
def command(archive: Archive, named: tuple[str, ...], everything: bool, as_json: bool) -> int:
    """Bring in what the remote under [remote] in archive.toml has and this archive has not.

    Only what adds to the history here is taken. If both machines have recorded since they were
    last the same, this is reported, nothing is changed, and the other platforms go on, with exit
    code 3. `archiver clone` brings in platforms that are not here yet.
    """
    remotes = hosting.remotes(archive, named, everything=everything)
    code = hosting.each(
        remotes,
        lambda platform, remote: git_hosts.pull(archive, platform, remote, options.now()),
        "pulled",
        as_json=as_json,
    )
    indexing.ask(archive, lambda index: None)
    return code
