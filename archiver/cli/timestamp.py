"""`archiver timestamp`: has the archive's heads dated by others."""

from __future__ import annotations

import click

from archive_repo.archive import Archive
from archiver.cli import dating, options, output
from archiver.report.operations import DatedArchive, DatedRow

FAILED, SOME_FAILED = 1, 3

_NOT_NOW = "has dated these heads before, or says later when"


@click.command("timestamp")
@options.archive
@options.as_json
def command(archive: Archive, as_json: bool) -> int:
    """Have others date the archive: proof that everything in it was there by then.

    Each authority under [timestamps] in archive.toml signs the hash of a text that lists the newest commits
    of all platforms, looks included; the `ots` of OpenTimestamps is asked too where it is installed. The
    answers are kept with each platform and travel with `push`. Exit code 3 when an authority failed, 1 when
    all did; `archiver verify` checks what is kept.
    """
    stamped = dating.date(archive)
    if as_json:
        rows = tuple(
            DatedRow(authority=one.authority, dated_at=one.at, problem=one.problem or None)
            for one in stamped.answers
        )
        output.write_json(
            DatedArchive(platform_count=stamped.platforms, authorities=rows, problems=stamped.problems)
        )
    else:
        output.write(
            f"{one.authority}  {output.minute(one.at) if one.at else _NOT_NOW}"
            for one in stamped.answers
            if not one.problem
        )
    failed = sum(bool(one.problem) for one in stamped.answers)
    if failed == len(stamped.answers):
        return FAILED
    return SOME_FAILED if failed or stamped.problems else 0
