"""What was acknowledged is on the disk: flushes are asked for, in a process whose kernel refuses them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive_repo.git.store import Store
from tests import seccomp

COMMIT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from archive_repo.errors import ArchiveError
from archive_repo.git.store import Store
from tests import seccomp

NOW = datetime(2025, 5, 1, tzinfo=UTC)

def commit(store):
    with store.exclusive():
        return store.commit_files("main", {"a.md": store.put(b"one")}, "one", authored=NOW, committed=NOW)

path = Path(sys.argv[1])
"""

needs_seccomp = pytest.mark.skipif(not seccomp.AVAILABLE, reason="the filter is written for Linux")


def ran(path: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", COMMIT + code, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@needs_seccomp
def test_a_branch_is_flushed_though_it_was_read_before_the_first_writing(tmp_path: Path) -> None:
    path = tmp_path / "x.git"
    Store.create(path)
    said = ran(
        path,
        """
store = Store.open(path)
assert store.tip("main") is None
commit(store)
(path / "refs/heads/main").unlink()  # all objects are there: only the branch is left to write
seccomp.refuse_flushes()
try:
    commit(store)
except ArchiveError:
    print("refused")
""",
    )
    assert said == "refused"


@needs_seccomp
def test_an_object_is_flushed(tmp_path: Path) -> None:
    path = tmp_path / "x.git"
    Store.create(path)
    said = ran(
        path,
        """
store = Store.open(path)
seccomp.refuse_flushes()
try:
    store.put(b"one")
except (ArchiveError, OSError) as error:
    print("refused")
""",
    )
    assert said == "refused"


@needs_seccomp
@pytest.mark.parametrize("name", ["HEAD", "config"])
def test_the_files_of_a_new_repository_are_flushed(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.git"
    Store.create(path)
    (path / name).unlink()
    said = ran(
        path,
        """
seccomp.refuse_flushes()
try:
    Store.create(path)
except (ArchiveError, OSError):
    print("refused")
""",
    )
    assert said == "refused"
