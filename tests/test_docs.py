"""The documentation agrees with the code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_command_reference_is_what_help_says() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", [(), ("crawl",), ("quarantine",), ("quarantine", "accept")], ids=" ".join)
def test_the_command_reference_says_what_the_program_prints(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "archiver", *words, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "100"},
    )
    printed = done.stdout.replace("python -m archiver", "archiver").strip()
    assert printed in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_every_page_of_the_documentation_that_is_linked_is_there() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for line in page.read_text(encoding="utf-8").splitlines():
            for target in [part.partition(")")[0] for part in line.split("](")[1:]]:
                if "://" not in target:
                    assert (page.parent / target.partition("#")[0]).exists(), f"{page.name}: {target}"


def test_every_verb_says_what_it_does_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "archiver", "--help"], capture_output=True, text=True, check=True
    )
    verbs = [
        line
        for line in done.stdout.splitlines()
        if line.startswith("  ") and not line.strip().startswith("-")
    ]
    assert not [line for line in verbs if line.rstrip().endswith("...")]
