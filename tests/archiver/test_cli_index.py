"""What commands say of the index: how far it is on a terminal, and which platform could not be read."""

from __future__ import annotations

import os
import pty
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive_repo.repository import Repository
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
ABOUT_ALL = [
    ("list",),
    ("changes", "--since", "2025-01-01"),
    ("grep", "words"),
    ("quote", "other words"),
]
ABOUT_ONE = [
    ("log", "example-inc/privacy-policy"),
    ("show", "example-inc/privacy-policy"),
    ("diff", "example-inc/privacy-policy"),
    ("blame", "example-inc/privacy-policy"),
]
READING = [*ABOUT_ALL, *ABOUT_ONE]


@pytest.fixture
def texts(record: Recorder) -> None:
    record("Some words.\n")
    record("Other words.\n")


@pytest.mark.parametrize("arguments", READING, ids=[arguments[0] for arguments in READING])
def test_the_first_question_to_an_archive_says_how_far_it_is(
    texts: None, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert b"reading the history of 1 platform: 0 %" in on_terminal(tmp_path, arguments)


def test_what_makes_a_site_says_so_before_it_is_loaded(texts: None, tmp_path: Path) -> None:
    told = on_terminal(tmp_path, ("site", "build", str(tmp_path / "site")))
    assert told.startswith(b"\r\x1b[Kreading what is new in the archive\r\x1b[K")


def on_terminal(folder: Path, arguments: tuple[str, ...]) -> bytes:
    """What a command says on a terminal of what it does."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "ARCHIVER_ARCHIVE": str(folder), "ARCHIVER_NOW": "2025-06-01T00:00:00Z"}
    done = subprocess.run(
        [sys.executable, "-m", "archiver", *arguments],
        env=environment, stdout=subprocess.PIPE, stderr=theirs, check=False,
    )  # fmt: skip
    os.close(theirs)
    with os.fdopen(ours, "rb") as terminal:
        told = terminal.read1(9000)
    assert done.returncode == 0
    return told


@pytest.mark.parametrize("arguments", ABOUT_ALL, ids=[arguments[0] for arguments in ABOUT_ALL])
def test_a_platform_that_cannot_be_read_is_named_once_and_the_command_ends_with_3(
    texts: None, tmp_path: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    rightly = run(*arguments)
    (tmp_path / "platforms" / "sick.git").write_text("not a repository", encoding="utf-8")
    done = run(*arguments)
    assert (done.out, done.code, rightly.code) == (rightly.out, 3, 0)
    assert done.err.count("sick: cannot be read, and is left out: ") == 1
    assert "move it away" in done.err


@pytest.mark.parametrize("arguments", ABOUT_ONE, ids=[arguments[0] for arguments in ABOUT_ONE])
def test_a_question_about_one_platform_does_not_look_at_another(
    texts: None, tmp_path: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    rightly = run(*arguments)
    (tmp_path / "platforms" / "sick.git").write_text("not a repository", encoding="utf-8")
    assert run(*arguments) == rightly


def test_an_answer_of_no_stays_one_where_a_platform_cannot_be_read(
    texts: None, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "platforms" / "sick.git").write_text("not a repository", encoding="utf-8")
    assert run("quote", "never said by anybody").code == 1


def test_a_damaged_index_is_no_business_of_the_reader(
    texts: None, tmp_path: Path, run: Run, repository: Repository
) -> None:
    rightly = [run(*arguments) for arguments in READING]
    data = bytearray((tmp_path / "index.sqlite").read_bytes())
    for start in range(4096, len(data), 4096):
        data[start : start + 64] = os.urandom(64)
    (tmp_path / "index.sqlite").write_bytes(data)
    assert [run(*arguments) for arguments in READING] == rightly


def test_verify_finds_a_row_of_the_index_that_was_altered(texts: None, tmp_path: Path, run: Run) -> None:
    run("list")
    assert run("verify").code == 0
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as index:
        index.execute("UPDATE versions SET fetched_at = '2020-01-01T00:00:00+00:00' WHERE number = 1")
        index.commit()
    found = run("verify")
    assert found.code == 1
    assert "index.sqlite: table versions lacks 1 rows that git gives" in " ".join(found.out.split())
    assert "the next command rebuilds it" in found.out
    (tmp_path / "index.sqlite").unlink()
    assert run("verify").code == 0
