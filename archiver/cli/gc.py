"""`archiver gc`: less disk for the same history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from archive_repo.archive import Archive
from archive_repo.errors import RepositoryBusy, StoreError
from archive_repo.format.message import plural
from archiver.cli import completion, options, output, sick
from archiver.report.operations import TidiedRow


@click.command("gc")
@options.archive
@click.argument("named", nargs=-1, metavar="[PLATFORM]...", shell_complete=completion.platforms)
@click.option("--dry-run", is_flag=True, help="Say what it would free, and change nothing.")
@options.as_json
def command(archive: Archive, named: tuple[str, ...], dry_run: bool, as_json: bool) -> int:
    """Pack the repositories, and cut their reflogs: less disk for the same history.

    No version, page or look is removed, nor anything that a timestamp or a witness names. It can
    be ended at any time, and nothing is lost. A platform that another run is at work on is named,
    and the others go on.
    """
    for one in named:
        archive.must_have(one)
    rows, busy = [], 0
    for slug in named or archive.slugs():
        try:
            rows.append(_tidied(archive, slug, dry_run=dry_run))
        except StoreError as error:
            problem = str(error).removeprefix(f"{slug}: ")
            busy += isinstance(error, RepositoryBusy)
            sick.troubled(slug, problem)
            rows.append(TidiedRow(platform=slug, disk_bytes_before=0, disk_bytes=0, problem=problem))
    output.notes(_told(rows, dry_run=dry_run))
    if as_json:
        output.write_json(rows)
    return RepositoryBusy.exit_code if busy and busy == len(rows) else 0


def _tidied(archive: Archive, slug: str, *, dry_run: bool) -> TidiedRow:
    from archive_repo.git import disk  # speaks git, which takes long to load

    before, after = disk.tidied(archive.path(slug), options.now(), dry_run=dry_run)
    return TidiedRow(platform=slug, disk_bytes_before=before.bytes, disk_bytes=after.bytes, problem=None)


def _told(rows: Sequence[TidiedRow], *, dry_run: bool) -> Iterator[str]:
    freed = {row.platform: row.disk_bytes_before - row.disk_bytes for row in rows if not row.problem}
    would = "would free" if dry_run else "freed"
    for platform, count in freed.items():
        if count > 0:
            yield f"{platform}: {would} {output.size(count)}"
    yield f"{plural(len(freed), 'platform')}: {would} {output.size(max(0, sum(freed.values())))}"
