"""Import a collection in Open Terms Archive's layout, beside `git fast-import` of the same commits.

Each platform becomes a repository of its own both ways: by git one after another, by the import side by side
on all cores, as the command does. Seconds that pass and CPU seconds of all processes, medians of runs that
take turns; `without classes` writes the same texts, and compares none with the one before.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from _measured import Used, measured

from archive_repo.archive import Archive
from archive_repo.recording import Told
from archive_repo.records import ChangeClass, SentenceCounts, StatedDates
from archive_repo.writer import sha256
from archiver import cores
from archiver.exchange import collection
from archiver.exchange.collection import Collection
from archiver.exchange.incoming import intake, slugs
from archiver.exchange.incoming.intake import Taken, Work

BUNDLE = Path(__file__).resolve().parents[3] / "shared" / "collections" / "pga-versions.bundle"
WAYS = ("git fast-import", "without classes", "with classes")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("collection", type=Path, nargs="?", default=BUNDLE)
    options.add_argument("--platforms", nargs="*", default=[], help="only these folders of it")
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if not chosen.collection.exists():
        sys.exit(f"{chosen.collection}: no such collection; name a clone or a bundle of its versions")
    with collection.opened(chosen.collection, "measured") as found:
        names = chosen.platforms or list(found.platforms)
        if chosen.way:
            take(found, names, chosen.folder, classed=chosen.way == "with classes")
        else:
            compare(found, names, chosen.repeats)


def compare(found: Collection, names: list[str], repeats: int) -> None:
    count = sum(len(found.platforms[name]) for name in names)
    machine = f"{count:,} commits of {len(names)} platforms on {cores.usable()} cores"
    print(f"{machine}; medians of {repeats}")
    print(f"{'':<18} {'passed':>8} {'':>8} {'CPU':>10} {'':>8} {'peak':>10} {'disk':>10}")
    with tempfile.TemporaryDirectory(prefix="archiver-importing-") as place:
        streams = Path(place) / "streams"
        streams.mkdir()
        for name in names:
            write_stream(found, name, streams / slugs.given(found.platforms)[name])
        used: dict[str, list[Used]] = {way: [] for way in WAYS}
        disk: dict[str, float] = {}
        for run in range(repeats):
            for way in WAYS:
                folder = Path(place) / f"{run}-{WAYS.index(way)}"
                used[way].append(once(found, names, way, streams, folder))
                disk[way] = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 1e6
                shutil.rmtree(folder)
    least = [middle(used[WAYS[0]], what) for what in ("wall_seconds", "cpu_seconds")]
    for way, runs in used.items():
        wall, cpu, peak = (middle(runs, what) for what in ("wall_seconds", "cpu_seconds", "peak_mb"))
        print(
            f"{way:<18} {wall:7.1f} s {wall / least[0]:6.2f} x {cpu:8.1f} s {cpu / least[1]:6.2f} x "
            f"{peak:7.0f} MB {disk[way]:7.1f} MB"
        )


def middle(runs: Sequence[Used], what: str) -> float:
    return statistics.median(getattr(one, what) for one in runs)


def once(found: Collection, names: list[str], way: str, streams: Path, folder: Path) -> Used:
    """Bring the platforms in one way, each run into a folder of its own."""
    (folder / "platforms").mkdir(parents=True)
    if way == WAYS[0]:
        script = 'for f in "$1"/*; do git init -q --bare "$2/${f##*/}.git"; '
        script += 'git -C "$2/${f##*/}.git" fast-import --quiet < "$f"; done'
        command = ["sh", "-ec", script, "sh", str(streams), str(folder / "platforms")]
    else:
        own = [sys.executable, __file__, str(found.path), "--in", str(folder), "--way", way]
        command = [*own, "--platforms", *names]
    used = measured(command)
    if used.code:
        sys.exit(f"{way}: exit code {used.code}: {used.errors}")
    return used


def write_stream(found: Collection, name: str, file: Path) -> None:
    """The platform's commits as `git fast-import` reads them."""
    with found.texts() as texts, file.open("wb") as stream:
        for entry in found.platforms[name]:
            when = f"a <a@localhost> {int(entry.recorded_at.timestamp())} +0000"
            text, message = texts.blob(entry.text), entry.commit.encode()
            path = f"{slugs.given(collection.documents(found.platforms[name]))[entry.terms_type]}.md"
            stream.write(f"commit refs/heads/main\nauthor {when}\ncommitter {when}\n".encode())
            stream.write(b"data %d\n%s\nM 100644 inline %s\n" % (len(message), message, path.encode()))
            stream.write(b"data %d\n%s\n" % (len(text), text))


def take(found: Collection, names: list[str], folder: Path, *, classed: bool) -> None:
    archive, owned = Archive(folder), slugs.given(found.platforms)
    works = [
        Work(
            repository=archive.path(owned[name]),
            name=name,
            collection=found.name,
            source=found.path,
            slugs=slugs.given(collection.documents(found.platforms[name])),
            entries=found.platforms[name],
            began_at=datetime.now(UTC),
        )
        for name in sorted(names, key=lambda name: -len(found.platforms[name]))
    ]
    for _, taken in cores.spread(intake.take if classed else take_unclassed, works):
        if taken.problem:
            sys.exit(taken.problem)


def take_unclassed(work: Work) -> Taken:
    return intake.take(work, tell=told_nothing)


def told_nothing(before: str | None, _text: str) -> Told:
    return Told(
        before_sha256="" if before is None else sha256(before.encode()),
        change_class=None if before is None else ChangeClass.FORMATTING,
        sentences=SentenceCounts(),
        sections=(),
        stated=StatedDates(),
    )


if __name__ == "__main__":
    main()
