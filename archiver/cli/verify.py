"""`archiver verify`: whether the archive holds what it promises."""

from __future__ import annotations

import sys

import click

from archive_repo import verify
from archive_repo.archive import Archive
from archive_repo.errors import DamagedRepository
from archive_repo.format.message import plural
from archive_repo.index import audit
from archiver.cli import options, output


@click.command("verify")
@options.archive
@click.argument("platforms", nargs=-1, metavar="[PLATFORM]...")
@options.as_json
def command(archive: Archive, platforms: tuple[str, ...], as_json: bool) -> None:
    """Check that every text, page and look can be read and has the SHA-256 that was recorded.

    Exit code 1 when a problem was found.
    """
    tallies = [_check(archive, slug) for slug in platforms or archive.slugs()]
    problems = [problem for tally in tallies for problem in tally.problems]
    problems += [] if platforms else _index(archive)
    if as_json:
        keys = ("platform", "where", "what")
        output.write_json([{key: getattr(problem, key) for key in keys} for problem in problems])
    else:
        output.write(f"{one.platform or archive.folder}: {one.where}: {one.what}" for one in problems)
    read = ", ".join(
        plural(sum(getattr(tally, name) for tally in tallies), name.removesuffix("s"))
        for name in ("versions", "snapshots", "observations")
    )
    found = plural(len(problems), "problem") if problems else "no problem"
    output.note(f"{plural(len(tallies), 'platform')}, {read}: {found} found")
    sys.exit(1 if problems else 0)


def _check(archive: Archive, slug: str) -> verify.Tally:
    try:
        return verify.check(archive.repository(slug))
    except DamagedRepository as error:
        return verify.Tally(0, 0, 0, [verify.Problem(platform=slug, where="repository", what=str(error))])


def _index(archive: Archive) -> list[verify.Problem]:
    """What in the index is not as git has it; it belongs to no platform."""
    advice = "; delete it, and the next question makes it anew"
    return [
        verify.Problem(platform="", where=archive.index.name, what=f"{what}{advice}")
        for what in audit.differences(archive)
    ]
