"""`archiver crawl`: fetch what is declared and record what changed."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive_repo.archive import PLATFORMS, Archive
from archive_repo.format.message import plural
from archive_repo.records import Outcome
from archiver import declarations, settings
from archiver.cli import options, output, progress
from archiver.declarations import Declaration, selected
from archiver.report.operations import Crawled, CrawledRow, PlatformProblem

if TYPE_CHECKING:
    from archiver.crawl.run import CrawlReport

SOMETHING_FAILED = 3
"""Exit code of a crawl that finished, while something newly failed (or anything, with --strict)."""

OTHERS_AT_WORK = 4
"""Exit code of a crawl that left platforms out because another run was at work on them."""

INTERRUPTED = 130


@click.command("crawl")
@options.archive
@options.addresses
@click.option("--quiet", is_flag=True, help="Print only what was recorded or newly failed; for cron.")
@click.option("--strict", is_flag=True, help="Exit with 3 when anything failed, not only what newly failed.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, and record nothing.")
@options.as_json
def command(
    archive: Archive, named: tuple[str, ...], quiet: bool, strict: bool, dry_run: bool, as_json: bool
) -> None:
    """Fetch the declared policies and record those whose words changed.

    Ctrl-C ends it after the documents under way; running it again goes on. Exit code 3 when it finished but
    something newly failed (with --strict: anything), 4 when another run is at work.
    """
    declared, broken = declarations.read_sound(archive.declarations)
    for problem in broken:
        output.note(f"archiver: {problem}")
    chosen = selected(declared, named)
    if not chosen and not broken:
        output.note("Nothing is declared; `archiver init` writes declarations from the catalogue.")
        return
    with _copy(archive, chosen) if dry_run else _itself(archive) as place:
        report, interrupted = crawl(place, chosen, quiet=quiet)
    if as_json:
        output.write_json(_told(report))
    elif dry_run:
        output.note("Nothing was recorded: this was a dry run.")
    if interrupted:
        output.note("archiver: interrupted; what was done is kept; run it again to continue")
        sys.exit(INTERRUPTED)
    sys.exit(_exit_code(report, strict=strict, broken=bool(broken)))


def crawl(
    archive: Archive,
    declared: Sequence[Declaration],
    clock: Callable[[], datetime] = options.now,
    *,
    quiet: bool = False,
) -> tuple[CrawlReport, bool]:
    """Crawl with the archive's settings, showing progress and a summary; and whether it was interrupted.

    `clock` gives the time that is recorded.
    """
    from archiver.crawl import run, work

    stop = threading.Event()
    told = progress.chosen(sum(len(one.documents) for one in declared), quiet=quiet)
    rendering = _rendering(declared)
    chosen = settings.read(archive.settings)
    with (
        _interruptible(stop, told),
        work.opened(archive, chosen, clock=clock, stop=stop, progress=told, rendering=rendering) as opened,
    ):
        report = run.crawl(opened, declared)
    told.end(offline=_offline(report))
    for line in _summary(report, quiet=quiet):
        output.note(line)
    return report, stop.is_set()


def _rendering(declared: Sequence[Declaration]) -> bool:
    """True if pages can be rendered; where some should and cannot be, or not safely, says so."""
    from archiver.crawl import work

    wanting = sum(
        any(source.execute_client_scripts for source in document.sources)
        for one in declared
        for document in one.documents
    )
    if not wanting:
        return False
    if work.can_render():
        if not work.is_sandboxed():
            output.note(
                "Scripts of pages run without the browser's sandbox, as this is root: crawl as another user"
            )
        return True
    output.note(
        f"{plural(wanting, 'document')} should have scripts run, and no browser was found: read as sent; "
        "`pip install 'policy-archiver[render]'` and install Chromium"
    )
    return False


@contextmanager
def _interruptible(stop: threading.Event, told: object) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the crawl after the documents under way; a second one ends it at once."""

    def ask_to_stop(_number: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(INTERRUPTED)  # the archive is safe against being killed; threads cannot be ended
        stop.set()
        waiting = told.under_way() if isinstance(told, progress.Status) else []
        documents = f" ({', '.join(waiting[:3])})" if waiting else ""
        output.note(f"\nStopping after the documents under way{documents}; Ctrl-C again stops at once.")

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
            shutil.copy(archive.settings, copy.settings)
        for one in declared:
            if archive.path(one.slug).is_dir():
                shutil.copytree(archive.path(one.slug), copy.path(one.slug))
        yield copy


def _summary(report: CrawlReport, *, quiet: bool) -> Iterator[str]:
    looks = list(report.looks)
    for platform in report.platforms:
        if platform.warning:
            yield f"{platform.platform}: {platform.warning}"
        if platform.problem:
            yield platform.problem if platform.busy else f"{platform.platform}: {platform.problem}"
    if _offline(report):
        many = plural(len(looks), "document")
        yield f"No network: no host of {many} could be reached; check this machine's connection"
        return
    if quiet:
        return
    yield counted(report.outcomes)
    sick = sum(bool(platform.problem) for platform in report.platforms)
    if sick:
        yield f"{plural(sick, 'platform')} not looked at, or not completely: see above"
    if bugs := sum(looked.is_bug for looked in looks):
        yield f"{plural(bugs, 'look')} failed because of a bug in archiver"
    if report.outcomes[Outcome.FAILED] or report.outcomes[Outcome.HELD]:
        yield "`archiver status` says what fails, why, and what to do."


def _offline(report: CrawlReport) -> bool:
    """True if no host of several documents could be reached."""
    looks = list(report.looks)
    return len(looks) > 1 and all(looked.is_unreachable for looked in looks)


def counted(counts: Counter[Outcome]) -> str:
    """How a crawl's looks ended, in one line."""
    said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    return f"{plural(counts.total(), 'document')} looked at: {said or 'none'}"


def _exit_code(report: CrawlReport, *, strict: bool, broken: bool) -> int:
    looks = list(report.looks)
    newly = any(looked.newly_failed or looked.is_bug for looked in looks)
    sick = any(platform.problem and not platform.busy for platform in report.platforms)
    if broken or sick or newly or (strict and report.outcomes[Outcome.FAILED]):
        return SOMETHING_FAILED
    return OTHERS_AT_WORK if any(platform.busy for platform in report.platforms) else 0


def _told(report: CrawlReport) -> Crawled:
    """The crawl as a program is told of it."""
    return Crawled(
        looks=tuple(
            CrawledRow(
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
            for looked in report.looks
        ),
        problems=tuple(
            PlatformProblem(platform=one.platform, problem=one.problem, busy=one.busy)
            for one in report.platforms
            if one.problem
        ),
    )
