"""Times that a user names, read as of now; a line on stderr says how each was understood."""

from __future__ import annotations

from datetime import datetime

from archive_repo.archive import Archive
from archive_repo.records import Version
from archiver import addresses
from archiver.addresses import DocumentAddress
from archiver.cli import indexing, options, output


def end(text: str | None) -> datetime | None:
    """The last moment of the period that an option names; None without one."""
    if text is None:
        return None
    from archiver import moments  # most commands are about now

    found = moments.read(text, options.now()).end
    output.note(f"as of {moments.shown(found)}{ahead(text)}")
    return found


def ahead(text: str | None) -> str:
    """What a time that a user names and that has not come can tell, in words; empty for any other."""
    from archiver import moments

    now = options.now()
    if text is None or moments.read(text, now).start <= now:
        return ""
    return f", which has not come: as far as was seen by {now:%Y-%m-%d}"


def moment(when: str | None) -> datetime | None:
    """The last moment that WHEN names; None without one, and for a version's id."""
    return addresses.as_of(when, options.now()) if when else None


def version(archive: Archive, where: DocumentAddress) -> Version:
    """The version that an address names; the newest one without WHEN."""
    archive.must_have(where.platform)
    found = indexing.ask(
        archive, lambda index: addresses.version_at(index, where, options.now()), about=where.platform
    )
    if as_of := moment(where.when):
        from archiver import moments

        output.note(f"as of {moments.shown(as_of)}{ahead(where.when)}")
    return found
