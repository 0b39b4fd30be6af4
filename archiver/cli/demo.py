"""`archiver demo`: an archive to look at, made from pages that ship with the package."""

from __future__ import annotations

import io
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archiver import declarations
from archiver.cli import commands, crawling
from archiver.demo import server
from archiver.demo.pages import DATES
from archiver.demo.server import Site

SETTINGS = """\
# Settings of the demo. Its pages were served by this machine while `archiver demo` ran, and are gone now;
# an archive of real pages starts with `archiver init`.

[fetch]
# The pages were at 127.0.0.1, an address that a crawl refuses otherwise.
allow_private_addresses = true
# The server was our own, so there was nobody to be considerate of.
delay_seconds = 0

[gate]
confirm_after_seconds = 0
"""

TOUR = (
    ("What changed since February?", ("changes", "--since", "2025-02-01")),
    (
        "What exactly does Quillwren do with conversations now?",
        ("diff", "quillwren-ai/privacy-policy", "2025-01-13", "2025-03-03"),
    ),
    ("Since when does each sentence stand there?", ("blame", "tamberloft/acceptable-use-policy")),
    (
        "Was the error page of May taken for the terms? It was seen, and kept out of the history.",
        ("seen", "quillwren-ai/terms-of-service"),
    ),
)
"""Questions, and the commands that answer them."""

PAGE = ("diff", "quillwren-ai/privacy-policy", "2025-01-13", "2025-03-03", "--html")
"""The command that writes the page to look at."""

NEXT = (
    ("changes", "--since", "2025-02-01", "--silent"),
    ("quote", "We build no profiles for advertising"),
    ("grep", "--history", "legitimate interest"),
    ("show", "tamberloft/terms-of-service@2025-05-19"),
    ("provisions", "quillwren-ai/privacy-policy"),
    ("compare", "model-training-on-user-data"),
)
"""Commands that the tour leaves to the user."""


@click.command("demo")
@click.argument("folder", default="archiver-demo", type=click.Path(path_type=Path), metavar="[DIR]")
def command(folder: Path) -> None:
    """Make an archive of invented policies in DIR [default: archiver-demo], and show what can be asked of it.

    The pages ship with archiver: three platforms on four days, served on this machine. No internet is needed.
    """
    archive = Archive(folder)
    with server.serving() as pages:
        _found(archive, pages)
        _crawl(archive, pages)
    click.echo(f"\n$ cd {shlex.quote(str(folder))}")
    for question, words in TOUR:
        _show(archive, question, words)
    _write_page(archive)
    _say_what_next(folder)


def _found(archive: Archive, pages: Site) -> None:
    folder = archive.folder
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise InvalidInput(f"{folder} already exists; choose a new folder: `archiver demo DIR`")
    try:
        archive.declarations.mkdir(parents=True)
    except OSError as error:
        raise InvalidInput(f"{folder}: no archive can be made there ({error.strerror})") from error
    archive.settings.write_text(SETTINGS, encoding="utf-8")
    for name, text in pages.declarations().items():
        (archive.declarations / name).write_text(text, encoding="utf-8")


def _crawl(archive: Archive, pages: Site) -> None:
    declared = declarations.read_all(archive.declarations)
    for moment in DATES:
        pages.set_date(moment)
        click.echo(f"\n$ archiver crawl    # on {moment:%Y-%m-%d}", err=True)
        crawling.crawl(archive, declared, clock=_stopped(moment))


def _stopped(moment: datetime) -> Callable[[], datetime]:
    """A clock that always says the same."""
    return lambda: moment


def _show(archive: Archive, question: str, words: Sequence[str]) -> None:
    """Run a command as the user would and print all it says, without a pager, which would stop the tour."""
    said = io.StringIO()
    with redirect_stderr(said):
        text = _said(archive, words, said)
    click.echo(f"\n# {question}\n$ archiver {shlex.join(words)}\n{text.rstrip()}")


def _write_page(archive: Archive) -> None:
    """Keep a difference as a page, for a browser."""
    page = archive.folder / "diff.html"
    page.write_text(_said(archive, PAGE, io.StringIO()), encoding="utf-8")
    click.echo(
        f"\n# The same difference, as a page for a browser:\n$ archiver {shlex.join(PAGE)} > {page.name}"
    )


def _said(archive: Archive, words: Sequence[str], said: io.StringIO) -> str:
    """What a command writes to stdout, after what is in `said` already."""
    verb, *rest = words
    colours = sys.stdout.isatty()
    with redirect_stdout(said):
        arguments = [verb, "--archive", str(archive.folder), *rest]
        commands.main(arguments, prog_name="archiver", standalone_mode=False, color=colours)
    return said.getvalue()


def _say_what_next(folder: Path) -> None:
    click.echo(f"\nTry next, in {shlex.quote(str(folder))}:")
    for words in NEXT:
        click.echo(f"  archiver {shlex.join(words)}")
    click.echo("  git -C platforms/quillwren-ai.git log --stat")
