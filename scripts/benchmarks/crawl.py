"""What a crawl costs per page: the first one, and later ones by what the page answers."""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from _measured import Used, measured  # noqa: E402
from _page_server import Server, serving  # noqa: E402
from _policy_pages import Tracked, declare, real, small  # noqa: E402

PHASES: Mapping[str, Mapping[str, Any]] = {
    "304": {"validators": True},
    "same bytes": {"validators": False},
    "nonce": {"validators": False, "nonce": True},
    "sentence": {"validators": False, "edition": 1},
}
"""How the server answers in each crawl after the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """What one phase cost, run by run."""

    name: str
    runs: Sequence[Used]
    documents: int
    start: float
    """CPU seconds of a crawl of one small page."""

    @property
    def whole(self) -> float:
        return 1000 * statistics.median(run.cpu_seconds for run in self.runs) / self.documents

    @property
    def marginal(self) -> float:
        seconds = statistics.median(run.cpu_seconds for run in self.runs) - self.start
        return 1000 * seconds / self.documents


def crawl(folder: Path, source: Path = ROOT) -> Used:
    """Crawl an archive with the code in a folder, in a process of its own.

    Without `-P`, Python would take the code that is in the working directory.
    """
    command = [sys.executable, "-P", "-m", "archiver", "--archive", str(folder), "crawl", "--quiet"]
    used = measured(command, {**os.environ, "PYTHONPATH": str(source)})
    if used.code:
        sys.exit(f"the crawl ended with {used.code}: {used.output[-500:]}{used.errors[-500:]}")
    return used


def compile_modules(source: Path) -> None:
    """Compile the modules of a tree, as an installation does, so that no run is billed for it."""
    for package in ("archiver", "archive_repo"):
        compileall.compile_dir(source / package, quiet=1)


def start(server: Server, place: Path, source: Path) -> float:
    """CPU seconds of a crawl of one small page that answers 304."""
    folder = place / "start"
    shutil.rmtree(folder, ignore_errors=True)
    server.set(validators=True)
    declare(folder, server, small(1, 1))
    crawl(folder, source)
    return statistics.median(crawl(folder, source).cpu_seconds for _ in range(3))


def phases(
    server: Server, place: Path, tracked: Sequence[Tracked], *, selectors: bool, times: int, source: Path
) -> list[Phase]:
    """Every phase, each time on a fresh copy of what the first crawl left."""
    one = start(server, place, source)
    runs: dict[str, list[Used]] = {name: [] for name in ("first", *PHASES)}
    for _ in range(times):
        first, later = place / "first", place / "later"
        shutil.rmtree(first, ignore_errors=True)
        server.set(validators=True, nonce=False, edition=0)
        declare(first, server, tracked, selectors=selectors)
        runs["first"].append(crawl(first, source))
        for name, mode in PHASES.items():
            shutil.rmtree(later, ignore_errors=True)
            shutil.copytree(first, later)
            server.set(**{"validators": True, "nonce": False, "edition": 0, **mode})
            if mode.get("nonce"):  # what differs in each answer differed in the last one too
                crawl(later, source)
            runs[name].append(crawl(later, source))
    return [Phase(name=name, runs=found, documents=len(tracked), start=one) for name, found in runs.items()]


def machine() -> str:
    """What it runs on, and how busy that is."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, {platform.system()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--pages", type=int, default=None, help="only so many pages")
    parser.add_argument("--source", type=Path, default=ROOT, help="the tree whose code crawls")
    options = parser.parse_args()
    tracked = real()[: options.pages]
    if not tracked:
        print("skipped: the real pages are not here")
        return
    compile_modules(options.source.resolve())
    size = statistics.mean(len(one.page.body) for one in tracked)
    print(f"{len(tracked)} real pages, mean {size / 1000:.0f} kB; {machine()}; median of {options.times}")
    with serving({one.path: one.page for one in tracked}) as server, tempfile.TemporaryDirectory() as place:
        for name, selectors in (("selectors", True), ("plain", False)):
            print(
                f"\n{name:<12} {'CPU ms per page':>16} {'without start':>14} {'wall s':>7} {'largest MB':>11}"
            )
            found = phases(
                server,
                Path(place),
                tracked,
                selectors=selectors,
                times=options.times,
                source=options.source.resolve(),
            )
            for one in found:
                peak = statistics.median(run.peak_mb for run in one.runs)
                wall = statistics.median(run.wall_seconds for run in one.runs)
                print(f"{one.name:<12} {one.whole:>16.1f} {one.marginal:>14.1f} {wall:>7.1f} {peak:>11.0f}")


if __name__ == "__main__":
    main()
