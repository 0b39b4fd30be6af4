"""`archiver verify` on the command line: what it says, and its exit codes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_repo.records import Version
from archive_repo.repository import Repository
from archive_repo.verify import gist
from archive_repo.verify.problem import Problem
from tests.archive_repo.damages import lose_object, overwrite
from tests.conftest import Done, Recorder

Run = Callable[..., Done]


def unwrapped(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def version(record: Recorder) -> Version:
    return record("One.\n")


def test_an_archive_without_problems_is_a_success(version: Version, run: Run) -> None:
    done = run("verify")
    assert (done.code, done.out) == (0, "")
    assert done.err == "1 platform, 1 version, 1 snapshot, 0 observations: no problem found\n"


@pytest.mark.parametrize("folder", ["platforms", "declarations"])
def test_no_platforms_are_no_success(tmp_path: Path, run: Run, folder: str) -> None:
    (tmp_path / folder).mkdir()
    done = run("verify")
    assert done.code == 1
    assert "platforms: no platform is there: nothing could be checked" in unwrapped(done.out)
    assert "check that this is the right folder" in unwrapped(done.out)
    assert done.err.endswith("1 problem found\n")


def test_each_problem_is_told_with_what_to_do(
    version: Version, repository: Repository, git: Callable[..., str], run: Run
) -> None:
    blob = git("rev-parse", "main:privacy-policy.md").strip()
    lose_object(repository, blob)
    said = unwrapped(run("verify").out)
    assert said.startswith(f"example-inc/privacy-policy: {blob}: privacy-policy.md on main as of 2025-05-01")
    assert "restore the repository from a copy" in said


def test_in_json_problems_are_a_flat_list(
    version: Version, repository: Repository, git: Callable[..., str], run: Run
) -> None:
    blob = git("rev-parse", "main:privacy-policy.md").strip()
    lose_object(repository, blob)
    overwrite(repository.path / "HEAD", b"")
    done = run("verify", "--json")
    assert done.code == 1
    assert [(row["platform"], row["document"], row["where"]) for row in done.json] == [
        ("example-inc", None, "HEAD"),
        ("example-inc", "privacy-policy", blob),
    ]
    assert all(set(row) == {"platform", "document", "where", "what", "remedy"} for row in done.json)


def test_without_problems_the_list_is_empty(version: Version, run: Run) -> None:
    assert run("verify", "--json").json == []


def test_a_sick_platform_does_not_hide_the_others(version: Version, tmp_path: Path, run: Run) -> None:
    (tmp_path / "platforms" / "sick.git").mkdir()
    (tmp_path / "platforms" / "strange.git").write_text("not a repository", encoding="utf-8")
    done = run("verify")
    assert done.code == 1
    assert done.err.startswith("3 platforms, 1 version")
    assert {line.partition(":")[0] for line in done.out.splitlines() if line[0] != " "} == {"sick", "strange"}


def test_a_platform_can_be_named(version: Version, tmp_path: Path, run: Run) -> None:
    (tmp_path / "platforms" / "sick.git").mkdir()
    assert run("verify", "example-inc").code == 0
    assert run("verify", "sick").code == 1


def test_a_platform_that_is_not_there_is_a_wrong_name(version: Version, run: Run) -> None:
    done = run("verify", "nobody")
    assert (done.code, done.out) == (2, "")
    assert "nobody: no such platform" in done.err


def test_a_remedy_of_several_problems_stands_once_below_them(record: Recorder, run: Run) -> None:
    for day in range(3):
        record(f"Text {day}.\n")
    said = unwrapped(run("verify", "--verbose", now="2025-04-01T00:00:00Z").out)
    assert said.count("in the future") == 6
    assert said.count("check the clock of the machine") == 1


@pytest.mark.parametrize("count", [3, 4])
def test_up_to_three_problems_with_one_remedy_are_shown(count: int) -> None:
    problems = [
        Problem(platform="example-inc", where=str(number), what="is wrong", remedy="crawl")
        for number in range(count)
    ]
    (told,) = gist.of(problems)
    assert (len(told.shown), told.count) == (3, count)


def test_how_many_problems_are_not_shown_is_said(repository: Repository, record: Recorder, run: Run) -> None:
    for day in range(3):
        record(f"Text {day}.\n")
    said = unwrapped(run("verify", now="2025-04-01T00:00:00Z").out)
    assert said.count("in the future") == gist.SHOWN
    assert "(6 problems; `--verbose` names each)" in said


def test_a_lost_pack_is_one_problem_with_one_remedy(
    record: Recorder, repository: Repository, git: Callable[..., str], run: Run
) -> None:
    for day in range(3):
        record(f"Text {day}.\n")
        record.look(day=day)
    git("gc", "--quiet")
    shutil.rmtree(repository.path / "objects" / "pack")
    done = run("verify")
    assert unwrapped(done.out).startswith(
        "example-inc: main, observations, snapshots: the commits that these branches lead to are missing "
        "or damaged restore the repository from a copy ("
    )
    assert "logs/" not in done.out
    assert done.code == 1


def test_a_branch_that_was_moved_back_is_named_before_what_is_lost_with_it(
    record: Recorder, git: Callable[..., str], run: Run
) -> None:
    for day in range(3):
        record(f"Text {day}.\n")
    tip = git("rev-parse", "snapshots").strip()
    git("update-ref", "refs/heads/snapshots", "snapshots~2")
    done = unwrapped(run("verify").out)
    moved, _, lost = done.partition("puts it forward again")
    assert f"refs/heads/snapshots: was moved back: no branch leads to {tip} and to 1 before it" in moved
    assert "is not on snapshots" in lost
    assert "restore the repository from a copy" in lost


def test_what_follows_from_a_lost_pack_is_named_if_asked_for(
    record: Recorder, repository: Repository, git: Callable[..., str], run: Run
) -> None:
    for day in range(2):
        record(f"Text {day}.\n")
    git("gc", "--quiet")
    shutil.rmtree(repository.path / "objects" / "pack")
    assert "logs/refs/heads/main" in run("verify", "--verbose").out
    assert "logs/refs/heads/main" in {row["where"] for row in run("verify", "--json").json}
