"""Noise in a history: crawl each snapshot of a bundle at its date; versions, flaps, waits."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format.observation import Observation
from archive_repo.records import SUBSTANTIVE, Outcome, Version
from archiver import extract
from archiver.crawl.run import crawl
from archiver.crawl.work import Crawl
from archiver.declarations import Declaration, Document, Source
from archiver.fetch.capture import Capture, Validators
from archiver.gate import similarity

BUNDLE = Path(__file__).resolve().parents[2].parent / "shared" / "extraction" / "noise.bundle"
HELD_FOR = 3
"""Snapshots in a row from which a text counts as one that the page had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One snapshot of the bundle: PLATFORM/TERMS.html as of a commit."""

    path: str
    date: datetime
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one document's snapshots."""

    document: str
    snapshots: int
    recorded: int
    """Versions after the first."""
    minor: int
    """Of these, other links, formatting or order only."""
    flaps: int
    """Of these, words that an earlier version had."""
    held: int
    """Looks that ended in quarantine."""
    failed: int
    missed: tuple[str, ...]
    """The beginnings of texts that held for HELD_FOR snapshots or more and were never recorded."""
    waits: tuple[int, ...]
    """Crawls from first sight to commit, one for each version after the first."""
    versions: tuple[str, ...]
    """Date, class and subject of each."""


class Web:
    """Answers every URL with the body of the day."""

    def __init__(self) -> None:
        self.body = b""
        self.now = datetime.min

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept_language: str = "",
        fresh: bool = False,
    ) -> Capture:
        """The body of the day, whatever is asked for."""
        return Capture(
            url=url, final_url=url, status=200, fetched_at=self.now, body=self.body,
            content_type="text/html; charset=utf-8", charset="utf-8",
            sha256=hashlib.sha256(self.body).hexdigest(),
        )  # fmt: skip


def pages(repository: Path) -> dict[str, list[Page]]:
    """The snapshots of each document, oldest first."""
    command = ["log", "--reverse", "--format=@%aI", "--raw", "--no-abbrev", "--root", "--diff-filter=AM"]
    log = git(repository, "-c", "core.quotePath=off", *command).decode()
    found: dict[str, list[Page]] = defaultdict(list)
    date = datetime.min
    for line in log.splitlines():
        if line.startswith("@"):
            date = datetime.fromisoformat(line[1:])
        elif line.startswith(":") and line.endswith(".html"):
            facts, path = line.split("\t", 1)
            found[path].append(Page(path=path, date=date, blob=facts.split()[3]))
    return {path: sorted(group, key=lambda page: page.date) for path, group in sorted(found.items())}


def git(repository: Path, *command: str) -> bytes:
    return subprocess.run(["git", "-C", str(repository), *command], check=True, capture_output=True).stdout


def measure(repository: Path, group: Sequence[Page], *, look_for_missed: bool) -> Result:
    """Crawl one document's snapshots, each at its date, into an archive of its own."""
    platform, _, terms = group[0].path.removesuffix(".html").partition("/")
    source = Source(url=f"https://{re.sub(r'[^a-z0-9]+', '-', platform.lower())}.example/policy")
    document = Document(platform="noise", title=terms, slug="document", sources=(source,))
    declaration = Declaration(name=platform, slug="noise", documents=(document,), notes=())
    looks: list[Observation] = []
    texts: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        archive, web = Archive(Path(folder)), Web()
        work = Crawl(
            archive=archive, web=web, clock=lambda: web.now, stop=threading.Event(), platforms_at_once=1,
            confirm_after_seconds=0,
        )  # fmt: skip
        for page in group:
            web.body, web.now = git(repository, "cat-file", "blob", page.blob), page.date
            looks += [looked.observation for looked in crawl(work, [declaration]).looks]
            if look_for_missed:
                texts.append(words_of(web.body, source.url))
        found = history.versions(archive.repository("noise"), "document")[::-1]
        stored = [archive.repository("noise").text(version) for version in found]
    return result(group[0].path, looks, found, stored, texts)


def words_of(body: bytes, url: str) -> str:
    try:
        return " ".join(similarity.words(extract.clean_text(body, url)))
    except extract.ExtractionFailed:
        return ""


def result(
    path: str,
    looks: Sequence[Observation],
    found: Sequence[Version],
    stored: Sequence[str],
    texts: Sequence[str],
) -> Result:
    said = [" ".join(similarity.words(text)) for text in stored]
    outcomes = Counter(look.outcome for look in looks)
    return Result(
        document=path.removesuffix(".html"),
        snapshots=len(looks),
        recorded=max(0, len(found) - 1),
        minor=sum(version.change_class not in SUBSTANTIVE for version in found[1:]),
        flaps=sum(
            text in said[: place - 1] and text != said[place - 1] for place, text in enumerate(said) if place
        ),
        held=outcomes[Outcome.HELD],
        failed=outcomes[Outcome.FAILED],
        missed=tuple(text[:80] for text in lasting(texts) if text not in said),
        waits=tuple(wait(version, looks) for version in found[1:]),
        versions=tuple(
            f"{version.fetched_at:%F} {version.change_class}: {version.subject}" for version in found[1:]
        ),
    )


def wait(version: Version, looks: Sequence[Observation]) -> int:
    """Crawls between the one that saw a text first and the one that recorded it."""
    return sum(version.fetched_at < look.checked_at <= version.recorded_at for look in looks)


def lasting(texts: Sequence[str]) -> Iterator[str]:
    """The texts that a page had for HELD_FOR snapshots in a row, each once."""
    seen = {""}
    for place, text in enumerate(texts):
        if text not in seen and list(texts[place : place + HELD_FOR]) == [text] * HELD_FOR:
            seen.add(text)
            yield text


def percentile(values: Sequence[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0


def summary(results: Sequence[Result]) -> dict[str, object]:
    waits = [one for result in results for one in result.waits]
    names = ("snapshots", "recorded", "minor", "flaps", "held", "failed")
    return {
        "documents": len(results),
        **{name: sum(getattr(result, name) for result in results) for name in names},
        "missed": sum(len(result.missed) for result in results),
        "crawls to commit, median": statistics.median(waits) if waits else 0,
        "crawls to commit, 95th percentile": percentile(waits, 0.95),
    }


def show(results: Sequence[Result], *, with_versions: bool) -> None:
    print(
        f"{'':<48}{'snapshots':>9}{'recorded':>9}{'minor':>6}{'flaps':>6}{'held':>6}{'failed':>7}{'missed':>7}"
    )
    for one in results:
        numbers = (one.snapshots, one.recorded, one.minor, one.flaps, one.held, one.failed, len(one.missed))
        print(
            f"{one.document:<48}"
            + "".join(f"{n:>{w}}" for n, w in zip(numbers, (9, 9, 6, 6, 6, 7, 7), strict=True))
        )
        if with_versions:
            for line in (*one.versions, *(f"missed: {text}" for text in one.missed)):
                print(f"    {line}")
    for name, value in summary(results).items():
        print(f"{name}: {value}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "bundle", nargs="?", type=Path, default=BUNDLE, help="git bundle of PLATFORM/TERMS.html"
    )
    parser.add_argument("--json", action="store_true", help="one JSON value: totals and documents")
    parser.add_argument("--versions", action="store_true", help="list what was recorded")
    parser.add_argument("--only", default="", help="documents whose path contains this")
    parser.add_argument("--quick", action="store_true", help="do not look for missed texts (half the time)")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    if not args.bundle.exists():
        parser.error(f"{args.bundle} is missing; name a bundle of this layout")
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder) / "bundle.git"
        clone = ["git", "clone", "--quiet", "--bare", str(args.bundle), str(repository)]
        subprocess.run(clone, check=True)
        groups = [group for path, group in pages(repository).items() if args.only in path]
        with ProcessPoolExecutor(args.jobs) as pool:
            tasks = [
                pool.submit(measure, repository, group, look_for_missed=not args.quick) for group in groups
            ]
            results = [task.result() for task in tasks]
    if args.json:
        print(
            json.dumps(
                {**summary(results), "results": [asdict(one) for one in results]},
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        show(results, with_versions=args.versions)
    return 0


if __name__ == "__main__":
    sys.exit(main())
