"""What `verify` finds of 300 faults in files, beside `git fsck --full`: by kind of file, with hangs.

A small archive is made, once with loose objects and once packed. Each fault is put into a copy of it: a bit
is flipped, the file is cut, its end is zeroed, or it is deleted. `verify` must end and find at least what git
finds, in each kind of file; exit code 1 where it does not.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import archiver.cli.verify  # noqa: F401  every child is a fork of this process, and need not load it
from archive_repo.format.observation import Observation
from archive_repo.format.snapshot import Body, Fetched
from archive_repo.records import Cause, ChangeClass, Message, Outcome, SentenceCounts, Version
from archive_repo.repository import Repository
from archive_repo.writer import sha256
from archiver.cli import main as console

PATIENCE_SECONDS = 30.0
"""`verify` of such an archive takes some 0.1 s; after this it hangs."""
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
DOCUMENTS = ("privacy-policy", "terms", "cookies")
VERSIONS, LOOKS = 6, 20
LOOSE_SHARE = {"text": 24, "page": 24, "README": 12, "list of files": 24, "commit": 24}
"""Places in each kind of object, in a repository of loose ones."""
BESIDE_SHARE = {"reference": 16, "HEAD": 8, "config": 16, "reflog": 24}
PACKED_SHARE = {"pack": 48, "index of a pack": 24, "packed-refs": 24, "HEAD ": 8, "reflog ": 8}
PACKED_SHARE |= {"commit-graph": 8, "bitmap": 8}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A damage of a file of an archive's only repository."""

    kind: str
    """Of file."""
    file: str
    how: str
    place: float
    """Where, from 0 (its beginning) to 1."""

    def put(self, repository: Path) -> None:
        """Damage the file. It is replaced, since it may be linked to the copies' original."""
        file = repository / self.file
        data = bytearray(file.read_bytes())
        at = int(self.place * len(data))
        file.unlink()
        match self.how:
            case "flipped":
                data[at] ^= 1 << int(self.place * 8 * len(data)) % 8
            case "cut":
                del data[at:]
            case "zeroed":
                data[at:] = bytes(len(data) - at)
            case _:
                return
        file.write_bytes(data)


HOWS = ("flipped", "flipped", "flipped", "flipped", "cut", "zeroed", "deleted", "flipped")
"""Faults of eight places in a row."""


def make(folder: Path) -> None:
    """An archive of one platform: a few versions, their pages, and looks."""
    repository = Repository.create(folder / "platforms" / "example.git")
    chance = random.Random(1)
    for number in range(VERSIONS):
        for document in DOCUMENTS:
            at = START + timedelta(days=number)
            sentences = [
                f"We keep data of kind {chance.randrange(400)} for {number} days." for _ in range(40)
            ]
            record(repository, document, "\n".join(sentences) + "\n", at)
    for number in range(LOOKS):
        look(repository, START + timedelta(days=VERSIONS, hours=number))


def record(repository: Repository, document: str, text: str, at: datetime) -> Version:
    fetched = Fetched(url=f"https://example.org/{document}", fetched_at=at, status=200)
    body = Body(extension="html", data=f"<main><p>{text}</main>".encode(), fetched=fetched)
    with repository.writing("Example") as writer:
        snapshot = writer.record_snapshot(document=document, title=document, bodies=[body], fetched_at=at)
        is_first = not writer.versions(document)
        message = Message(
            cause=Cause.FIRST if is_first else Cause.CHANGE,
            change_class=None if is_first else ChangeClass.WORDS,
            sentences=SentenceCounts(added=40),
            platform_name="Example",
            document=document,
            title=document,
            urls=tuple(source.url for source in snapshot.sources),
            snapshot=snapshot.id,
            body_sha256s=tuple(source.sha256 for source in snapshot.sources),
            text_sha256=sha256(text.encode()),
            extractor="benchmark 1",
        )
        return writer.record_version(message, text, fetched_at=at, recorded_at=at)


def look(repository: Repository, at: datetime) -> None:
    with repository.writing("Example") as writer:
        looks = [
            Observation(
                document=document,
                title=document,
                checked_at=at,
                outcome=Outcome.UNCHANGED,
                version=writer.versions(document)[0].id,
            )
            for document in DOCUMENTS
        ]
        writer.record_observations(looks, checked_at=at)


def git(repository: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-C", str(repository), *command],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def files(repository: Path) -> dict[str, list[str]]:
    """The files of each kind, by their paths in the repository."""
    found = defaultdict(list)
    for object_id, kind in objects(repository):
        found[kind].append(f"objects/{object_id[:2]}/{object_id[2:]}")
    patterns = {
        "reference": "refs/heads/*",
        "HEAD": "HEAD",
        "HEAD ": "HEAD",
        "config": "config",
        "reflog": "logs/**/*",
        "reflog ": "logs/**/*",
        "pack": "objects/pack/*.pack",
        "index of a pack": "objects/pack/*.idx",
        "bitmap": "objects/pack/*.bitmap",
        "commit-graph": "objects/info/commit-graph",
        "packed-refs": "packed-refs",
    }
    for kind, pattern in patterns.items():
        there = (file for file in sorted(repository.glob(pattern)) if file.is_file())
        found[kind] = [str(file.relative_to(repository)) for file in there]
    return found


def objects(repository: Path) -> Iterator[tuple[str, str]]:
    """Every object that a branch leads to, and what it is."""
    for branch in ("main", "snapshots", "observations"):
        for line in git(repository, "rev-list", "--objects", branch).stdout.splitlines():
            object_id, _, name = line.partition(" ")
            kind = git(repository, "cat-file", "-t", object_id).stdout.strip()
            page = "page" if branch == "snapshots" else "text"
            named = "README" if name == "README.md" else page
            yield object_id, {"blob": named, "tree": "list of files", "commit": "commit"}[kind]


def faults(repository: Path, share: dict[str, int], many: float, chance: random.Random) -> Iterator[Fault]:
    there = files(repository)
    for kind, count in share.items():
        for number in range(round(count * many)):
            yield Fault(
                kind=kind.strip(),
                file=chance.choice(there[kind]),
                how=HOWS[number % len(HOWS)],
                place=chance.random(),
            )


def verified(archive: Path) -> str:
    """The outcome of `verify` of an archive: found, missed, hang, or crash."""
    context = multiprocessing.get_context("fork")
    child = context.Process(target=_verify, args=(archive,))
    child.start()
    child.join(PATIENCE_SECONDS)
    if child.is_alive():
        child.kill()
        child.join()
        return "hang"
    return {0: "missed", 1: "found"}.get(child.exitcode or 0, "crash")


def _verify(archive: Path) -> None:
    sys.argv = ["archiver", "verify", "--archive", str(archive)]
    os.environ["ARCHIVER_NOW"] = "2026-06-01T00:00:00Z"
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    try:
        console()
    except Exception:
        os._exit(70)


def checked_by_git(repository: Path) -> str:
    """The outcome of `git fsck`: found, if it says anything at all, or missed."""
    done = git(repository, "fsck", "--full", "--no-dangling", "--no-progress")
    return "found" if done.returncode or done.stdout or done.stderr else "missed"


def copied(original: Path, copy: Path) -> Path:
    """A copy of an archive whose files are links; its only repository."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(original, copy, copy_function=os.link)
    return copy / "platforms" / "example.git"


def measure(folder: Path, many: float, seed: int, tell: Callable[[str], object]) -> dict[str, Counter[str]]:
    """The counts of each kind of file."""
    loose, packed = folder / "loose", folder / "packed"
    make(loose)
    shutil.copytree(loose, packed)
    git(packed / "platforms" / "example.git", "-c", "repack.writeBitmaps=true", "gc", "--quiet")
    git(packed / "platforms" / "example.git", "commit-graph", "write", "--reachable")
    chance, found = random.Random(seed), defaultdict[str, Counter[str]](Counter)
    for original, share in ((loose, LOOSE_SHARE | BESIDE_SHARE), (packed, PACKED_SHARE)):
        repository = copied(original, folder / "copy")
        if (verified(folder / "copy"), checked_by_git(repository)) != ("missed", "missed"):
            sys.exit("damage: a whole archive is said to have a problem")
        for fault in faults(repository, share, many, chance):
            fault.put(copied(original, folder / "copy"))
            ours = verified(folder / "copy")
            theirs = checked_by_git(repository)
            counts = found[fault.kind]
            counts["places"] += 1
            counts[ours] += 1
            counts["by git"] += theirs == "found"
            if ours != "found":
                also = "; found by git" if theirs == "found" else ""
                tell(f"{ours}: {fault.file} {fault.how} at {fault.place:.3f}{also}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=float, default=1.0, help="so many times 300 places (1)")
    parser.add_argument("--seed", type=int, default=1, help="of the places (1)")
    parser.add_argument("--tell", action="store_true", help="say which faults were not found")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="archiver-damage-") as folder:
        tell = print if options.tell else (lambda _: None)
        found = measure(Path(folder), options.many, options.seed, tell)
    total: Counter[str] = Counter()
    print(f"{'kind of file':<18}{'places':>8}{'verify':>8}{'git fsck':>10}{'hangs':>7}{'crashes':>9}")
    for kind, counts in [*found.items(), ("all", total)]:
        row = [counts[one] for one in ("places", "found", "by git", "hang", "crash")]
        print(f"{kind:<18}{row[0]:>8}{row[1]:>8}{row[2]:>10}{row[3]:>7}{row[4]:>9}")
        total.update(counts)
    print(f"{time.monotonic() - began:.0f} s")
    behind = [kind for kind, counts in found.items() if counts["found"] < counts["by git"]]
    return 1 if behind or total["hang"] or total["crash"] else 0


if __name__ == "__main__":
    sys.exit(main())
