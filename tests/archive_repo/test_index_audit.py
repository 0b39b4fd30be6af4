"""Rows of the index that somebody altered are found by comparing them with git."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.format.observation import Observation
from archive_repo.index import audit, connect, queries
from archive_repo.records import Outcome, SectionChange, SectionKind
from archive_repo.repository import Repository
from tests.archive_repo.test_index_damage import run
from tests.conftest import START, Recorder

Damage = Callable[[Path], object]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path)
    record = Recorder(Repository.create(archive.path("example")))
    record("We keep your data for 30 days.\n")
    record(
        "We keep your data for ever.\n", sections=(SectionChange(heading="Data", kind=SectionKind.AMENDED),)
    )
    with record.repository.writing() as writer:
        look = Observation(
            document="privacy-policy", title="Privacy Policy", checked_at=START, outcome=Outcome.UNCHANGED
        )
        writer.record_observations([look], checked_at=START)
    Recorder(Repository.create(archive.path("other")))("We share nothing.\n")
    connect.ask(archive, queries.documents)
    return archive


def test_an_index_that_is_as_git_has_it_has_no_differences(archive: Archive) -> None:
    before = archive.index.read_bytes()
    assert audit.differences(archive) == []
    assert archive.index.read_bytes() == before


def test_no_index_is_no_problem_and_none_is_made(archive: Archive) -> None:
    archive.index.unlink()
    assert audit.differences(archive) == []
    assert not archive.index.exists()


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE platforms SET name = 'Other, Inc.' WHERE slug = 'example'", "platforms"),
        ("UPDATE documents SET title = 'Terms' WHERE platform = 'example'", "documents"),
        ("UPDATE versions SET fetched_at = '2020-01-01T00:00:00+00:00' WHERE number = 1", "versions"),
        ("UPDATE versions SET added = 99", "versions"),
        ("UPDATE versions SET text_sha256 = 'a' WHERE number = 2", "versions"),
        ("DELETE FROM versions WHERE number = 2", "versions"),
        ("UPDATE sections SET heading = 'Money'", "sections"),
        ("UPDATE sentences SET text = replace(text, '30', '90')", "holdings"),
        ("UPDATE sentences SET checksum = checksum + 1", "holdings"),
        ("UPDATE holdings SET spans = '[[1,null]]' WHERE last = 1", "holdings"),
        ("DELETE FROM holdings WHERE last = 1", "holdings"),
        ("UPDATE observed SET title = 'Terms'", "observed"),
        ("UPDATE looks SET outcome = 'failed'", "looks"),
        ("DELETE FROM looks", "looks"),
    ],
)
def test_an_altered_row_is_found_in_its_table(archive: Archive, statement: str, table: str) -> None:
    run(statement)(archive.index)
    found = audit.differences(archive)
    assert any(line.startswith(f"table {table} ") for line in found)


def test_how_many_rows_differ_is_said(archive: Archive) -> None:
    run("DELETE FROM holdings WHERE last = 1")(archive.index)
    assert audit.differences(archive) == [
        "table holdings lacks 1 rows that git gives, and has 0 that it does not give"
    ]


def test_what_the_next_question_reads_anyway_is_no_difference(archive: Archive) -> None:
    Recorder(Repository.open(archive.path("example")))("We keep nothing.\n")
    assert audit.differences(archive) == []


def test_an_index_of_another_release_is_no_difference_and_other_tables_are(archive: Archive) -> None:
    run("ALTER TABLE holdings RENAME TO elsewhere")(archive.index)
    assert audit.differences(archive) == ["it has other tables than it should"]
    run("PRAGMA user_version = 1")(archive.index)
    assert audit.differences(archive) == []


def damaged_page(index: Path) -> None:
    data = bytearray(index.read_bytes())
    data[2 * 4096 : 3 * 4096] = bytes(4096)
    index.write_bytes(data)


def no_database(index: Path) -> None:
    index.write_bytes(b"no database at all")


@pytest.mark.parametrize(
    ("damage", "said"),
    [(damaged_page, "its file is damaged|it cannot be read"), (no_database, "it cannot be read")],
)
def test_a_damaged_file_is_said_to_be_one(archive: Archive, damage: Damage, said: str) -> None:
    damage(archive.index)
    (found,) = audit.differences(archive)
    assert re.match(said, found)
