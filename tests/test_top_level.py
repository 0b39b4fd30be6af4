"""The top of the project holds what a newcomer looks for there, and nothing that a command left behind."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {".ci", "archive_repo", "archiver", "docs", "scripts", "tests"}
FOR_PEOPLE = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "NOTICE"}
FOR_PROGRAMS = {".gitignore", "CITATION.cff", "Containerfile", "pyproject.toml", "requirements.lock"}


def test_every_tracked_file_at_the_top_is_one_that_belongs_there() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: git cannot say what is tracked")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    top = {path.split("/", 1)[0] for path in listed.stdout.decode().split("\0") if path}
    assert top == FOLDERS | FOR_PEOPLE | FOR_PROGRAMS
