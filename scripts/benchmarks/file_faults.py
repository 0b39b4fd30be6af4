"""What 157 faults in an archive's files do: commands that hang or crash, platforms blocked, faults not found.

An archive of three platforms is crawled three times, and kept once with loose objects and once packed. Each
fault is put into a copy: a bit of a file is flipped, the file is cut, zeroed, emptied or removed, belongs to
somebody else or may not be read, or a lock was left behind. Then `verify` and the reading commands run, two
crawls, and `verify` again; as root, as a user who may not do everything. Exit code 1 where a command hangs
or crashes, where a platform that is whole is not looked at, or where `verify` finds nothing although a
command fails or answers otherwise than of the whole archive.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import _powers
from _archives import Said, crawl, declare, do, git, said, serving

from archive_repo.errors import ArchiveError
from archive_repo.records import Outcome

PATIENCE_SECONDS = 60
"""A command on an archive of three documents takes less than a second; after this it hangs."""
SOMEBODY = 2
"""A user that the archive does not belong to."""
SICK, WELL = "first", ("second", "third")
PLACE = f"platforms/{SICK}.git"
HOWS = ("flipped", "cut", "zeroed", "emptied", "removed", "foreign", "forbidden")
OBJECTS = {
    "text": "main:privacy-policy.md",
    "older text": "main~1:privacy-policy.md",
    "page": "snapshots:privacy-policy.html",
    "README": "main:README.md",
    "list of files": "main^{tree}",
    "commit": "main",
}
"""What is damaged of the loose objects."""
FILES = {
    "reference": ("refs/heads/main", "refs/heads/observations", "refs/heads/snapshots"),
    "HEAD": ("HEAD",),
    "config": ("config",),
    "reflog": ("logs/refs/heads/main", "logs/refs/heads/observations"),
}
PACKED = {
    "pack": "objects/pack/*.pack",
    "index of a pack": "objects/pack/*.idx",
    "packed-refs": "packed-refs",
    "commit-graph": "objects/info/commit-graph",
}
BESIDE = {"index": "index.sqlite", "settings": "archive.toml", "declaration": f"declarations/{SICK}.json"}
FOLDERS = ("objects", "refs/heads", "logs")
LEFT = (
    "HEAD.lock",
    "config.lock",
    "refs/heads/main.lock",
    "refs/heads/observations.lock",
    "packed-refs.lock",
    "objects/tmp_object_git2_1",
)
"""Files of a repository that a crash leaves behind."""
READING = (
    "list",
    f"show {SICK}/privacy-policy",
    f"show {SICK}/privacy-policy@2026-01-01",
    f"log {SICK}/privacy-policy",
    f"blame {SICK}/privacy-policy",
    f"diff {SICK}/privacy-policy",
    "changes --since 2025",
    "status",
    "grep days",
)
AT_THE_END = "verify at the end"
COMMANDS = dict.fromkeys(("verify", *READING), 3) | {"crawl again": 4, "crawl once more": 5, AT_THE_END: 5}
"""Everything that is run, with the day of January on which it is."""
CRASHED = 70
REFUSES = {"settings"}
"""Kinds of file without which no platform can be looked at: commands have to say so in one line."""


UNREAD = {"settings", "declaration"}
"""Kinds of file that `verify` does not read: `validate` does."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A damage of one file or folder of an archive."""

    kind: str
    """Of file."""
    file: str
    """Its path in the archive."""
    how: str
    packed: bool
    """True if it is put into the packed archive."""

    def put(self, archive: Path) -> None:
        file = archive / self.file
        if self.how == "left":
            file.write_bytes(b"")
        elif self.how == "removed":
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        elif self.how == "foreign":
            os.chown(file, SOMEBODY, SOMEBODY)
        elif self.how == "forbidden":
            file.chmod(0)
        else:
            data, mode = file.read_bytes(), file.stat().st_mode
            file.chmod(0o600)
            file.write_bytes(_damaged(data, self.how))
            file.chmod(mode)


def _damaged(data: bytes, how: str) -> bytes:
    at = len(data) // 2
    match how:
        case "flipped":
            return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        case "cut":
            return data[:at]
        case "zeroed":
            return data[:at] + bytes(len(data) - at)
        case _:
            return b""


def faults(loose: Path, packed: Path) -> Iterator[Fault]:
    """All of them; without foreign owners where only root may give files away."""
    found = (*_in_repository(loose), *_in_packed(packed), *_beside())
    return (fault for fault in found if fault.how != "foreign" or os.geteuid() == 0)


def _in_repository(archive: Path) -> Iterator[Fault]:
    for kind, name in OBJECTS.items():
        found = git(archive / PLACE, "rev-parse", name).strip()
        yield from _all(kind, f"{PLACE}/objects/{found[:2]}/{found[2:]}")
    for kind, names in FILES.items():
        for name in names:
            yield from _all(kind, f"{PLACE}/{name}")
    for name in FOLDERS:
        yield from _all("folder", f"{PLACE}/{name}", hows=("removed", "foreign", "forbidden"))
    yield from _all("folder", PLACE, hows=("foreign", "forbidden"))
    for name in LEFT:
        yield from _all("left behind", f"{PLACE}/{name}", hows=("left",))


def _in_packed(archive: Path) -> Iterator[Fault]:
    for kind, pattern in PACKED.items():
        (file,) = (archive / PLACE).glob(pattern)
        yield from _all(kind, str(file.relative_to(archive)), packed=True)


def _beside() -> Iterator[Fault]:
    for kind, name in BESIDE.items():
        yield from _all(kind, name)


def _all(kind: str, file: str, *, hows: Sequence[str] = HOWS, packed: bool = False) -> Iterator[Fault]:
    return (Fault(kind=kind, file=file, how=how, packed=packed) for how in hows)


def make(folder: Path, base: str, editions: list[int]) -> None:
    """An archive of three platforms with three versions each, and an index."""
    declare(folder, base, SICK, *WELL)
    for day in (1, 2, 3):
        editions[0] = day
        assert do(folder, day, "crawl") == 0
    assert do(folder, 3, "list") == 0


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What the commands said that ran on one archive, by what was typed."""

    said: Mapping[str, Said]
    hung: str = ""
    """The one that did not end, if any."""


def run(archive: Path) -> Ran:
    """Run every command on an archive, in a process that may hang or crash."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(archive, there))
    process.start()
    there.close()
    found, under_way = dict[str, Said](), ""
    try:
        while here.poll(PATIENCE_SECONDS):
            under_way, one = here.recv()
            if one:
                found[under_way] = one
        return Ran(said=found, hung=under_way)
    except EOFError:
        return Ran(said=found, hung="" if AT_THE_END in found else under_way)
    finally:
        process.kill()
        process.join()


def _run(archive: Path, there: Connection) -> None:
    _powers.drop()
    for words, day in COMMANDS.items():
        os.environ["ARCHIVER_NOW"] = f"2026-01-{day:02}T13:00:00Z"
        there.send((words, None))
        there.send((words, _said(archive, words, day)))


def _said(archive: Path, words: str, day: int) -> Said:
    try:
        if words.startswith("crawl"):
            return _crawled(archive, day)
        return said(archive, *words.split()[: 1 if words == AT_THE_END else None])
    except ArchiveError as error:
        return Said(code=2, out="", err=str(error))
    except Exception as error:
        return Said(code=CRASHED, out="", err=f"{type(error).__name__}: {error}")


def _crawled(archive: Path, day: int) -> Said:
    """A crawl; the platforms that had a look are what it printed, the rest its errors."""
    report = crawl(archive, day)
    seen = [one.platform for one in report.looks if one.observation.outcome is not Outcome.FAILED]
    told = [one.problem for one in report.platforms if one.problem]
    told += [one.observation.reason for one in report.looks if one.observation.outcome is Outcome.FAILED]
    code = CRASHED if any("this is a bug" in one for one in told) else int(bool(told))
    return Said(code=code, out=" ".join(sorted(seen)), err="; ".join(told))


def wrong(fault: Fault, ran: Ran, whole: Ran) -> Iterator[tuple[str, str]]:
    """What is wrong: of which sort, and the details."""
    if ran.hung:
        yield "hang", ran.hung
    for words, one in ran.said.items():
        if one.code == CRASHED:
            yield "crash", f"{words}: {one.err}"
    first = ran.said.get("crawl again")
    if first and fault.kind not in REFUSES and not set(WELL) <= set(first.out.split()):
        yield "blocked", f"only [{first.out}] looked at: {first.err}"
    if fault.kind not in UNREAD and _is_silent(ran):
        differs = [words for words in READING if ran.said.get(words) != whole.said[words]]
        if differs:
            yield "not found", f"{', '.join(differs)}: {ran.said[differs[0]].err or 'another answer'}"
        elif first and first.code and "as its owner" not in first.err:  # to be somebody else's is no damage
            yield "not found", f"crawl: {first.err}"


def _is_silent(ran: Ran) -> bool:
    """True if `verify` found nothing."""
    return "verify" in ran.said and ran.said["verify"].code == 0


def mended(ran: Ran) -> bool:
    """True if nobody has to help: after two crawls `verify` finds nothing."""
    return not ran.hung and ran.said[AT_THE_END].code == 0


def copied(original: Path, copy: Path) -> Path:
    shutil.rmtree(copy, ignore_errors=True)
    return shutil.copytree(original, copy)


def measure(folder: Path, only: str, step: int, tell: Callable[[str], object]) -> dict[str, Counter[str]]:
    """The counts by kind of file."""
    loose, packed, copy = folder / "loose", folder / "packed", folder / "copy"
    editions = [1]
    found = defaultdict[str, Counter[str]](Counter)
    with serving(lambda: editions[0]) as base:
        make(loose, base, editions)
        shutil.copytree(loose, packed)
        git(packed / "platforms" / f"{SICK}.git", "gc", "--quiet")
        git(packed / "platforms" / f"{SICK}.git", "commit-graph", "write", "--reachable")
        editions[0] = 4
        chosen = [
            fault for fault in faults(loose, packed) if only in f"{fault.kind} {fault.file} {fault.how}"
        ][::step]
        whole = {
            kind: run(copied(packed if kind else loose, copy)) for kind in {fault.packed for fault in chosen}
        }
        for one in whole.values():
            if one.hung or any(said.code for said in one.said.values()):
                sys.exit(f"file_faults: the whole archive is said to have a problem: {one}")
        for fault in chosen:
            fault.put(copied(packed if fault.packed else loose, copy))
            ran = run(copy)
            counts = found[fault.kind]
            counts["faults"] += 1
            counts["found"] += not _is_silent(ran)
            counts["mended"] += mended(ran)
            for sort, details in dict(wrong(fault, ran, whole[fault.packed])).items():
                counts[sort] += 1
                tell(f"{sort}: {fault.kind} {fault.file} {fault.how}: {details}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="only faults whose kind, file and way have this in them")
    parser.add_argument("--step", type=int, default=1, help="only every so many faults (1)")
    parser.add_argument("--quiet", action="store_true", help="do not say which faults did what")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="archiver-file-faults-") as name:
        Path(name).chmod(0o755)
        tell = (lambda _: None) if options.quiet else lambda line: print(line, flush=True)
        found = measure(Path(name), options.only, options.step, tell)
    columns = ("faults", "found", "mended", "hang", "crash", "blocked", "not found")
    total: Counter[str] = Counter()
    print(f"{'kind of file':<18}" + "".join(f"{column:>11}" for column in columns))
    for kind, counts in [*found.items(), ("all", total)]:
        print(f"{kind:<18}" + "".join(f"{counts[column]:>11}" for column in columns))
        total.update(counts)
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if any(total[one] for one in columns[3:]) else 0


if __name__ == "__main__":
    sys.exit(main())
