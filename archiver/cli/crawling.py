"""A crawl as a terminal shows it: progress, interruption, and a summary at its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.records import Outcome
from archiver import settings
from archiver.cli import interruption, options, output, progress
from archiver.declarations import Declaration, asking, shards
from archiver.report import crawl_summary
from archiver.settings import Settings

if TYPE_CHECKING:
    from archiver.crawl.platform import PlatformReport
    from archiver.crawl.run import CrawlReport, LookAt
    from archiver.crawl.work import Crawl


def crawl(
    archive: Archive,
    declared: Sequence[Declaration],
    clock: Callable[[], datetime] = options.now,
    *,
    quiet: bool = False,
    look_at: LookAt | None = None,
) -> tuple[CrawlReport, bool]:
    """Crawl with the archive's settings and show progress and a summary; True for an interrupted crawl.

    `clock` gives the time that is recorded, and `look_at` looks at each platform, if not as usual.
    """
    from archiver.crawl import workers

    guesses = _guesses(declared)
    if any(not archive.path(one.slug).exists() for one in declared):  # a page is read, whatever comes of it
        workers.load(guesses=guesses)

    from archiver.crawl import platform, run, work

    stop = threading.Event()
    told = progress.chosen(sum(len(one.documents) for one in declared), quiet=quiet)
    chosen = settings.read(archive.settings)
    rendering = _rendering(declared, chosen)
    with (
        interruption.after_what_is_under_way(stop, told.under_way),
        work.opened(
            archive,
            chosen,
            clock=clock,
            stop=stop,
            progress=told,
            rendering=rendering,
            guesses=guesses,
        ) as opened,
    ):
        asked = asking(declared, chosen.accept_language)
        report = run.crawl(opened, asked, look_at or platform.look_at)
    return _ended(report, told, stop, quiet=quiet)


def _ended(
    report: CrawlReport, told: progress.Lines | progress.Status, stop: threading.Event, *, quiet: bool
) -> tuple[CrawlReport, bool]:
    told.end(offline=report.is_offline)
    for line in _summary(report, quiet=quiet):
        output.note(line)
    return report, stop.is_set()


def crawl_with_remote(
    archive: Archive, declared: Sequence[Declaration], *, quiet: bool
) -> tuple[CrawlReport, bool]:
    """As `crawl`, but if the archive has a remote, what is recorded is recorded there first."""
    from archiver.exchange import git_hosts
    from archiver.machines import round_trip

    url = settings.read(archive.settings).remote.url
    if not url:
        return crawl(archive, declared, quiet=quiet)
    began = options.now()

    def look_at(work: Crawl, one: Declaration) -> PlatformReport:
        return round_trip.look_at(work, one, to=git_hosts.of(archive, url, one.slug), began=began)

    return crawl(archive, declared, lambda: max(options.now(), began), quiet=quiet, look_at=look_at)


def crawl_by_cluster(
    address: str, archive: Archive, declared: Sequence[Declaration], *, quiet: bool
) -> tuple[CrawlReport, bool]:
    """As `crawl`, but the workers of a Dask cluster look, and record in the archive's remote only."""
    from archiver.crawl.platform import PlatformReport
    from archiver.crawl.run import CrawlReport
    from archiver.exchange import git_hosts
    from archiver.machines import cluster

    chosen, began = settings.read(archive.settings), options.now()
    text = archive.settings.read_text(encoding="utf-8-sig") if archive.settings.exists() else ""
    orders = [
        cluster.Order(
            platforms=tuple(group),
            remotes=tuple(git_hosts.of(archive, chosen.remote.url, one.slug) for one in group),
            settings_toml=text,
            began=began,
        )
        for group in shards.neighbours(asking(declared, chosen.accept_language)).values()
    ]
    stop = threading.Event()
    told = progress.chosen(sum(len(one.documents) for one in declared), quiet=quiet)
    reports = {one.slug: PlatformReport(platform=one.slug) for one in declared}
    with interruption.after_what_is_under_way(stop, told.under_way):
        for report in (one for group in cluster.looks(address, orders, stop) for one in group):
            reports[report.platform] = report
            for looked in report.looks:
                told.looked(looked.platform, looked.observation)
    return _ended(CrawlReport(platforms=tuple(reports.values())), told, stop, quiet=quiet)


def _guesses(declared: Sequence[Declaration]) -> bool:
    """True if a page has no selectors that say where its document is."""
    documents = (document for one in declared for document in one.documents)
    return any(not source.select for document in documents for source in document.sources)


def _rendering(declared: Sequence[Declaration], chosen: Settings) -> bool:
    """True if pages can be rendered; says so if some should be and cannot, or only unsafely."""
    from archiver.crawl import work

    documents = [document for one in declared for document in one.documents]
    wanting = sum(any(source.execute_client_scripts for source in one.sources) for one in documents)
    pictured = sum(chosen.is_pictured(one.platform, one.slug) for one in documents)
    if work.can_render():
        if (wanting or pictured) and not work.is_sandboxed():
            output.note(
                "Scripts of pages run without the browser's sandbox, as this is root: crawl as another user"
            )
        return True
    remedy = "`pip install 'policy-archiver[render]'` and install Chromium"
    if wanting:
        output.note(
            f"{plural(wanting, 'document')} should have scripts run, and no browser was found: read as sent; "
            f"{remedy}"
        )
    if pictured:
        output.note(
            f"Pictures should be kept of {plural(pictured, 'document')}, and no browser was found: stored "
            f"without; {remedy}"
        )
    return False


def _summary(report: CrawlReport, *, quiet: bool) -> Iterator[str]:
    yield from crawl_summary.troubles(report)
    if quiet or report.is_offline:
        return
    yield crawl_summary.counted(report.outcomes)
    sick = sum(bool(platform.problem) for platform in report.platforms)
    if sick:
        yield f"{plural(sick, 'platform')} not looked at, or not completely: see above"
    if bugs := sum(looked.is_bug for looked in report.looks):
        yield f"{plural(bugs, 'look')} failed because of a bug in archiver"
    if report.outcomes[Outcome.FAILED] or report.outcomes[Outcome.HELD]:
        yield "`archiver status` says what fails, why, and what to do."
