"""`verify` reads what lies beside the objects: references, packed or not, reflogs, HEAD and config."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive_repo.git import references
from archive_repo.records import Version
from archive_repo.repository import Repository
from tests.archive_repo.damages import forge, git, looked_at, lose_object, overwrite, problems, told
from tests.conftest import Recorder

BRANCHES = ("main", "snapshots", "observations")


@pytest.fixture
def versions(record: Recorder) -> list[Version]:
    return looked_at(record)


def ref(repository: Repository, branch: str) -> Path:
    return repository.path / "refs" / "heads" / branch


def log(repository: Repository, branch: str) -> Path:
    return repository.path / "logs" / "refs" / "heads" / branch


@pytest.mark.parametrize("said", [b"", b"ref: refs/heads/master\n", b"ref: refs/heads/maim\n", bytes(21)])
def test_a_head_that_does_not_name_main_is_found_and_put_right_as_said(
    repository: Repository, versions: list[Version], said: bytes
) -> None:
    overwrite(repository.path / "HEAD", said)
    found = problems(repository)
    assert (found[0].where, found[0].remedy) == ("HEAD", "the next crawl of the platform puts it right")
    Repository.create(repository.path)
    assert problems(repository) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("bare = true", "bare = frue"),
        ("bare", "bara"),
        ("[core]", "[cmre]"),
        ("[core]", "[core"),
        ("filemode", "fil%mode"),
        ("filemode = true", "filemode = tsue"),
        ("logAllRefUpdates", "logAllRefUpdatez"),
        ("repositoryformatversion = 0", "repositoryformatversion = 9"),
    ],
)
def test_a_config_that_is_not_as_the_archive_needs_it_is_found(
    repository: Repository, versions: list[Version], before: str, after: str
) -> None:
    config = repository.path / "config"
    overwrite(config, config.read_text().replace(before, after).encode())
    assert "config" in {one.where for one in problems(repository)}


@pytest.mark.parametrize("data", [None, b"", b"garbage"])
def test_a_lost_config_is_written_anew_as_said(
    repository: Repository, versions: list[Version], data: bytes | None
) -> None:
    config = repository.path / "config"
    config.unlink() if data is None else overwrite(config, data)
    (problem, *_) = problems(repository)
    assert problem.where == "config"
    assert "the next crawl writes a new one" in problem.remedy
    config.unlink(missing_ok=True)
    Repository.create(repository.path)
    assert problems(repository) == []


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_lost_branch_is_found_and_put_back_as_said(
    repository: Repository, versions: list[Version], branch: str
) -> None:
    tip = git(repository, "rev-parse", branch)
    ref(repository, branch).unlink()
    found = {one.where: one for one in problems(repository)}
    assert (found[f"refs/heads/{branch}"].what) == "lost"
    assert found[f"refs/heads/{branch}"].remedy == f"the next crawl of the platform puts it to {tip}"
    Repository.create(repository.path).mend()
    assert problems(repository) == []


def test_a_lost_main_without_its_reflog_is_found_by_the_looks(
    repository: Repository, versions: list[Version]
) -> None:
    ref(repository, "main").unlink()
    log(repository, "main").unlink()
    assert "refs/heads/main: lost" in told(repository)


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_branch_that_is_lost_with_its_reflog_is_found_and_put_back_as_said(
    repository: Repository, versions: list[Version], branch: str
) -> None:
    tip = git(repository, "rev-parse", branch)
    ref(repository, branch).unlink()
    log(repository, branch).unlink()
    (problem,) = problems(repository)
    assert (problem.where, problem.what) == (f"refs/heads/{branch}", "lost")
    assert problem.remedy == f"the next crawl of the platform puts it to {tip}"
    Repository.create(repository.path).mend()
    assert git(repository, "rev-parse", branch) == tip
    assert problems(repository) == []


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("said", [b"", bytes(41), b"garbage\n", b"1" * 40 + b"\n", b"ref: refs/heads/main\n"])
def test_a_garbled_branch_is_found_and_put_back_as_said(
    repository: Repository, versions: list[Version], branch: str, said: bytes
) -> None:
    if branch == "main" and said.startswith(b"ref"):
        said = b"ref: refs/heads/other\n"
    tip = git(repository, "rev-parse", branch)
    overwrite(ref(repository, branch), said)
    found = {one.where: one for one in problems(repository)}
    assert tip in found[f"refs/heads/{branch}"].remedy
    Repository.create(repository.path).mend()
    assert problems(repository) == []


def test_a_branch_that_nothing_leads_back_to_is_to_be_restored(
    repository: Repository, versions: list[Version]
) -> None:
    overwrite(ref(repository, "snapshots"), b"garbage\n")
    log(repository, "snapshots").unlink()
    for version in versions:
        lose_object(repository, version.snapshot)
    found = {one.where: one for one in problems(repository)}
    assert found["refs/heads/snapshots"].remedy == "restore the repository from a copy"


def test_a_branch_that_names_a_file_is_found(repository: Repository, versions: list[Version]) -> None:
    blob = git(repository, "rev-parse", "main:README.md")
    overwrite(ref(repository, "main"), f"{blob}\n".encode())
    assert f"refs/heads/main: leads to {blob}, which is not a commit" in told(repository)


def test_a_main_that_was_moved_back_is_found_and_put_forward_as_said(
    repository: Repository, versions: list[Version]
) -> None:
    git(repository, "update-ref", "refs/heads/main", versions[0].id)
    (problem, *_) = [one for one in problems(repository) if one.where == "refs/heads/main"]
    assert problem.what == f"moved back: a look has seen version {versions[2].id}, which came later"
    Repository.create(repository.path).mend()
    assert problems(repository) == []


@pytest.mark.parametrize("branch", ["snapshots", "observations"])
def test_another_branch_that_was_moved_back_is_found_and_put_forward_as_said(
    repository: Repository, versions: list[Version], branch: str
) -> None:
    head = git(repository, "rev-parse", branch)
    git(repository, "update-ref", f"refs/heads/{branch}", f"{branch}~2")
    found = next(one for one in problems(repository) if one.where == f"refs/heads/{branch}")
    assert found.what == f"was moved back: no branch leads to {head} and to 1 before it"
    assert found.remedy.startswith("`git -C ")
    git(repository, *found.remedy.split("`")[1].split()[3:])
    assert problems(repository) == []


def test_a_branch_that_was_rewritten_is_found(repository: Repository, versions: list[Version]) -> None:
    head = git(repository, "rev-parse", "observations")
    message = git(repository, "log", "-1", "--format=%B", "observations")
    forge(repository, "observations", {}, message, parent=git(repository, "rev-parse", "observations~2"))
    found = {one.where: one.what for one in problems(repository)}
    assert found["refs/heads/observations"].startswith(f"was rewritten: no branch leads to {head} ")


def test_one_commit_that_no_branch_leads_to_is_what_a_killed_writer_leaves(
    repository: Repository, versions: list[Version]
) -> None:
    tip = git(repository, "rev-parse", "main")
    forge(repository, "main", {"terms.md": b"Other.\n"})
    overwrite(ref(repository, "main"), f"{tip}\n".encode())
    log(repository, "main").write_text(
        "".join(log(repository, "main").read_text().splitlines(keepends=True)[:-1])
    )
    assert problems(repository) == []


def test_a_move_that_was_logged_and_not_made_is_what_a_killed_writer_leaves(
    repository: Repository, versions: list[Version]
) -> None:
    tip = git(repository, "rev-parse", "observations")
    message = git(repository, "log", "-1", "--format=%B", "observations")
    forge(repository, "observations", {}, message)
    overwrite(ref(repository, "observations"), f"{tip}\n".encode())
    assert problems(repository) == []


def test_a_branch_that_its_reflog_does_not_end_at_is_found(
    repository: Repository, versions: list[Version]
) -> None:
    overwrite(ref(repository, "snapshots"), f"{versions[0].snapshot}\n".encode())
    assert any(line.startswith("logs/refs/heads/snapshots: ends at") for line in told(repository))


@pytest.mark.parametrize(
    "bend",
    [
        lambda data: data.replace(b" +0000", b" 0000", 1),
        lambda data: b"x" + data,
    ],
)
def test_a_reflog_with_a_line_that_is_none_is_found(
    repository: Repository, versions: list[Version], bend: Callable[[bytes], bytes]
) -> None:
    file = log(repository, "main")
    file.write_bytes(bend(file.read_bytes()))
    assert any(line.startswith("logs/refs/heads/main: line ") for line in told(repository))


@pytest.mark.parametrize("name", ["HEAD", "refs/heads/main", "refs/heads/observations"])
@pytest.mark.parametrize(
    "cut",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) - 30],
        lambda data: data + bytes(20),
        lambda data: bytes(len(data)),
        lambda data: bytes(200) + data[200:],
    ],
)
def test_what_a_power_cut_leaves_of_a_reflog_is_found_and_removed_as_said(
    repository: Repository, versions: list[Version], name: str, cut: Callable[[bytes], bytes]
) -> None:
    file = repository.path / "logs" / name
    overwrite(file, cut(file.read_bytes()))
    (problem,) = problems(repository)
    assert problem.where == f"logs/{name}"
    assert problem.what.endswith("is zeroed or cut off, as a power cut leaves it")
    assert problem.remedy == "the next crawl of the platform removes it"
    assert Repository.create(repository.path).mend() == [
        f"logs/{name}: lines that were zeroed or cut off were removed"
    ]
    assert problems(repository) == []


def test_a_reflog_that_names_no_commit_is_found(repository: Repository, versions: list[Version]) -> None:
    file = log(repository, "main")
    file.write_text(file.read_text().replace(versions[0].id, "1" * 40, 1))
    (problem,) = problems(repository)
    assert problem.what == f"line 1 names {'1' * 40}, which is not a commit that can be read"
    assert problem.where == "logs/refs/heads/main"


def test_a_repository_without_reflogs_has_no_problem(repository: Repository, versions: list[Version]) -> None:
    for branch in BRANCHES:
        log(repository, branch).unlink()
    assert problems(repository) == []


def test_a_stray_branch_is_found_and_removed_as_said(repository: Repository, versions: list[Version]) -> None:
    git(repository, "branch", "mine", "main")
    (problem,) = problems(repository)
    assert (problem.where, problem.what) == ("refs/heads/mine", "not a branch of the archive")
    git(repository, *problem.remedy.split("`")[1].split()[3:])
    assert problems(repository) == []


def test_a_tag_is_no_problem(repository: Repository, versions: list[Version]) -> None:
    git(repository, "tag", "-a", "-m", "one", "one", "main")
    assert problems(repository) == []


def test_a_tag_that_leads_nowhere_is_found(repository: Repository, versions: list[Version]) -> None:
    (repository.path / "refs" / "tags" / "one").write_text("1" * 40 + "\n")
    assert told(repository) == [f"refs/tags/one: leads to {'1' * 40}, which is missing"]


def test_what_a_tag_leads_to_must_be_there_too(repository: Repository, versions: list[Version]) -> None:
    other = forge(repository, "main", {"terms.md": b"Other.\n"})
    git(repository, "update-ref", "refs/tags/other", other)
    git(repository, "update-ref", "refs/heads/main", versions[2].id)
    lose_object(repository, git(repository, "rev-parse", f"{other}:terms.md"))
    assert any("terms.md of commit" in line and line.endswith("is missing") for line in told(repository))


def test_packed_references_are_read(repository: Repository, versions: list[Version]) -> None:
    git(repository, "pack-refs", "--all")
    assert problems(repository) == []
    assert set(references.packed(repository.path)) == {f"refs/heads/{branch}" for branch in BRANCHES}


@pytest.mark.parametrize(
    "bend",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"# pack", b"# pick"),
        lambda data: data.replace(b" refs/heads/main", b"_refs/heads/main"),
        lambda data: data.replace(b"refs/heads/snap", b"refs/heads/sn\x01p"),
        lambda data: b"\0" * len(data),
        lambda data: b"",
    ],
)
def test_packed_references_that_are_bent_are_found_and_written_again_as_said(
    repository: Repository, versions: list[Version], bend: Callable[[bytes], bytes]
) -> None:
    git(repository, "pack-refs", "--all")
    file = repository.path / "packed-refs"
    overwrite(file, bend(file.read_bytes()))
    assert any(line.startswith("packed-refs: ") for line in told(repository))
    Repository.create(repository.path).mend()
    assert problems(repository) == []


def test_a_packed_reference_whose_name_is_bent_is_a_lost_branch_and_a_stray_one(
    repository: Repository, versions: list[Version]
) -> None:
    git(repository, "pack-refs", "--all")
    file = repository.path / "packed-refs"
    overwrite(file, file.read_bytes().replace(b"refs/heads/main", b"refs/heads/mahn"))
    assert {"refs/heads/main: lost", "refs/heads/mahn: not a branch of the archive"} <= set(told(repository))


def test_a_replacement_that_only_git_shows_is_found_and_removed_as_said(
    repository: Repository, versions: list[Version]
) -> None:
    git(repository, "replace", versions[2].id, versions[1].id)
    (problem,) = problems(repository)
    assert problem.where == f"refs/replace/{versions[2].id}"
    assert "makes git show another object" in problem.what
    git(repository, *problem.remedy.split("`")[1].split()[3:])
    assert problems(repository) == []
