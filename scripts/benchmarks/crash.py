"""What a kill costs: SIGKILL at every file system call of a crawl; what was lost, and what is stuck.

Needs strace. Each run starts from the same archive, is killed at its n-th call of one kind (in the process's
own order), and is followed by a whole crawl: whatever was on a branch before must still be there, git fsck
must find nothing, and no repair by hand may be needed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CALLS = ("mkdir", "link", "rename", "unlink", "fsync", "openat")
"""Between these a crash can fall; opens of the archive's files only."""
PLATFORMS = ("first", "second", "third")
SETTINGS = """\
[fetch]
allow_private_addresses = true
delay_seconds = 0
[crawl]
platforms_at_once = 1
[gate]
confirm_after_seconds = 0
"""


def page(edition: int) -> bytes:
    clauses = "".join(
        f"<h2>{number}. Clause</h2><p>We keep personal data of kind {number} for {number + edition} days, "
        f"and you may object to purpose {number} at any time.</p>"
        for number in range(1, 12)
    )
    title = "Privacy Policy"
    return f"<html lang=en><title>{title}</title><main><h1>{title}</h1>{clauses}</main></html>".encode()


@contextmanager
def serving(edition: Callable[[], int]) -> Iterator[str]:
    """The platforms' page, which is what `edition` says when it is asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path != "/robots.txt"
            body = page(edition()) if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def prepare(folder: Path, base: str) -> None:
    (folder / "declarations").mkdir(parents=True)
    (folder / "archive.toml").write_text(SETTINGS, encoding="utf-8")
    for name in PLATFORMS:
        declared = {"name": name, "terms": {"Privacy Policy": {"fetch": f"{base}/{name}"}}}
        (folder / "declarations" / f"{name}.json").write_text(json.dumps(declared), encoding="utf-8")


def crawl(folder: Path, day: int, *before: str) -> int:
    """The exit code of a crawl; `before` are words that its command starts with."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "archiver", "crawl", "--quiet", "--archive", str(folder)],
        env={**os.environ, "ARCHIVER_NOW": f"2026-01-{day:02}T12:00:00Z"},
        capture_output=True,
        check=False,
    )
    return done.returncode


def killing(call: str, number: int) -> list[str]:
    inject = f"inject={call}:signal=KILL:when={number}"
    return ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", inject]


def git(repository: Path, *command: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(repository), *command], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def tips(folder: Path) -> dict[str, str]:
    """Every branch of every repository with its commit."""
    found = {}
    for repository in folder.glob("platforms/*.git"):
        for line in git(repository, "for-each-ref", "--format=%(refname) %(objectname)").splitlines():
            name, _, commit = line.partition(" ")
            found[f"{repository.name} {name}"] = commit
    return found


def harm(folder: Path, before: dict[str, str], code: int) -> Iterator[str]:
    """What is wrong after a killed crawl and a whole one behind it."""
    if code not in (0, 3):
        yield f"the next crawl ended with {code}"
    now = tips(folder)
    for branch, commit in before.items():
        repository = folder / "platforms" / branch.split()[0]
        kept = branch in now and git(repository, "merge-base", commit, now[branch]).strip() == commit
        if not kept:
            yield f"{branch.partition(' ')[2]}: an acknowledged commit is lost"
    for name in PLATFORMS:
        repository = folder / "platforms" / f"{name}.git"
        if said := git(repository, "fsck", "--full", "--strict", "--no-dangling"):
            yield f"fsck: {said.splitlines()[0]}"
        if git(repository, "rev-list", "--count", "main").strip() in ("", "0"):
            yield "no version"
        locks = (path for path in repository.glob("**/*.lock") if path.name != "archiver.lock")
        if leftovers := [*repository.glob("objects/tmp_*"), *repository.glob("objects/*/tmp_*"), *locks]:
            yield f"left behind: {leftovers[0].name.rpartition('_')[0] or leftovers[0].name}"
    verified = subprocess.run(
        [sys.executable, "-m", "archiver", "verify", "--archive", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if verified.returncode:
        yield f"verify: {(verified.stdout + verified.stderr).strip().splitlines()[0]}"


def run(kind: str, base: str, editions: list[int], *, most: int, step: int) -> None:
    """Kill a crawl of one kind (first or later) at each call in turn, and say what came of it."""
    with tempfile.TemporaryDirectory(prefix="archiver-crash-") as name:
        start, work = Path(name) / "start", Path(name) / "work"
        prepare(start, base)
        if kind == "later":
            editions[0] = 1
            crawl(start, 1)
        kills: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        for call in CALLS:
            for number in range(1, most + 1, step):
                shutil.rmtree(work, ignore_errors=True)
                shutil.copytree(start, work)
                editions[0] = 2
                if crawl(work, 2, *killing(call, number)) != -9 and not was_killed(work):
                    break
                kills[call] += 1
                before = tips(work)
                editions[0] = 3
                for said in harm(work, before, crawl(work, 3)):
                    wrong[said] += 1
        print(f"{kind} crawl: {kills.total()} kills ({', '.join(f'{call} {kills[call]}' for call in kills)})")
        print(f"  {'nothing lost, nothing stuck' if not wrong else ''}")
        for said, times in wrong.most_common(20):
            print(f"  {times} x {said}")


def was_killed(folder: Path) -> bool:
    """True if the last crawl did not observe every platform: strace ends with the code of what it ran."""
    observed = [one for one in tips(folder) if one.endswith("refs/heads/observations")]
    return len(observed) < len(PLATFORMS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=60, help="kills for each kind of call at most (60)")
    parser.add_argument("--step", type=int, default=1, help="kill at every so many calls (1)")
    options = parser.parse_args()
    if not shutil.which("strace"):
        sys.exit("strace is missing; install it to run this benchmark")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    editions = [1]
    with serving(lambda: editions[0]) as base:
        for kind in ("first", "later"):
            run(kind, base, editions, most=options.most, step=options.step)


if __name__ == "__main__":
    main()
