"""What crawls at once do to each other: two and three started together, on a new archive each time.

Each round begins a new archive and goes on through two changes of the page, with all crawls at once each
time, in processes that are let go at the same moment. Every document must have three versions with their own
classes; a crawl may do its work or find another one at work, and nothing else.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import crash

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import Cause, ChangeClass
from archiver.crawl.platform import PlatformReport

PLATFORMS = ("first", "second")
EDITIONS = 3
DAYS_APART = 10
"""Between two editions: what changes on two days in a row may churn, and waits until it stands still."""
EXPECTED = ("recorded", "unchanged", "busy")
WANTED = [
    (Cause.CHANGE, ChangeClass.NUMBERS_OR_DATES),
    (Cause.CHANGE, ChangeClass.NUMBERS_OR_DATES),
    (Cause.FIRST, None),
]


def round_of(at_once: int, base: str, editions: list[int]) -> tuple[Counter[str], list[str]]:
    """How one round's crawls of each platform ended, and what is wrong with the archive."""
    ends: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="archiver-overlapping-") as name:
        folder = Path(name)
        crash.declare(folder, base, *PLATFORMS)
        for editions[0] in range(1, EDITIONS + 1):
            ends.update(together(at_once, folder, 1 + DAYS_APART * (editions[0] - 1)))
        for one in PLATFORMS:
            versions = history.versions(Archive(folder).repository(one), crash.DOCUMENT)
            found = [(version.cause, version.change_class) for version in versions]
            wrong += [] if found == WANTED else [", ".join(f"{cause} {what}" for cause, what in found)]
            wrong += crash.of_platform(folder, one)
    return ends, wrong


def together(at_once: int, folder: Path, day: int) -> Iterator[str]:
    """How each of several crawls ended that begin at the same moment, platform by platform."""
    context = multiprocessing.get_context("fork")
    begin, ends = context.Barrier(at_once), context.SimpleQueue()

    def one() -> None:
        begin.wait()
        ends.put([ending(report) for report in crash.crawl(folder, day).platforms])

    crawls = [context.Process(target=one) for _ in range(at_once)]
    for crawl in crawls:
        crawl.start()
    for crawl in crawls:
        crawl.join()
        yield from ends.get() if crawl.exitcode == 0 else [f"exit code {crawl.exitcode}"]


def ending(report: PlatformReport) -> str:
    if report.busy:
        return "busy"
    return report.problem or ", ".join(one.observation.outcome for one in report.looks)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=100, help="with two and with three crawls each (100)")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    editions = [1]
    with crash.serving(lambda: editions[0]) as base:
        for at_once in (2, 3):
            begun, ends, wrong = time.monotonic(), Counter[str](), Counter[str]()
            for _ in range(options.rounds):
                ended, found = round_of(at_once, base, editions)
                ends.update(ended)
                wrong.update(found)
            told = ", ".join(f"{times} {end}" for end, times in sorted(ends.items()))
            wrong.update({end: times for end, times in ends.items() if end not in EXPECTED})
            crash.tell(
                f"{at_once} crawls at once",
                f"{options.rounds} rounds: {told}",
                wrong,
                time.monotonic() - begun,
            )


if __name__ == "__main__":
    main()
