"""What is kept in the index: read as it was written, gone with a rewritten branch, never in the way."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from pathlib import Path

import pytest

import archive_repo
import archiver
from archive_repo.archive import Archive
from archive_repo.index import connect, kept
from archive_repo.repository import Repository
from tests.conftest import Recorder

WHERE = ("example", "privacy-policy", "essence")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path)
    Recorder(Repository.create(archive.path("example")))("A.\n")
    return archive


def test_what_was_kept_is_read_again_later(archive: Archive) -> None:
    with connect.current(archive) as connection:
        assert kept.read(connection, *WHERE) is None
        kept.write(connection, *WHERE, {"a": [1, "ü"]})
        kept.write(connection, "example", "terms", "essence", 2)
    with connect.current(archive) as connection:
        assert kept.read(connection, *WHERE) == {"a": [1, "ü"]}
        kept.write(connection, *WHERE, None)
        assert kept.read(connection, *WHERE) is None
        assert kept.read(connection, "example", "terms", "essence") == 2


def test_a_new_version_leaves_it_and_a_rewritten_branch_does_not(archive: Archive) -> None:
    record = Recorder(Repository.open(archive.path("example")))
    with connect.current(archive) as connection:
        kept.write(connection, *WHERE, 1)
    record("B.\n")
    with connect.current(archive) as connection:
        assert kept.read(connection, *WHERE) == 1
    git = ["git", "-C", str(archive.path("example"))]
    subprocess.run([*git, "update-ref", "refs/heads/main", "main~1"], check=True)
    record("C.\n")
    with connect.current(archive) as connection:
        assert kept.read(connection, *WHERE) is None


def test_where_the_table_is_missing_or_broken_nothing_is_kept(archive: Archive) -> None:
    with connect.current(archive) as connection:
        kept.write(connection, *WHERE, 1)
        connection.execute("UPDATE kept SET value = '{'")
        assert kept.read(connection, *WHERE) is None
        connection.execute("DROP TABLE kept")
        kept.write(connection, *WHERE, 1)
        assert kept.read(connection, *WHERE) is None


def test_where_another_process_writes_or_nobody_may_nothing_is_kept(archive: Archive) -> None:
    with connect.current(archive):
        pass
    with sqlite3.connect(f"file:{archive.index}?mode=ro", uri=True) as connection:
        kept.write(connection, *WHERE, 1)
        assert kept.read(connection, *WHERE) is None
    connection.close()


def test_all_sql_is_in_the_index() -> None:
    sources = [
        path
        for package in (archiver, archive_repo)
        for path in Path(str(package.__file__)).parent.rglob("*.py")
        if "index" not in path.parent.name
    ]
    assert len(sources) > 100
    said = re.compile(r"\.execute(?:many)?\(|\b(?:SELECT|INSERT INTO|DELETE FROM|PRAGMA)\b")
    speak = [path for path in sources if said.search(path.read_text(encoding="utf-8"))]
    # a dataset is a database of its own, which is only written
    assert [f"{path.parent.name}/{path.name}" for path in speak] == ["dataset/files.py"]
