"""Loose objects that are damaged are told as such at once, in every way of reading them."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from archive_repo.errors import DamagedRepository, StoreError
from archive_repo.git import loose
from archive_repo.git.store import Store

NOW = datetime(2025, 5, 1, tzinfo=UTC)
TEXT = "".join(f"{number}. We keep your data for {number * 7 % 31} days.\n" for number in range(150)).encode()
SECONDS = 60
"""All readings of one object together take less than two; libgit2 reads a damaged one for ever."""

READ: dict[str, Callable[[Store, str], object]] = {
    "blob": lambda store, commit: store.blob(store.blob_at(commit, "a.md") or ""),
    "tree": lambda store, commit: store.files(commit),
    "commit": lambda store, commit: store.commit(commit),
}


@pytest.fixture
def commit(tmp_path: Path) -> str:
    store = Store.create(tmp_path / "x.git")
    with store.exclusive():
        return store.commit_files("main", {"a.md": store.put(TEXT)}, "one\n", authored=NOW, committed=NOW)


def _object(store: Store, kind: str, commit: str) -> str:
    ids = {"commit": commit, "tree": store.commit(commit).tree, "blob": store.blob_at(commit, "a.md") or ""}
    return ids[kind]


def _cut(whole: bytes) -> Iterator[bytes]:
    yield from (whole[:length] for length in range(len(whole)))


def _zero_tail(whole: bytes) -> Iterator[bytes]:
    yield from (whole[:length] + bytes(len(whole) - length) for length in range(len(whole)))


def _flipped(whole: bytes) -> Iterator[bytes]:
    for place in range(len(whole)):
        yield whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :]


def _longer(whole: bytes) -> Iterator[bytes]:
    yield whole + b"\0"
    yield whole + whole


DAMAGES = {"cut": _cut, "zeros": _zero_tail, "flipped": _flipped, "longer": _longer}


def _read_each(path: Path, kind: str, damage: str, commit: str, told: Connection) -> None:
    """Damage the object in every way, one after the other; tell how often it was read all the same."""
    file = loose.path(path, _object(Store.open(path), kind, commit))
    whole, right = file.read_bytes(), READ[kind](Store.open(path), commit)
    file.chmod(0o644)
    done = wrong = 0
    for damaged in DAMAGES[damage](whole):
        file.write_bytes(damaged)
        done += 1
        with suppress(DamagedRepository):
            wrong += READ[kind](Store.open(path), commit) != right or damage in ("cut", "longer")
    told.send((done, wrong))


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", READ)
def test_a_damaged_object_is_called_damaged_at_once(
    kind: str, damage: str, commit: str, tmp_path: Path
) -> None:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    reader = context.Process(target=_read_each, args=(tmp_path / "x.git", kind, damage, commit, there))
    reader.start()
    there.close()
    try:
        assert here.poll(SECONDS), "it is still reading"
        done, wrong = here.recv()
    finally:
        reader.kill()
        reader.join()
    assert done > 1
    assert wrong == 0


def test_the_error_names_the_object(commit: str, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "x.git")
    blob = store.blob_at(commit, "a.md") or ""
    file = loose.path(store.path, blob)
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(DamagedRepository, match=f"{blob} cannot be read .it is cut short"):
        store.blob(blob)


def test_an_object_of_another_size_than_it_says_is_damaged(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "x.git")
    blob = store.put(b"one")
    file = loose.path(store.path, blob)
    file.chmod(0o644)
    file.write_bytes(zlib.compress(b"blob 2\0one"))
    with pytest.raises(ValueError, match="header"):
        loose.read(store.path, blob)
    file.write_bytes(zlib.compress(b"blob 3\0two"))
    with pytest.raises(ValueError, match="not those of its id"):
        loose.read(store.path, blob)


def test_an_object_that_is_too_large_is_not_inflated_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.create(tmp_path / "x.git")
    header = len(b"blob 1000\0")
    just, over = store.put(b"a" * 1000), store.put(b"a" * 1001)
    monkeypatch.setattr(loose, "LARGEST", 1000 + header)
    assert loose.read(store.path, just) == ("blob", b"a" * 1000)
    with pytest.raises(ValueError, match="larger than"):
        loose.read(store.path, over)


def test_what_is_no_id_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "x.git")
    with pytest.raises(DamagedRepository, match="not an object's id"):
        store.blob("../../../etc/passwd")


def test_all_loose_objects_are_listed(commit: str, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "x.git")
    assert set(loose.every(store.path)) == {_object(store, kind, commit) for kind in READ}


def test_an_object_is_written_as_git_writes_it(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "x.git")
    (tmp_path / "a.md").write_bytes(TEXT)
    hashed = ["git", "-C", str(store.path), "hash-object", "--no-filters", str(tmp_path / "a.md")]
    wanted = subprocess.run(hashed, capture_output=True, text=True, check=True).stdout.strip()
    with store.exclusive():
        assert store.put(TEXT) == wanted
    file = loose.path(store.path, wanted)
    assert loose.read(store.path, wanted) == ("blob", TEXT)
    assert file.stat().st_mode & 0o777 == 0o444 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_an_object_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "x.git")
    with store.exclusive():
        file = loose.path(store.path, store.put(TEXT))
        file.unlink()
        file.parent.rmdir()
        file.parent.write_bytes(b"no folder")
        with pytest.raises(StoreError):
            store.put(TEXT)
    assert not list((store.path / "objects").glob(f"{loose.TEMPORARY}*"))


def test_an_object_that_is_there_already_is_kept_young_so_that_git_does_not_remove_it(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "x.git")
    with store.exclusive():
        file = loose.path(store.path, store.put(TEXT))
        os.utime(file, (0, 0))
        node = file.stat().st_ino
        store.put(TEXT)
    assert file.stat().st_mtime > 0
    assert file.stat().st_ino == node
