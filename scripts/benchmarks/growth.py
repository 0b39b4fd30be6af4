"""Whether a look costs more as an archive grows: documents, versions, looks; disk, memory, cores, waiting."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import _grown  # noqa: E402
from _measured import Used  # noqa: E402
from _page_server import Server, serving  # noqa: E402
from _policy_pages import Tracked, declare, real, small  # noqa: E402
from crawl import PHASES, crawl, machine, start  # noqa: E402

from archive_repo.git import packing  # noqa: E402

LOOKS = 100
TIMES = 3
ENOUGH_SECONDS = 30.0
"""A phase that took so much CPU is not run again: what varies, the start of processes, is little of it."""
GROWN = {name: mode for name, mode in PHASES.items() if name != "nonce"}
"""The phases in which a long history, or many documents beside it, might cost a page something."""
ANSWERS: Mapping[str, Any] = {"validators": True, "nonce": False, "edition": 0, "seconds": 0.0}
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where archives are made: a busy disk takes minutes to flush 1,000 documents, which says nothing of CPU."""
WATCHED_SECONDS = 0.2


class Bench:
    """A server, a folder for archives, and the code that crawls."""

    def __init__(self, server: Server, place: Path, source: Path) -> None:
        self.server, self.place, self.source = server, place, source

    def answer(self, **mode: Any) -> None:
        """Have the server answer as the pages were first, but for what is given."""
        self.server.set(**{**ANSWERS, **mode})

    def made(self, tracked: Sequence[Tracked]) -> Path:
        """An archive of these pages, crawled once."""
        folder = self.place / "archive"
        shutil.rmtree(folder, ignore_errors=True)
        self.answer()
        declare(folder, self.server, tracked)
        crawl(folder, self.source)
        return folder

    def phases(self, folder: Path, documents: int, edition: int = 0) -> list[float]:
        """CPU ms of each document in each phase, without those of the start of the process; medians.

        The archive was last crawled when the pages were of an edition.
        """
        started, told = start(self.server, self.place, self.source), []
        for mode in GROWN.values():
            self.answer(**{**mode, "edition": edition + mode.get("edition", 0)})
            told.append(1000 * (statistics.median(self._runs(folder)) - started) / documents)
        return told

    def _runs(self, folder: Path) -> list[float]:
        """CPU seconds of crawls, each of a copy of an archive."""
        runs: list[float] = []
        while len(runs) < TIMES and sum(runs) < ENOUGH_SECONDS:
            runs.append(self._again(folder))
        return runs

    def _again(self, folder: Path) -> float:
        """CPU seconds of a crawl of a copy of an archive."""
        later = self.place / "later"
        shutil.rmtree(later, ignore_errors=True)
        shutil.copytree(folder, later)
        return crawl(later, self.source).cpu_seconds


def documents(bench: Bench) -> None:
    """CPU ms per document of 20 platforms of 10 documents, and of one of 1,000."""
    rows = {}
    for platforms, count in ((20, 10), (1, 1000)):
        folder = bench.made(small(platforms, count))
        rows[f"{platforms} x {count} documents"] = bench.phases(folder, platforms * count)
    _tell(rows)


def versions(bench: Bench) -> None:
    """CPU ms per document of 5 platforms of 20, with 10 and with 1,000 versions and looks of each."""
    rows = {}
    for count in (10, 1000):
        folder = bench.made(small(5, 20))
        for edition in (1, 2):
            bench.answer(edition=edition)
            crawl(folder, bench.source)
        for path in (folder / "platforms").iterdir():
            _grown.repeat(path, count // 2 - 2)
        bench.answer(edition=3)
        crawl(folder, bench.source)
        if any(_grown.count(path) != 20 * count for path in (folder / "platforms").iterdir()):
            sys.exit("not every crawl recorded a version of every document")
        rows[f"{count} versions of each"] = bench.phases(folder, 100, edition=3)
    _tell(rows)


def _tell(rows: Mapping[str, Sequence[float]]) -> None:
    """A table with a column for each phase; its last line is the second row divided by the first."""
    print(f"\n{'CPU ms per document':<24}" + "".join(f"{name:>12}" for name in GROWN))
    for name, found in rows.items():
        print(f"{name:<24}" + "".join(f"{one:>12.2f}" for one in found))
    few, many = rows.values()
    print(f"{'ratio':<24}" + "".join(f"{more / less:>12.2f}" for less, more in zip(few, many, strict=True)))


def disk(bench: Bench) -> None:
    """Disk per document after looks that found nothing new: loose, and packed."""
    folder = bench.made(small(1, 5))
    repository = next((folder / "platforms").iterdir())
    sizes = [_disk(repository)]
    for _ in range(LOOKS):
        time.sleep(1 - time.time() % 1)  # a second look within a second is told by files of its own
        crawl(folder, bench.source)
    sizes.append(_disk(repository))
    packing.MANY_LOOSE = 0
    packed = bench.place / "before"
    shutil.rmtree(packed, ignore_errors=True)
    shutil.copytree(repository, packed / "p0.git")
    packing.pack_if_due(packed / "p0.git")
    first = bench.made(small(1, 5))
    packing.pack_if_due(first / "platforms" / "p0.git")
    loose = (sizes[1] - sizes[0]) / 5
    whole = (_disk(packed / "p0.git") - _disk(first / "platforms" / "p0.git")) / 5
    print(f"{LOOKS} looks at each of 5 documents: {loose:.1f} kB per document loose, {whole:.1f} kB packed")


def _disk(folder: Path) -> float:
    """Blocks of a folder in kB."""
    done = subprocess.run(["du", "-sk", str(folder)], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[0])


def memory(bench: Bench) -> None:
    """Peak memory of all processes of a crawl, pages that they share counted once."""
    pages = real()
    if pages:
        tracked = real(-(-264 // len(pages)))[:264]
        _tell_memory(bench, f"{len(tracked)} real pages, first crawl", tracked, first=True)
    else:
        print("264 real pages: skipped, they are not here")
    for platforms in (200, 1000):
        _tell_memory(bench, f"{5 * platforms} small pages, 304", small(platforms, 5), first=False)


def _tell_memory(bench: Bench, name: str, tracked: Sequence[Tracked], *, first: bool) -> None:
    if first:
        folder = bench.place / "archive"
        shutil.rmtree(folder, ignore_errors=True)
        declare(folder, bench.server, tracked)
    else:
        folder = bench.made(tracked)
    used, peak, largest = _watched(lambda: crawl(folder, bench.source))
    print(
        f"{name}: {peak:.0f} MB in all, {largest:.0f} MB the largest process; {used.cpu_seconds:.1f} s CPU, "
        f"{used.wall_seconds:.1f} s"
    )


def _watched(work: Callable[[], Used]) -> tuple[Used, float, float]:
    peaks, done = [(0.0, 0.0)], threading.Event()

    def watch() -> None:
        while not done.wait(WATCHED_SECONDS):
            found = [one for pid in _descendants(os.getpid()) if (one := _memory(pid))]
            peaks.append((sum(pss for pss, _ in found), max((rss for _, rss in found), default=0.0)))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        used = work()
    finally:
        done.set()
        watching.join()
    return used, max(pss for pss, _ in peaks), max(rss for _, rss in peaks)


def _descendants(pid: int) -> list[int]:
    """The processes of crawls below this one, the servers of pages left out."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            told = stat.read_text(errors="replace").rpartition(")")[2].split()
            children.setdefault(int(told[1]), []).append(int(stat.parent.name))
    found, waiting = [], list(children.get(pid, ()))
    while waiting:
        one = waiting.pop()
        with suppress(OSError):
            if b"archiver" in Path(f"/proc/{one}/cmdline").read_bytes() or one not in children[pid]:
                found.append(one)
        waiting += children.get(one, ())
    return found


def _memory(pid: int) -> tuple[float, float] | None:
    """Proportional and whole memory of a process in MB."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        told = {line.split()[0]: float(line.split()[1]) / 1024 for line in lines[1:]}
        return told["Pss:"], told["Rss:"]
    return None


def cores(bench: Bench) -> None:
    """Wall of a first crawl on one core and on two, in turn."""
    tracked, usable = real() or small(50, 5), sorted(os.sched_getaffinity(0))
    walls: dict[int, list[float]] = {1: [], 2: []}
    folder = bench.place / "archive"
    try:
        for count in [1, 2] * TIMES:
            os.sched_setaffinity(0, usable[:count])
            shutil.rmtree(folder, ignore_errors=True)
            declare(folder, bench.server, tracked, selectors=False)
            walls[count].append(crawl(folder, bench.source).wall_seconds)
    finally:
        os.sched_setaffinity(0, usable)
    one, two = map(statistics.median, walls.values())
    print(
        f"first crawl of {len(tracked)} pages, median of {TIMES} in turn: on one core {one:.1f} s, on two "
        f"{two:.1f} s: {one / two:.2f} x"
    )


def waiting(bench: Bench) -> None:
    """Wall of 250 documents of 50 platforms whose server takes 200 ms, a second apart for each host."""
    folder = bench.place / "archive"
    shutil.rmtree(folder, ignore_errors=True)
    declare(folder, bench.server, small(50, 5))
    settings = folder / "archive.toml"
    settings.write_text(settings.read_text().replace("delay_seconds = 0", "delay_seconds = 1"))
    bench.server.set(validators=True, nonce=False, edition=0, seconds=0.2)
    used = crawl(folder, bench.source)
    print(f"250 documents of 50 hosts at 200 ms: {used.wall_seconds:.1f} s, {used.cpu_seconds:.1f} s CPU")


PARTS = {one.__name__: one for one in (documents, versions, disk, memory, cores, waiting)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all if none is named")
    parser.add_argument("--source", type=Path, default=ROOT, help="the tree whose code crawls")
    options = parser.parse_args()
    print(machine())
    pages = {one.path: one.page for one in real(6)}
    with serving(pages) as server, tempfile.TemporaryDirectory(dir=IN_MEMORY) as place:
        for name in options.parts or PARTS:
            PARTS[name](Bench(server, Path(place), options.source.resolve()))


if __name__ == "__main__":
    main()
