"""Reading commands beside a platform that cannot be read: it is named once, and the others are answered."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive_repo.git.claims import claimed
from archive_repo.records import Outcome
from archive_repo.repository import Repository
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
SURVEYS = (
    "list",
    "status",
    "status --json",
    "changes --since 2025",
    "changes --since 2025 --full",
    "changes --since 2025 --provisions",
    "grep --json data",
    "grep --history data",
    "quote data",
    "compare data-retention",
    "compare --matrix",
    "provisions --since 2025",
    "quarantine list",
)
"""Commands about all platforms."""
QUESTIONS = ("show", "log", "log --json", "blame", "diff", "seen", "provisions")
"""Commands about one document, whose address stands behind."""


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two platforms with a change, looks and declarations each; its index is up to date."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "declarations").mkdir()
    for name in ("sick-co", "well-co"):
        record = Recorder(Repository.create(folder / "platforms" / f"{name}.git"))
        record("# Privacy\n\nWe keep personal data for one month.\n")
        record("# Privacy\n\nWe keep personal data for two months.\n")
        record.look(day=3)
        record.look(Outcome.FAILED, day=5, reason="HTTP 404")
        declared = {"name": name, "terms": {"Privacy Policy": {"fetch": "https://example.org/"}}}
        (folder / "declarations" / f"{name}.json").write_text(json.dumps(declared))
    return folder


def git(repository: Path, *command: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(repository), *command], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def stored(repository: Path, name: str) -> Path:
    object_id = git(repository, "rev-parse", name)
    return repository / "objects" / object_id[:2] / object_id[2:]


def cut(file: Path) -> None:
    data = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(data[:20])


def emptied(repository: Path) -> None:
    shutil.rmtree(repository)
    repository.mkdir()


def replaced_by_a_file(repository: Path) -> None:
    shutil.rmtree(repository)
    repository.write_text("no repository")


def replaced_by_a_link(repository: Path) -> None:
    shutil.rmtree(repository)
    repository.symlink_to("/nonexistent")


def without_main(repository: Path) -> None:
    (repository / "refs/heads/main").unlink()


def without_main_and_reflogs(repository: Path) -> None:
    without_main(repository)
    shutil.rmtree(repository / "logs")


def without_branches(repository: Path) -> None:
    shutil.rmtree(repository / "logs")
    for reference in (repository / "refs/heads").iterdir():
        reference.unlink()


SICKNESSES: dict[str, Callable[[Path], object]] = {
    "HEAD is lost": lambda path: (path / "HEAD").unlink(),
    "config is garbage": lambda path: (path / "config").write_bytes(b"[core\n\0"),
    "main is garbage": lambda path: (path / "refs/heads/main").write_bytes(b"garbage\n"),
    "main is empty": lambda path: (path / "refs/heads/main").write_bytes(b""),
    "main leads nowhere": lambda path: (path / "refs/heads/main").write_bytes(b"1" * 40 + b"\n"),
    "main's tip is lost": lambda path: stored(path, "main").unlink(),
    "main's tip is cut": lambda path: cut(stored(path, "main")),
    "main's tree is lost": lambda path: stored(path, "main^{tree}").unlink(),
    "the text is lost": lambda path: stored(path, "main:privacy-policy.md").unlink(),
    "main is lost": without_main,
    "main and the reflogs are lost": without_main_and_reflogs,
    "observations is garbage": lambda path: (path / "refs/heads/observations").write_bytes(b"garbage\n"),
    "observations' tip is lost": lambda path: stored(path, "observations").unlink(),
    "observations is lost": lambda path: (path / "refs/heads/observations").unlink(),
    "all branches are lost": without_branches,
    "the objects are lost": lambda path: shutil.rmtree(path / "objects"),
    "the references are lost": lambda path: shutil.rmtree(path / "refs"),
    "the folder is empty": emptied,
    "a file is in its place": replaced_by_a_file,
    "a link is in its place": replaced_by_a_link,
}


@pytest.fixture(scope="module", params=["an index of before", "no index"])
def sick(
    request: pytest.FixtureRequest, healthy: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The archive with one sickness, with or without the index that it had."""

    def make(sickness: str) -> Path:
        folder = tmp_path_factory.mktemp("sick") / "archive"
        shutil.copytree(healthy, folder)
        if request.param == "no index":
            for file in folder.glob("index.sqlite*"):
                file.unlink()
        SICKNESSES[sickness](folder / "platforms/sick-co.git")
        return folder

    return make


@pytest.mark.parametrize("sickness", SICKNESSES)
def test_a_sick_platform_is_answered_for_wholly_or_named_and_the_others_are_answered_for(
    healthy: Path, sick: Callable[[str], Path], run: Run, sickness: str
) -> None:
    archives = healthy, sick(sickness)
    for command in SURVEYS:
        whole, done = (run("-C", str(folder), *command.split()) for folder in archives)
        if done.code == 0:
            assert (done.out, done.err) == (whole.out, whole.err), command
            continue
        assert done.code == 3, (command, done)
        assert done.err.count("sick-co: cannot be read, and is ") == 1, (command, done.err)
        assert "well-co" in whole.out + whole.err or "quarantine" in command, command
        assert done.out.count("well-co") == whole.out.count("well-co"), command


@pytest.mark.parametrize("sickness", SICKNESSES)
def test_a_document_of_a_sick_platform_is_shown_wholly_or_refused_with_the_reason(
    healthy: Path, sick: Callable[[str], Path], run: Run, sickness: str
) -> None:
    archives = healthy, sick(sickness)
    for command in QUESTIONS:
        words = [*command.split(), "sick-co/privacy-policy"]
        whole, done = (run("-C", str(folder), *words) for folder in archives)
        if done.code in (0, 3):
            assert done.out == whole.out, command
            continue
        assert (done.code, done.out) == (1, ""), (command, done)
        assert done.err.startswith("archiver: ")
        assert "sick-co" in done.err
        assert done.err.count("\n") == 1, (command, done.err)


def test_a_platform_that_was_taken_away_is_not_missed(healthy: Path, tmp_path: Path, run: Run) -> None:
    shutil.copytree(healthy, tmp_path, dirs_exist_ok=True)
    run("list", "--json")
    shutil.rmtree(tmp_path / "platforms/sick-co.git")
    done = run("list", "--json")
    assert (done.code, done.err) == (0, "")
    assert "sick-co" not in done.out


def test_one_broken_declaration_leaves_the_others_in_status_and_reextract(
    healthy: Path, tmp_path: Path, run: Run
) -> None:
    shutil.copytree(healthy, tmp_path, dirs_exist_ok=True)
    (tmp_path / "declarations/broken.json").write_text("{")
    for command in ("status", "reextract well-co"):
        done = run(*command.split())
        assert done.code == 3
        assert "archiver: broken.json: not valid JSON" in done.err
        assert "well-co" in done.out or "1 document read again" in done.err


def test_reextract_exits_with_4_where_another_run_is_at_work_on_a_platform_and_with_3_where_more_is_wrong(
    healthy: Path, tmp_path: Path, run: Run
) -> None:
    shutil.copytree(healthy, tmp_path, dirs_exist_ok=True)
    with claimed(tmp_path / "platforms/sick-co.git", "a crawl", datetime(2025, 1, 7, tzinfo=UTC)):
        busy = run("reextract")
        (tmp_path / "declarations/broken.json").write_text("{")
        worse = run("reextract")
    assert (busy.code, worse.code) == (4, 3)
    assert "sick-co" in busy.err
    assert "1 document read again" in busy.err


def test_status_does_not_say_that_nothing_is_declared_where_nothing_can_be_read(
    healthy: Path, tmp_path: Path, run: Run
) -> None:
    shutil.copytree(healthy, tmp_path, dirs_exist_ok=True)
    for name in ("sick-co", "well-co"):
        emptied(tmp_path / f"platforms/{name}.git")
    done = run("status")
    assert done.code == 3
    assert "declared" not in done.err


def test_status_does_not_say_that_nobody_looked_at_what_cannot_be_read(
    healthy: Path, tmp_path: Path, run: Run
) -> None:
    shutil.copytree(healthy, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("index.sqlite*"))
    emptied(tmp_path / "platforms/sick-co.git")
    done = run("status", "--json")
    assert done.code == 3
    assert [(one["platform"], one["outcome"]) for one in done.json] == [("well-co", "failed")]


@pytest.mark.parametrize("lost", ["pack", "page of a version", "commit"])
def test_status_names_a_platform_that_lost_files_since_the_index_was_made(
    healthy: Path, tmp_path: Path, run: Run, lost: str
) -> None:
    shutil.copytree(healthy, tmp_path, dirs_exist_ok=True)
    run("status")
    path = tmp_path / "platforms" / "sick-co.git"
    if lost == "pack":
        git(path, "gc", "--quiet")
        next(path.glob("objects/pack/*.pack")).unlink()
    else:
        stored(path, "snapshots:privacy-policy.html" if lost != "commit" else "observations").unlink()
    done = run("status")
    assert done.code == 3
    assert "well-co/privacy-policy" in done.out
    assert "sick-co: cannot be read, and is shown as it was before: " in done.err
    assert "`archiver verify sick-co` lists what is damaged and what to do" in done.err
    assert run("verify", "sick-co").code == 1
    assert run("status", "well-co").code == 0


def test_status_has_nothing_to_say_of_a_platform_that_was_packed(
    healthy: Path, tmp_path: Path, run: Run
) -> None:
    shutil.copytree(healthy, tmp_path, dirs_exist_ok=True)
    run("status")
    git(tmp_path / "platforms" / "sick-co.git", "gc", "--quiet")
    done = run("status")
    assert (done.code, done.err) == (0, "")


def test_status_names_what_is_neither_declared_nor_looked_at(healthy: Path, tmp_path: Path, run: Run) -> None:
    shutil.copytree(healthy, tmp_path, dirs_exist_ok=True)
    assert run("status", "well-co/nope").err == "Neither declared nor looked at: well-co/nope\n"
