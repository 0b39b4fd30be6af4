"""A document's version by time and by id, as the index answers it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.errors import UnknownDocument, UnknownVersion
from archive_repo.index import connect, places, queries
from archive_repo.records import Version
from archive_repo.repository import Repository
from tests.conftest import START, Recorder

At = Callable[..., Version]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def record(archive: Archive) -> Recorder:
    return Recorder(Repository.create(archive.path("example-inc")))


@pytest.fixture
def at(archive: Archive) -> At:
    def ask(moment: datetime | None = None, document: str = "privacy-policy") -> Version:
        return connect.ask(archive, lambda index: queries.at(index, "example-inc", document, moment))

    return ask


def test_the_version_of_a_moment_is_the_newest_by_then(record: Recorder, at: At) -> None:
    first, second = record("One.\n"), record("Two.\n")
    assert at(second.fetched_at - timedelta(seconds=1)) == first
    assert at(second.fetched_at) == second
    assert at() == second


def test_where_dates_fall_in_an_old_archive_the_order_of_the_commits_decides(
    record: Recorder, at: At
) -> None:
    record("One.\n", at=START + timedelta(days=1))
    second = record("Two.\n", at=START)
    assert at() == second
    assert at(START + timedelta(days=2)) == second


def test_before_the_first_version_there_is_nothing_and_the_error_says_since_when(
    record: Recorder, at: At
) -> None:
    record("One.\n")
    with pytest.raises(UnknownVersion, match=r"by 2025-04-30; the first version is of 2025-05-01"):
        at(START - timedelta(days=1))


def test_an_unknown_document_is_answered_with_the_known_ones(record: Recorder, at: At) -> None:
    record("One.\n")
    with pytest.raises(UnknownDocument, match="it has privacy-policy"):
        at(None, "terms")


def test_a_version_is_found_by_the_start_of_its_id(record: Recorder, archive: Archive) -> None:
    first = record("One.\n")
    record("Two.\n")

    def by_prefix(prefix: str) -> Version:
        return connect.ask(
            archive, lambda index: queries.by_prefix(index, "example-inc", "privacy-policy", prefix)
        )

    assert by_prefix(first.id[:8]) == first
    with pytest.raises(UnknownVersion, match="no version"):
        by_prefix("0000000")
    with pytest.raises(UnknownVersion, match="2 versions"):
        by_prefix("")


def test_a_version_is_followed_by_the_next_of_its_document_and_the_newest_by_none(
    record: Recorder, archive: Archive
) -> None:
    first, second, third = record("One.\n"), record("Two.\n"), record("Three.\n")
    ids = [third.id, first.id, second.id]

    found = connect.ask(archive, lambda index: queries.following(index, ids))

    assert found == {first.id: second, second.id: third}


def test_a_version_that_a_document_should_have_and_lacks_is_damage_of_the_index(
    archive: Archive, record: Recorder
) -> None:
    record("One.\n")

    def ask(index: sqlite3.Connection) -> None:
        (document,) = index.execute("SELECT id FROM documents").fetchone()
        with pytest.raises(places.DamagedIndex, match="lacks one of its versions"):
            queries.numbered(index, document, [1, 2])

    connect.ask(archive, ask)
