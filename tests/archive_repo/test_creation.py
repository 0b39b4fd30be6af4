"""A repository is made whole or not at all, whenever the process is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive_repo.git import creation
from archive_repo.git.store import Store

NOW = datetime(2025, 5, 1, tzinfo=UTC)
STEPS = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "open"}
"""What changes a folder: an audit hook sees it just before it happens."""


def _killed_at(step: int, path: Path) -> None:
    """Make a repository in a process that is killed at the step of this number."""
    seen = 0

    def count(event: str, _arguments: object) -> None:
        nonlocal seen
        seen += event in STEPS
        if seen > step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    Store.create(path)


def _steps_of(path: Path) -> int:
    """Kill making a repository at each of its steps, each in a folder of its own; how many there were."""
    step = 0
    while True:
        process = multiprocessing.get_context("fork").Process(
            target=_killed_at, args=(step, path / str(step) / "example-inc.git")
        )
        process.start()
        process.join()
        if process.exitcode == 0:
            return step
        step += 1


def _commit(store: Store) -> str:
    with store.exclusive():
        return store.commit_files("main", {"a.md": store.put(b"one")}, "one", authored=NOW, committed=NOW)


def _faults(path: Path) -> str:
    done = subprocess.run(
        ["git", "-C", str(path), "fsck", "--full", "--strict"], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_after_a_kill_at_any_step_the_next_one_needs_no_help(tmp_path: Path) -> None:
    steps = _steps_of(tmp_path)
    assert steps > 15
    for step in range(steps):
        path = tmp_path / str(step) / "example-inc.git"
        assert not path.exists() or creation.is_complete(path)
        store = Store.create(path)
        assert store.tip("main") is None
        _commit(store)
        assert _faults(path) == ""
        assert [found.name for found in path.parent.iterdir()] == ["example-inc.git"]


def test_what_an_older_release_left_half_made_is_completed(tmp_path: Path) -> None:
    empty, headless, emptied = (tmp_path / name for name in ("empty.git", "headless.git", "emptied.git"))
    empty.mkdir()
    (headless / "objects").mkdir(parents=True)
    (headless / "config").write_text("[core]\n\tbare = true\n")
    Store.create(emptied)
    (emptied / "HEAD").write_bytes(b"")
    (emptied / "config").write_bytes(bytes(100))
    for path in (empty, headless, emptied):
        _commit(Store.create(path))
        assert _faults(path) == ""


def test_a_lost_head_is_made_again_and_nothing_else_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "x.git"
    commit = _commit(Store.create(path))
    with (path / "config").open("a") as config:
        config.write('[remote "origin"]\n\turl = https://git.example/x.git\n')
    before = (path / "config").read_bytes()
    for broken in (b"", b"ref: refs/heads/maio\n", b"ref: "):
        (path / "HEAD").write_bytes(broken)
        assert Store.create(path).tip("main") == commit
        assert (path / "HEAD").read_bytes() == b"ref: refs/heads/main\n"
        assert (path / "config").read_bytes() == before


def test_a_new_repository_keeps_reflogs(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "x.git")
    commit = _commit(store)
    log = (store.path / "logs" / "refs" / "heads" / "main").read_text()
    assert log.split()[1] == commit


def _make(path: Path, ready: multiprocessing.synchronize.Barrier) -> None:
    ready.wait()
    _commit(Store.create(path))


@pytest.mark.parametrize("attempt", range(5))
def test_two_processes_that_make_the_same_one_share_it(tmp_path: Path, attempt: int) -> None:
    context = multiprocessing.get_context("fork")
    path, ready = tmp_path / "x.git", context.Barrier(4)
    makers = [context.Process(target=_make, args=(path, ready)) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert [maker.exitcode for maker in makers] == [0, 0, 0, 0]
    assert len(list(Store.open(path).ancestry("main"))) == 4
    assert [found.name for found in tmp_path.iterdir()] == ["x.git"]
