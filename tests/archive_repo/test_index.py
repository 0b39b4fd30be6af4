from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.errors import RepositoryBusy
from archive_repo.index import build, connect, queries
from archive_repo.records import SectionChange, SectionKind
from archive_repo.repository import Repository
from archive_repo.text.markdown import plain
from tests.conftest import START, Recorder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    (tmp_path / "archive" / "platforms").mkdir(parents=True)
    return Archive.open(tmp_path / "archive")


def recorder(archive: Archive, platform: str = "example") -> Recorder:
    return Recorder(Repository.create(archive.path(platform)))


class Watcher:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.read: list[tuple[int, int]] = []
        self.unreadable: dict[str, str] = {}
        self.shown: dict[str, bool] = {}

    def progress(self, done: int, of: int) -> None:
        self.read.append((done, of))

    def sick(self, platform: str, reason: str, *, shown: bool) -> None:
        self.unreadable[platform] = reason
        self.shown[platform] = shown


@contextmanager
def counted(archive: Archive) -> Iterator[list[tuple[int, int]]]:
    """What the progress says while the index is brought up to date; empty where nothing was read."""
    watch = Watcher()
    with connect.current(archive, watch):
        yield watch.read


def rows(archive: Archive, query: str) -> list[tuple[object, ...]]:
    return connect.ask(archive, lambda connection: connection.execute(query).fetchall())


def git(record: Recorder, *arguments: str) -> list[str]:
    command = ["git", "-C", str(record.repository.path), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


SPANS = "SELECT text, spans FROM holdings JOIN sentences ON sentence = id ORDER BY text"


def test_versions_are_read_from_the_index_as_they_are_from_git(archive: Archive) -> None:
    record = recorder(archive)
    record("One.\n", sections=(SectionChange(heading="1. (a) Data", kind=SectionKind.NEW),))
    record("Terms.\n", "terms", title="Terms")
    record("Two.\n", sections=(SectionChange(heading="x", kind=SectionKind.MOVED),) * 2)

    with connect.current(archive) as connection:
        for document in ("privacy-policy", "terms"):
            assert queries.versions(connection, "example", document) == history.versions(
                record.repository, document
            )
        everything = queries.changes(connection, START, START + timedelta(days=9))
    assert [version.id for version in everything] == git(record, "rev-list", "--reverse", "main")


def test_changes_are_those_between_two_moments_both_included(archive: Archive) -> None:
    record = recorder(archive)
    first, second, _ = (record(f"{n}.\n") for n in range(3))

    with connect.current(archive) as connection:
        assert queries.changes(connection, first.fetched_at, second.fetched_at) == [first, second]


def test_a_sentence_that_went_and_came_back_has_two_spans(archive: Archive) -> None:
    record = recorder(archive)
    for text in ("A.\n\nB.\n", "A.\n", "A.\n\nB.\n"):
        record(text)

    assert rows(archive, SPANS) == [("A.", "[[1,null]]"), ("B.", "[[1,1],[3,null]]")]


def test_links_and_marks_make_no_new_sentence(archive: Archive) -> None:
    record = recorder(archive)
    record("- See [our policy](https://example.org/a)\n")
    record("See [our policy](https://example.org/b)\n\n1. See our policy\n")
    record("1. See our policy\n")

    assert rows(archive, SPANS) == [("See our policy", "[[1,null]]")]


def test_only_new_commits_are_read(archive: Archive) -> None:
    record, other = recorder(archive), recorder(archive, "other")
    record("A.\n")
    other("A.\n")
    with counted(archive) as told:
        assert told == [(0, 2), (2, 2)]
    with counted(archive) as told:
        assert told == []

    record("A.\n\nB.\n")

    with counted(archive) as told:
        assert told == [(0, 1), (1, 1)]
    assert [row[1] for row in rows(archive, SPANS)] == ["[[1,null]]", "[[1,null]]", "[[2,null]]"]


def test_a_rewritten_branch_is_read_anew(archive: Archive) -> None:
    record = recorder(archive)
    record("A.\n")
    record("B.\n")
    rows(archive, SPANS)

    git = ["git", "-C", str(record.repository.path)]
    subprocess.run([*git, "update-ref", "refs/heads/main", "main~1"], check=True)
    record("C.\n")

    assert rows(archive, SPANS) == [("A.", "[[1,1]]"), ("C.", "[[2,null]]")]
    assert rows(archive, 'SELECT number, "commit" FROM versions ORDER BY number') == [
        (number, version.id)
        for number, version in enumerate(reversed(history.versions(record.repository, "privacy-policy")), 1)
    ]


def test_a_platform_that_is_gone_leaves_the_index(archive: Archive) -> None:
    recorder(archive)("A.\n")
    recorder(archive, "other")("B.\n")
    rows(archive, SPANS)

    shutil.rmtree(archive.path("example"))

    assert rows(archive, SPANS) == [("B.", "[[1,null]]")]
    assert rows(archive, "SELECT slug FROM platforms") == [("other",)]


def test_a_platform_that_cannot_be_read_is_named_and_shown_as_it_was(archive: Archive) -> None:
    record = recorder(archive)
    record("A.\n")
    recorder(archive, "other")("B.\n")
    rows(archive, SPANS)
    second = record("C.\n")
    recorder(archive, "other")("D.\n")
    loose = archive.path("example") / "objects" / second.id[:2] / second.id[2:]
    whole = loose.read_bytes()
    loose.chmod(0o600)
    loose.write_bytes(whole[:20])
    watch = Watcher()

    documents = connect.ask(archive, queries.documents, watch)

    assert [(one.platform, one.versions) for one in documents] == [("example", 1), ("other", 2)]
    assert watch.shown == {"example": True}
    assert "cannot be read" in watch.unreadable["example"]
    loose.write_bytes(whole)
    assert [one.versions for one in connect.ask(archive, queries.documents)] == [2, 2]


def a_file(path: Path) -> None:
    path.write_text("not a repository", encoding="utf-8")


def a_folder_with_a_reference(path: Path) -> None:
    (path / "refs" / "heads").mkdir(parents=True)
    (path / "refs" / "heads" / "main").write_text("1" * 40, encoding="utf-8")


@pytest.mark.parametrize("sick", [a_file, a_folder_with_a_reference])
def test_what_is_no_repository_does_not_stop_the_others(
    archive: Archive, sick: Callable[[Path], object]
) -> None:
    recorder(archive)("A.\n")
    sick(archive.path("sick"))
    watch = Watcher()

    assert [one.platform for one in connect.ask(archive, queries.documents, watch)] == ["example"]
    assert watch.shown == {"sick": False}


def test_a_question_about_one_platform_brings_that_one_up_to_date(archive: Archive) -> None:
    one, two = recorder(archive, "one"), recorder(archive, "two")
    one("A.\n")
    two("B.\n")
    assert connect.ask(archive, queries.tips, about="one").keys() == {"one"}
    one("C.\n")
    newest = two("D.\n")
    assert connect.ask(archive, queries.tips, about="two")["two"] == newest.id
    assert rows(archive, SPANS) == [
        ("A.", "[[1,1]]"),
        ("B.", "[[1,1]]"),
        ("C.", "[[2,null]]"),
        ("D.", "[[2,null]]"),
    ]


def test_a_question_about_a_platform_that_is_gone_forgets_it(archive: Archive) -> None:
    recorder(archive, "one")("A.\n")
    recorder(archive, "two")("B.\n")
    rows(archive, SPANS)
    shutil.rmtree(archive.path("one"))
    assert connect.ask(archive, queries.tips, about="one").keys() == {"two"}


def test_references_that_git_packed_are_found(archive: Archive) -> None:
    record = recorder(archive)
    record("A.\n")
    subprocess.run(["git", "-C", str(record.repository.path), "gc", "--quiet"], check=True)

    assert not (record.repository.path / "refs" / "heads" / "main").exists()
    assert rows(archive, SPANS) == [("A.", "[[1,null]]")]


def test_readers_side_by_side_agree_while_a_crawl_records(archive: Archive) -> None:
    record = recorder(archive)
    record("0.\n")

    def read(_: int) -> int:
        return int(str(rows(archive, "SELECT count(*) FROM versions")[0][0]))

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.map(read, range(6)) for _ in range(2)]
        for number in range(1, 8):
            record(f"{number}.\n")
        counts = [list(found) for found in readers]

    assert all(1 <= count <= 8 for found in counts for count in found)
    assert read(0) == 8
    assert rows(archive, "SELECT number FROM versions ORDER BY number") == [(n,) for n in range(1, 9)]


def test_a_reader_that_waited_in_vain_says_who_is_in_the_way(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder(archive)("A.\n")
    rows(archive, SPANS)
    recorder(archive)("B.\n")
    monkeypatch.setattr(connect, "PATIENCE_SECONDS", 0.05)

    with sqlite3.connect(archive.index) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RepositoryBusy, match="another process"):
            rows(archive, SPANS)
        other.rollback()
    other.close()


def test_a_reader_waits_for_another_that_makes_the_same_index(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder(archive)("A.\n")
    monkeypatch.setattr(connect, "PATIENCE_SECONDS", 0.2)

    with closing(sqlite3.connect(archive.index, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # what setting a new file's journal begins with
        started = time.monotonic()
        with pytest.raises(RepositoryBusy, match="another process"):
            rows(archive, SPANS)
        assert time.monotonic() - started >= 0.2
        other.execute("ROLLBACK")
    assert rows(archive, SPANS) == [("A.", "[[1,null]]")]


def test_full_text_search_finds_sentences(archive: Archive) -> None:
    recorder(archive)("We train models on your data.\n\nWe sell nothing.\n")

    found = rows(archive, "SELECT text FROM sentences_fts WHERE sentences_fts MATCH '\"train models\"'")

    assert found == [("We train models on your data.",)]


def test_full_text_search_has_the_sentences_of_what_could_be_read(archive: Archive) -> None:
    recorder(archive, "one")("A first sentence.\n")
    sick = recorder(archive, "sick")
    sick("A second sentence.\n")
    newest = sick("A third sentence.\n")
    recorder(archive, "two")("A fourth sentence.\n")
    blob = git(sick, "rev-parse", f"{newest.id}:privacy-policy.md")[0]
    (archive.path("sick") / "objects" / blob[:2] / blob[2:]).unlink()
    rows(archive, SPANS)
    recorder(archive, "two")("A fifth sentence.\n")

    found = rows(archive, "SELECT text FROM sentences_fts WHERE sentences_fts MATCH 'sentence' ORDER BY text")

    assert found == [("A fifth sentence.",), ("A first sentence.",), ("A fourth sentence.",)]
    with connect.current(archive) as index:
        index.execute("INSERT INTO sentences_fts (sentences_fts, rank) VALUES ('integrity-check', 1)")


def test_a_new_platform_makes_nobody_look_for_rows_that_it_had(archive: Archive) -> None:
    recorder(archive)("A.\n")
    said: list[str] = []
    with connect.current(archive) as index:
        recorder(archive, "other")("B.\n")
        index.set_trace_callback(said.append)
        with connect.transaction(index):
            build.bring_up_to_date(index, archive, "other")
    assert any(one.startswith("INSERT OR REPLACE INTO holdings") for one in said)
    assert not any(one.startswith("DELETE FROM holdings") for one in said)


LINES = st.sampled_from(["A.", "- A.", "B.", "[B.](https://example.org)", "# C", "---", "D é.", ""])
HISTORIES = st.lists(st.lists(LINES, max_size=6), min_size=1, max_size=8)


@settings(max_examples=25)
@given(texts=HISTORIES, read_after=st.sets(st.integers(0, 7)))
def test_the_index_says_what_git_says_however_often_it_was_read(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], read_after: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    (folder / "platforms").mkdir()
    archive = Archive.open(folder)
    record = recorder(archive)
    for number, lines in enumerate(texts):
        record("\n".join(lines) + "\n")
        if number in read_after:
            rows(archive, SPANS)

    git = ["git", "-C", str(record.repository.path)]
    commits = subprocess.run(
        [*git, "rev-list", "--reverse", "main"], check=True, capture_output=True, text=True
    )
    held: dict[str, set[int]] = {}
    for number, commit in enumerate(commits.stdout.split(), 1):
        shown = subprocess.run([*git, "show", f"{commit}:privacy-policy.md"], check=True, capture_output=True)
        for raw in shown.stdout.decode().split("\n"):
            if plain(raw):
                held.setdefault(plain(raw), set()).add(number)

    said = {
        str(text): {
            n for first, last in json.loads(str(spans)) for n in range(first, (last or len(texts)) + 1)
        }
        for text, spans in rows(archive, SPANS)
    }
    assert said == held


def test_times_are_utc_whatever_the_clock_of_the_recorder(archive: Archive) -> None:
    version = recorder(archive)("A.\n", at=datetime(2025, 5, 1, 23, 59, 59, tzinfo=UTC))

    assert rows(archive, "SELECT fetched_at FROM versions") == [("2025-05-01T23:59:59+00:00",)]
    assert version.fetched_at.tzinfo is UTC
