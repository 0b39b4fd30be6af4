"""What a kill or a power cut costs at every system call that changes an archive: what is lost, what is stuck.

Needs strace. Each command runs once and is recorded; the archive is then made as it was after each of its
calls, as a killed process leaves it, and before each flush and at the end with what was not flushed cut off
or zeroed, as a power cut may leave it. On each a crawl runs by itself. Whatever was acknowledged must still
be there, `git fsck` and `archiver verify` must find nothing, no version may be there twice, and nobody may
have had to help. `--random N` besides kills N first crawls of three platforms at random moments.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from _archives import CLAUSE, REWRITTEN, archiver, crawl, declare, do, git, on_day, said, serving
from _measured import used_by_session
from _recorded import FLUSHES, MAPPED, Call, Disk, record

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import ChangeClass, Outcome

DOCUMENT = "privacy-policy"
COLLECTION = "collection"
REMOTES = "remotes"
SITE = "site"
FRESH = "fresh"
ENGINE = ("-c", "user.name=a", "-c", "user.email=a@b")
CPU_SECONDS = 60
"""What computes for longer on an archive of one document hangs."""
PATIENCE_SECONDS = 60
"""What uses next to no CPU time for so long waits for ever: on a busy machine it would still get some."""
IDLE_CPU_SECONDS = 0.05


@dataclass(frozen=True)
class Scene:
    """A command to be cut short, with what lies before it."""

    name: str
    prepare: Callable[[Path, str, list[int]], None]
    """Fills a folder; the list has the edition that is served."""
    words: tuple[str, ...]
    by_git: bool = False
    later: int = 4
    """The edition that is served afterwards: one that the gate lets in."""
    is_repeated: bool = False
    """True if the command itself has to go on where it was cut short, and not only a crawl."""

    def typed(self, folder: Path) -> tuple[str, ...]:
        """The command on an archive."""
        return tuple(word.format(folder=folder) for word in self.words)


def nothing(folder: Path, base: str, editions: list[int]) -> None:
    declare(folder, base, "first")


def a_version(folder: Path, base: str, editions: list[int]) -> None:
    declare(folder, base, "first")
    assert do(folder, 1, "crawl") == 0
    editions[0] = 2


def another_reading(folder: Path, base: str, editions: list[int]) -> None:
    a_version(folder, base, editions)
    declare(folder, base, "first", remove="h2")


def a_held_text(folder: Path, base: str, editions: list[int]) -> None:
    a_version(folder, base, editions)
    editions[0] = REWRITTEN
    assert do(folder, 2, "crawl") == 0


def many_looks(folder: Path, base: str, editions: list[int]) -> None:
    a_version(folder, base, editions)
    assert do(folder, 2, "crawl") == 0


def a_collection(folder: Path, base: str, editions: list[int]) -> None:
    """Beside a version, somebody else's archive of another platform with three versions."""
    a_version(folder, base, editions)
    made = folder / COLLECTION
    subprocess.run(["git", "init", "-q", "-b", "main", str(made)], check=True)
    name = "Second/Privacy Policy.md"
    file = made / name
    file.parent.mkdir()
    for number in (1, 2, 3):
        clauses = [f"## {part}. Clause\n\n{CLAUSE.format(part, part + number)}" for part in range(1, 12)]
        file.write_text("\n\n".join(["# Privacy Policy", *clauses]) + "\n", encoding="utf-8")
        git(made, "add", "-A")
        date = f"--date=2025-0{number}-01T12:00:00Z"
        git(made, *ENGINE, "commit", "--quiet", "--message", f"Record new changes of {name}", date)


def a_remote(folder: Path, base: str, editions: list[int]) -> None:
    """Beside a version, a folder that repositories are pushed to."""
    a_version(folder, base, editions)
    (folder / REMOTES).mkdir()
    with (folder / "archive.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'[remote]\nurl = "{folder}/{REMOTES}/{{platform}}.git"\n')


def a_site(folder: Path, base: str, editions: list[int]) -> None:
    """Beside two versions, the site of when there was one."""
    a_version(folder, base, editions)
    assert do(folder, 1, "site", "build", str(folder / SITE)) == 0
    assert do(folder, 2, "crawl") == 0


SCENES = (
    Scene("first crawl", nothing, ("crawl",)),
    Scene("later crawl", a_version, ("crawl",)),
    Scene("reextract", another_reading, ("reextract",)),
    Scene("quarantine accept", a_held_text, ("quarantine", "accept", f"first/{DOCUMENT}"), later=REWRITTEN),
    Scene(
        "import", a_collection, ("import", "open-terms-archive", f"{{folder}}/{COLLECTION}"), is_repeated=True
    ),
    Scene("push", a_remote, ("push", "--all", "--create"), is_repeated=True),
    Scene("site build", a_site, ("site", "build", f"{{folder}}/{SITE}"), is_repeated=True),
    Scene("index", many_looks, ("list",)),
    Scene("git gc", many_looks, ("gc", "--quiet", "--prune=now"), by_git=True),
)


def tips(folder: Path) -> dict[str, str]:
    """Every branch of every repository with its commit."""
    found = {}
    for repository in folder.glob("platforms/*.git"):
        for line in git(repository, "for-each-ref", "--format=%(refname) %(objectname)").splitlines():
            name, _, commit = line.partition(" ")
            found[f"{repository.name} {name}"] = commit
    return found


def harm(folder: Path, acknowledged: dict[str, str], day: int, again: Sequence[str]) -> Iterator[str]:
    """What is wrong after one more crawl that nobody helped, and after `again` where a command is given."""
    if again and (done := said(folder, *again)).code:
        yield f"again: {done.err.splitlines()[-1]}"
    yield from of_remotes(folder)
    yield from of_site(folder)
    report = crawl(folder, day)
    yield from (
        f"the next crawl: {one.problem.partition(': ')[2]}" for one in report.platforms if one.problem
    )
    failed = (one.observation for one in report.looks if one.observation.outcome is Outcome.FAILED)
    yield from (f"a look: {one.reason}" for one in failed)
    now = tips(folder)
    for branch, commit in acknowledged.items():
        repository = folder / "platforms" / branch.split()[0]
        kept = branch in now and git(repository, "merge-base", commit, now[branch]).strip() == commit
        if not kept:
            yield f"{branch.partition(' ')[2]}: an acknowledged commit is lost"
    declared = (file.stem for file in folder.glob("declarations/*.json"))
    for name in sorted({*declared, *Archive(folder).slugs()}):
        yield from of_platform(folder, name)
    found = said(folder, "verify", "--json").out
    yield from (f"verify: {one['where']}: {one['what']}" for one in json.loads(found))
    listed = said(folder, "list")
    for file in folder.glob("index.sqlite*"):
        file.unlink()
    if said(folder, "list") != listed:
        yield "the index answers otherwise than a new one"


def of_remotes(folder: Path) -> Iterator[str]:
    for remote in (folder / REMOTES).glob("*.git"):
        ours = folder / "platforms" / remote.name
        if git(remote, "for-each-ref", "refs/heads") != git(ours, "for-each-ref", "refs/heads"):
            yield "the remote has other branches"
        if faults := git(remote, "fsck", "--full", "--strict", "--no-dangling"):
            yield f"fsck of the remote: {faults.splitlines()[0]}"


def of_site(folder: Path) -> Iterator[str]:
    if (folder / SITE).exists():
        said(folder, "site", "build", str(folder / FRESH))
        if pages(folder / SITE) != pages(folder / FRESH):
            yield "the site differs from a new one"


def pages(site: Path) -> dict[str, bytes]:
    """The site's files, but for the index of its search, which Pagefind writes in any order."""
    own = (".archiver", "search/index/")
    return {path: body for path, body in files(site).items() if not path.startswith(own)}


def files(folder: Path) -> dict[str, bytes]:
    """Every file by its path, but for those that are written through memory."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(MAPPED))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def of_platform(folder: Path, name: str) -> Iterator[str]:
    repository = folder / "platforms" / f"{name}.git"
    if faults := git(repository, "fsck", "--full", "--strict", "--no-dangling"):
        yield f"fsck: {faults.splitlines()[0]}"
    opened = Archive(folder).repository(name)
    versions = list(history.each(opened, DOCUMENT))
    texts = [opened.text(version) for version in versions]
    if not texts:
        yield "no version"
    if any(one == other for one, other in pairwise(texts)):
        yield "a version twice"
    if any(version.change_class is ChangeClass.RESTORED for version in versions):
        yield "a text restored that was never gone"
    locks = (path for path in repository.glob("**/*.lock") if path.name != "archiver.lock")
    if left := [*repository.glob("objects/tmp_object_*"), *repository.glob("_git2_*"), *locks]:
        yield f"left behind: {left[0].name.rpartition('_')[0] or left[0].name}"


def checked(folder: Path, acknowledged: dict[str, str], day: int, again: Sequence[str] = ()) -> list[str]:
    """What is wrong, found by a process that may hang or crash."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def check() -> None:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        os.environ["ARCHIVER_NOW"] = f"2026-01-{day:02}T12:00:00Z"
        try:
            there.send(list(harm(folder, acknowledged, day, again)))
        except Exception as error:
            there.send([f"{type(error).__name__}: {error}".replace(str(folder), "")])

    process = context.Process(target=check)
    process.start()
    there.close()
    before = -1.0
    try:
        while not here.poll(PATIENCE_SECONDS):
            used = used_by_session(process.pid)
            if used - before < IDLE_CPU_SECONDS:
                return ["it hangs"]
            before = used
        return here.recv()  # type: ignore[no-any-return]
    except EOFError:
        return ["it computes without end, or crashes"]
    finally:
        process.kill()
        process.join()


class Acknowledged:
    """The commits whose recording had ended: something else was begun behind each."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self.commits = self._all()

    def take(self, call: Call) -> None:
        if "O_CREAT" in "".join(call.arguments) and (
            "tmp_object" in call.opened or call.opened.endswith(".lock")
        ):
            self.commits = self._all()

    def _all(self) -> dict[str, str]:
        found = {}
        for name, file in self._disk.files.items():
            repository, _, reference = name.removeprefix("platforms/").partition("/")
            if reference.startswith("refs/heads/") and not reference.endswith(".lock"):
                found[f"{repository} {reference}"] = bytes(file.data).decode().strip()
        return found


def cut_short(scene: Scene, base: str, editions: list[int], step: int) -> tuple[Counter[str], Counter[str]]:
    """How many states of each kind there were, and what was wrong with how many."""
    states: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="archiver-crash-") as name:
        start, again = Path(name) / "start", Path(name) / "again"
        start.mkdir()
        editions[0] = 1
        scene.prepare(start, base, editions)
        place = start / "platforms" / "first.git" if scene.by_git else start
        disk = Disk(start, place)
        known = Acknowledged(disk)
        command = ["git", *scene.typed(start)] if scene.by_git else archiver(start, *scene.typed(start))
        calls = record(command, on_day(3), place)
        editions[0] = scene.later
        ends = files(start)
        for number, call in enumerate(calls):
            known.take(call)
            tried = ["cut", "zeroed"] if call.name in FLUSHES and disk.unflushed() else []
            tried += ["whole"] if disk.take(call) or number == 0 else []
            tried += ["cut", "zeroed"] if call is calls[-1] and disk.unflushed() else []
            for version in tried if number % step == 0 else ():
                disk.write(again, version)
                settings = again / "archive.toml"
                told = settings.read_text(encoding="utf-8")
                settings.write_text(told.replace(str(start), str(again)), encoding="utf-8")
                states[version] += 1
                repeated = scene.typed(again) if scene.is_repeated else ()
                for fault in checked(again, known.commits, 4, repeated):
                    wrong[f"{version}: {fault}"] += 1
                shutil.rmtree(again)
        disk.write(again, "whole")
        if files(again) != ends:
            wrong["the recording does not end as the command did"] += 1
    return states, wrong


def killed(base: str, editions: list[int], times: int, seed: int) -> tuple[int, Counter[str]]:
    """First crawls of three platforms killed at random moments: how many were, and what was wrong."""
    chance, kills, wrong = random.Random(seed), 0, Counter[str]()
    seconds = 3.0
    for _ in range(times):
        with tempfile.TemporaryDirectory(prefix="archiver-crash-") as name:
            folder = Path(name)
            editions[0] = 1
            declare(folder, base, "first", "second", "third")
            begun = time.monotonic()
            crawling = subprocess.Popen(
                archiver(folder, "crawl"), env=on_day(1), stderr=subprocess.DEVNULL, start_new_session=True
            )
            try:
                crawling.wait(chance.uniform(0, seconds))
                seconds = time.monotonic() - begun
            except subprocess.TimeoutExpired:
                os.killpg(crawling.pid, signal.SIGKILL)
                crawling.wait()
                kills += 1
            before = tips(folder)
            editions[0] = 2
            wrong.update(checked(folder, before, 2))
    return kills, wrong


def tell(name: str, what: str, wrong: Counter[str], seconds: float) -> None:
    print(f"{name}: {what} in {seconds:.0f} s; {'wrong:' if wrong else 'nothing lost, nothing stuck'}")
    for fault, times in wrong.most_common(20):
        print(f"  {times} x {fault}")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--step", type=int, default=1, help="stop behind every so many calls only (1)")
    parser.add_argument("--only", default="", help="only the command whose name has this in it")
    parser.add_argument(
        "--random", type=int, default=0, help="kill so many first crawls at random moments (0)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (1)")
    options = parser.parse_args()
    if not shutil.which("strace"):
        sys.exit("strace is missing; install it to run this benchmark")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    editions = [1]
    with serving(lambda: editions[0]) as base:
        for scene in (one for one in SCENES if options.only in one.name):
            begun = time.monotonic()
            states, wrong = cut_short(scene, base, editions, options.step)
            what = f"{states['whole']} kills, {states['cut'] + states['zeroed']} power cuts"
            tell(scene.name, what, wrong, time.monotonic() - begun)
        if options.random:
            begun = time.monotonic()
            kills, wrong = killed(base, editions, options.random, options.seed)
            tell(
                "random moments",
                f"{kills} of {options.random} first crawls killed",
                wrong,
                time.monotonic() - begun,
            )


if __name__ == "__main__":
    main()
