"""Whatever happened to the index's file, questions are answered from git as before, or not at all."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive_repo.archive import Archive
from archive_repo.errors import DiskFull, StoreError
from archive_repo.index import connect, places, queries
from archive_repo.repository import Repository
from archive_repo.search import blame, grep, quote
from tests.conftest import Recorder

DOCUMENT = ("example", "privacy-policy")
PAGE = 4096
Damage = Callable[[Path], object]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "archive")
    record = Recorder(Repository.create(archive.path("example")))
    lines = [f"Sentence {number} says that data is used for purpose {number}." for number in range(60)]
    for number in range(12):
        lines[number] = f"Sentence {number} was altered: we sell it to partner {number}."
        record("\n\n".join(lines) + "\n")
    record("# Terms\n\nWe share nothing.\n", "terms", title="Terms")
    Recorder(Repository.create(archive.path("other")))("We share nothing.\n")
    return archive


def answers(archive: Archive) -> list[Any]:
    """What list, changes, log, blame, grep and quote say; each asks on its own."""
    text, version = "We share nothing.", None
    ever = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
    version = connect.ask(archive, lambda index: queries.at(index, *DOCUMENT))
    return [
        connect.ask(archive, queries.documents),
        connect.ask(archive, queries.names),
        connect.ask(archive, lambda index: queries.changes(index, *ever)),
        connect.ask(archive, lambda index: queries.versions(index, *DOCUMENT)),
        connect.ask(archive, lambda index: blame.sentences(index, archive, version, previous=True)),
        connect.ask(archive, lambda index: grep.at(index, archive, re.compile("partner [3-7]"))),
        connect.ask(archive, lambda index: grep.through_history(index, archive, re.compile("purpose 3"))),
        connect.ask(archive, lambda index: quote.find(index, archive, text)),
        connect.ask(archive, lambda index: quote.find(index, archive, "we sell it to the partner 4")),
    ]


def write(data: bytes) -> Damage:
    return lambda index: index.write_bytes(data)


def cut(index: Path) -> None:
    index.write_bytes(index.read_bytes()[: 3 * PAGE + 100])


def zero_page(number: int) -> Damage:
    def damage(index: Path) -> None:
        with index.open("r+b") as file:
            file.seek(number * PAGE)
            file.write(bytes(PAGE))

    return damage


def garble_every_page(index: Path) -> None:
    """A few bytes of each page but the first's header, as a failing disk leaves them."""
    data = bytearray(index.read_bytes())
    dice = random.Random(1)
    for start in range(0, len(data), PAGE):
        for _ in range(40):
            data[start + dice.randrange(100, PAGE)] = dice.randrange(256)
    index.write_bytes(data)


def run(*statements: str) -> Damage:
    def damage(index: Path) -> None:
        with closing(sqlite3.connect(index)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return damage


def a_folder(index: Path) -> None:
    index.unlink()
    index.mkdir()


def a_link_to(target: str) -> Damage:
    def damage(index: Path) -> None:
        index.unlink()
        index.symlink_to(target)

    return damage


def garbage_in_the_log(index: Path) -> None:
    index.with_name(f"{index.name}-wal").write_bytes(b"\xff" * 9000)


DAMAGES = {
    "deleted": Path.unlink,
    "empty": write(b""),
    "no database": write(b"no database"),
    "a header and garbage": write(b"SQLite format 3\0" + b"\xff" * 5000),
    "cut": cut,
    "a folder": a_folder,
    "a link to /dev/null": a_link_to("/dev/null"),
    "a link to nowhere": a_link_to("elsewhere"),
    "garbage in the log": garbage_in_the_log,
    "every page garbled": garble_every_page,
    "another version": run("PRAGMA user_version = 99"),
    "another schema of the same version": run("ALTER TABLE versions RENAME COLUMN subject TO headline"),
    "a table less": run("DROP TABLE holdings"),
    "a table of full-text search less": run("DROP TABLE sentences_fts"),
    "versions less": run("DELETE FROM versions WHERE number = 7"),
    "a document less": run("DELETE FROM documents WHERE slug = 'terms'"),
    "no document": run("DELETE FROM documents"),
    "no version": run("DELETE FROM versions"),
    "a platform's name less": run("DELETE FROM platforms WHERE slug = 'example'"),
    "a cause that is none": run("UPDATE versions SET cause = 'whim'"),
    "a time that is none": run("UPDATE versions SET fetched_at = fetched_at || 'x'"),
    "sources that are none": run("UPDATE versions SET urls = '[[['"),
    "a kind that is none": run(
        "UPDATE sections SET kind = 'x'", "INSERT INTO sections VALUES (2, 9, 'h', 'x')"
    ),
    "spans that are none": run("UPDATE holdings SET spans = '[[1,'"),
    "spans of another shape": run("UPDATE holdings SET spans = '[1]'"),
    "text that is none": run("UPDATE versions SET subject = CAST(x'ff' AS TEXT)"),
    "a number too high": run("UPDATE documents SET newest = 99"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_index_answers_as_a_new_one(archive: Archive, damage: Damage) -> None:
    rightly = answers(archive)
    damage(archive.index)
    assert answers(archive) == rightly


@pytest.mark.parametrize("number", range(24))
def test_a_zeroed_page_is_no_reason_for_another_answer(archive: Archive, number: int) -> None:
    rightly = answers(archive)
    if number * PAGE >= archive.index.stat().st_size:
        pytest.skip("the file has fewer pages")
    zero_page(number)(archive.index)
    assert answers(archive) == rightly


def test_what_is_damaged_is_made_anew_once_and_then_stays(archive: Archive) -> None:
    answers(archive)
    zero_page(2)(archive.index)
    answers(archive)
    made = archive.index.stat().st_ino
    answers(archive)
    assert archive.index.stat().st_ino == made


def test_a_question_that_is_wrong_costs_no_index_and_is_not_hidden(archive: Archive) -> None:
    answers(archive)
    made = archive.index.stat().st_ino
    with pytest.raises(sqlite3.ProgrammingError):
        connect.ask(archive, lambda index: index.execute("SELECT ?", (1, 2)))
    with pytest.raises(KeyError):
        connect.ask(archive, lambda index: {}["nothing"])
    assert archive.index.stat().st_ino == made


def test_a_file_that_another_process_has_replaced_already_is_left_alone(archive: Archive) -> None:
    answers(archive)
    asked: list[int] = []

    def question(index: sqlite3.Connection) -> int:
        asked.append(archive.index.stat().st_ino)
        if len(asked) == 1:
            shutil.copyfile(archive.index, archive.folder / "copy")
            (archive.folder / "copy").replace(archive.index)
            raise places.DamagedIndex("as another process found, too")
        return archive.index.stat().st_ino

    assert connect.ask(archive, question) != asked[0]
    assert len(asked) == 2
    assert asked[1] == archive.index.stat().st_ino


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from archive_repo.archive import Archive
from archive_repo.errors import StoreError
from archive_repo.index import connect, places, queries
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
whatever = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, whatever[1]))
for one in connect.ask(Archive(Path(sys.argv[1])), queries.documents):
    print(one.platform, one.document, one.versions)
resource.setrlimit(resource.RLIMIT_FSIZE, whatever)  # what measures coverage writes when Python ends
"""


def test_where_no_file_can_grow_the_index_is_made_in_memory(archive: Archive) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(archive.folder)], capture_output=True, text=True, check=False
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.splitlines() == [
        "example privacy-policy 12",
        "example terms 1",
        "other privacy-policy 1",
    ]


def fill(path: str) -> None:
    """Fail as on a full disk."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA max_page_count = 1")
        connection.execute("CREATE TABLE a (b)")
        connection.execute("CREATE TABLE c (d)")


def test_where_there_is_room_nowhere_one_line_says_that_the_disk_is_full(archive: Archive) -> None:
    tried: list[str] = []

    def full(path: str) -> None:
        tried.append(path)
        fill(path)

    with ExitStack() as stack, pytest.raises(DiskFull, match="the disk is full") as raised:
        places.anywhere(archive.index, stack, full)
    assert "\n" not in str(raised.value)
    assert tried[0] == str(archive.index)
    assert tried[1:] == [tried[1], places.MEMORY]


def test_a_place_that_is_full_says_so_though_another_one_cannot_be_opened(archive: Archive) -> None:
    def attempt(path: str) -> None:
        if path == places.MEMORY:
            sqlite3.connect("/dev/null/nowhere")
        fill(path)

    with ExitStack() as stack, pytest.raises(DiskFull):
        places.anywhere(archive.index, stack, attempt)


def test_where_nothing_can_be_opened_one_line_says_so(archive: Archive) -> None:
    with ExitStack() as stack, pytest.raises(StoreError, match=r"no room for the index .*unable to open"):
        places.anywhere(archive.index, stack, lambda _: sqlite3.connect("/dev/null/nowhere"))


def test_a_database_that_is_put_aside_goes_to_memory_where_the_disk_is_full(archive: Archive) -> None:
    def attempt(path: str) -> str:
        if path == places.TEMPORARY:
            fill(path)
        return path

    assert places.aside(archive.index, attempt) == places.MEMORY
    with pytest.raises(DiskFull):
        places.aside(archive.index, fill)


def test_a_place_that_cannot_be_written_is_left_as_it_is(archive: Archive) -> None:
    rightly = answers(archive)
    a_folder(archive.index)
    assert answers(archive) == rightly
    assert list(archive.index.iterdir()) == []
