"""`archiver quarantine`: what the gate holds back, and a person's word on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput, NotFound
from archive_repo.format.message import plural
from archive_repo.records import Held, Observation, Version
from archive_repo.repository import Repository
from archiver import addresses, declarations
from archiver.cli import options, output

if TYPE_CHECKING:
    from archiver.crawl.tracked import Subject
    from archiver.extract.document import Reading

REJECTED = "rejected"
"""Key of an observation's notes under which the gate finds the texts that a person has rejected."""


class NothingHeld(NotFound):
    """The document has no text in quarantine, or none of this id."""


class ListByDefault(click.Group):
    """Without a verb, lists what is held."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` before options that no verb precedes."""
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("quarantine", cls=ListByDefault)
def command() -> None:
    """Show what is held back, and accept or reject it.

    A text that looks like a flap or a failed page waits here until it has held; `accept` records it now,
    `reject` drops it for good.
    """


@command.command("list")
@options.archive
@options.addresses
@options.as_json
def list_(archive: Archive, named: tuple[str, ...], as_json: bool) -> None:
    """List what is held: since when, how often it was seen, and why."""
    wanted = [addresses.parse(text) for text in named]
    rows = [
        _row(repository, look, one)
        for repository in archive.platforms()
        for look in repository.last_observations().values()
        for one in _kept(look)
        if not wanted or any(address.holds(repository.platform, look.document) for address in wanted)
    ]
    if as_json:
        output.write_json(rows)
    elif rows:
        output.write(_lines(rows))
    else:
        output.note("Nothing is held back.")


@command.command("show")
@options.archive
@options.address
@click.argument("text_id", default="", metavar="[ID]")
def show(archive: Archive, address: str, text_id: str) -> None:
    """Print a text that is held, as it would be stored."""
    subject, _, held = _find(archive, address, text_id)
    output.note(f"seen {plural(held.seen, 'time')} since {output.minute(held.first_seen)}: {held.reason}")
    output.write(_read(subject, held).text.splitlines())


@command.command("accept")
@options.archive
@options.address
@click.argument("text_id", default="", metavar="[ID]")
def accept(archive: Archive, address: str, text_id: str) -> None:
    """Record a text that is held as a version, as of when it was first seen."""
    subject, look, held = _find(archive, address, text_id)
    version = _record(subject, look, held, options.now())
    output.write([f"{version.id[: output.SHORT_ID]} {version.subject}"])


@command.command("reject")
@options.archive
@options.address
@click.argument("text_id", default="", metavar="[ID]")
def reject(archive: Archive, address: str, text_id: str) -> None:
    """Drop a text that is held, and refuse it from now on."""
    subject, look, held = _find(archive, address, text_id)
    noted = look.notes.get(REJECTED)
    rejected = [*(noted if isinstance(noted, list | tuple) else ()), held.text_sha256]
    left = tuple(one for one in look.held if one.text_sha256 != held.text_sha256)
    with subject.repository.writing(subject.name) as writer:
        changed = replace(look, held=left, notes={**look.notes, REJECTED: rejected})
        writer.record_observations([changed], checked_at=options.now())
    output.note(f"{address}: {_id(held)} is refused from now on; its capture stays on branch snapshots")


def _find(archive: Archive, address: str, text_id: str) -> tuple[Subject, Observation, Held]:
    """The held text that was meant; an id is needed only where there are several."""
    from archiver.crawl.tracked import Subject

    where = addresses.parse_document(address)
    repository = archive.repository(where.platform)
    look = repository.last_observations().get(where.document)
    if look is None:
        raise history.unknown_document(repository, where.document)
    found = [one for one in _kept(look) if one.text_sha256.startswith(text_id)]
    if not found:
        raise NothingHeld(f"{address}: nothing of this id is held; `archiver quarantine list` shows what is")
    if len(found) > 1:
        ids = ", ".join(map(_id, found))
        raise InvalidInput(f"{address}: {len(found)} texts are held; add the id of one: {ids}")
    declared, document = _declared(archive, where.platform, where.document)
    subject = Subject(repository=repository, name=declared.name, document=document, memory=look)
    return subject, look, found[0]


def _declared(
    archive: Archive, platform: str, document: str
) -> tuple[declarations.Declaration, declarations.Document]:
    for declared in declarations.read_all(archive.declarations):
        for one in declared.documents:
            if (declared.slug, one.slug) == (platform, document):
                return declared, one
    raise NothingHeld(f"{platform}/{document}: not declared any more, so its page cannot be read")


def _read(subject: Subject, held: Held) -> Reading:
    return subject.read(subject.repository.bodies(held.snapshot, subject.document.slug))


def _record(subject: Subject, look: Observation, held: Held, now: datetime) -> Version:
    """The held text as a version, and the observation that says so."""
    from archiver.crawl import look as intake
    from archiver.crawl import recording

    reading = _read(subject, held)
    version = recording.record(subject, reading, snapshot=held.snapshot, fetched_at=held.first_seen, now=now)
    with subject.repository.writing(subject.name) as writer:
        writer.record_observations([intake.recorded(look, version, reading, now)], checked_at=now)
    return version


def _kept(look: Observation) -> Sequence[Held]:
    """What waits for a decision; an entry without a capture is other links to the same words."""
    return [one for one in look.held if one.snapshot]


def _id(held: Held) -> str:
    return held.text_sha256[: output.SHORT_ID]


def _row(repository: Repository, look: Observation, held: Held) -> dict[str, Any]:
    return {
        "platform": repository.platform,
        "document": look.document,
        "text_sha256": held.text_sha256,
        "snapshot": held.snapshot,
        "first_seen": held.first_seen,
        "last_seen": held.last_seen,
        "seen": held.seen,
        "reason": held.reason,
    }


def _lines(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    head = ("DOCUMENT", "ID", "SINCE", "SEEN", "REASON")
    yield from output.columns([head, *map(_cells, rows)])
    yield ""
    yield "`archiver quarantine show PLATFORM/DOCUMENT` prints one; `accept` records it, `reject` drops it."


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{row['platform']}/{row['document']}",
        row["text_sha256"][: output.SHORT_ID],
        output.minute(row["first_seen"]),
        str(row["seen"]),
        row["reason"],
    )
