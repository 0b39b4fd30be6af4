"""What hostile servers, pages and PDFs do to a crawl: good platforms looked at beside them, time, memory."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from _hostile_answers import Answer, answer, kinds
from _hostile_pages import POLICY

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import Observation, Outcome

SETTINGS = """\
[fetch]
allow_private_addresses = true
delay_seconds = 0
timeout_seconds = 4
attempts = 2
[gate]
confirm_after_seconds = 0
"""
OBSERVED = "platforms/good-*.git/refs/heads/observations"
DAYS = ("2026-01-01", "2026-02-01", "2026-03-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """One crawl of all platforms."""

    seconds: float
    good_seconds: float
    """Until the last good platform was done."""
    code: int
    peak_mb: float
    tracebacks: int


class Server:
    """Every platform has an address of its own on this machine, by which it is known."""

    def __init__(self, hostile: Mapping[str, Answer]) -> None:
        self._answers = {
            f"127.1.{number // 200}.{number % 200 + 1}": one for number, one in enumerate(hostile.values())
        }
        self._listener = socket.create_server(("0.0.0.0", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        self.day = 0

    def url(self, kind: str, number: int) -> str:
        network = 1 if kind == "hostile" else 2
        return f"http://127.{network}.{number // 200}.{number % 200 + 1}:{self.port}/"

    @contextmanager
    def serving(self) -> Iterator[None]:
        threading.Thread(target=self._accept, daemon=True).start()
        yield
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(30)
            request = b""
            while b"\r\n\r\n" not in request:
                request += connection.recv(65_536) or b"\r\n\r\n"
            if b" /robots.txt " in request:
                answer(b"", status="404 Not Found")(connection, "")
                return
            validator = re.search(rb"(?i)if-(?:none-match|modified-since): *([^\r\n]*)", request)
            chosen = self._answers.get(connection.getsockname()[0], self._good())
            chosen(connection, validator[1].decode("latin-1") if validator else "")

    def _good(self) -> Answer:
        body = POLICY.replace(b"one month", b"%d weeks" % (self.day + 2))
        return answer(body, f'ETag: "{self.day}"')


def declare(folder: Path, server: Server, good: int, hostile: Sequence[str]) -> None:
    (folder / "declarations").mkdir(parents=True)
    (folder / "archive.toml").write_text(SETTINGS, encoding="utf-8")
    urls = {f"good {number}": server.url("good", number) for number in range(good)}
    urls |= {f"hostile {number}": server.url("hostile", number) for number in range(len(hostile))}
    for name, url in urls.items():
        declared = {"name": name, "terms": {"Privacy Policy": {"fetch": url}}}
        (folder / "declarations" / f"{name}.json").write_text(json.dumps(declared), encoding="utf-8")


def crawl(folder: Path, day: str) -> Crawled:
    """A crawl in a process of its own, measured with all that it starts."""
    script = (
        "import resource, sys, subprocess\n"
        "done = subprocess.run([sys.executable, '-m', 'archiver', 'crawl', '--archive', sys.argv[1]])\n"
        "print('PEAK', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
        "sys.exit(done.returncode)\n"
    )
    started, began = time.monotonic(), time.time()
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        env={**os.environ, "ARCHIVER_NOW": f"{day}T12:00:00Z"},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    peak = re.search(r"PEAK (\d+)", done.stdout)
    return Crawled(
        seconds=time.monotonic() - started,
        good_seconds=max(branch.stat().st_mtime for branch in folder.glob(OBSERVED)) - began,
        code=done.returncode,
        peak_mb=float(peak[1]) if peak else 0,
        tracebacks=done.stderr.count("Traceback"),
    )


def looked_at(folder: Path, good: int) -> int:
    """Looks at good platforms that found what is there: at best one for each crawl and platform."""
    archive = Archive(folder)
    found = 0
    for number in range(good):
        if archive.path(f"good-{number}").is_dir():
            looks = history.observations(archive.repository(f"good-{number}"), "privacy-policy")
            found += sum(look.outcome is Outcome.RECORDED for look in looks)
    return found


def false_versions(folder: Path, hostile: Sequence[str]) -> dict[str, str]:
    """Hostile answers that became a version, with what the last look says."""
    return {name: str(look.outcome) for name, look in last_looks(folder, hostile) if look.version}


def bugs(folder: Path, hostile: Sequence[str]) -> dict[str, str]:
    """Hostile answers that were met by a bug, and what it says."""
    return {name: look.reason for name, look in last_looks(folder, hostile) if "is a bug" in look.reason}


def last_looks(folder: Path, hostile: Sequence[str]) -> Iterator[tuple[str, Observation]]:
    archive = Archive(folder)
    for number, name in enumerate(hostile):
        if archive.path(f"hostile-{number}").is_dir():
            for look in archive.repository(f"hostile-{number}").last_observations().values():
                yield name, look


def run(
    good: int, hostile: Mapping[str, Answer]
) -> tuple[list[Crawled], int, dict[str, str], dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="archiver-hostile-") as name:
        folder, server = Path(name), Server(hostile)
        declare(folder, server, good, list(hostile))
        crawls = []
        with server.serving():
            for server.day, day in enumerate(DAYS):
                crawls.append(crawl(folder, day))
        return (
            crawls,
            looked_at(folder, good),
            false_versions(folder, list(hostile)),
            bugs(folder, list(hostile)),
        )


def show(title: str, crawls: Sequence[Crawled], looks: int, good: int) -> None:
    seconds = ", ".join(f"{one.good_seconds:.0f} of {one.seconds:.0f}" for one in crawls)
    print(f"{title}: {looks} of {good * len(DAYS)} looks at good platforms, done after {seconds} s")
    print(
        f"  exit codes {sorted({one.code for one in crawls})}; "
        f"largest process {max(one.peak_mb for one in crawls):.0f} MB; "
        f"{sum(one.tracebacks for one in crawls)} tracebacks"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--good", type=int, default=100, help="good platforms (100)")
    parser.add_argument("--only", default="", help="only the kinds whose name holds this")
    options = parser.parse_args()
    chosen = {name: one for name, one in kinds().items() if options.only in name}
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}; {len(chosen)} hostile kinds")
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    crawls, looks, _, _ = run(options.good, {})
    show("good ones alone", crawls, looks, options.good)
    crawls, looks, versions, found = run(options.good, chosen)
    show("among hostile ones", crawls, looks, options.good)
    for title, told in (("became a version", versions), ("met a bug", found)):
        print(f"{len(told)} hostile kinds {title}")
        for name, reason in told.items():
            print(f"  {name}: {reason}")


if __name__ == "__main__":
    main()
