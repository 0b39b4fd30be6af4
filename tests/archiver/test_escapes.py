"""Nothing that a stranger wrote steers the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.format.observation import Observation, to_json
from archive_repo.records import Outcome
from archive_repo.repository import Repository
from archiver.cli import output
from archiver.cli.escapes import visible
from archiver.report.screen import Role
from tests.conftest import START, Done, Recorder

TITLE = "\x1b]0;owned\x07"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, with ünïcode, 豆包 and\ttabs\n", "plain, with ünïcode, 豆包 and\ttabs\n"),
        ("\x1b[2J", "\\x1b[2J"),
        (TITLE, "\\x1b]0;owned\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("pay\u202eyap", "pay\\u202eyap"),
        ("a\u2066b\u2069c\u200e\u200f\u061c", "a\\u2066b\\u2069c\\u200e\\u200f\\u061c"),
        ("line\u2028break\rback", "line\\u2028break\\x0dback"),
        ("\ud800", "\\ud800"),
        ("\x1b[8mhidden", "\\x1b[8mhidden"),
    ],
)
def test_what_steers_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("colour", ["red", "green", "yellow", "blue", "cyan", "bright_black"])
def test_the_colours_of_the_command_line_stay(colour: str) -> None:
    assert visible(click.style("a", fg=colour, bold=True)) == click.style("a", fg=colour, bold=True)


@pytest.mark.parametrize("role", output.COLOURS)
def test_whatever_a_role_looks_like_stays(role: Role) -> None:
    painted = output.paint("word", role)
    assert visible(painted) == painted


@given(st.text())
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_a_foreign_repository_cannot_write_to_the_terminal(
    tmp_path: Path, repository: Repository, run: Callable[..., Done]
) -> None:
    Recorder(repository)(f"# Privacy {TITLE}\n\nA sentence {TITLE} of it.\n", title=f"Privacy {TITLE}")
    look = Observation(
        document="privacy-policy",
        title="Privacy",
        checked_at=START,
        outcome=Outcome.FAILED,
        reason=f"redirected to {TITLE}",
        failures=1,
    )
    with repository.writing() as writer:
        writer.record_observations([look], checked_at=START)
    assert TITLE in json.loads(to_json(look))["reason"]
    for words in (
        ("list",),
        ("log", "example-inc/privacy-policy"),
        ("show", "example-inc/privacy-policy"),
        ("blame", "example-inc/privacy-policy"),
        ("changes", "--since", "2020"),
        ("grep", "sentence"),
        ("quote", "A sentence of it"),
        ("seen", "example-inc/privacy-policy"),
        ("verify",),
    ):
        done = run(*words)
        assert "\x1b]" not in done.out + done.err, words
        assert "\x07" not in done.out + done.err, words
