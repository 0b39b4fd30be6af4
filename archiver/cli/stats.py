"""`archiver stats`: how large the archive is, and how it grows."""

from __future__ import annotations

from collections.abc import Iterator

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archiver.cli import options, output, sick
from archiver.report import archive_size
from archiver.report.archive_size import ArchiveSize
from archiver.report.screen import Line, Role, Text, table

LARGEST_SHOWN = 10


@click.command("stats")
@options.archive
@click.option(
    "--months",
    type=click.IntRange(0, 1200),
    metavar="N",
    default=3,
    show_default=True,
    help="How many months to show.",
)
@options.as_json
def command(archive: Archive, months: int, as_json: bool) -> None:
    """Show how large the archive is, how it grows by month, and which hosts answer slowest.

    The hosts are those of requests.log, which crawls write if fetch.log_requests is on.
    """
    found = archive_size.measure(
        archive, months, lambda platform, reason: sick.tell(platform, reason, shown=False)
    )
    if as_json:
        output.write_json(found)
    elif found.platforms:
        output.write(_lines(found))
    else:
        output.note("No platform is recorded yet; `archiver crawl` records those that are declared.")


def _lines(found: ArchiveSize) -> Iterator[Line]:
    counts = (
        plural(found.document_count, "document"),
        plural(found.version_count, "version"),
        plural(found.look_count, "look"),
    )
    yield from _line(f"{plural(len(found.platforms), 'platform')}: {', '.join(counts)}")
    yield from _line(
        f"{output.size(found.disk_bytes)} on disk, {output.size(found.index_bytes)} of them the index"
    )
    if found.months:
        yield from _part(("MONTH", "VERSIONS", "LOOKS", "ADDED"), _months(found))
    yield from _part(("PLATFORM", "DOCUMENTS", "VERSIONS", "LOOKS", "SIZE", "LOOSE FILES"), _platforms(found))
    if found.slow_hosts:
        yield from _part(("SLOWEST HOST", "REQUESTS", "MEDIAN", "SLOWEST"), _hosts(found))


def _line(text: str) -> Iterator[Line]:
    yield [(text, Role.PLAIN)]


def _part(heads: tuple[Text, ...], rows: Iterator[tuple[Text, ...]]) -> Iterator[Line]:
    yield []
    yield from table([heads, *rows], output.width())


def _months(found: ArchiveSize) -> Iterator[tuple[Text, ...]]:
    for one in found.months:
        yield one.month, f"{one.version_count:,}", f"{one.look_count:,}", output.size(one.added_bytes)
    earlier = found.month_count - len(found.months)
    if earlier:
        yield f"and {earlier:,} earlier", "", "", ""


def _platforms(found: ArchiveSize) -> Iterator[tuple[Text, ...]]:
    for one in found.platforms[:LARGEST_SHOWN]:
        counts = (one.document_count, one.version_count, one.look_count)
        yield (
            one.platform,
            *(f"{count:,}" for count in counts),
            output.size(one.disk_bytes),
            f"{one.loose_count:,}",
        )
    rest = found.platforms[LARGEST_SHOWN:]
    if rest:
        yield (f"and {len(rest)} more", "", "", "", output.size(sum(one.disk_bytes for one in rest)), "")


def _hosts(found: ArchiveSize) -> Iterator[tuple[Text, ...]]:
    for one in found.slow_hosts or ():
        yield (
            one.host,
            f"{one.request_count:,}",
            f"{one.median_seconds:.1f} s",
            f"{one.slowest_seconds:.1f} s",
        )
