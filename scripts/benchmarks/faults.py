"""What bad pages do to a history: eight soft faults on forty documents, five real edits beside."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from _fault_pages import CAPTCHA, HOME, translations
from _measured import measured

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import Outcome
from archiver import declarations
from archiver.cli.crawling import crawl

REPLAY = Path(__file__).resolve().parents[2].parent / "shared" / "replay"
BEFORE, AFTER = datetime(2026, 7, 2, tzinfo=UTC), datetime(2026, 8, 11, tzinfo=UTC)
"""Between these dates the edited documents change and the others do not."""
EACH = 5
SERVER = {"empty": "empty", "javascript": "JavaScript wall", "consent": "consent wall", "soft404": "soft 404"}
"""Faults that the replay server has itself."""
OWN = ("cut without a length", "captcha as 200", "another language", "home page")
PERSISTING = 10
"""Crawls that see the fault after the first one that does."""


@dataclass(kw_only=True)
class Proxy:
    """Passes requests on to the replay, and puts its own pages in the place of some."""

    replay: str
    faults: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """HOST/PATH to the fault's name and its page."""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        name, body = self.faults.get(handler.path.lstrip("/"), ("", b""))
        if name and name != OWN[0]:
            return self._send(handler, 200, {"Content-Type": "text/html; charset=utf-8"}, body, len(body))
        status, headers, body = self._passed_on(handler, conditional=not name)
        if name:
            return self._send(handler, status, headers, body[: len(body) // 2], None)
        return self._send(handler, status, headers, body, len(body))

    def _passed_on(
        self, handler: BaseHTTPRequestHandler, *, conditional: bool
    ) -> tuple[int, dict[str, str], bytes]:
        asked = ("If-None-Match", "If-Modified-Since") if conditional else ()
        connection = http.client.HTTPConnection(urlsplit(self.replay).netloc, timeout=60)
        sent = {name: handler.headers[name] for name in asked if name in handler.headers}
        connection.request("GET", handler.path, headers=sent)
        response = connection.getresponse()
        kept = ("Content-Type", "ETag", "Last-Modified", "Location")
        headers = {name: value for name in kept if (value := response.getheader(name))}
        body = response.read()
        connection.close()
        return response.status, headers, body

    def _send(
        self,
        handler: BaseHTTPRequestHandler,
        status: int,
        headers: dict[str, str],
        body: bytes,
        length: int | None,
    ) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        if length is not None:
            handler.send_header("Content-Length", str(length))
        handler.end_headers()
        handler.wfile.write(body)


@contextmanager
def proxying(replay: str) -> Iterator[tuple[Proxy, str]]:
    proxy = Proxy(replay=replay)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            proxy.answer(self)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield proxy, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def replaying(folder: Path) -> Iterator[str]:
    """The address of a replay server of its own."""
    command = [
        sys.executable,
        str(folder / "replay.py"),
        "serve",
        "--port",
        "0",
        "--date",
        f"{BEFORE:%FT%TZ}",
    ]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        found = re.search(r"http://[\d.]+:\d+", server.stdout.readline())
        if not found:
            sys.exit("faults: the replay did not start")
        yield found[0]
    finally:
        server.terminate()
        server.wait()


def control(base: str, what: str, sent: object) -> None:
    body = sent.encode() if isinstance(sent, str) else json.dumps(sent).encode()
    request = urllib.request.Request(f"{base}/_control/{what}", data=body, method="POST")
    urllib.request.urlopen(request, timeout=30).close()


def no_faults(base: str) -> None:
    request = urllib.request.Request(f"{base}/_control/faults", method="DELETE")
    urllib.request.urlopen(request, timeout=30).close()


def choose(folder: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Documents that stay as they are between the dates, and some that are edited; each has its own page."""
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    pages: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        pages.setdefault(row["url"], []).append(row)
    stable: dict[tuple[str, str], dict[str, str]] = {}
    edited: dict[tuple[str, str], dict[str, str]] = {}
    for _, group in sorted(pages.items()):
        documents = {(row["platform"], row["terms"]) for row in group}
        before = [row for row in group if datetime.fromisoformat(row["date"]) <= BEFORE]
        between = [row["label"] for row in group if BEFORE < datetime.fromisoformat(row["date"]) <= AFTER]
        if len(documents) != 1 or not before or before[-1]["label"] not in ("first", "change", "same"):
            continue
        if set(between) <= {"same"}:
            stable.setdefault(documents.pop(), group[0])
        elif sorted(set(between)) in (["change"], ["change", "same"]) and between.count("change") == 1:
            edited.setdefault(documents.pop(), group[0])
    kept = [row for document, row in stable.items() if document not in edited]
    return kept[: 8 * EACH], list(edited.values())[:EACH]


def declare(folder: Path, rows: list[dict[str, str]], base: str) -> None:
    """One declaration a platform, without selectors."""
    terms: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        terms.setdefault(row["platform"], {})[row["terms"]] = {"fetch": f"{base}/{place(row)}"}
    folder.mkdir(parents=True)
    for platform, declared in terms.items():
        (folder / f"{platform}.json").write_text(
            json.dumps({"name": platform, "terms": declared}), encoding="utf-8"
        )


def place(row: dict[str, str]) -> str:
    parts = urlsplit(row["url"])
    return f"{parts.netloc}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def inject(proxy: Proxy, stable: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    """Put each fault on its documents; which document has which."""
    chosen: dict[tuple[str, str], str] = {}
    names = [*SERVER.values(), *OWN]
    pages = {
        "captcha as 200": [CAPTCHA] * EACH,
        "another language": translations(),
        "home page": [HOME] * EACH,
    }
    for number, row in enumerate(stable):
        name = names[number // EACH]
        chosen[slug(row["platform"]), slug(row["terms"])] = name
        if name in OWN:
            body = pages[name][number % EACH] if name in pages else b""
            proxy.faults[place(row)] = (name, body)
        else:
            kind = next(kind for kind, said in SERVER.items() if said == name)
            control(proxy.replay, "faults", {"fault": kind, "url": place(row), "times": None})
    return chosen


def versions(archive: Archive) -> dict[tuple[str, str], int]:
    return {
        (repository.platform, document): len(history.versions(repository, document))
        for repository in archive.platforms()
        for document in repository.documents()
    }


def measure(folder: Path, replay: Path) -> dict[str, object]:
    """Crawl before, on fault, on persisting fault and on recovery; what was recorded when."""
    stable, edited = choose(replay)
    edits = {(slug(row["platform"]), slug(row["terms"])) for row in edited}
    with replaying(replay) as served, proxying(served) as (proxy, base):
        declare(folder / "declarations", [*stable, *edited], base)
        settings = (
            "[fetch]\ndelay_seconds = 0\nallow_private_addresses = true\n[gate]\nconfirm_after_seconds = 0\n"
        )
        (folder / "archive.toml").write_text(settings, encoding="utf-8")
        archive, declared = Archive.open(folder), declarations.read_all(folder / "declarations")
        counts = []

        def look(now: datetime) -> Counter[Outcome]:
            report, _ = crawl(archive, declared, lambda: now)
            outcomes = report.outcomes
            counts.append(versions(archive))
            return outcomes

        look(BEFORE)
        control(served, "date", f"{AFTER:%FT%TZ}")
        chosen = inject(proxy, stable)
        for number in range(1 + PERSISTING):
            look(AFTER + timedelta(hours=12 * number))
        proxy.faults.clear()
        no_faults(served)
        outcomes = look(AFTER + timedelta(hours=12 * (1 + PERSISTING)))
    return report(counts, chosen, edits, outcomes)


def report(
    counts: list[dict[tuple[str, str], int]],
    chosen: dict[tuple[str, str], str],
    edits: set[tuple[str, str]],
    outcomes: Counter[Outcome],
) -> dict[str, object]:
    first, fault, recovery = counts[0], counts[-2], counts[-1]
    recorded = {name: [0, 0, 0] for name in [*SERVER.values(), *OWN]}
    for document, name in chosen.items():
        recorded[name][0] += 1
        recorded[name][1] += fault.get(document, 0) > first.get(document, 0)
        recorded[name][2] += recovery.get(document, 0) > fault.get(document, 0)
    return {
        "faults": {
            name: {"documents": of, "recorded on fault": on, "recorded on recovery": after}
            for name, (of, on, after) in recorded.items()
        },
        "documents without a first version": sum(not first.get(document) for document in chosen),
        "recorded of faults": sum(on or after for _, on, after in recorded.values()),
        "edits": len(edits),
        "edits recorded at once": sum(counts[1][document] > first.get(document, 0) for document in edits),
        "after recovery": {str(outcome): count for outcome, count in outcomes.items()},
    }


def _measured(words: Sequence[str], *, as_json: bool) -> int:
    """Run this in a process of its own; the crawls are in it, and the workers below it."""
    used = measured([sys.executable, *words, "--measured"])
    if as_json and not used.code:
        print(json.dumps({**json.loads(used.output), "largest process, MB": round(used.peak_mb)}, indent=1))
    else:
        print(f"{used.output}\nlargest process: {used.peak_mb:.0f} MB")
    print(used.errors, end="", file=sys.stderr)
    return used.code


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--replay", type=Path, default=REPLAY, help="folder of replay.py, truth.jsonl and warc/"
    )
    parser.add_argument("--json", action="store_true", help="one JSON value")
    parser.add_argument("--keep", type=Path, help="make the archive in this folder and leave it there")
    parser.add_argument("--measured", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not (args.replay / "replay.py").exists():
        parser.error(f"{args.replay} is missing; name the folder of the replay")
    if not args.measured:
        return _measured(sys.argv, as_json=args.json)
    os.environ.pop("ARCHIVER_NOW", None)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary) / "archive"
        folder.mkdir(parents=True)
        found = measure(folder, args.replay)
    if args.json:
        print(json.dumps(found, indent=1))
    else:
        for name, row in found.pop("faults").items():  # type: ignore[attr-defined]
            print(f"{name:<24}" + "".join(f"{value:>4} {what}" for what, value in row.items()))
        for name, value in found.items():
            print(f"{name}: {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
