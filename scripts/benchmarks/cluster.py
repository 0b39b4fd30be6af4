"""Two workers of a Dask cluster against one; workers killed, and two coordinators: what is lost or doubled.

A scheduler and workers are started on loopback, and so are the pages, each platform on a host of its own; its
remote is a folder of its own. The first part waits for pages most of the time. In the second, a sentence on
every page is changed before each crawl, and a worker is killed once it has begun, at the latest when half of
the platforms are recorded; another one takes its place. After each crawl, each platform must have one look
more, and in the end the versions of an archive that was crawled as often without a cluster. In the third, two
crawls of the same archive begin at once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from _page_server import Server, serving  # noqa: E402
from _policy_pages import declare, small  # noqa: E402
from crawl import machine  # noqa: E402


@dataclass(kw_only=True)
class Cluster:
    """A scheduler and its workers, each without a nanny: to end its process is to lose it."""

    folder: Path
    threads: int
    address: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, words: list[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{words[0]}", *words[1:], "--no-dashboard"]
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(self.folder / "workers")},
            )

    def add(self) -> None:
        words = ["dask_worker", self.address, "--no-nanny", "--nthreads", str(self.threads)]
        self.workers.append(self.start(words))

    def wait(self) -> None:
        """Until all workers are there."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(sum(one.poll() is None for one in self.workers), timeout=120)


@contextmanager
def cluster(folder: Path, workers: int, threads: int) -> Iterator[Cluster]:
    file = folder / f"scheduler-{time.monotonic_ns()}.json"
    (folder / "workers").mkdir(exist_ok=True)
    one = Cluster(folder=folder, threads=threads)
    scheduler = one.start(
        ["dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)]
    )
    try:
        while not file.exists() or not file.read_text():
            time.sleep(0.05)
        one.address = json.loads(file.read_text())["address"]
        for _ in range(workers):
            one.add()
        one.wait()
        yield one
    finally:
        for process in (*one.workers, scheduler):
            process.kill()
            process.wait()


def made(folder: Path, server: Server, platforms: int) -> Path:
    """An archive of so many platforms, and an empty remote for each."""
    archive = folder / f"archive-{platforms}-{time.monotonic_ns()}"
    settings = f'[remote]\nurl = "{archive}/remotes/{{platform}}.git"\n'
    declare(archive, server, small(platforms, 1), settings=settings)
    for number in range(platforms):
        subprocess.run(
            [
                "git",
                "init",
                "--quiet",
                "--bare",
                "--initial-branch=main",
                str(archive / "remotes" / f"p{number}.git"),
            ],
            check=True,
        )
    return archive


def crawl(archive: Path, address: str = "") -> tuple[float, int]:
    """The wall seconds and the exit code of a crawl, by a cluster if one is named."""
    command = [sys.executable, "-m", "archiver", "-C", str(archive), "crawl", "--quiet"]
    began = time.monotonic()
    done = subprocess.run(
        [*command, "--cluster", address] if address else command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"the crawl ended with {done.returncode}: {done.stderr[-600:]}")
    return time.monotonic() - began, done.returncode


def git(path: Path, *words: str) -> str:
    """What git says of a repository; empty where it fails."""
    command = ["git", "-C", str(path), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def looks(archive: Path) -> dict[str, int]:
    """How many looks each platform's remote has."""
    return {
        path.stem: int(git(path, "rev-list", "--count", "observations") or 0)
        for path in sorted((archive / "remotes").glob("*.git"))
    }


def versions(folder: Path) -> dict[str, list[str]]:
    """The texts of each platform's versions, newest first, as their digests."""
    return {
        path.stem: git(
            path, "log", "--format=%(trailers:key=Text-SHA256,valueonly,separator=)", "main"
        ).split()
        for path in sorted(folder.glob("*.git"))
    }


def faster(place: Path, server: Server, options: argparse.Namespace) -> None:
    """Two workers against one, in turn, while pages take long to come."""
    walls: dict[int, list[float]] = {1: [], 2: []}
    archive = made(place, server, options.platforms)
    with ExitStack() as stack:
        clusters = {
            workers: stack.enter_context(cluster(place, workers, options.threads)) for workers in walls
        }
        for one in clusters.values():
            crawl(archive, one.address)  # workers load the code
        server.set(seconds=options.seconds)
        for _ in range(options.times):
            for workers, one in clusters.items():
                walls[workers].append(crawl(archive, one.address)[0])
        server.set(seconds=0.0)
    ideal = {
        workers: 2 * options.seconds * options.platforms / options.threads / workers for workers in walls
    }
    print(
        f"\n{options.platforms} platforms, answers after {options.seconds:g} s (robots.txt, then the page), "
        f"{options.threads} threads a worker; median of {options.times}"
    )
    print(f"{'workers':<10} {'wall s':>8} {'waiting alone':>14}")
    for workers, found in walls.items():
        print(f"{workers:<10} {statistics.median(found):>8.1f} {ideal[workers]:>14.1f}")
    print(f"ratio      {statistics.median(walls[1]) / statistics.median(walls[2]):>8.2f}   (target 1.8)")


def killed(place: Path, server: Server, options: argparse.Namespace) -> None:
    """A worker killed half-way, many times."""
    chance = random.Random(options.seed)
    archive = made(place, server, options.killed_platforms)
    control = made(place, server, options.killed_platforms)
    lost = doubled = bad = late = 0
    with cluster(place, 2, 2) as one:
        for number in range(options.kills + 1):
            server.set(validators=False, edition=number, seconds=0.1)
            before = looks(archive)
            victim = one.workers[chance.randrange(2)]
            killing = threading.Thread(target=kill, args=(victim, archive, before, chance.random()))
            if number:
                killing.start()
            code = crawl(archive, one.address)[1]
            server.set(seconds=0.0)
            crawl(control)
            steps = [after - before[name] for name, after in looks(archive).items()]
            lost += steps.count(0)
            doubled += sum(step > 1 for step in steps)
            bad += code != 0
            if number:
                late += victim.poll() is None
                victim.kill()
                killing.join()
                one.workers.remove(victim)
                one.add()
                one.wait()
    print(
        f"\n{options.kills} crawls of {options.killed_platforms} platforms, a worker killed in all but {late}"
    )
    print(f"looks lost {lost}, doubled {doubled}; crawls that failed {bad}; {state(archive, control)}")


def together(place: Path, server: Server, options: argparse.Namespace) -> None:
    """Two coordinators that begin at once and have the same platforms looked at, many times."""
    archive = made(place, server, options.killed_platforms)
    control = made(place, server, options.killed_platforms)
    lost = twice = more = bad = 0
    with cluster(place, 2, 2) as one, ThreadPoolExecutor(2) as pool:
        for number in range(options.together):
            server.set(validators=False, edition=number, seconds=0.1)
            before = looks(archive)
            bad += sum(code != 0 for _, code in pool.map(crawl, [archive] * 2, [one.address] * 2))
            server.set(seconds=0.0)
            crawl(control)
            steps = [after - before[name] for name, after in looks(archive).items()]
            lost += steps.count(0)
            twice += steps.count(2)
            more += sum(step > 2 for step in steps)
    print(f"\n{options.together} times two crawls of {options.killed_platforms} platforms at once")
    print(
        f"looks lost {lost}, by both one after the other {twice}, doubled {more}; crawls that failed {bad}; "
        f"{state(archive, control)}"
    )


def state(archive: Path, control: Path) -> str:
    """What the remotes hold, beside an archive that was crawled as often without a cluster."""
    found, wanted = versions(archive / "remotes"), versions(control / "platforms")
    differing = sum(texts != wanted[name] for name, texts in found.items())
    damaged = sum(bool(git(path, "fsck", "--strict")) for path in (archive / "remotes").iterdir())
    return (
        f"damaged {damaged}\n{sum(map(len, found.values()))} versions; platforms whose versions are not as "
        f"without a cluster: {differing}"
    )


def kill(victim: subprocess.Popen[bytes], archive: Path, before: dict[str, int], chance: float) -> None:
    """Kill a worker when up to half of the platforms are recorded, as chance (0 to 1) has it."""
    wanted = int(chance * (len(before) // 2 + 1))
    folder = archive.parent / "workers"
    known = set(folder.glob("archiver-worker-*"))
    while victim.poll() is None:
        begun = set(folder.glob("archiver-worker-*")) - known
        done = sum(after > before[name] for name, after in looks(archive).items())
        if begun and done >= wanted:
            time.sleep(chance * 10 % 1 / 2)
            victim.kill()
        time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platforms", type=int, default=48)
    parser.add_argument("--threads", type=int, default=8, help="of each worker")
    parser.add_argument("--seconds", type=float, default=2.0, help="until an answer comes")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--together", type=int, default=10)
    parser.add_argument("--killed-platforms", type=int, default=8)
    parser.add_argument("--seed", type=int, default=17)
    options = parser.parse_args()
    print(f"{machine()}")
    with serving({}) as server, tempfile.TemporaryDirectory(prefix="bench-cluster-") as place:
        if options.times:
            faster(Path(place), server, options)
        if options.kills:
            killed(Path(place), server, options)
        if options.together:
            together(Path(place), server, options)


if __name__ == "__main__":
    main()
