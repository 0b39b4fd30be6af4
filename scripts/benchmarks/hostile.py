"""What hostile servers, pages and PDFs do to a crawl: good platforms looked at beside them, time, memory.

Two archives are crawled in alternation, so that other work on the machine slows both alike: one of good
platforms alone, one with hostile ones among them. A crawl takes platforms by their names, which are mixed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import re
import resource
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from _hostile_answers import Answer, answer, kinds
from _hostile_pages import POLICY
from _measured import measured

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format.observation import Observation
from archive_repo.records import Outcome

SETTINGS = """\
[fetch]
allow_private_addresses = true
delay_seconds = 0
timeout_seconds = 4
attempts = 2
[gate]
confirm_after_seconds = 0
"""
OBSERVED = "platforms/*-good-*.git/refs/heads/observations"
CRAWLS = 3
WATCH_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """One crawl of all platforms."""

    seconds: float
    good_seconds: float
    """Until the last good platform was done."""
    good_cpu_seconds: float
    """CPU time of all processes until then, which other work on the machine does not change."""
    cpu_seconds: float
    code: int
    peak_mb: float
    """Of the largest process."""
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
        """Of a platform of a kind: "good" or "hostile"."""
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


def name_of(kind: str, number: int) -> str:
    """The name of a platform, which says nothing of its kind to whoever goes by the alphabet."""
    return f"{hashlib.sha256(f'{kind} {number}'.encode()).hexdigest()[:6]} {kind} {number}"


def declare(folder: Path, server: Server, good: int, hostile: int) -> None:
    (folder / "declarations").mkdir(parents=True)
    (folder / "archive.toml").write_text(SETTINGS, encoding="utf-8")
    for kind, many in (("good", good), ("hostile", hostile)):
        for number in range(many):
            name = name_of(kind, number)
            declared = {"name": name, "terms": {"Privacy Policy": {"fetch": server.url(kind, number)}}}
            (folder / "declarations" / f"{name}.json").write_text(json.dumps(declared), encoding="utf-8")


def crawl(folder: Path, day: str) -> Crawled:
    """A crawl in a process of its own, measured with all that it starts."""
    started, began = time.monotonic(), time.time()
    used = measured(
        [sys.executable, "-m", "archiver", "crawl", "--archive", str(folder)],
        {**os.environ, "ARCHIVER_NOW": f"{day}T12:00:00Z"},
        watch_seconds=WATCH_SECONDS,
    )
    good_done = max(branch.stat().st_mtime for branch in folder.glob(OBSERVED))
    return Crawled(
        seconds=time.monotonic() - started,
        good_seconds=good_done - began,
        good_cpu_seconds=used.cpu_seconds_until(good_done),
        cpu_seconds=used.cpu_seconds,
        code=used.code,
        peak_mb=used.peak_mb,
        tracebacks=used.errors.count("Traceback"),
    )


class Trial:
    """An archive of good platforms, and of one for each hostile answer, crawled again and again."""

    def __init__(self, folder: Path, good: int, hostile: Mapping[str, Answer]) -> None:
        self._archive, self._server = Archive(folder), Server(hostile)
        self._good, self._hostile = good, list(hostile)
        self.crawls: list[Crawled] = []
        declare(folder, self._server, good, len(hostile))

    @contextmanager
    def serving(self) -> Iterator[None]:
        with self._server.serving():
            yield

    def crawl(self) -> None:
        """Crawl once more, a month later, when every good page has changed."""
        self._server.day = len(self.crawls)
        self.crawls.append(crawl(self._archive.folder, f"2026-{len(self.crawls) + 1:02}-01"))

    @property
    def looked_at(self) -> int:
        """Looks at good platforms that found what is there: at best one for each crawl and platform."""
        found = 0
        for number in range(self._good):
            slug = name_of("good", number).replace(" ", "-")
            if self._archive.path(slug).is_dir():
                looks = history.observations(self._archive.repository(slug), "privacy-policy")
                found += sum(look.outcome is Outcome.RECORDED for look in looks)
        return found

    @property
    def false_versions(self) -> dict[str, str]:
        """Hostile answers that became a version, with what the last look says."""
        return {name: str(look.outcome) for name, look in self._last_looks() if look.version}

    @property
    def bugs(self) -> dict[str, str]:
        """Hostile answers that were met by a bug, and what it says."""
        return {name: look.reason for name, look in self._last_looks() if "is a bug" in look.reason}

    def _last_looks(self) -> Iterator[tuple[str, Observation]]:
        for number, answered in enumerate(self._hostile):
            slug = name_of("hostile", number).replace(" ", "-")
            if self._archive.path(slug).is_dir():
                for look in self._archive.repository(slug).last_observations().values():
                    yield answered, look

    def show(self) -> None:
        """Print the last crawl."""
        one = self.crawls[-1]
        print(
            f"{len(self.crawls)}. crawl, {len(self._hostile)} hostile: "
            f"good ones done after {one.good_seconds:.1f} of {one.seconds:.1f} s, "
            f"{one.good_cpu_seconds:.1f} of {one.cpu_seconds:.1f} CPU s, exit code {one.code}, "
            f"largest process {one.peak_mb:.0f} MB, {one.tracebacks} tracebacks"
        )
        sys.stdout.flush()


def chosen_kinds(only: str, many: int, seed: int) -> dict[str, Answer]:
    """So many of the hostile kinds, or all of those whose name has `only` in it."""
    found = {name: one for name, one in kinds().items() if only in name}
    names = list(found) if only or not many else random.Random(seed).sample(sorted(found), many)
    return {name: found[name] for name in names}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--good", type=int, default=100, help="good platforms (100)")
    parser.add_argument("--hostile", type=int, default=100, help="hostile ones, each a kind; 0 for all (100)")
    parser.add_argument("--seed", type=int, default=1, help="of the kinds that are taken (1)")
    parser.add_argument("--only", default="", help="only the kinds whose name holds this, all of them")
    options = parser.parse_args()
    chosen = chosen_kinds(options.only, options.hostile, options.seed)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    with tempfile.TemporaryDirectory(prefix="archiver-hostile-") as name:
        alone = Trial(Path(name) / "alone", options.good, {})
        among = Trial(Path(name) / "among", options.good, chosen)
        with alone.serving(), among.serving():
            for _ in range(CRAWLS):
                for trial in (alone, among):
                    trial.crawl()
                    trial.show()
        for title, trial in (("alone", alone), ("among hostile ones", among)):
            print(f"{title}: {trial.looked_at} of {options.good * CRAWLS} looks at good platforms")
        pairs = list(zip(alone.crawls, among.crawls, strict=True))
        times = ", ".join(f"{other.good_seconds / one.good_seconds:.2f}" for one, other in pairs)
        cpu = ", ".join(f"{other.good_cpu_seconds / one.good_cpu_seconds:.2f}" for one, other in pairs)
        print(f"good ones done after {times} x the time and {cpu} x the CPU time alone")
        for title, told in (("became a version", among.false_versions), ("met a bug", among.bugs)):
            print(f"{len(told)} hostile kinds {title}")
            for name, reason in told.items():
                print(f"  {name}: {reason}")


if __name__ == "__main__":
    main()
