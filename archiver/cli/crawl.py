"""`archiver crawl`: fetch what is declared and record what changed."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive_repo.archive import PLATFORMS, Archive
from archive_repo.errors import InvalidInput
from archive_repo.records import Outcome
from archiver import declarations
from archiver.cli import crawling, dating, interruption, options, output, warming
from archiver.declarations import Declaration, selected, shards

if TYPE_CHECKING:
    from archiver.crawl.run import CrawlReport
    from archiver.report.operations import Crawled

SOMETHING_FAILED = 3
"""Exit code of a crawl that finished, while something newly failed (or anything, with --strict)."""

OTHERS_AT_WORK = 4
"""Exit code of a crawl that left platforms out because another run was at work on them."""


@click.command("crawl")
@options.archive
@options.addresses
@click.option("--quiet", is_flag=True, help="Print only what was recorded or newly failed; for cron.")
@click.option("--strict", is_flag=True, help="Exit with 3 when anything failed, not only what newly failed.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, and record nothing.")
@click.option("--shard", metavar="I/N", help="Look at one of N parts, and record it in the remote.")
@click.option(
    "--cluster", metavar="ADDRESS", help="Have the workers of a Dask cluster look, and record in the remote."
)
@options.as_json
def command(
    archive: Archive,
    named: tuple[str, ...],
    quiet: bool,
    strict: bool,
    dry_run: bool,
    shard: str | None,
    cluster: str | None,
    as_json: bool,
) -> None:
    """Fetch the declared policies and record those whose words changed.

    Ctrl-C ends it after the documents under way; run it again to continue. Exit code 3 when it
    finished but something newly failed (with --strict: anything), 4 when another run is at work.

    With --shard 2/5, the second of five machines crawls its fifth of the platforms, so that no host is asked
    by two of them. If archive.toml names a remote, each platform is pulled before and pushed after, and
    recorded here only once the remote has it. With --cluster tcp://host:8786 the workers of that cluster do
    the same, and nothing is recorded here: `archiver pull` or `archiver clone` brings it.
    """
    _must_go_together(shard, cluster, dry_run=dry_run)
    options.now()  # a wrong time for a replay is told here, and not by each platform
    declared, broken = declarations.read_sound(archive.declarations)
    for note in () if quiet else declarations.notes(archive.declarations):
        output.note(f"archiver: {note}")
    for problem in broken:
        output.note(f"archiver: {problem}")
    chosen = selected(declared, named)
    if not chosen and not broken:
        from archiver.report import standing  # loaded where there is nothing to crawl

        output.note(standing.undeclared(archive))
        return
    if shard is not None:
        own = {one.slug for one in shards.parse(shard).of(declared)}
        chosen = [one for one in chosen if one.slug in own]
    with _copy(archive, chosen) if dry_run else _itself(archive) as place:
        crawl = _way(None if dry_run else shard, cluster)
        report, interrupted = crawl(place, chosen, quiet=quiet)
    if not (dry_run or interrupted or shard or cluster):
        dating.date_after_crawl(archive)
        if report.outcomes[Outcome.RECORDED]:
            warming.keep_up(archive)
    if as_json:
        output.write_json(_told(report))
    elif dry_run:
        output.note("Nothing was recorded: this was a dry run.")
    interruption.end_if(interrupted)
    sys.exit(_exit_code(report, strict=strict, broken=bool(broken)))


def _must_go_together(shard: str | None, cluster: str | None, *, dry_run: bool) -> None:
    """Raise InvalidInput for options that exclude each other."""
    if cluster is not None and shard is not None:
        raise InvalidInput("--cluster and --shard cannot be combined: a cluster shares out the work itself")
    if cluster is not None and dry_run:
        raise InvalidInput("--cluster and --dry-run cannot be combined: leave out --cluster to try from here")


def _way(shard: str | None, cluster: str | None) -> Callable[..., tuple[CrawlReport, bool]]:
    """Who looks, and where that is recorded first."""
    if cluster is not None:
        return partial(crawling.crawl_by_cluster, cluster)
    return crawling.crawl if shard is None else crawling.crawl_with_remote


@contextmanager
def _itself(archive: Archive) -> Iterator[Archive]:
    yield archive


@contextmanager
def _copy(archive: Archive, declared: Sequence[Declaration]) -> Iterator[Archive]:
    """The archive's settings and the platforms' repositories in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="archiver-dry-run-") as folder:
        copy = Archive(Path(folder))
        (copy.folder / PLATFORMS).mkdir()
        if archive.settings.exists():
            copy.settings.symlink_to(archive.settings.resolve())  # the paths in it count from there
        for one in declared:
            if archive.path(one.slug).is_dir():
                shutil.copytree(archive.path(one.slug), copy.path(one.slug))
        yield copy


def _exit_code(report: CrawlReport, *, strict: bool, broken: bool) -> int:
    looks = list(report.looks)
    newly = any(looked.newly_failed or looked.is_bug for looked in looks)
    sick = any(platform.problem and not platform.busy for platform in report.platforms)
    if broken or sick or newly or (strict and report.outcomes[Outcome.FAILED]):
        return SOMETHING_FAILED
    return OTHERS_AT_WORK if any(platform.busy for platform in report.platforms) else 0


def _told(report: CrawlReport) -> Crawled:
    """The crawl as a program reads it, by platform and document: which page came in first says nothing."""
    from archiver.report import operations  # slow to load, and only programs ask for it

    return operations.Crawled(
        looks=tuple(
            operations.CrawledRow(
                platform=looked.platform,
                document=looked.observation.document,
                title=looked.observation.title,
                outcome=looked.observation.outcome,
                reason=looked.observation.reason or None,
                last_looked_at=looked.observation.checked_at,
                version=looked.observation.version or None,
                newly_failed=looked.newly_failed,
                bug=looked.is_bug,
            )
            for looked in sorted(report.looks, key=lambda one: (one.platform, one.observation.document))
        ),
        problems=tuple(
            operations.PlatformProblem(platform=one.platform, problem=one.problem, busy=one.busy)
            for one in report.platforms
            if one.problem
        ),
    )
