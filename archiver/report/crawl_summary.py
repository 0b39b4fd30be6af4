"""How a crawl went, in lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archive_repo.format.message import plural
from archive_repo.records import Outcome

if TYPE_CHECKING:
    from archiver.crawl.run import CrawlReport


def troubles(report: CrawlReport) -> Iterator[str]:
    """What is odd about platforms, why some could not be looked at, and that there is no network."""
    for platform in report.platforms:
        if platform.warning:
            yield f"{platform.platform}: {platform.warning}"
        if platform.problem:
            yield platform.problem if platform.busy else f"{platform.platform}: {platform.problem}"
    if report.is_offline:
        many = plural(len(list(report.looks)), "document")
        yield f"No network: no host of {many} could be reached; check this machine's connection"


def counted(counts: Counter[Outcome]) -> str:
    """How a crawl's looks ended, in one line."""
    said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    return f"{plural(counts.total(), 'document')} looked at: {said or 'none'}"
