"""What making the site of an archive costs: whole, again, and after a change; CPU, wall, memory, files.

    scripts/bench site ARCHIVE                          # of the size that the archive has
    scripts/bench site ARCHIVE... --spread 380,870,7870 # platforms, documents, versions, made of theirs

The archives stay as they are: what is measured is a copy. A change is a sentence more in one document; "and
looks" is one more, on a day on which all documents that can be read were looked at too, as in a crawl.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import _spread  # noqa: E402
from _measured import measured  # noqa: E402
from crawl import machine  # noqa: E402

from archive_repo import history, recording  # noqa: E402
from archive_repo.archive import Archive  # noqa: E402
from archive_repo.format.observation import Observation  # noqa: E402
from archive_repo.format.snapshot import Snapshot  # noqa: E402
from archive_repo.records import CONFIRMING, Outcome, Version  # noqa: E402
from archive_repo.repository import Repository  # noqa: E402

SENTENCE = "We may use what you write to improve our products, unless you object by day {:%j}."


def newest(archive: Archive) -> list[tuple[Repository, Version]]:
    """The newest version of each document."""
    return [
        (repository, version)
        for repository in archive.platforms()
        for document in repository.documents()
        if (version := history.latest(repository, document))
    ]


def change(repository: Repository, before: Version, at: datetime) -> None:
    """Record one sentence more."""
    text = f"{repository.text(before).rstrip()}\n\n{SENTENCE.format(at)}\n"
    snapshot = Snapshot(
        platform=before.platform,
        document=before.document,
        id=before.snapshot or before.id,
        fetched_at=at,
        sources=before.sources,
    )
    with repository.writing(before.platform_name or before.platform) as writer:
        recording.record(
            writer,
            text,
            snapshot,
            title=before.title,
            extractor=before.extractor,
            fetched_at=at,
            recorded_at=at,
        )


def look(repository: Repository, documents: Sequence[Version], at: datetime) -> None:
    """Look at documents that have not changed."""
    looks = [
        Observation(
            document=one.document, title=one.title, checked_at=at, outcome=Outcome.UNCHANGED, version=one.id
        )
        for one in documents
    ]
    with repository.writing(repository.platform) as writer:
        writer.record_observations(looks, checked_at=at)


def _change(folder: Path, *, looks: bool) -> None:
    archive = Archive.open(folder)
    found = newest(archive)
    at = max(version.fetched_at for _, version in found) + timedelta(days=1)
    repository, chosen = found[len(found) // 2]
    change(repository, chosen, at)
    if looks:
        for one in archive.platforms():
            seen = one.last_observations()
            own = [
                version
                for other, version in newest(archive)
                if other.platform == one.platform
                and (last := seen.get(version.document)) is not None
                and last.outcome in CONFIRMING
            ]
            look(one, own, at)


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("archives", nargs="+", type=Path)
    parser.add_argument("--spread", help="platforms,documents,versions of a large archive made of theirs")
    parser.add_argument("--source", type=Path, default=ROOT, help="the tree whose code makes the site")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="archiver-site-") as place:
        folder = Path(place) / "archive"
        if options.spread:
            _spread.make(folder, options.archives, *map(int, options.spread.split(",")))
        else:
            shutil.copytree(options.archives[0], folder)
            (folder / "index.sqlite").unlink(missing_ok=True)
        steps: list[tuple[str, Callable[[], None]]] = [
            ("whole, nothing known", lambda: None),
            ("again", lambda: None),
            ("after a change", lambda: _change(folder, looks=False)),
            ("after a change and looks", lambda: _change(folder, looks=True)),
        ]
        for name, prepare in steps:
            prepare()
            print(f"{name:26}{_made(Path(place), options.source)}", flush=True)


def _made(place: Path, source: Path) -> str:
    """Make the site of the archive in a folder; modules are compiled once, as where archiver is installed."""
    env = {**os.environ, "PYTHONPATH": str(source), "PYTHONPYCACHEPREFIX": str(place / "compiled")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    folder, site = str(place / "archive"), str(place / "site")
    used = measured([sys.executable, "-m", "archiver", "site", "build", "--archive", folder, site], env)
    if used.code:
        sys.exit(used.errors)
    told = used.errors.strip().splitlines()[0].rpartition(": ")[2]
    return (
        f"{used.cpu_seconds:8.2f} CPU s {used.wall_seconds:8.2f} s {used.peak_mb:6.0f} MB"
        f"  load {os.getloadavg()[0]:.1f}  {told}"
    )


if __name__ == "__main__":
    main()
