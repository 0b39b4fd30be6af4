"""What the shell completes: addresses, platforms, titles, categories and references that start as typed.

Completion must never show a traceback or take long: if anything fails, nothing is completed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import click
from click.core import ParameterSource

from archive_repo.archive import Archive
from archive_repo.errors import NotAnArchive


def addresses(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Platforms and documents, those that are declared and those that are archived."""
    return _starting(incomplete, lambda: _addresses(_archive(context)))


def platforms(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Platforms; of several with commas between, the last one."""
    before, comma, last = incomplete.rpartition(",")
    found = _starting(last, lambda: _platforms(_archive(context)))
    return [f"{before}{comma}{one}" for one in found]


def documents(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Documents, whatever the platform: their slugs, which stand for their titles."""
    return _starting(incomplete, lambda: [document for _, document in _known(_archive(context))])


def categories(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Categories of provisions."""

    def known() -> Iterable[str]:
        from archiver.provisions import taxonomy  # takes a while to load

        return taxonomy.load().categories

    return _starting(incomplete, known)


def references(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Articles of regulations, and the regulations."""

    def known() -> Iterable[str]:
        from archiver.provisions.regulations import laws  # takes a while to load

        found = laws.load().articles
        return [*found, *(one.partition(":")[0] for one in found)]

    return _starting(incomplete, known)


def shipped(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Platforms of the catalogue that ships with archiver; of several with commas between, the last one."""

    def known() -> Iterable[str]:
        from archiver.declarations import catalogue  # what reads declarations is slow to load

        return catalogue.names()

    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{one}" for one in _starting(last, known)]


def _starting(incomplete: str, known: Callable[[], Iterable[str]]) -> list[str]:
    with suppress(Exception):
        return sorted({one for one in known() if one.startswith(incomplete)})
    return []


def _archive(context: click.Context) -> Archive:
    """The archive that the words typed so far name."""
    chosen = context.params.get("archive") or context.params.get("folder")
    if isinstance(chosen, Archive):
        return chosen
    if chosen is None and context.get_parameter_source("archive") is ParameterSource.COMMANDLINE:
        raise NotAnArchive("the folder that was typed is not an archive")
    from archiver.cli import options  # which offers what is completed here

    return Archive.open(Path(chosen) if chosen else options.folder(context))


def _addresses(archive: Archive) -> Iterable[str]:
    for platform, document in _known(archive):
        yield platform
        yield f"{platform}/{document}"


def _platforms(archive: Archive) -> Iterable[str]:
    return [*archive.slugs(), *(platform for platform, _ in _known(archive))]


def _known(archive: Archive) -> Iterable[tuple[str, str]]:
    """Platform and document of all that is archived or declared."""
    with suppress(Exception):
        for platform in archive.slugs():
            with suppress(Exception):  # a damaged platform must not keep the others from being completed
                for document in archive.repository(platform).documents():
                    yield platform, document
    with suppress(Exception):
        from archiver import declarations  # what reads declarations is slow to load

        for one in declarations.read_all(archive.declarations):
            for declared in one.documents:
                yield one.slug, declared.slug
