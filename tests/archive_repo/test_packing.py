"""A repository with many loose objects is packed, and holds what it held."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive_repo.git import packing, references
from archive_repo.git.packs import identified
from archive_repo.git.store import Store
from archive_repo.repository import Repository

START = datetime(2025, 5, 1, 12, tzinfo=UTC)


COUNTED = 256 // packing.SAMPLED
"""How many objects one stands for whose id begins with 0: only their folders are counted."""
MANY = packing.MANY_LOOSE * 2 // COUNTED
FEW = packing.MANY_LOOSE // 2 // COUNTED


def counted(objects: int) -> list[bytes]:
    """So many bodies of blobs whose ids begin with 0."""
    bodies = (f"body {number}".encode() * 9 for number in itertools.count())
    return list(
        itertools.islice((body for body in bodies if identified(("blob", body)).startswith("0")), objects)
    )


def fill(store: Store, objects: int) -> dict[str, bytes]:
    """So many blobs that are counted, all on a branch."""
    with store.exclusive():
        bodies = {f"f{number}": body for number, body in enumerate(counted(objects))}
        ids = {name: store.put(body) for name, body in bodies.items()}
        store.commit_files("main", dict(ids), "All", authored=START, committed=START)
    return {ids[name]: body for name, body in bodies.items()}


def fill_sample(store: Store, objects: int) -> None:
    """So many blobs that are counted."""
    for body in counted(objects):
        store.put(body)


def loose(repository: Path) -> int:
    return sum(1 for path in repository.glob("objects/[0-9a-f][0-9a-f]/*") if path.is_file())


@pytest.fixture(params=["git", "no git"])
def pack(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], bool]:
    if request.param == "no git":
        monkeypatch.setenv("PATH", "")
    return packing.pack_if_due


def test_few_loose_objects_are_left_as_they_are(repository: Repository, pack: Callable[[Path], bool]) -> None:
    fill(repository.store, FEW)
    before = loose(repository.path)
    assert not pack(repository.path)
    assert loose(repository.path) == before


@pytest.mark.parametrize(("objects", "is_packed"), [(62, False), (63, True)])
def test_a_thousand_loose_objects_by_a_sixteenth_of_them_are_packed(
    repository: Repository, pack: Callable[[Path], bool], objects: int, is_packed: bool
) -> None:
    """A sixteenth of all ids begins with 0."""
    with repository.store.exclusive():
        fill_sample(repository.store, objects)
    assert pack(repository.path) is is_packed


def test_many_loose_objects_are_packed_and_all_are_there(
    repository: Repository,
    pack: Callable[[Path], bool],
    git: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = fill(repository.store, MANY)
    assert pack(repository.path)
    assert loose(repository.path) < 10
    again = Store.open(repository.path)
    assert all(again.blob(blob) == body for blob, body in held.items())
    monkeypatch.undo()
    assert git("fsck", "--strict", "--full") == ""


def test_a_damaged_loose_object_stops_nobody(repository: Repository, pack: Callable[[Path], bool]) -> None:
    held = fill(repository.store, MANY)
    cut = next(iter(held))
    file = repository.path / "objects" / cut[:2] / cut[2:]
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-8])
    pack(repository.path)
    again = Store.open(repository.path)
    assert all(again.blob(blob) == body for blob, body in held.items() if blob != cut)
    assert not again.is_readable(cut)


def test_a_reader_that_was_there_before_still_finds_everything(repository: Repository) -> None:
    held = fill(repository.store, MANY)
    reader = Store.open(repository.path)
    first = next(iter(held))
    assert reader.blob(first) == held[first]
    assert packing.pack_if_due(repository.path)
    assert all(reader.blob(blob) == body for blob, body in held.items())


def test_a_git_that_fails_leaves_everything_loose(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = fill(repository.store, MANY)
    broken = tmp_path / "bin" / "git"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(broken.parent))
    assert not packing.pack_if_due(repository.path)
    assert loose(repository.path) >= len(held)


def test_many_packs_become_one_and_what_no_branch_holds_is_kept(
    repository: Repository, git: Callable[..., str]
) -> None:
    held = fill(repository.store, MANY)
    with repository.store.exclusive():
        stray = repository.store.put(b"held by no branch")
    for number in range(packing.MANY_PACKS):
        subprocess.run(
            ["git", "-C", str(repository.path), "pack-objects", "-q", "objects/pack/pack"],
            input="\n".join(list(held)[number :: packing.MANY_PACKS]) + "\n",
            text=True,
            check=True,
            capture_output=True,
        )
    assert len(list(repository.path.glob("objects/pack/*.pack"))) == packing.MANY_PACKS
    assert packing.pack_if_due(repository.path)
    assert len(list(repository.path.glob("objects/pack/*.pack"))) == 1
    assert Store.open(repository.path).blob(stray) == b"held by no branch"


def test_a_pack_that_lacks_its_index_gets_one(repository: Repository, git: Callable[..., str]) -> None:
    held = fill(repository.store, 20)
    git("repack", "-d", "-q")
    (index,) = (repository.path / "objects" / "pack").glob("*.idx")
    index.unlink()
    assert not packing.pack_if_due(repository.path)
    again = Store.open(repository.path)
    assert all(again.blob(blob) == body for blob, body in held.items())


def test_a_pack_that_is_no_pack_stops_nobody(repository: Repository) -> None:
    fill(repository.store, 20)
    (repository.path / "objects" / "pack" / "pack-x.pack").write_bytes(b"PACK and nothing more")
    assert not packing.pack_if_due(repository.path)


@pytest.mark.parametrize(
    ("moves", "left"), [(references.LOGGED, references.LOGGED), (references.LOGGED + 1, references.LOGGED)]
)
def test_the_reflogs_of_a_packed_repository_keep_their_newest_entries(
    repository: Repository, moves: int, left: int
) -> None:
    commits = [f"{number:040x}" for number in range(1, moves + 1)]
    for commit in commits:
        references.move(repository.path, "refs/heads/main", commit, "moved")
    references.cut_logs(repository.path)
    assert references.recorded(repository.path, "main") == commits[: -left - 1 : -1]


def test_packing_cuts_the_reflogs(repository: Repository, pack: Callable[[Path], bool]) -> None:
    with repository.store.exclusive():
        fill_sample(repository.store, 63)
        repository.store.commit_files("main", {}, "None", authored=START, committed=START)
    log = repository.path / "logs" / "refs" / "heads" / "main"
    log.write_text(log.read_text() * (references.LOGGED + 5))
    assert pack(repository.path)
    assert len(references.recorded(repository.path, "main")) == references.LOGGED
