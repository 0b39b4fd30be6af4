"""A long history is read once; what is kept of it never says anything but what git has."""

from __future__ import annotations

import subprocess
from itertools import islice
from pathlib import Path

import pytest

from archive_repo import briefs, history
from archive_repo.branches import MAIN
from archive_repo.git import references
from archive_repo.git.store import Store
from archive_repo.records import ChangeClass
from archive_repo.repository import Repository
from tests.conftest import Recorder

BOTH = ("privacy-policy", "terms")


def lengthen(path: Path, commits: int) -> None:
    """Repeat the last four versions of a repository until `main` has so many commits."""
    every = list(Repository.open(path).store.ancestry(MAIN))
    last, stream = every[:4][::-1], [f"reset refs/heads/main\nfrom {every[0].id}\n\n".encode()]
    for one in islice(last * commits, commits - len(every)):
        who = f"archiver <archiver@localhost> {every[0].committed.timestamp():.0f} +0000"
        said = one.message.encode()
        head = f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(said)}\n"
        stream.append(b'%s%s\nM 040000 %s ""\n\n' % (head.encode(), said, one.tree.encode()))
    command = ("git", "-C", str(path), "fast-import", "--quiet", "--done")
    subprocess.run(command, input=b"".join((*stream, b"done\n")), check=True)


@pytest.fixture
def record(repository: Repository) -> Recorder:
    """Has recorded two versions of two documents; one of them is not the document."""
    record = Recorder(repository)
    for number in range(2):
        record(f"We keep data for {number} days.\n")
        kind = ChangeClass.NOT_THE_DOCUMENT if number else ChangeClass.WORDS
        record(f"You must not spam for {number} days.\n", "terms", change_class=kind)
    return record


def is_known_as_git_has_it(path: Path) -> bool:
    """True if somebody who opens the repository remembers the versions that git has."""
    repository = Repository.open(path)
    return all(
        list(repository.recollection.versions(name)) == list(history.each(repository, name)) for name in BOTH
    )


@pytest.mark.parametrize(("more", "is_kept"), [(0, False), (1, True)])
def test_what_is_kept_is_a_history_of_more_than_so_many_commits(
    repository: Repository, record: Recorder, more: int, is_kept: bool
) -> None:
    lengthen(repository.path, briefs.MANY + more)
    assert is_known_as_git_has_it(repository.path)
    assert (repository.path / briefs.FILE).exists() is is_kept


def test_only_what_came_since_is_read_of_a_history_that_was_kept(
    repository: Repository, record: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengthen(repository.path, briefs.MANY + 1)
    assert is_known_as_git_has_it(repository.path)
    newest = record("We keep data for a year.\n")
    read, commit = [], Store.commit
    monkeypatch.setattr(Store, "commit", lambda store, one: read.append(one) or commit(store, one))
    versions = Repository.open(repository.path).recollection.versions("privacy-policy")
    assert len(versions) > briefs.MANY // 2
    assert read == [newest.id]
    assert versions[0] == newest
    assert is_known_as_git_has_it(repository.path)


def test_a_history_that_was_moved_or_written_anew_is_read_as_it_is_now(
    repository: Repository, record: Recorder
) -> None:
    lengthen(repository.path, briefs.MANY + 1)
    assert is_known_as_git_has_it(repository.path)
    every = list(repository.store.ancestry(MAIN))
    references.restore(repository.path, MAIN, every[10].id)
    assert is_known_as_git_has_it(repository.path)
    references.restore(repository.path, MAIN, every[-4].id)
    record("We keep data as we like.\n")
    assert is_known_as_git_has_it(repository.path)


def test_a_document_and_a_restored_text_are_known_from_what_is_kept(
    repository: Repository, record: Recorder
) -> None:
    lengthen(repository.path, briefs.MANY + 1)
    assert is_known_as_git_has_it(repository.path)
    with Repository.open(repository.path).writing() as writer:
        assert writer.texts("privacy-policy") == {
            one.text_sha256 for one in history.each(repository, "privacy-policy")
        }
        assert len(writer.texts("terms")) == 1  # the other one was not the document
        assert writer.texts("cookie-policy") == set()


@pytest.mark.parametrize("place", [0, 70, -1, None])
def test_a_file_that_was_damaged_is_as_none(
    repository: Repository, record: Recorder, place: int | None
) -> None:
    lengthen(repository.path, briefs.MANY + 1)
    assert is_known_as_git_has_it(repository.path)
    file = repository.path / briefs.FILE
    data = bytearray(file.read_bytes())
    if place is None:
        data.clear()
    else:
        data[place] ^= 1
    file.write_bytes(data)
    assert briefs.find(repository.path).tip == ""
    assert is_known_as_git_has_it(repository.path)
    assert briefs.find(repository.path).tip == repository.store.tip(MAIN)


def test_a_folder_that_cannot_be_written_keeps_nobody_from_reading(
    repository: Repository, record: Recorder
) -> None:
    lengthen(repository.path, briefs.MANY + 1)
    (repository.path / f"{briefs.FILE}.lock").mkdir()
    assert is_known_as_git_has_it(repository.path)
    assert not (repository.path / briefs.FILE).exists()
