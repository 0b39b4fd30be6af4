"""One run at a time is at work on a platform."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive_repo.errors import RepositoryBusy, StoreError
from archive_repo.git import lock
from archive_repo.git.claims import claimed

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)

HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from archive_repo.git.claims import claimed
with claimed(Path(sys.argv[1]), "a crawl", datetime(2025, 5, 1, 12, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "lumen.git"
    made.mkdir()
    return made


def test_a_second_run_is_told_who_is_at_work_and_since_when(folder: Path) -> None:
    with (
        claimed(folder, "a crawl", NOW),
        pytest.raises(RepositoryBusy) as busy,
        claimed(folder, "a crawl", NOW),
    ):
        pass
    assert f"lumen: a crawl (process {os.getpid()}, since 2025-05-01 12:00 UTC) is at work" in str(busy.value)
    assert busy.value.exit_code == 4


def test_a_claim_ends_with_its_run(folder: Path) -> None:
    with claimed(folder, "a crawl", NOW):
        pass
    with claimed(folder, "a crawl", NOW):
        pass


@pytest.mark.parametrize(
    "held", [lambda folder: claimed(folder, "a crawl", NOW), lambda one: lock.held(one, 0)]
)
def test_a_process_that_was_forked_meanwhile_keeps_nothing(
    folder: Path, held: Callable[[Path], AbstractContextManager[None]]
) -> None:
    ours, theirs = os.pipe()
    with held(folder):
        child = os.fork()
        if not child:
            os.close(theirs)
            os.read(ours, 1)  # until the parent closes its end
            os._exit(0)
    try:
        with held(folder):
            pass
    finally:
        os.close(theirs)
        os.waitpid(child, 0)
        os.close(ours)


def test_a_killed_process_leaves_no_claim_behind(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(RepositoryBusy, match=f"process {other.pid}"), claimed(folder, "a crawl", NOW):
            pass
        other.kill()
        other.wait()
    with claimed(folder, "a crawl", NOW):
        pass


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"), claimed(tmp_path / "gone", "a crawl", NOW):
        pass
