"""The command reference, made of what every verb says with --help."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archiver.cli import GROUPS, commands

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"
WIDTH = 100


def reference() -> str:
    """The whole page, in Markdown."""
    parts = [
        "# Command reference",
        "Written by `scripts/docs` from `--help`; do not edit.",
        _block(commands, "archiver"),
    ]
    for title, verbs in GROUPS.items():
        parts.append(f"## {title}")
        for verb in verbs:
            found = commands.get_command(click.Context(commands), verb)
            if found:
                parts += [f"### archiver {verb}", _block(found, f"archiver {verb}")]
                parts += [
                    _block(found.commands[name], f"archiver {verb} {name}")
                    for name in (sorted(found.commands) if isinstance(found, click.Group) else ())
                ]
    return "\n\n".join(parts) + "\n"


def _block(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH)
    lines = (line.rstrip() for line in command.get_help(context).splitlines())
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
