"""`verify` reads every object, as `git fsck --full` does, and says what each that is lost is for."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive_repo import verify
from archive_repo.errors import AccessDenied, UnknownPlatform
from archive_repo.git import loose
from archive_repo.git.loose import LARGEST
from archive_repo.records import Version
from archive_repo.repository import Repository
from tests import unprivileged
from tests.archive_repo.damages import (
    NOW,
    damage_object,
    forge,
    git,
    looked_at,
    lose_object,
    overwrite,
    problems,
    told,
)
from tests.conftest import Recorder


@pytest.fixture
def versions(record: Recorder) -> list[Version]:
    return looked_at(record)


@pytest.fixture
def shared(repository: Repository, versions: list[Version]) -> Iterator[Path]:
    """The repository at a place that every user may reach; it belongs to the user who runs the tests."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(shutil.copytree(repository.path, Path(folder) / "example-inc.git"))


def pack(repository: Repository) -> Path:
    git(repository, "gc", "--quiet")
    (file,) = (repository.path / "objects" / "pack").glob("*.pack")
    return file


def flip(file: Path, place: int) -> None:
    data = bytearray(file.read_bytes())
    data[place] ^= 4
    overwrite(file, bytes(data))


def text(repository: Repository, version: Version) -> str:
    return git(repository, "rev-parse", f"{version.id}:{version.document}.md")


def test_a_whole_repository_has_no_problem(repository: Repository, versions: list[Version]) -> None:
    tally = verify.check(repository.path, NOW)
    assert tally.problems == ()
    assert (tally.versions, tally.snapshots, tally.observations) == (3, 3, 3)


def test_a_packed_one_has_none(repository: Repository, versions: list[Version]) -> None:
    pack(repository)
    assert verify.check(repository.path, NOW) == verify.Tally(versions=3, snapshots=3, observations=3)


def test_a_mirror_of_it_has_none(repository: Repository, versions: list[Version], tmp_path: Path) -> None:
    git(repository, "clone", "--quiet", "--mirror", ".", str(tmp_path / "backup.git"))
    assert verify.check(tmp_path / "backup.git", NOW).problems == ()


def test_a_new_repository_has_none(repository: Repository) -> None:
    assert verify.check(repository.path, NOW) == verify.Tally()


def test_a_platform_that_is_not_there_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(UnknownPlatform, match="no such platform"):
        verify.check(tmp_path / "nobody.git", NOW)


def test_nothing_is_written(repository: Repository, versions: list[Version]) -> None:
    def files() -> dict[Path, tuple[int, int]]:
        found = {file: file.stat() for file in repository.path.rglob("*")}
        return {file: (one.st_mtime_ns, one.st_size) for file, one in found.items()}

    damage_object(repository, text(repository, versions[0]))
    before = files()
    assert problems(repository)
    assert files() == before


@pytest.mark.parametrize("data", [b"", b"x", bytes(200)])
def test_a_damaged_text_is_named_with_its_document_and_the_day(
    repository: Repository, versions: list[Version], data: bytes
) -> None:
    blob = text(repository, versions[0])
    damage_object(repository, blob, data)
    (problem,) = problems(repository)
    assert (problem.platform, problem.document, problem.where) == ("example-inc", "privacy-policy", blob)
    assert (
        f"privacy-policy.md on main as of 2025-05-01 (commit {versions[0].id[:10]}) cannot be read"
        in problem.what
    )
    assert problem.remedy == "restore the repository from a copy"


def test_of_the_newest_text_it_is_said_that_the_next_crawl_may_write_it_again(
    repository: Repository, versions: list[Version]
) -> None:
    damage_object(repository, text(repository, versions[2]))
    (problem,) = problems(repository)
    assert "the next crawl writes it again from its page" in problem.remedy
    lose_object(repository, text(repository, versions[2]))
    (problem,) = problems(repository)
    assert "the next crawl writes it again from its page" in problem.remedy


def test_a_lost_text_is_missing(repository: Repository, versions: list[Version]) -> None:
    lose_object(repository, text(repository, versions[0]))
    (problem,) = problems(repository)
    assert (problem.document, problem.where) == ("privacy-policy", text(repository, versions[0]))
    assert "privacy-policy.md on main as of 2025-05-01" in problem.what
    assert problem.what.endswith("is missing")


def test_one_fault_does_not_hide_the_next(repository: Repository, versions: list[Version]) -> None:
    lost = {text(repository, version) for version in versions}
    for blob in lost:
        lose_object(repository, blob)
    damage_object(repository, versions[1].snapshot)
    assert {one.where for one in problems(repository)} == {*lost, versions[1].snapshot}


def test_behind_a_commit_that_is_lost_the_older_ones_are_checked(
    repository: Repository, versions: list[Version]
) -> None:
    forged = forge(repository, "main", {"privacy-policy.md": b"Forged.\n"})
    lose_object(repository, forge(repository, "main", {"privacy-policy.md": b"Forged again.\n"}))
    assert f"{forged}: privacy-policy.md is not the text that was recorded: its SHA-256 is another" in told(
        repository
    )


def test_a_lost_commit_is_named_by_the_one_after_it(repository: Repository, versions: list[Version]) -> None:
    lose_object(repository, versions[1].id)
    found = told(repository)
    assert f"{versions[1].id}: the commit on main before {versions[2].id[:10]} is missing" in found


def test_a_lost_list_of_files_is_missing(repository: Repository, versions: list[Version]) -> None:
    tree = git(repository, "rev-parse", f"{versions[1].id}^{{tree}}")
    lose_object(repository, tree)
    assert told(repository) == [
        f"{tree}: the list of files on main as of 2025-05-02 (commit {versions[1].id[:10]}) is missing"
    ]


def test_an_object_that_nothing_names_is_found_damaged(
    repository: Repository, versions: list[Version]
) -> None:
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"left behind by a killed writer")
    assert problems(repository) == []
    damage_object(repository, blob)
    assert [(one.where, "no commit at hand" in one.what) for one in problems(repository)] == [(blob, True)]


def test_an_object_under_the_name_of_another_is_found(
    repository: Repository, versions: list[Version]
) -> None:
    first, other = (loose.path(repository.path, text(repository, versions[one])) for one in (0, 1))
    overwrite(first, other.read_bytes())
    (problem,) = problems(repository)
    assert "its bytes are not those of its id" in problem.what


def test_a_file_among_the_objects_that_is_none_is_found(
    repository: Repository, versions: list[Version]
) -> None:
    folder = loose.path(repository.path, versions[0].id).parent
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    assert told(repository) == [f"objects/{folder.name}/notes.txt: not the name of an object"]


def test_a_damaged_pack_is_named_and_each_object_that_is_lost_in_it(
    repository: Repository, versions: list[Version]
) -> None:
    file = pack(repository)
    flip(file, file.stat().st_size // 2)
    found = problems(repository)
    assert found[0].where == f"objects/pack/{file.name}"
    assert any("cannot be read" in one.what for one in found[1:])


@pytest.mark.parametrize("damage", ["gone", "flipped"])
def test_a_pack_with_a_damaged_index_is_made_good_as_said(
    repository: Repository, versions: list[Version], damage: str
) -> None:
    index = pack(repository).with_suffix(".idx")
    if damage == "gone":
        index.unlink()
    else:
        flip(index, 1500)
    (problem,) = problems(repository)
    assert problem.where == f"objects/pack/{index.name}"
    index.unlink(missing_ok=True)
    command = problem.remedy.split("`")[1].split()
    subprocess.run(command, check=True, capture_output=True)
    assert problems(repository) == []


def test_an_index_without_its_pack_is_found(repository: Repository, versions: list[Version]) -> None:
    file = pack(repository)
    kept = file.read_bytes()
    file.unlink()
    assert f"objects/pack/{file.stem}.idx: its pack is missing" in told(repository)
    file.write_bytes(kept)
    assert problems(repository) == []


@pytest.mark.parametrize("extension", ["pack", "idx", "rev", "bitmap"])
def test_what_a_killed_gc_had_begun_is_no_damage(
    repository: Repository, versions: list[Version], extension: str
) -> None:
    begun = pack(repository).with_name(f".tmp-1-pack-{'5' * 40}.{extension}")
    begun.write_bytes(b"begun")
    assert problems(repository) == []


def test_of_two_copies_the_damaged_one_is_named_and_how_to_get_rid_of_it(
    repository: Repository, versions: list[Version]
) -> None:
    blob = text(repository, versions[0])
    kept = loose.path(repository.path, blob).read_bytes()
    pack(repository)
    file = loose.path(repository.path, blob)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(kept)
    assert problems(repository) == []
    overwrite(file, kept[:-3])
    (problem,) = problems(repository)
    assert "and whole in a pack" in problem.what
    assert problem.remedy == f"remove {file}"
    file.unlink()
    assert problems(repository) == []


def test_a_damaged_file_that_only_makes_git_faster_is_found_and_may_be_removed(
    repository: Repository, versions: list[Version]
) -> None:
    git(repository, "commit-graph", "write", "--reachable")
    file = repository.path / "objects" / "info" / "commit-graph"
    flip(file, 100)
    (problem,) = problems(repository)
    assert (problem.where, problem.remedy) == (
        "objects/info/commit-graph",
        f"remove {file}: git makes it again",
    )
    file.unlink()
    assert problems(repository) == []


def test_a_commit_that_is_none_is_found(repository: Repository, versions: list[Version]) -> None:
    said = git(repository, "cat-file", "commit", "main").replace("committer ", "commiter ")
    commit = git(
        repository, "hash-object", "-w", "-t", "commit", "--literally", "--stdin", given=said.encode()
    )
    assert [(one.where, "does not begin like a commit" in one.what) for one in problems(repository)] == [
        (commit, True)
    ]


def test_a_list_of_files_in_another_order_is_found(repository: Repository, versions: list[Version]) -> None:
    blob = bytes.fromhex(text(repository, versions[0]))
    lines = b"".join(b"100644 " + name + b"\0" + blob for name in (b"b.md", b"a.md"))
    tree = git(repository, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", given=lines)
    assert [(one.where, "another order" in one.what) for one in problems(repository)] == [(tree, True)]


def test_a_repository_that_may_not_be_read_is_not_called_damaged(
    repository: Repository, versions: list[Version], shared: Path
) -> None:
    file = loose.path(shared, text(repository, versions[0]))
    file.chmod(0o000)
    error = unprivileged.run(lambda: verify.check(shared, NOW))
    assert isinstance(error, AccessDenied)
    assert "cannot be read (Permission denied)" in str(error)
    file.chmod(0o444)


def test_a_repository_of_another_user_has_no_problem(shared: Path, versions: list[Version]) -> None:
    tally = unprivileged.run(lambda: verify.check(shared, NOW))
    assert isinstance(tally, verify.Tally)
    assert tally.problems == ()


def test_a_gc_beside_it_is_no_damage(repository: Repository, versions: list[Version]) -> None:
    with ThreadPoolExecutor() as beside:
        gc = beside.submit(git, repository, "gc", "--quiet")
        while not gc.done():
            assert problems(repository) == []


@pytest.mark.parametrize("place", ["HEAD", "refs/heads/main", "logs/HEAD", "objects/pack/one.pack"])
def test_a_pipe_or_a_device_in_the_place_of_a_file_is_not_read(
    repository: Repository, versions: list[Version], place: str
) -> None:
    file = repository.path / place
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    assert told(repository) == [f"{place}: not a file but a device or a pipe: nothing could be checked"]
    file.unlink()
    file.symlink_to("/dev/zero")
    assert told(repository) == [f"{place}: not a file but a device or a pipe: nothing could be checked"]


@pytest.mark.parametrize(("size", "count"), [(LARGEST, 0), (LARGEST + 1, 1)])
def test_a_file_that_is_larger_than_any_memory_is_not_read(
    repository: Repository, versions: list[Version], size: int, count: int
) -> None:
    file = repository.path / "description"
    file.touch()
    os.truncate(file, size)  # without taking any room
    assert [line.startswith(f"description: {size} bytes") for line in told(repository)] == [True] * count


def test_objects_that_lie_in_another_repository_are_brought_in_as_said(
    repository: Repository, versions: list[Version], tmp_path: Path
) -> None:
    copy = Repository.create(tmp_path / "copy.git")
    copy.path.joinpath("objects", "info", "alternates").write_text(f"{repository.path}/objects\n")
    git(copy, "fetch", "--quiet", str(repository.path), "+refs/heads/*:refs/heads/*")
    (problem,) = problems(copy)
    assert (problem.platform, problem.where) == ("copy", "objects/info/alternates")
    git(copy, *problem.remedy.split("`")[1].split()[3:])
    copy.path.joinpath("objects", "info", "alternates").unlink()
    assert problems(copy) == []
