"""A full disk, a read-only disk and missing permissions are told as such, and never as damage."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive_repo import errors, verify
from archive_repo.archive import Archive
from archive_repo.errors import AccessDenied, DamagedRepository, InvalidInput
from archive_repo.git import failures
from archive_repo.git.claims import claimed
from archive_repo.git.store import Store
from archive_repo.index import tips
from archive_repo.repository import Repository
from tests import unprivileged

NOW = datetime(2025, 5, 1, tzinfo=UTC)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that other users may reach; pytest's own they may not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "platforms").mkdir()
        yield Path(folder)


def commit(store: Store) -> str:
    with store.exclusive():
        return store.commit_files("main", {"a.md": store.put(b"one")}, "one", authored=NOW, committed=NOW)


def text(path: Path) -> bytes:
    store = Store.open(path)
    return store.blob(store.blob_at(store.tip("main") or "", "a.md") or "")


def all_below(path: Path) -> list[Path]:
    return sorted(path.rglob("*"), reverse=True)


@pytest.fixture
def foreign(shared: Path) -> Path:
    """The repository of another user, which everybody may read."""
    path = shared / "platforms" / "x.git"
    commit(Store.create(path))
    for file in [*all_below(path), path]:
        file.chmod(0o555 if file.is_dir() else 0o444)
    return path


def test_a_repository_of_another_user_is_read(foreign: Path) -> None:
    assert unprivileged.run(lambda: text(foreign)) == b"one"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_root_reads_the_repository_of_another_user(foreign: Path) -> None:
    for file in [*all_below(foreign), foreign]:
        os.chown(file, unprivileged.NOBODY, unprivileged.NOBODY)
    assert text(foreign) == b"one"


def test_a_broken_configuration_of_the_user_is_no_fault_of_the_archive(tmp_path: Path) -> None:
    commit(Store.create(tmp_path / "x.git"))
    (tmp_path / ".gitconfig").write_text("[core\n")
    code = "import sys; from pathlib import Path; from archive_repo.git.store import Store; "
    code += "print(Store.open(Path(sys.argv[1])).tip('main'))"
    home = {"PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(tmp_path)}
    command = [sys.executable, "-c", code, str(tmp_path / "x.git")]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **home})
    assert len(told.stdout.strip()) == 40


WRITES = {
    "put": lambda path: Store.open(path).put(b"two"),
    "commit": lambda path: commit(Store.open(path)),
    "claim": lambda path: claimed(path, "a crawl", NOW).__enter__(),
    "create": lambda path: Store.create(path.with_name("y.git")),
}


@pytest.mark.parametrize("write", WRITES)
def test_who_may_not_write_is_told_so(foreign: Path, write: str) -> None:
    foreign.parent.chmod(0o555)
    error = unprivileged.run(lambda: WRITES[write](foreign))
    assert isinstance(error, AccessDenied)
    assert "cannot be written (Permission denied)" in str(error)


UNREADABLE = ["", "objects", "refs", "refs/heads", "refs/heads/main", "an object", "a pack"]


def part(path: Path, name: str) -> Path:
    if name == "a pack":
        subprocess.run(["git", "-C", str(path), "gc", "--quiet"], check=True)
        return next((path / "objects" / "pack").glob("*.pack"))
    if name == "an object":
        return next(file for file in (path / "objects").glob("??/*"))
    return path / name


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_this_user_may_not_read_is_not_called_damaged(shared: Path, name: str) -> None:
    path = shared / "platforms" / "x.git"
    commit(Store.create(path))
    for file in [*all_below(path), path]:
        file.chmod(0o755)
    part(path, name).chmod(0)
    error = unprivileged.run(lambda: text(path))
    assert isinstance(error, AccessDenied)
    assert "remove" not in str(error)
    assert "owner" in str(error)


@pytest.fixture
def open_to_all(shared: Path) -> Path:
    """A repository that everybody may read and write."""
    path = shared / "platforms" / "x.git"
    commit(Store.create(path))
    for file in [*all_below(path), path]:
        file.chmod(0o777 if file.is_dir() else 0o666)
    return path


def test_a_reflog_that_this_user_may_not_read_is_told_with_the_way_out(open_to_all: Path) -> None:
    (open_to_all / "logs/refs/heads/main").chmod(0)
    error = unprivileged.run(Repository.open(open_to_all).mend)
    assert isinstance(error, AccessDenied)
    assert "owner" in str(error)


@pytest.mark.parametrize("mode", [0, 0o444])
def test_a_reflog_that_this_user_may_not_write_is_told_with_the_way_out(open_to_all: Path, mode: int) -> None:
    (open_to_all / "logs/refs/heads/main").chmod(mode)
    error = unprivileged.run(lambda: commit(Store.open(open_to_all)))
    assert isinstance(error, AccessDenied)
    assert "owner" in str(error)


@pytest.mark.parametrize("name", ["logs", "logs/refs/heads", "logs/refs/heads/main"])
def test_verify_does_not_pass_over_reflogs_that_this_user_may_not_read(open_to_all: Path, name: str) -> None:
    (open_to_all / name).chmod(0)
    assert isinstance(unprivileged.run(lambda: verify.check(open_to_all, NOW)), AccessDenied)


def test_platforms_that_this_user_may_not_see_are_not_none(shared: Path) -> None:
    Store.create(shared / "platforms" / "x.git")
    (shared / "platforms").chmod(0)
    assert isinstance(unprivileged.run(Archive(shared).slugs), AccessDenied)


def test_an_archive_that_this_user_may_not_look_into_is_not_none(shared: Path) -> None:
    (shared / "archive").mkdir(mode=0o700)
    (shared / "archive" / "platforms").mkdir()
    error = unprivileged.run(lambda: Archive.open(shared / "archive"))
    assert isinstance(error, AccessDenied)
    assert "run the command as its owner" in str(error)


def test_a_branch_that_this_user_may_not_read_is_told_with_the_way_out(shared: Path) -> None:
    path = shared / "platforms" / "x.git"
    commit(Store.create(path))
    (path / "refs" / "heads" / "main").chmod(0)
    told = unprivileged.run(lambda: tips.read(Archive(shared))[1]["x"])
    assert "cannot be read (Permission denied); run the command as its owner" in str(told)


def test_an_archive_without_platforms_has_none(tmp_path: Path) -> None:
    assert Archive(tmp_path).slugs() == []


def test_a_broken_configuration_is_named_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "x.git"
    commit(Store.create(path))
    (path / "config").write_text("[core\n")
    with pytest.raises(DamagedRepository, match="correct its file `config`, or move that away"):
        Store.open(path)
    (path / "config").rename(tmp_path / "away")
    assert text(Store.create(path).path) == b"one"


@pytest.mark.parametrize("year", [1969, 2106])
def test_times_that_would_wrap_are_refused(tmp_path: Path, year: int) -> None:
    store = Store.create(tmp_path / "x.git")
    with store.exclusive(), pytest.raises(InvalidInput, match="1970"):
        store.commit_files("main", {}, "x", authored=datetime(year, 12, 31, tzinfo=UTC), committed=NOW)


def test_times_that_do_not_wrap_are_kept(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "x.git")
    for moment in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2105, 12, 31, tzinfo=UTC)):
        with store.exclusive():
            commit_id = store.commit_files("main", {}, "x", authored=moment, committed=moment)
        assert store.commit(commit_id).authored == moment


MOUNTED = """
import os, random, sys
from datetime import UTC, datetime
from pathlib import Path
from archive_repo.errors import ArchiveError
from archive_repo.git.store import Store
from archive_repo.index import tips

NOW = datetime(2025, 5, 1, tzinfo=UTC)
disk = Path(sys.argv[1])
"""
FULL = """
for spare in range(0, 17):
    path = disk / f"{spare}.git"
    store = Store.create(path)
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "rest").write_bytes(bytes(max(0, free - spare * 4096)))
    try:
        with store.exclusive():
            blob = store.put(random.Random(spare).randbytes(20_000))
            store.commit_files("main", {"a.md": blob}, "m", authored=NOW, committed=NOW)
        print("done")
    except ArchiveError as error:
        print(type(error).__name__)
    (disk / "rest").unlink()
    with store.exclusive():
        blob = store.put(random.Random(spare).randbytes(20_000))
        commit = store.commit_files("main", {"a.md": blob}, "m", authored=NOW, committed=NOW)
    assert store.files(commit) == {"a.md": blob} and len(store.blob(blob)) == 20_000
"""
READ_ONLY = """
store = Store.create(disk / "x.git")
assert os.system(f"mount -o remount,ro {disk}") == 0
for write in (lambda: store.put(b"x"), store.exclusive().__enter__, lambda: Store.create(disk / "y.git")):
    try:
        write()
    except ArchiveError as error:
        print(type(error).__name__, "read-only" in str(error))
assert Store.open(disk / "x.git").tip("main") is None
"""


def on_a_disk(folder: Path, code: str) -> list[str]:
    """What code prints that runs on a disk of 2 MB of its own."""
    mount = f"mount -t tmpfs -o size=2m none {folder} && exec {sys.executable} -c '{MOUNTED}{code}' {folder}"
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("this system does not let a test mount a disk")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_full_disk_is_told_as_such_and_harms_nothing(tmp_path: Path) -> None:
    told = on_a_disk(tmp_path, FULL)
    assert len(told) == 17
    assert set(told) == {"DiskFull", "done"}
    assert told[0] == "DiskFull"


def test_a_read_only_disk_is_told_as_such_and_can_be_read(tmp_path: Path) -> None:
    assert on_a_disk(tmp_path, READ_ONLY) == ["AccessDenied True"] * 3


def test_the_tree_of_errors_in_the_docstring_is_that_of_the_classes() -> None:
    named = {line.split("──")[1].split()[0] for line in (errors.__doc__ or "").splitlines() if "──" in line}
    classes = {
        name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)
    }
    assert named == classes - {"ArchiveError"}


@pytest.mark.parametrize("bug", [KeyError("main"), ValueError("not enough values to unpack")], ids=repr)
def test_a_bug_is_told_as_one_and_never_as_damage_or_a_bad_disk(tmp_path: Path, bug: Exception) -> None:
    with pytest.raises(type(bug)), failures.told(tmp_path):
        raise bug


@pytest.mark.parametrize("name", ["a/b", "", ".git"])
def test_a_name_that_git_refuses_is_told_as_such(tmp_path: Path, name: str) -> None:
    store = Store.create(tmp_path / "x.git")
    with pytest.raises(errors.StoreError, match="cannot be written"), store.exclusive():
        store.commit_files("main", {name: store.put(b"one")}, "one", authored=NOW, committed=NOW)
