"""Archives that are crawled from a server of our own, for benchmarks of what may befall them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from archive_repo.archive import Archive
from archiver import cli, declarations, settings
from archiver.crawl import run, work
from archiver.crawl.run import CrawlReport
from archiver.fetch.fetcher import Fetcher

SETTINGS = """\
[fetch]
allow_private_addresses = true
delay_seconds = 0
[crawl]
platforms_at_once = 1
[gate]
confirm_after_seconds = 0
"""
CLAUSE = "We keep personal data of kind {0} for {1} days, and you may object to purpose {0} at any time."
REWRITTEN = 100
"""The edition that is quite another text, and is held."""
REWRITING = (
    "Under rule {0} of this text, Lumen may handle contact details for purpose {0}, and the law of place {0} "
    "governs the consent, the retention and every dispute about right {0}."
)


def page(edition: int) -> bytes:
    title, heading, text = (
        ("What becomes of what you tell us", "Part {0}", REWRITING)
        if edition == REWRITTEN
        else ("Privacy Policy", "{0}. Clause", CLAUSE)
    )
    clauses = "".join(
        f"<h2>{heading.format(number)}</h2><p>{text.format(number, number + edition)}</p>"
        for number in range(1, 12)
    )
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


def declare(folder: Path, base: str, *names: str, **keys: str) -> None:
    """Declare one document for each of these platforms."""
    (folder / "declarations").mkdir(parents=True, exist_ok=True)
    (folder / "archive.toml").write_text(SETTINGS, encoding="utf-8")
    for name in names:
        declared = {"name": name, "terms": {"Privacy Policy": {"fetch": f"{base}/{name}", **keys}}}
        (folder / "declarations" / f"{name}.json").write_text(json.dumps(declared), encoding="utf-8")


def on_day(day: int) -> dict[str, str]:
    return {**os.environ, "ARCHIVER_NOW": f"2026-01-{day:02}T12:00:00Z"}


def archiver(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "archiver", "--archive", str(folder), *words]


def do(folder: Path, day: int, *words: str) -> int:
    """The exit code of a command, in a process of its own."""
    done = subprocess.run(archiver(folder, *words), env=on_day(day), capture_output=True, check=False)
    return done.returncode


def git(repository: Path, *command: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(repository), *command], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def crawl(folder: Path, day: int) -> CrawlReport:
    """Crawl in this process."""
    archive, stop, now = Archive(folder), threading.Event(), datetime(2026, 1, day, 12, tzinfo=UTC)
    chosen = settings.read(archive.settings)
    with Fetcher(chosen.fetch, clock=lambda: now, stop=stop) as web:
        working = work.Crawl(
            archive=archive,
            web=web,
            clock=lambda: now,
            stop=stop,
            platforms_at_once=1,
            confirm_after_seconds=0,
        )
        return run.crawl(working, declarations.read_sound(archive.declarations)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def said(folder: Path, *words: str) -> Said:
    """What a command says that runs in this process."""
    sys.argv = ["archiver", "--archive", str(folder), *words]
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    try:
        with redirect_stdout(out), redirect_stderr(err):
            cli.main()
    except SystemExit as ended:
        code = ended.code
    return Said(code=code if isinstance(code, int) else 0, out=out.getvalue(), err=err.getvalue())
