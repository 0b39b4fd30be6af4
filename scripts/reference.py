"""The command reference: what every verb prints with --help."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from archiver.cli import GROUPS, commands

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"
WIDTH = 98
"""What click writes on a terminal of 100 columns or more."""


def reference() -> str:
    """The whole page, in Markdown."""
    parts = [
        "# Command reference",
        "Written by `scripts/docs` from `--help`; do not edit.",
        _printed(),
    ]
    for title, verbs in GROUPS.items():
        parts.append(f"## {title}")
        for verb in verbs:
            parts += [f"### archiver {verb}", _printed(verb)]
            parts += [_printed(verb, name) for name in _below(verb)]
    return "\n\n".join(parts) + "\n"


def _below(verb: str) -> Iterator[str]:
    """The verbs of a verb that is a group, such as `quarantine`."""
    found = commands.get_command(click.Context(commands), verb)
    yield from sorted(found.commands) if isinstance(found, click.Group) else ()


def _printed(*words: str) -> str:
    """What the console command prints when it is asked for help."""
    runner = CliRunner(catch_exceptions=False)
    done = runner.invoke(commands, [*words, "--help"], prog_name="archiver", terminal_width=WIDTH)
    lines = (line.rstrip() for line in done.output.strip().splitlines())
    return "```text\n" + "\n".join(lines) + "\n```"


def main() -> int:
    """Write the page, or compare it with what is there."""
    if "--check" not in sys.argv:
        PAGE.write_text(reference(), encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == reference():
        return 0
    print("docs/cli.md is out of date; run scripts/docs", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
