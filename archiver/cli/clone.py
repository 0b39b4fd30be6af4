"""`archiver clone`: makes platforms' repositories of those on a git host."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from archive_repo.archive import DECLARATIONS, PLATFORMS, Archive
from archive_repo.errors import InvalidInput, NotAnArchive
from archiver import declarations, settings
from archiver.cli import hosting, indexing, options, output
from archiver.errors import SettingsError
from archiver.exchange import git_hosts
from archiver.settings import template


@click.command("clone")
@click.option(
    "-C",
    "--archive",
    "chosen",
    metavar="DIR",
    help="Folder of the archive [default: $ARCHIVER_ARCHIVE, or the current folder].",
)
@click.argument("urls", nargs=-1, required=True, metavar="REMOTE...")
@options.as_json
def command(chosen: str | None, urls: tuple[str, ...], as_json: bool) -> int:
    """Bring in platforms from repositories that `archiver push` made, to go on with them here.

    REMOTE is any address that git understands. Its last part names the platform, as in
    git@host.example:org/mistral-ai.git; a repository of many platforms brings in all of them. An
    empty folder becomes an archive, whose archive.toml names the remote for `archiver pull`. A
    platform that is here already is left as it is: pull it.
    """
    archive = _archive(chosen)
    is_new = not archive.slugs() and not archive.settings.exists()
    template = settings.read(archive.settings).remote.url
    found: dict[str, git_hosts.Remote] = {}
    for url in urls:
        for platform, remote in git_hosts.found_at(url, template).items():
            if platform in found:
                raise InvalidInput(f"{platform}: is named by two of the addresses; give one of them")
            found[platform] = remote
    code = hosting.each(
        found,
        lambda platform, remote: git_hosts.clone(archive, platform, remote),
        "cloned",
        as_json=as_json,
    )
    indexing.ask(archive, lambda index: None)
    if is_new and archive.slugs():
        _write_settings(archive, git_hosts.template_of(found))
    _tell_undeclared(archive, set(found) & set(archive.slugs()))
    return code


def _archive(chosen: str | None) -> Archive:
    try:
        return options.opened(chosen)
    except NotAnArchive:
        folder = Path(chosen) if chosen else options.folder(click.get_current_context())
        if folder.exists() and any(folder.iterdir()):
            raise
        for name in (DECLARATIONS, PLATFORMS):
            (folder / name).mkdir(parents=True)
        return Archive.open(folder)


def _write_settings(archive: Archive, url: str) -> None:
    """Give an archive that has none its settings, with the remote that it can be pulled from."""
    text, remote = template.text(), "the address of its remote under [remote]"
    if url:
        with suppress(SettingsError):  # it has a password in it
            text = template.with_remote(url)
            remote = "a contact for site owners in user_agent"
    archive.settings.write_text(text, encoding="utf-8")
    output.note(f"{archive.settings}: a new archive's settings; give it {remote}")


def _tell_undeclared(archive: Archive, platforms: set[str]) -> None:
    sound = declarations.read_sound(archive.declarations)[0] if archive.declarations.is_dir() else ()
    declared = {one.slug for one in sound}
    if missing := sorted(platforms - declared):
        output.note(
            f"Not declared here, so that no crawl looks at them: {', '.join(missing)}; copy their files into "
            f"{archive.declarations.name}/ from where they were crawled, or `archiver add` them"
        )
