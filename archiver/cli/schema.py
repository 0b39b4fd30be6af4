"""`archiver schema`: what a command prints with --json, as a JSON Schema."""

from __future__ import annotations

import click

from archive_repo.errors import InvalidInput, meant
from archiver.cli import output
from archiver.report import schema, shapes


@click.command("schema", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, metavar="[COMMAND]...", type=click.UNPROCESSED)
def command(words: tuple[str, ...]) -> None:
    """Print the JSON Schema (draft 2020-12) of what a command prints with --json.

    COMMAND is one of those that are listed when none is given, such as `grep --history`.
    """
    if not words:
        output.write(shapes.SHAPES)
        return
    name = " ".join(words)
    if name not in shapes.SHAPES:
        hint = meant(name, shapes.SHAPES, "`archiver schema` lists what there is", most=2)
        raise InvalidInput(f"{name}: no output of this name; {hint}")
    output.write_json(schema.of(shapes.SHAPES[name], f"archiver {name} --json"))
