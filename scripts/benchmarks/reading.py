"""What hostile pages and PDFs cost the worker that reads them: CPU, memory, and the outcome.

Each is read by a worker of its own, as a crawl reads a page: with 10 s of CPU time and 500 MB. Exits with 1
where one crashed its worker or met a bug.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from archiver import extract
from archiver.crawl.workers import CPU_SECONDS, MEMORY_BYTES, ReadingEnded, Workers

URL = "https://example.com/policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What reading one body took, and the text's first words or the reason why there is none."""

    cpu_seconds: float = CPU_SECONDS
    peak_mb: float = MEMORY_BYTES / 2**20
    outcome: str
    is_limit: bool = False
    """A limit ended it, which costs one failed look and nothing else."""
    is_bug: bool = False


def main() -> int:
    from _hostile_pages import PAGES, PDFS  # here, since each worker imports this module again

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="", help="only the kinds whose name holds this")
    options.add_argument(
        "--verbose", action="store_true", help="list all of them, not only those that take half the limit"
    )
    chosen = options.parse_args()
    bodies = {f"page: {name}": (body, "text/html") for name, body in PAGES.items()}
    bodies |= {f"PDF: {name}": (body, "application/pdf") for name, body in PDFS.items()}
    costs = []
    for name, (body, content_type) in bodies.items():
        if chosen.only in name:
            costs.append(one := cost(body, content_type))
            if chosen.verbose or one.is_bug or one.cpu_seconds > CPU_SECONDS / 2:
                spent = f"{one.cpu_seconds:6.2f} s {one.peak_mb:5.0f} MB"
                print(f"{name:<42} {spent}  {one.outcome[:60]}", flush=True)
    limits, bugs = sum(one.is_limit for one in costs), sum(one.is_bug for one in costs)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    most = max(one.cpu_seconds for one in costs), max(one.peak_mb for one in costs)
    print(
        f"{machine}: {len(costs)} kinds; at most {most[0]:.1f} s of CPU time, {most[1]:.0f} MB; "
        f"{limits} ended by a limit, {bugs} by a bug"
    )
    return 1 if bugs else 0


def cost(body: bytes, content_type: str) -> Cost:
    """What it costs to read a body, in a new worker."""
    with Workers(1) as workers:
        try:
            return workers.compute(_measured, body, content_type)
        except ReadingEnded as ended:
            crashed = "crashed" in ended.reason
            return Cost(outcome=ended.reason, is_limit=not crashed, is_bug=crashed)
        except Exception as error:
            return Cost(outcome=f"a bug: {error!r}", is_bug=True)


def _measured(body: bytes, content_type: str) -> Cost:
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        text = extract.extract(body, url=URL, content_type=content_type).text
        outcome = f"{len(text):,} characters: {text[:30]!r}"
    except extract.ExtractionFailed as failure:
        outcome = failure.reason
    after = resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu_seconds=spent, peak_mb=after.ru_maxrss / 1024, outcome=outcome)


if __name__ == "__main__":
    sys.exit(main())
