"""`archiver init`: a new archive with settings and declarations."""

from __future__ import annotations

from pathlib import Path

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archive_repo.records import slug
from archiver import rights
from archiver.cli import completion, options, output
from archiver.declarations import catalogue
from archiver.report.operations import CatalogueRow
from archiver.report.screen import table
from archiver.settings import template


@click.command("init")
@click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[DIR]")
@click.option(
    "--platforms",
    metavar="A,B",
    shell_complete=completion.shipped,
    help="Only these platforms of the catalogue; `none` for none.",
)
@click.option("--list", "listing", is_flag=True, help="List the platforms of the catalogue, and do nothing.")
@click.option(
    "--contact",
    metavar="URL|EMAIL",
    default="",
    help="How site owners can reach you; sent with every request, in the user agent.",
)
@options.as_json
def command(folder: Path, platforms: str | None, listing: bool, contact: str, as_json: bool) -> None:
    """Make an archive: settings, and declarations of the platforms in the catalogue.

    It also writes two files for you to complete: how to cite the archive, and whose its texts are.

    Existing files are left as they are.
    """
    options.needs("--json", as_json, "--list", listing)
    if listing:
        _list(as_json)
        return
    wanted, chosen = _declarations(platforms), template.text(contact)
    archive = Archive(folder)
    _make(archive)
    written = [name for name, text in wanted.items() if _write(archive.declarations / name, text)]
    is_new = _write(archive.settings, chosen)
    said = {rights.CITATION_FILE: rights.citation(contact), rights.RIGHTS_FILE: rights.RIGHTS}
    noted = [name for name, text in said.items() if _write(archive.folder / name, text)]
    output.note(f"{folder}: settings in archive.toml, {plural(len(written), 'declaration')} written")
    if noted:
        output.note(f"Complete {' and '.join(noted)}: how to cite the archive, and whose its texts are")
    if not is_new and contact:
        output.note("archive.toml already exists and was left as it is: add the contact to its user_agent")
    elif is_new and not contact:
        output.note(
            "Site owners cannot reach you yet: give `--contact URL|EMAIL`, or set user_agent in archive.toml"
        )
    at = "" if folder == Path() else f" --archive {folder}"
    if any(archive.declarations.glob("*.json")):
        output.note(f"Next: `archiver crawl{at}` fetches them; then `archiver status{at}`")
    else:
        output.note(f"Next: `archiver add{at} URL` finds a platform's policies; then `archiver crawl{at}`")


def _list(as_json: bool) -> None:
    names = catalogue.titles()
    if as_json:
        output.write_json(CatalogueRow(platform=slug, platform_name=name) for slug, name in names.items())
    else:
        output.write(table([("PLATFORM", "NAME"), *names.items()], output.width()))


def _declarations(platforms: str | None) -> dict[str, str]:
    if platforms == "none":
        return {}
    named = [slug(name) for name in platforms.split(",") if name.strip()] if platforms else catalogue.names()
    return catalogue.declarations(named)


def _make(archive: Archive) -> None:
    try:
        archive.declarations.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(f"{archive.folder}: an archive cannot be made there ({error.strerror})") from error


def _write(path: Path, text: str) -> bool:
    if path.exists():
        return False
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be written ({error.strerror})") from error
    return True
