"""The configuration of a repository is read as git reads it, and refused where git refuses it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from archive_repo.git.configuration import settings
from archive_repo.git.creation import CONFIG
from archive_repo.repository import Repository


def read_by_git(repository: Path) -> dict[str, str] | None:
    """The settings as git has them; None where it refuses the file."""
    file = str(repository / "config")
    done = subprocess.run(
        ["git", "config", "--file", file, "--list", "--null"], capture_output=True, check=False
    )
    if done.returncode:
        return None
    lines = (line.partition("\n") for line in done.stdout.decode(errors="replace").split("\0") if line)
    return {name: value if is_set else "true" for name, is_set, value in lines}


@pytest.mark.parametrize(
    "text",
    [
        CONFIG.decode(),
        "# one\n[core]\n; two\n\tbare\n",
        '[remote "Origin"]\n\turl = https://example.org/x.git\n\tfetch = +refs/*:refs/*\n\tmirror = true\n',
        "[Core] Bare = TRUE\n",
        '[core]\n\teditor = "a b"\n',
        "[core]\r\n\tbare = true\r\n",
        "[user]\n\tname = a \\\n  b\n",
    ],
)
def test_it_is_read_as_git_reads_it(repository: Repository, text: str) -> None:
    (repository.path / "config").write_text(text, newline="")
    assert settings(repository.path) == read_by_git(repository.path)


def test_what_git_refuses_is_refused_whatever_bit_was_flipped(repository: Repository) -> None:
    """A bit of each byte in turn."""
    for place in range(len(CONFIG)):
        data = bytearray(CONFIG)
        data[place] ^= 1 << place % 8
        (repository.path / "config").write_bytes(data)
        if read_by_git(repository.path) is None:
            with pytest.raises(ValueError, match=r"line|decode"):
                settings(repository.path)


def test_one_that_is_not_there_is_refused(repository: Repository) -> None:
    (repository.path / "config").unlink()
    with pytest.raises(ValueError, match="not there"):
        settings(repository.path)
