"""`verify` and the signatures of commits: by whom they are, and where they are missing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_repo import verify
from archive_repo.verify import Tally
from tests.archive_repo.test_signing import make_key, public, settings
from tests.conftest import START, Recorder

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Two keys, of which only `own` may sign."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    made = {name: make_key(tmp_path / name) for name in ("own", "other")}
    (tmp_path / "allowed").write_text(f"archive@example.org {public(made['own'])}\n")
    return made


def signed_with(tmp_path: Path, key: str, *more: str) -> None:
    settings(tmp_path, f"sign = {'true' if key else 'false'}", 'format = "ssh"', f'key = "{key}"', *more)


ALLOWED = 'allowed_signers = "allowed"'


def checked(record: Recorder, *, deep: bool = False) -> Tally:
    return verify.check(record.repository.path, START.replace(year=2026), deep=deep)


def problems(tally: Tally) -> list[str]:
    return [problem.what for problem in tally.problems]


def again(record: Recorder) -> Recorder:
    """As the next run, which reads the settings anew."""
    fresh = Recorder(type(record.repository).open(record.repository.path))
    fresh.day = record.day
    return fresh


def test_the_newest_commits_are_checked_and_all_of_them_if_it_is_deep(
    tmp_path: Path, record: Recorder, keys: dict[str, Path]
):
    signed_with(tmp_path, "own", ALLOWED)
    record("One.\n")
    record("Two.\n")
    record.look(day=3)
    assert problems(tally := checked(record)) == []
    assert (tally.signed.count, tally.signed.checked) == (5, 3)
    assert problems(tally := checked(record, deep=True)) == []
    assert tally.signed.checked == 5


def test_a_signature_of_another_key_is_found_where_it_is_looked_at(
    tmp_path: Path, record: Recorder, keys: dict[str, Path], git: Callable[..., str]
):
    signed_with(tmp_path, "other", ALLOWED)
    version = record("One.\n")
    signed_with(tmp_path, "own", ALLOWED)
    again(record)("Two.\n")
    assert problems(checked(record)) == []  # whoever signed the newest signed what it follows
    (one, two) = checked(record, deep=True).problems
    assert {one.where, two.where} == {version.id, version.snapshot}
    assert one.what.startswith("is signed by a key that is not allowed to sign (SHA256:")


def test_a_commit_without_a_signature_after_one_with_it_is_found(
    tmp_path: Path, record: Recorder, keys: dict[str, Path]
):
    signed_with(tmp_path, "own", ALLOWED)
    record("One.\n")
    signed_with(tmp_path, "", ALLOWED)
    unsigned = again(record)
    first = unsigned("Two.\n")
    unsigned("Three.\n")
    found = {problem.where: problem.what for problem in checked(record).problems}
    assert found[first.id] == "on main, is not signed, and the one before it is, nor are 1 after it"
    assert found.keys() == {first.id, first.snapshot}


def test_what_came_before_signing_was_turned_on_is_no_problem(
    tmp_path: Path, record: Recorder, keys: dict[str, Path]
):
    record("One.\n")
    signed_with(tmp_path, "own", ALLOWED)
    again(record)("Two.\n")
    assert problems(checked(record, deep=True)) == []


def test_a_signature_that_was_taken_from_another_commit_does_not_fit(
    tmp_path: Path, record: Recorder, keys: dict[str, Path], git: Callable[..., str]
):
    signed_with(tmp_path, "own", ALLOWED)
    record("One.\n")
    raw = git("cat-file", "commit", "main").replace("Privacy Policy", "Privacy policy", 1)
    forged = tmp_path / "forged"
    forged.write_text(raw)
    commit = git("hash-object", "-t", "commit", "-w", str(forged)).strip()
    git("update-ref", "refs/heads/main", commit)
    assert "has a signature that does not fit it" in problems(checked(record))


def test_without_the_keys_that_are_allowed_nothing_is_said_to_be_checked(
    tmp_path: Path, record: Recorder, keys: dict[str, Path]
):
    signed_with(tmp_path, "own")
    record("One.\n")
    tally = checked(record)
    assert problems(tally) == []
    assert (tally.signed.count, tally.signed.checked) == (2, 0)
    assert "no key is named that may sign" in tally.signed.why_not


def test_the_command_says_how_many_signatures_it_checked(
    tmp_path: Path, record: Recorder, keys: dict[str, Path], run
):
    signed_with(tmp_path, "own", ALLOWED)
    record("One.\n")
    assert run("verify").err.startswith("2 commits signed, 2 checked with their keys\n")
    signed_with(tmp_path, "own")
    assert "archiver: signatures were not checked: no key is named" in run("verify").err
