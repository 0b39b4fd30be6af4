"""A bare repository as a store: durable, exclusive, mended after a crash."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from archive_repo.errors import DamagedRepository, RepositoryBusy
from archive_repo.git import leftovers
from archive_repo.git.store import REMEMBERED, Store

NOW = datetime(2025, 5, 1, tzinfo=UTC)
Git = Callable[..., str]
PUT = """
import sys
from pathlib import Path
from archive_repo.git.store import REMEMBERED, Store
Store.open(Path(sys.argv[1])).put(b"some text")
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "platforms" / "example-inc.git")


def commit(store: Store, text: str, name: str = "a.md") -> str:
    with store.exclusive():
        return store.commit_files("main", {name: store.put(text.encode())}, text, authored=NOW, committed=NOW)


def loose(store: Store, object_id: str) -> Path:
    return store.path / "objects" / object_id[:2] / object_id[2:]


def test_a_new_repository_is_bare_and_its_default_branch_is_main(store: Store, git: Git) -> None:
    commit(store, "one")
    assert git("rev-parse", "--is-bare-repository").strip() == "true"
    assert git("symbolic-ref", "HEAD").strip() == "refs/heads/main"


def test_plain_git_reads_what_was_committed_and_finds_no_fault(store: Store, git: Git) -> None:
    commit(store, "one")
    commit(store, "two\n\nwith a body", "b.md")
    assert git("log", "--format=%s", "main").splitlines() == ["two", "one"]
    assert git("show", "main:a.md") == "one"
    assert git("fsck", "--strict", "--full") == ""


def age(file: Path, seconds: float = 10) -> Path:
    os.utime(file, (time.time() - seconds, time.time() - seconds))
    return file


@pytest.mark.parametrize(
    "left",
    [
        "refs/heads/main.lock",
        "refs/archiver/alerts/weekly.lock",
        "HEAD.lock",
        "logs/HEAD.lock",
        "logs/refs/heads/main.lock",
        "objects/info/commit-graph.lock",
        "config.lock",
        "packed-refs.lock",
        "gc.pid.lock",
        "objects/tmp_object_0123456789abcdef",
        "objects/tmp_object_git2_0123456789abcdef",
        "objects/pack/pack_git2_0123456789abcdef",
        "_git2_0123456789abcdef",
    ],
)
def test_what_a_killed_writer_left_does_not_stop_the_next_one_and_does_not_stay(
    store: Store, git: Git, left: str
) -> None:
    commit(store, "one")
    (store.path / left).parent.mkdir(parents=True, exist_ok=True)
    (store.path / left).write_bytes(b"half an obj")
    age(store.path / left)
    commit(store, "two")
    assert git("log", "--format=%s", "main").splitlines() == ["two", "one"]
    assert not (store.path / left).exists()


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_file_of_a_killed_writer_lies_where_it_is_looked_for(store: Store) -> None:
    written = subprocess.run(
        ["strace", "-f", "-e", "trace=openat", sys.executable, "-c", PUT, str(store.path)],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    temporary = set(re.findall(r"example-inc\.git/(.*)/tmp_object_[0-9a-f]+\"", written))
    assert temporary == {"objects"}


def test_a_lock_is_left_to_a_git_that_is_at_work(store: Store) -> None:
    commit(store, "one")
    lock = store.path / "refs" / "heads" / "main.lock"
    lock.write_bytes(b"")
    at_work = threading.Timer(0.1, lock.replace, args=(store.path / "released",))
    at_work.start()
    with store.exclusive():
        assert (store.path / "released").exists()
    at_work.join()


def test_a_young_lock_that_nobody_takes_away_is_waited_for(store: Store) -> None:
    commit(store, "one")
    lock = store.path / "refs" / "heads" / "main.lock"
    lock.write_bytes(b"")
    started = time.monotonic()
    commit(store, "two")
    assert time.monotonic() - started > leftovers.LIVE_SECONDS * 0.8


def test_the_lock_is_taken_as_fast_among_many_loose_objects(store: Store) -> None:
    def seconds() -> float:
        started = time.process_time()
        for _ in range(50):
            with store.exclusive():
                pass
        return time.process_time() - started

    commit(store, "one")
    few = min(seconds() for _ in range(3))
    for number in range(256):
        folder = store.path / "objects" / f"{number:02x}"
        folder.mkdir(exist_ok=True)
        for name in range(20):
            (folder / f"{name:038x}").touch()
    many = min(seconds() for _ in range(3))
    assert many < few + 50 * 0.002


def test_a_truncated_object_is_written_again_when_its_bytes_come_again(store: Store, git: Git) -> None:
    commit(store, "one")
    blob = git("rev-parse", "main:a.md").strip()
    loose(store, blob).chmod(0o644)
    loose(store, blob).write_bytes(b"")
    reopened = Store.open(store.path)
    assert not reopened.is_readable(blob)
    with reopened.exclusive():
        assert reopened.put(b"one") == blob
    assert Store.open(store.path).blob(blob) == b"one"
    assert git("fsck", "--strict") == ""


def test_an_unreadable_object_is_named_with_what_to_do(store: Store, git: Git) -> None:
    commit(store, "one")
    blob = git("rev-parse", "main:a.md").strip()
    loose(store, blob).unlink()
    with pytest.raises(DamagedRepository, match=f"{blob} cannot be read .*archiver verify"):
        Store.open(store.path).blob(blob)


def test_what_was_packed_after_the_store_was_opened_is_read(store: Store, git: Git) -> None:
    commit(store, "one")
    blob = git("rev-parse", "main:a.md").strip()
    opened = Store.open(store.path)
    git("gc", "--quiet")
    assert not loose(store, blob).exists()
    assert opened.blob(blob) == b"one"


def test_an_object_that_is_damaged_in_a_pack_is_read_from_its_own_file(store: Store, git: Git) -> None:
    commit(store, "some text that is long enough to be found in a pack")
    blob = git("rev-parse", "main:a.md").strip()
    file = loose(store, blob).read_bytes()
    git("gc", "--quiet")
    (pack,) = (store.path / "objects" / "pack").glob("*.pack")
    data = bytearray(pack.read_bytes())
    data[12:-20] = bytes(len(data) - 32)
    pack.chmod(0o600)
    pack.write_bytes(data)
    loose(store, blob).parent.mkdir(exist_ok=True)
    loose(store, blob).write_bytes(file)
    assert Store.open(store.path).blob(blob) == b"some text that is long enough to be found in a pack"


def test_a_folder_that_is_no_repository_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "x.git").mkdir()
    with pytest.raises(DamagedRepository, match="the next crawl writes them again"):
        Store.open(tmp_path / "x.git")


def test_a_second_writer_is_told_that_the_repository_is_busy(store: Store) -> None:
    with (
        store.exclusive(),
        pytest.raises(RepositoryBusy, match="another process"),
        store.exclusive(patience=0),
    ):
        pass


def test_files_can_be_removed_from_a_branch(store: Store, git: Git) -> None:
    commit(store, "one", "a.md")
    commit(store, "two", "b.md")
    with store.exclusive():
        store.commit_files("main", {"a.md": None, "never.md": None}, "gone", authored=NOW, committed=NOW)
    assert git("ls-tree", "--name-only", "main").split() == ["b.md"]


def _write(path: Path, label: str, count: int, acknowledge: Connection) -> None:
    for number in range(count):
        acknowledge.send(commit(Store.open(path), f"{label} {number}", f"{label}.md"))
    acknowledge.close()


def _start(path: Path, label: str, count: int) -> tuple[SpawnProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    writer = context.Process(target=_write, args=(path, label, count, there))
    writer.start()
    there.close()
    return writer, here


def _received(connection: Connection) -> list[str]:
    ids: list[str] = []
    with suppress(EOFError, OSError):
        while True:
            ids.append(connection.recv())
    return ids


def test_two_processes_lose_none_of_each_others_commits(store: Store, git: Git) -> None:
    writers = [_start(store.path, label, 25) for label in ("a", "b")]
    acknowledged = [commit_id for _, connection in writers for commit_id in _received(connection)]
    for writer, _ in writers:
        writer.join()
    assert len(acknowledged) == 50
    assert set(git("log", "--format=%H", "main").split()) == set(acknowledged)


def test_a_killed_writer_loses_nothing_that_was_acknowledged(store: Store, git: Git) -> None:
    for round_number in range(6):
        writer, connection = _start(store.path, f"round-{round_number}", 10_000)
        acknowledged = [connection.recv() for _ in range(random.Random(round_number).randint(1, 30))]
        os.kill(writer.pid or 0, signal.SIGKILL)
        acknowledged += _received(connection)
        writer.join()
        commit(Store.open(store.path), f"after {round_number}")
        assert set(acknowledged) <= set(git("log", "--format=%H", "main").split())
        assert "error" not in git("fsck", "--strict")


def test_what_is_written_at_once_is_what_is_written_one_by_one(
    store: Store, tmp_path: Path, git: Git
) -> None:
    other = Store.create(tmp_path / "platforms" / "other.git")
    texts = [("one", "a.md"), ("two", "b.md"), ("three\n\nwith a body", "a.md"), ("one", "c.md")]
    with other.exclusive(), other.at_once():
        for text, name in texts:
            other.commit_files("main", {name: other.put(text.encode())}, text, authored=NOW, committed=NOW)
        assert other.commit(other.tip("main") or "").message == "one"
        other.commit_files("main", {"b.md": None}, "gone", authored=NOW, committed=NOW)
    for text, name in texts:
        commit(store, text, name)
    with store.exclusive():
        store.commit_files("main", {"b.md": None}, "gone", authored=NOW, committed=NOW)
    assert other.tip("main") == store.tip("main")
    assert Store.open(other.path).files(other.tip("main")) == store.files(store.tip("main"))
    assert list((other.path / "objects").glob("??/*")) == []
    assert len(list((other.path / "objects" / "pack").glob("*.pack"))) == 1


def test_an_error_loses_nothing_that_was_written_at_once_before_it(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.exclusive(), store.at_once():
        _commit_and_fail(store)
    assert Store.open(store.path).files(store.tip("main")).keys() == {"a.md"}


def test_what_is_written_at_once_goes_on_from_what_is_there(store: Store, git: Git) -> None:
    first = commit(store, "one")
    with store.exclusive(), store.at_once():
        store.commit_files("main", {"b.md": store.put(b"two")}, "two", authored=NOW, committed=NOW)
    assert [one.id for one in store.ancestry("main")][1] == first
    assert git("fsck", "--strict") == ""


def _commit_and_fail(store: Store) -> None:
    store.commit_files("main", {"a.md": store.put(b"one")}, "one", authored=NOW, committed=NOW)
    raise ZeroDivisionError


def test_commits_and_trees_are_read_from_the_disk_once_and_texts_each_time(store: Store) -> None:
    with store.exclusive():
        blob = store.put(b"text")
        commit = store.commit_files("main", {"a.md": blob}, "said", authored=NOW, committed=NOW)
    tree = store.commit(commit).tree
    for one in (blob, commit, tree):
        loose(store, one).unlink()
    assert store.files(commit) == {"a.md": blob}
    with pytest.raises(DamagedRepository):
        store.blob(blob)
    with pytest.raises(DamagedRepository):
        Store.open(store.path).commit(commit)


def test_only_the_last_commits_and_trees_are_remembered(store: Store) -> None:
    with store.exclusive():
        commits = [
            store.commit_files(
                "main", {"a.md": store.put(b"%d" % number)}, "said", authored=NOW, committed=NOW
            )
            for number in range(REMEMBERED)
        ]
    for one in commits:
        loose(store, one).unlink()
    assert store.commit(commits[-1]).id == commits[-1]
    with pytest.raises(DamagedRepository):
        store.commit(commits[0])
