"""`archiver validate`: whether settings and declarations can be used as they are."""

from __future__ import annotations

import sys

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archiver import declarations, settings
from archiver.cli import options, output
from archiver.errors import SettingsError
from archiver.report.operations import ProblemRow


@click.command("validate")
@options.archive
@options.as_json
def command(archive: Archive, as_json: bool) -> None:
    """Check archive.toml and every declaration; name file and key of what is wrong.

    Exit code 1 when something is.
    """
    for note in declarations.notes(archive.declarations):
        output.note(f"note: {note}")
    problems = [*_settings(archive), *map(str, declarations.problems(archive.declarations))]
    problems = problems or _undeclared(archive)
    if as_json:
        output.write_json([ProblemRow(problem=problem) for problem in problems])
    else:
        output.write(problems)
    if problems:
        output.note(f"{plural(len(problems), 'problem')} found")
        sys.exit(1)
    read = declarations.read_all(archive.declarations)
    for note in (note for one in read for note in one.notes):
        output.note(f"note: {note}")
    documents = sum(len(one.documents) for one in read)
    output.note(f"{plural(len(read), 'declaration')} of {plural(documents, 'document')}: all can be used")


def _settings(archive: Archive) -> list[str]:
    try:
        settings.read(archive.settings)
    except SettingsError as error:
        return [str(error)]
    return []


def _undeclared(archive: Archive) -> list[str]:
    """What archive.toml asks for in a language, or more or less often, and nobody declares."""
    own, declared = settings.read(archive.settings), declarations.read_all(archive.declarations)
    wanted = {"accept_language": own.accept_language, "watch.platforms": own.watch.platforms}
    return [
        f"{archive.settings.name}: {key}.{address}: not declared"
        for key, addresses in wanted.items()
        for address in declarations.undeclared(declared, addresses)
    ]
