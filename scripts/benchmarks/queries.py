"""Ask a large generated archive the usual questions, beside the ways that git has of answering them.

Every figure is CPU time, children included, the median of runs that take turns with their alternative.
`--size small` takes seconds; `full` is 380 platforms, 870 documents and 42,000 versions.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pygit2
from _generated import CLAUSE, END, archive
from crawl import machine

from archive_repo import branches, diff, history
from archive_repo.archive import Archive
from archive_repo.edits import Edit
from archive_repo.index import connect, queries
from archive_repo.records import Version
from archive_repo.search import blame, grep, quote

SIZES = {"small": (38, 87, 4_200), "full": (380, 870, 42_000)}
PAIRS = Path(__file__).resolve().parents[3] / "shared" / "replay" / "curated"
"""Real versions, where they lie beside the checkout; without them generated ones are compared."""

Figures = dict[str, float]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", choices=SIZES, default="full")
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--only", help="measure only the questions whose name has this in it")
    chosen = options.parse_args()
    store = Archive.open(archive(*SIZES[chosen.size]))
    print("{}: {:,} platforms, {:,} documents, {:,} versions".format(chosen.size, *SIZES[chosen.size]))
    print(f"{machine()}; CPU ms, median of {chosen.repeats}\n")
    print(f"{'question':<46} {'here':>10}   {'target':<14} alternatives")
    for name, target, measure in QUESTIONS:
        if not chosen.only or chosen.only in name:
            figures = measure(store, chosen.repeats)
            here, *others = figures.items()
            told = ", ".join(f"{what} {value:,.1f}" for what, value in others)
            print(f"{name:<46} {here[1]:>10,.1f}   {target:<14} {told}", flush=True)


def cpu() -> float:
    """CPU milliseconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return 1000 * sum(one.ru_utime + one.ru_stime for one in used)


def medians(ways: dict[str, Callable[[], object]], repeats: int) -> Figures:
    """The median of each way, run in turns."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            started = cpu()
            way()
            spent[name].append(cpu() - started)
    return {name: statistics.median(times) for name, times in spent.items()}


def git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(repository), *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout


def archiver(store: Archive, *arguments: str) -> Callable[[], object]:
    command = [sys.executable, "-m", "archiver", *arguments]
    environment = {
        "ARCHIVER_ARCHIVE": str(store.folder),
        "ARCHIVER_NOW": END.isoformat(),
        "PATH": "/usr/bin:/bin",
    }
    return lambda: subprocess.run(command, env=environment, capture_output=True, check=False).stdout


def each(store: Archive, *arguments: str) -> Callable[[], object]:
    """A git command in every repository."""
    return lambda: [git(store.path(slug), *arguments) for slug in store.slugs()]


def changes(store: Archive, repeats: int) -> Figures:
    since = END - timedelta(days=30)
    with connect.current(store) as connection:
        ways = {
            "process": archiver(store, "changes", "--since", since.date().isoformat()),
            "the query": lambda: queries.changes(connection, since, END),
            "git log --since in each": each(
                store, "log", f"--since={since.isoformat()}", "--format=%H %s", "main"
            ),
        }
        return medians(ways, repeats)


def update(store: Archive, repeats: int) -> Figures:
    with connect.current(store) as connection:
        rows = connection.execute("SELECT slug, tip FROM platforms ORDER BY slug LIMIT 20").fetchall()
    spent = []
    for _ in range(repeats):
        for slug, tip in rows:
            git(store.path(slug), "update-ref", "refs/heads/main", f"{tip}~1")
        read(store)
        for slug, tip in rows:
            git(store.path(slug), "update-ref", "refs/heads/main", tip)
        started = cpu()
        read(store)
        spent.append(cpu() - started)
    return {
        "20 new versions": statistics.median(spent),
        "nothing new": medians({"": lambda: read(store)}, repeats)[""],
    }


def read(store: Archive) -> None:
    with connect.current(store):
        pass


def build(store: Archive, _: int) -> Figures:
    """Versions per second, and those of only reading the same texts."""
    store.index.unlink(missing_ok=True)
    started = cpu()
    read(store)
    built = cpu() - started
    with connect.current(store) as connection:
        count = connection.execute("SELECT count(*) FROM versions").fetchone()[0]
    started = cpu()
    for repository in store.platforms():
        seen = set()
        for commit, message in branches.commits(repository.store):
            blob = repository.store.blob_at(str(commit.id), f"{message.document}.md")
            if blob and blob not in seen:
                seen.add(blob)
                repository.store.blob(blob)
    only_read = cpu() - started
    return {"versions/s": 1000 * count / built, "only reading the texts from git": 1000 * count / only_read}


def document(store: Archive, versions: int, lines: int = 0) -> Version:
    """The newest version of the document that comes nearest to so many versions, and lines."""
    with connect.current(store) as connection:
        rows = connection.execute(
            "SELECT platform, slug, newest, count(*) FROM documents "
            "JOIN holdings ON document = documents.id AND last IS NULL GROUP BY documents.id"
        ).fetchall()
        platform, slug, _, _ = min(
            rows,
            key=lambda row: abs(row[2] - versions) / versions + (abs(row[3] - lines) / lines if lines else 0),
        )
        return queries.versions(connection, platform, slug)[0]


def log(store: Archive, repeats: int) -> Figures:
    newest = document(store, 700)
    repository = store.repository(newest.platform)
    with connect.current(store) as connection:
        ways = {
            "from the index": lambda: queries.versions(connection, newest.platform, newest.document),
            "process": archiver(store, "log", f"{newest.platform}/{newest.document}"),
            "without the index": lambda: history.versions(repository, newest.document),
            "git log -- path": lambda: git(
                repository.path, "log", "--format=%H %aI %cI %s", "main", "--", f"{newest.document}.md"
            ),
        }
        return medians(ways, repeats)


def blames(store: Archive, repeats: int) -> Figures:
    newest = document(store, 400, 300)
    repository = store.repository(newest.platform)
    path = f"{newest.document}.md"
    with connect.current(store) as connection:
        said = {one.line: one.version for one in blame.sentences(connection, store, newest)}
        told = re.findall(
            r"^([0-9a-f]{40}) \d+ (\d+)",
            git(repository.path, "blame", "--porcelain", newest.id, "--", path),
            re.MULTILINE,
        )
        if any(said.get(int(line), commit) != commit for commit, line in told):
            raise SystemExit(f"{newest.platform}/{newest.document}: not what git blame says")
        opened = pygit2.Repository(str(repository.path))
        ways = {
            "stored origins": lambda: blame.sentences(connection, store, newest),
            "git blame --porcelain": lambda: git(
                repository.path, "blame", "--porcelain", newest.id, "--", path
            ),
            "libgit2": lambda: list(opened.blame(path, newest_commit=pygit2.Oid(hex=newest.id))),
        }
        figures = medians(ways, repeats)
        count = len(queries.versions(connection, newest.platform, newest.document))
    return figures | {"lines": len(said), "versions": count}


def quotes(store: Archive, repeats: int) -> Figures:
    with connect.current(store) as connection:
        if not quote.find(connection, store, CLAUSE).found:
            raise SystemExit("the generated clause is not found")
        ways = {
            "process": archiver(store, "quote", CLAUSE),
            "process, one word altered": archiver(store, "quote", CLAUSE.replace("training", "schooling")),
            "the query": lambda: quote.find(connection, store, CLAUSE),
        }
        figures = medians(ways, repeats)
    return figures | medians(
        {"git log -S in each": each(store, "log", "-S", CLAUSE, "--format=%H", "main")}, 1
    )


def greps(store: Archive, repeats: int) -> Figures:
    with connect.current(store) as connection:
        literal, pattern = re.compile("about the training of"), re.compile(r"(training|schooling) of \w+ls")
        ways = {
            "process": archiver(store, "grep", "--history", literal.pattern),
            "process, no literal": archiver(store, "grep", "--history", pattern.pattern),
            "the query": lambda: grep.through_history(connection, store, literal),
        }
        figures = medians(ways, repeats)
    return figures | medians(
        {"git log -S in each": each(store, "log", "-S", "about the training of", "--format=%H", "main")}, 1
    )


def _edits(old: str, new: str) -> list[tuple[Edit, ...]]:
    """The word edits of all lines, which are found when they are asked for."""
    return [segment.edits for segment in diff.compare(old, new).segments]


def word_diffs(store: Archive, _: int) -> Figures:
    """Each pair once: median and worst, beside git's own, whose process start is taken off."""
    pairs = list(_real_pairs() or _generated_pairs(store))
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder, "old"), Path(folder, "new")
        command = ["git", "diff", "--no-index", "--word-diff", *map(str, files)]
        start = statistics.median(
            _spent(lambda: subprocess.run(["git", "--version"], capture_output=True, check=True))
            for _ in range(9)
        )
        ours, theirs = [], []
        for old, new in pairs:
            files[0].write_text(old)
            files[1].write_text(new)
            ours.append(_spent(lambda old=old, new=new: _edits(old, new)))  # type: ignore[misc]
            theirs.append(
                max(0.0, _spent(lambda: subprocess.run(command, capture_output=True, check=False)) - start)
            )
    rewrite = [
        " ".join(random.Random(seed).choices([f"w{n}" for n in range(900)], k=33_000)) for seed in (1, 2)
    ]
    lines = [re.sub(r"((?:\w+ ){15})", r"\1\n", text) for text in rewrite]
    return {
        "median": statistics.median(ours),
        "worst": max(ours),
        "git median": statistics.median(theirs),
        "git worst": max(theirs),
        "total rewrite of 200 kB": _spent(lambda: _edits(*lines)),
        "pairs": len(pairs),
    }


def _spent(way: Callable[[], object]) -> float:
    started = cpu()
    way()
    return cpu() - started


def _real_pairs() -> list[tuple[str, str]]:
    """Consecutive versions, up to 100 kB, one sentence per line; 12 per document at most."""
    found: list[tuple[str, str]] = []
    for file in sorted(PAIRS.glob("*.jsonl.gz")):
        last: dict[str, str] = {}
        count: dict[str, int] = {}
        with gzip.open(file, "rt", encoding="utf-8") as stream:
            for record in map(json.loads, stream):
                text = re.sub(r"(?<=[a-z)][.!?]) (?=[A-Z])", "\n", record["markdown"])
                old = last.get(record["terms"], text)
                if old != text and max(len(old), len(text)) <= 100_000 and count.get(record["terms"], 0) < 12:
                    found.append((old, text))
                    count[record["terms"]] = count.get(record["terms"], 0) + 1
                last[record["terms"]] = text
    return found


def _generated_pairs(store: Archive) -> Iterator[tuple[str, str]]:
    for slug in store.slugs()[:20]:
        repository = store.repository(slug)
        versions = [one for document in repository.documents() for one in history.each(repository, document)]
        for version in sorted(versions, key=lambda one: one.fetched_at, reverse=True)[:10]:
            if version.previous:
                yield repository.text(version.previous), repository.text(version)


def starts(store: Archive, repeats: int) -> Figures:
    """To the end of the smallest answers, which is later than their first byte."""
    newest = document(store, 10)
    address = f"{newest.platform}/{newest.document}"
    return medians(
        {
            "show": archiver(store, "show", address),
            "list": archiver(store, "list"),
            "log": archiver(store, "log", address),
            "diff": archiver(store, "diff", address),
            "blame": archiver(store, "blame", address),
            "python alone": lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        },
        repeats,
    )


QUESTIONS: tuple[tuple[str, str, Callable[[Archive, int], Any]], ...] = (
    ("full build of the index (versions/s)", ">= 3,500", build),
    ("index after a crawl with 20 changes", "<= 1,000", update),
    ("changes over 30 days", "<= 200", changes),
    ("log of 700 versions", "<= git log", log),
    ("blame of 300 sentences, 400 versions", "<= 20", blames),
    ("quote over everything", "<= 300", quotes),
    ("grep --history over everything", "<= 300", greps),
    ("word diff", "<= 0.8 / 200", word_diffs),
    ("start of reading commands", "<= 100", starts),
)

if __name__ == "__main__":
    main()
