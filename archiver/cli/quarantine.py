"""`archiver quarantine`: what the gate holds back, and a person's decision on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archiver import addresses
from archiver.cli import options, output, sick
from archiver.report import reasons
from archiver.report.operations import HeldRow
from archiver.report.screen import Line, Role, Text, hanging

if TYPE_CHECKING:
    from archiver.crawl.quarantine import Waiting


class ListByDefault(click.Group):
    """A group that runs `list` if no verb is given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` before options that no verb precedes."""
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("quarantine", cls=ListByDefault)
def command() -> None:
    """Show what is held back, and accept or reject it.

    A text that looks like a flap or a failed page waits here until it has lasted; `accept`
    records it now, `reject` drops it for good.
    """


@command.command("list")
@options.archive
@options.addresses
@options.as_json
def list_(archive: Archive, named: tuple[str, ...], as_json: bool) -> None:
    """List what is held: since when, how often it was seen, and why."""
    from archiver.crawl import quarantine

    wanted = [addresses.parse(text) for text in named]

    def is_wanted(platform: str, document: str) -> bool:
        return not wanted or any(address.holds(platform, document) for address in wanted)

    found: list[Waiting] = []
    for slug in archive.slugs():
        with sick.left_out(slug):
            found += quarantine.waiting(archive.repository(slug), is_wanted)
    if as_json:
        output.write_json(map(_told, found))
    elif found:
        output.write(_lines(found))
    else:
        output.note("Nothing is held back.")


@command.command("show")
@options.archive
@options.address
@click.argument("text_id", default="", metavar="[ID]")
def show(archive: Archive, address: str, text_id: str) -> None:
    """Print a held text as it would be stored."""
    from archiver.crawl import quarantine

    where = addresses.parse_document(address)
    held, extracted = quarantine.read(archive, where.platform, where.document, text_id)
    why = reasons.now(held.reason, options.now())
    output.note(f"seen {plural(held.seen, 'time')} since {output.minute(held.first_seen)}: {why}")
    output.write(extracted.text.splitlines())


@command.command("accept")
@options.archive
@options.address
@click.argument("text_id", default="", metavar="[ID]")
@click.option("--all", "every", is_flag=True, help="Accept every text held of this document, in order.")
def accept(archive: Archive, address: str, text_id: str, every: bool) -> None:
    """Record a held text as a version, dated when it was first seen. Others stay held."""
    from archiver.crawl import quarantine

    if every and text_id:
        raise InvalidInput("accept takes an id or --all, not both")
    where = addresses.parse_document(address)
    if every:
        recorded = quarantine.accept_all(archive, where.platform, where.document, options.now())
    else:
        recorded = [quarantine.accept(archive, where.platform, where.document, text_id, options.now())]
    output.write(f"{version.id[: output.SHORT_ID]} {version.subject}" for version in recorded)


@command.command("reject")
@options.archive
@options.address
@click.argument("text_id", default="", metavar="[ID]")
def reject(archive: Archive, address: str, text_id: str) -> None:
    """Drop a held text, and refuse it from now on."""
    from archiver.crawl import quarantine

    where = addresses.parse_document(address)
    held = quarantine.reject(archive, where.platform, where.document, text_id, options.now())
    short = held.text_sha256[: output.SHORT_ID]
    output.note(f"{address}: {short} is refused from now on; its snapshot stays on branch snapshots")


def _told(one: Waiting) -> HeldRow:
    return HeldRow(
        platform=one.platform,
        document=one.document,
        text_sha256=one.held.text_sha256,
        snapshot=one.held.snapshot,
        first_looked_at=one.held.first_seen,
        last_looked_at=one.held.last_seen,
        look_count=one.held.seen,
        reason=one.held.reason,
    )


def _lines(found: Sequence[Waiting]) -> Iterator[Text]:
    width, now = output.width(), options.now()
    for one in found:
        yield from hanging(_head(one), width, "", "  ")
        yield from hanging(reasons.now(one.held.reason, now), width, " " * 4)
    yield ""
    told = "`archiver quarantine show DOCUMENT [ID]` prints one; `accept` records it, `reject` drops it."
    yield from hanging(told, width)


def _head(one: Waiting) -> Line:
    """Which text is held, how often it was seen, and since when."""
    return [
        (f"{one.platform}/{one.document}", Role.HEADING),
        ("  ", Role.PLAIN),
        (one.held.text_sha256[: output.SHORT_ID], Role.VERSION),
        (f"  seen {plural(one.held.seen, 'time')} since {output.minute(one.held.first_seen)}", Role.PLAIN),
    ]
