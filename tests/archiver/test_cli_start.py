"""What commands that read do not load: it would be most of the time that they take."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click
import pytest

from archiver.cli import GROUPS, commands
from tests.conftest import Done, Recorder, unmeasured

CRAWLER = ("archiver.crawl", "archiver.extract", "archiver.fetch", "httpx", "lxml", "playwright")
GIT = ("archive_repo.git.store", "pygit2")
COMPARING = ("archive_repo.diff", "archive_repo.text.numbering", "diff_match_patch", "rapidfuzz")
WORDS = ("archive_repo.text.words", "wcwidth")
TYPED = ("archive_repo.text.dates", "archiver.declarations", "shutil")
"""What only times in words, declarations, and a terminal's size need."""
HINTS = ("difflib",)
"""What a word could have meant that no command knows."""

FROM_THE_INDEX = (*CRAWLER, *GIT, *COMPARING, *HINTS)
NOT_LOADED = {
    ("list",): (*FROM_THE_INDEX, *WORDS, *TYPED, "archiver.moments"),
    ("status",): CRAWLER,
    ("changes", "--since", "2025-01-01"): (*FROM_THE_INDEX, *WORDS, *TYPED),
    ("log", "example-inc/privacy-policy"): (*FROM_THE_INDEX, *WORDS, *TYPED),
    ("show", "example-inc/privacy-policy"): (*FROM_THE_INDEX, *WORDS),
    ("blame", "example-inc/privacy-policy"): (*CRAWLER, *COMPARING, *HINTS, *WORDS),
    ("quote", "other words"): (*CRAWLER, *COMPARING, *HINTS),
    ("grep", "words"): (*CRAWLER, *COMPARING, *HINTS, *WORDS),
    ("grep", "words", "--history"): (*CRAWLER, *GIT, "archive_repo.diff", *HINTS),
    ("diff", "example-inc/privacy-policy"): (*CRAWLER, *HINTS),
    ("verify",): CRAWLER,
}
"""Modules, their own ones included, by command; the index is there and up to date."""

TELLING = """
import atexit, sys
from archiver.__main__ import main
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
main()
"""
"""The console command, which says at its end what was loaded."""


@pytest.mark.parametrize("command", NOT_LOADED, ids=" ".join)
def test_a_command_that_reads_loads_only_what_it_needs(
    record: Recorder, run: Callable[..., Done], tmp_path: Path, command: tuple[str, ...]
) -> None:
    record("Some words.\n")
    record("Other words.\n")
    run("blame", "example-inc/privacy-policy")
    own = {"ARCHIVER_ARCHIVE": str(tmp_path), "ARCHIVER_NOW": "2025-06-01T00:00:00Z", "COLUMNS": ""}
    loaded = _loaded(command, unmeasured(**own))
    assert f"archiver.cli.{command[0]}" in loaded
    assert [name for name in NOT_LOADED[command] if name in loaded] == []


def test_help_loads_no_verb() -> None:
    loaded = _loaded(("--help",), unmeasured())
    assert [name for name in loaded if name.startswith("archiver.cli.")] == [
        "archiver.cli.escapes",
        "archiver.cli.streams",
    ]


def test_help_says_of_each_verb_what_its_own_help_says_first() -> None:
    context = click.Context(commands)
    verbs = {verb: commands.get_command(context, verb) for told in GROUPS.values() for verb in told}
    said = {verb: found and found.get_short_help_str(limit=200) for verb, found in verbs.items()}
    assert said == {verb: first for told in GROUPS.values() for verb, first in told.items()}


def _loaded(command: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """The modules that the console command loads."""
    process = [sys.executable, "-c", TELLING, *command]
    done = subprocess.run(process, env=environment, capture_output=True, text=True, check=True)
    return done.stderr.split()
