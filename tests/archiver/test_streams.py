"""Commands whose streams are closed, full or of another encoding: one line at most, and never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive_repo.repository import Repository
from tests.conftest import Recorder, unmeasured

COMMANDS = ("list", *(f"{verb} example-inc/privacy-policy" for verb in ("show", "log", "blame")))


@pytest.fixture(autouse=True)
def archive(tmp_path: Path, repository: Repository) -> Path:
    Recorder(repository)("# Privacy\n\nWir speichern „Daten“ für 豆包.\n")
    (tmp_path / "declarations").mkdir()
    return tmp_path


def archiver(
    folder: Path, words: str, redirected: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        f"{sys.executable} -m archiver {words} --archive {folder} {redirected}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        encoding="latin-1",
        env=unmeasured(**environment),
        check=False,
    )


@pytest.mark.parametrize("words", COMMANDS)
def test_a_full_device_is_one_line_and_exit_code_1(archive: Path, words: str) -> None:
    done = archiver(archive, words, "> /dev/full")
    assert done.returncode == 1
    assert "No space left on device; check the disk" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("redirected", [">&-", "<&-", "2>&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize("words", COMMANDS)
def test_closed_streams_are_no_error(archive: Path, words: str, redirected: str) -> None:
    done = archiver(archive, words, redirected)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_a_quotation_from_a_closed_stdin_is_one_line(archive: Path) -> None:
    done = archiver(archive, "quote -", "<&-")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_what_the_encoding_lacks_is_written_as_an_escape(archive: Path) -> None:
    done = archiver(archive, "show example-inc/privacy-policy", "", PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert "für \\u8c46\\u5305" in done.stdout


def test_a_reader_that_has_seen_enough_ends_the_command_silently(
    repository: Repository, archive: Path
) -> None:
    Recorder(repository)("We keep it for a month.\n" * 20_000, "terms")  # more than a pipe has room for
    done = archiver(archive, "grep keep", "| head -1; exit ${PIPESTATUS[0]}")
    assert done.returncode == 0
    assert done.stderr == ""
