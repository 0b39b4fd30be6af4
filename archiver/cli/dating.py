"""What `timestamp` and `crawl` say of dating the archive's heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError
from archive_repo.format.message import plural
from archiver import settings
from archiver.cli import options, output

if TYPE_CHECKING:
    from archiver.evidence.timestamps import Stamped


def date(archive: Archive) -> Stamped:
    """Have the heads dated, and say what came of it. Raises InvalidInput where nobody can be asked."""
    from archiver.evidence import timestamps  # speaks HTTP

    stamped = timestamps.stamp(archive, settings.read(archive.settings).timestamps, options.now())
    failed = [one.problem for one in stamped.answers if one.problem]
    left = [f"{one.platform}: {one.problem}" for one in stamped.problems]
    output.notes(f"archiver: {problem}" for problem in (*failed, *left))
    done = f"{len(stamped.answers) - len(failed)} of {len(stamped.answers)}"
    output.note(f"Heads of {plural(stamped.platforms, 'platform')} dated by {done} asked")
    return stamped


def date_after_crawl(archive: Archive) -> None:
    """The same if the archive wants it after each crawl, whose outcome it does not change."""
    try:
        if settings.read(archive.settings).timestamps.after_crawl:
            date(archive)
    except ArchiveError as error:
        output.note(f"archiver: not dated: {error}")
