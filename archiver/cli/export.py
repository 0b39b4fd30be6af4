"""`archiver export`: this archive in the formats that others read."""

from __future__ import annotations

from pathlib import Path

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archive_repo.history import unknown_document
from archiver import addresses
from archiver.cli import options, output


@click.group("export", short_help="Write the archive in a format that others read.")
def command() -> None:
    """Write the archive in a format that others read."""


@command.command("warc")
@options.archive
@click.argument("named", nargs=-1, required=True, metavar="PLATFORM[/DOCUMENT]...")
@click.option(
    "-o", "--output", "file", required=True, type=click.Path(path_type=Path), help="The file to write."
)
def warc_command(archive: Archive, named: tuple[str, ...], file: Path) -> None:
    """Write stored pages as WARC 1.1, which web archives and their readers understand.

    Each page is a record with the time of its look, each redirect on the way to it too, and each
    look that found the same bytes a revisit; digests are SHA-256. Pages that differed without a
    change of the text were not stored, and so are not there.
    """
    from archiver.exchange.warc.writing import write

    count = 0
    try:
        with file.open("wb") as stream:
            for text in named:
                address = addresses.parse(text)
                repository = archive.repository(address.platform)
                known = repository.documents()
                if address.document and address.document not in known:
                    raise unknown_document(repository, address.document)
                chosen = [address.document] if address.document else known
                count += write(stream, repository, chosen, software=_software())
    except OSError as error:
        raise InvalidInput(f"{file} cannot be written ({error.strerror}); name another file") from error
    output.note(f"{file}: {plural(count, 'record')}")


def _software() -> str:
    from importlib.metadata import version

    return f"archiver {version('policy-archiver')}"
