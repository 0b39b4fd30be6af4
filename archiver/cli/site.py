"""`archiver site`: the archive as pages that any host can serve."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archiver import settings
from archiver.cli import indexing, interruption, options, output, sick
from archiver.publish.site import making

T = TypeVar("T")


@click.group("site", short_help="Make a site of the archive, or look at it.")
def command() -> None:
    """Make a site of the archive that any host can serve, or look at it on this machine.

    Its name and the address where it will be served are in archive.toml, under [site].
    """


@command.command("build")
@options.archive
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def build_command(archive: Archive, folder: Path) -> None:
    """Make the pages of the site in DIR, or bring up to date those that changed.

    Texts at any time, changes, provisions and feeds, each with its data beside it. DIR must be
    empty, or hold a site that this command made. Until all pages are ready, the site that is
    there stays as it is.
    """
    _build(archive, folder)


@command.command("serve")
@options.archive
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=8000,
    show_default=True,
    help="Where to listen.",
)
@click.option("--no-build", is_flag=True, help="Serve what is there.")
def serve_command(archive: Archive, folder: Path, port: int, no_build: bool) -> None:
    """Make the site in DIR, then serve it on this machine until Ctrl-C or SIGTERM.

    Also answers at /timegate/URL, so that a Memento client (RFC 7089) finds what stood at a
    policy's own address at a time.
    """
    from archiver.publish.site import serving  # only needed here

    if not no_build:
        _build(archive, folder)
    try:
        server = serving.server(folder, port)
    except OSError as error:
        raise InvalidInput(f"port {port}: {error.strerror}; name another one with --port") from error
    with server, interruption.as_usual_end():
        output.note(f"http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)")
        server.serve_forever()


def _build(archive: Archive, folder: Path) -> None:
    own = settings.read(archive.settings).site
    if sys.stderr.isatty():  # what makes a site takes a second to load, and on a busy machine ten
        click.echo("\r\x1b[Kreading what is new in the archive", nl=False, err=True)
    maker = making.maker(archive, own, folder, options.now(), watched=_watched, sick=_sick)
    done = indexing.ask(archive, maker.make)
    gone = f", {done.removed} removed" if done.removed else ""
    output.note(f"{folder}: {plural(done.pages, 'file')}, {done.written} written{gone}")
    if not maker.has_search:
        output.note("the site has no search: it needs pagefind, `pip install 'policy-archiver[site]'`")
    if not own.url:
        output.note("[site] url in archive.toml is not set: feeds and citations lack the site's address")


def _watched(found: Sequence[T], what: str) -> Iterable[T]:
    return indexing.watched(found, len(found), what)


def _sick(platform: str, reason: str) -> None:
    sick.tell(platform, reason, shown=False)
