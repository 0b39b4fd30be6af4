"""`archiver validate`: whether settings and declarations can be used as they are, and addresses answer."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive_repo.archive import Archive
from archive_repo.errors import meant
from archive_repo.format.message import plural
from archive_repo.records import CONFIRMING
from archiver import declarations, settings
from archiver.cli import interruption, options, output
from archiver.declarations import Declaration, asking, selected
from archiver.errors import DeclarationError
from archiver.report.operations import ProblemRow
from archiver.settings import Settings

if TYPE_CHECKING:
    from archiver.crawl.platform import Looked
    from archiver.crawl.run import CrawlReport


@click.command("validate")
@options.archive
@options.addresses
@click.option(
    "--fetch", is_flag=True, help="Also try each address now, as a first crawl would; record nothing."
)
@options.as_json
def command(archive: Archive, named: tuple[str, ...], fetch: bool, as_json: bool) -> None:
    """Check archive.toml and every declaration, and name the file and key of each problem.

    With --fetch, each document (or each one named) is fetched, read and judged as in a first
    crawl, and gets a line of its own. Exit code 1 if something is wrong.
    """
    options.needs("PLATFORM", named, "--fetch", fetch)
    for note in declarations.notes(archive.declarations):
        output.note(f"note: {note}")
    problems = [*_settings(archive), *map(str, declarations.problems(archive.declarations))]
    if problems or not fetch:
        _tell(archive, problems, as_json=as_json)
        return
    tried = list(_tried(archive, selected(declarations.read_all(archive.declarations), named)))
    if not as_json:
        output.write(line for line, _ in tried)
    _tell(archive, [line for line, is_good in tried if not is_good], as_json=as_json, tried=len(tried))


def _tell(archive: Archive, problems: Sequence[str], *, as_json: bool, tried: int = 0) -> None:
    """Show what is wrong, unless it was shown, and end the command with 1 if anything is."""
    if as_json:
        output.write_json([ProblemRow(problem=problem) for problem in problems])
    elif not tried:
        output.write(problems)
    if problems:
        output.note(f"{plural(len(problems), 'problem')} found")
        sys.exit(1)
    read = declarations.read_all(archive.declarations)
    for note in (note for one in read for note in one.notes):
        output.note(f"note: {note}")
    documents = sum(len(one.documents) for one in read)
    found = f"{plural(len(read), 'declaration')} of {plural(documents, 'document')}: all can be used"
    output.note(f"{found}; {plural(tried, 'document')} read" if tried else found)


def _tried(archive: Archive, declared: Sequence[Declaration]) -> Iterator[tuple[str, bool]]:
    """A line for each document, and true if it was read and believed."""
    urls = {
        (one.slug, document.slug): " ".join(source.url for source in document.sources)
        for one in declared
        for document in one.documents
    }
    with _crawled(archive, declared) as (place, report):
        looks = {(looked.platform, looked.observation.document): looked for looked in report.looks}
        for key, url in urls.items():
            told, is_good = _outcome(place, looks.get(key))
            yield f"{'/'.join(key)}: {told}: {url}", is_good


@contextmanager
def _crawled(archive: Archive, declared: Sequence[Declaration]) -> Iterator[tuple[Archive, CrawlReport]]:
    """A crawl with the archive's settings into an empty archive, which is removed afterwards."""
    from archiver.crawl import run, work

    stop, chosen = threading.Event(), settings.read(archive.settings)
    with tempfile.TemporaryDirectory(prefix="archiver-validate-") as folder:
        place = Archive(Path(folder))
        with (
            interruption.after_what_is_under_way(stop),
            work.opened(place, chosen, clock=options.now, stop=stop, rendering=work.can_render()) as opened,
        ):
            report = run.crawl(opened, asking(declared, chosen.accept_language))
        yield place, report
    interruption.end_if(stop.is_set(), "the rest was not tried")


def _outcome(place: Archive, looked: Looked | None) -> tuple[str, bool]:
    if looked is None:
        return "not tried", False
    seen = looked.observation
    if seen.outcome not in CONFIRMING:
        return f"{seen.outcome}: {seen.reason}", False
    text = place.repository(looked.platform).text(seen.version)
    return plural(len(text.split()), "word"), True


def _settings(archive: Archive) -> Iterator[str]:
    """All that is wrong with archive.toml, and what it names that nobody declares."""
    own, problems = settings.read_sound(archive.settings)
    yield from map(str, problems)
    try:
        declared, broken = declarations.read_sound(archive.declarations)
    except DeclarationError:  # told as a problem of the folder
        return
    if not broken:  # what they declare is not known
        for where, what in _unknown(own, declared):
            yield f"{archive.settings.name}: {where}: {what}"


def _unknown(own: Settings, declared: Sequence[Declaration]) -> Iterator[tuple[str, str]]:
    from archiver.publish import subscribed  # loads the taxonomy

    known = sorted(declarations.known_addresses(declared))
    for key, wanted in (
        ("accept_language", own.accept_language),
        ("screenshots", own.screenshots),
        ("watch.platforms", own.watch.platforms),
    ):
        for address in declarations.undeclared(declared, wanted):
            yield (
                f"{key}.{address}",
                f"not declared; {meant(address, known, 'declare it, or remove the line')}",
            )
    for place, subscription in enumerate(own.alerts, start=1):
        for key, what in subscribed.problems(subscription, declared):
            yield f"alerts {place}.{key}", what
