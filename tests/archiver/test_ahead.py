"""The stories of many documents are made on all cores, and are those that are made one by one."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from archive_repo.archive import Archive
from archive_repo.index import connect
from archive_repo.index import kept as index_kept
from archive_repo.repository import Repository
from archiver import cores
from archiver.provisions import KEPT_AS, ahead
from archiver.provisions.comparison import compare
from archiver.provisions.stories import kept, known_units
from tests.conftest import Recorder

NOW = datetime(2025, 8, 1, tzinfo=UTC)
TEXT = """# Terms

We may use your content to train our AI models, unless you opt out.
We do not sell your personal data.
"""
DOCUMENTS = [("acme", "privacy-policy"), ("acme", "terms"), ("other", "terms")]
T = TypeVar("T")

two_cores = pytest.mark.skipif(cores.usable() < 2, reason="there is one core")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Two platforms, three documents, four versions."""
    for platform, documents in (("acme", ("terms", "privacy-policy")), ("other", ("terms",))):
        record = Recorder(Repository.create(tmp_path / f"platforms/{platform}.git"))
        for document in documents:
            record(f"{TEXT}We are {platform}.\n", document, title=document.title())
    record(TEXT.replace("unless you opt out", "whatever you say"), "terms", title="Terms")
    return Archive.open(tmp_path)


def values(index: sqlite3.Connection) -> dict[tuple[str, ...], object]:
    keys = (KEPT_AS, kept.OUTLINE, known_units.KEPT_AS)
    return {(*where, key): index_kept.read(index, *where, key) for where in DOCUMENTS for key in keys}


def asked(archive: Archive, question: Callable[[sqlite3.Connection], T]) -> T:
    return connect.ask(archive, question)


@two_cores
def test_stories_made_ahead_are_those_made_when_they_are_asked_for(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_by_one(index: sqlite3.Connection) -> dict[tuple[str, ...], object]:
        assert len(list(compare.told(index, archive, DOCUMENTS, None, NOW))) == 3
        for platform, document in DOCUMENTS:
            kept.outline(index, archive.repository(platform), document, NOW)
        return values(index)

    def at_once(index: sqlite3.Connection) -> dict[tuple[str, ...], object]:
        lacking = ahead.lacking(index, DOCUMENTS)
        made = list(ahead.make(index, archive, lacking, NOW))
        assert sorted(made) == [f"{platform}/{document}" for platform, document in DOCUMENTS]
        assert ahead.lacking(index, DOCUMENTS) == []
        return values(index)

    expected = asked(archive, one_by_one)
    archive.index.unlink()
    monkeypatch.setattr(ahead, "WORTH", 4)
    assert asked(archive, at_once) == expected
    assert None not in expected.values()


@two_cores
@pytest.mark.parametrize(("worth", "found"), [(4, 3), (5, 0)])
def test_few_versions_are_not_worth_other_processes(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, worth: int, found: int
) -> None:
    monkeypatch.setattr(ahead, "WORTH", worth)
    assert len(asked(archive, lambda index: ahead.lacking(index, DOCUMENTS))) == found


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system gives no cores to processes")
def test_with_one_core_nothing_is_made_ahead(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WORTH", 4)
    usable = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(usable)})
    try:
        assert asked(archive, lambda index: ahead.lacking(index, DOCUMENTS)) == []
    finally:
        os.sched_setaffinity(0, usable)


def test_what_other_code_made_is_made_again(archive: Archive) -> None:
    def question(index: sqlite3.Connection) -> list[int]:
        where = DOCUMENTS[0]
        kept.of(index, archive.repository(where[0]), where[1], NOW)
        before = len(kept.lacking(index, DOCUMENTS))
        story = index_kept.read(index, *where, KEPT_AS)
        index_kept.write(index, *where, KEPT_AS, story | {"key": story["key"][:-1]})
        return [before, len(kept.lacking(index, DOCUMENTS))]

    assert asked(archive, question) == [2, 3]


def test_for_no_documents_no_process_is_started(archive: Archive) -> None:
    assert asked(archive, lambda index: list(ahead.make(index, archive, [], NOW))) == []


@two_cores
def test_what_cannot_be_read_is_left_to_who_asks_for_it(archive: Archive) -> None:
    def question(index: sqlite3.Connection) -> list[bool]:
        lacking = kept.lacking(index, DOCUMENTS)
        shutil.rmtree(archive.path("other"))
        assert len(list(ahead.make(index, archive, lacking, NOW))) == 3
        return [index_kept.read(index, *where, KEPT_AS) is not None for where in DOCUMENTS]

    assert asked(archive, question) == [True, True, False]


@two_cores
def test_an_index_that_cannot_be_written_ends_what_nobody_would_keep(archive: Archive) -> None:
    def question(index: sqlite3.Connection) -> None:
        lacking = kept.lacking(index, DOCUMENTS)
        with closing(sqlite3.connect(f"{archive.index.as_uri()}?mode=ro", uri=True)) as read_only:
            assert list(ahead.make(read_only, archive, lacking, NOW)) == []

    asked(archive, question)
