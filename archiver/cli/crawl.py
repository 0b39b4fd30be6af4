"""`archiver crawl`: fetch what is declared and record what changed."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import click

from archive_repo.archive import Archive
from archive_repo.errors import UnknownDocument, UnknownPlatform
from archive_repo.format.message import plural
from archive_repo.records import Observation, Outcome
from archiver import addresses, declarations, settings
from archiver.addresses import Address
from archiver.cli import options, output
from archiver.declarations import Declaration

SOME_FAILED = 3
"""Exit code of a crawl that finished, while some documents failed."""

Report = Callable[[str, Observation], None]


@click.command("crawl")
@options.archive
@options.addresses
def command(archive: Archive, named: tuple[str, ...]) -> None:
    """Fetch the declared policies and record those whose words changed.

    Ctrl-C ends it after the documents under way; running it again goes on. Exit code 3 when it finished but
    some documents failed.
    """
    declared = choose(declarations.read_all(archive.declarations), named)
    if not declared:
        output.note("Nothing is declared; `archiver init` writes declarations from the catalogue.")
        return
    counts = crawl(archive, declared)
    sys.exit(SOME_FAILED if counts[Outcome.FAILED] else 0)


def crawl(
    archive: Archive, declared: Sequence[Declaration], clock: Callable[[], datetime] = options.now
) -> Counter[Outcome]:
    """Crawl with the archive's settings, showing progress and a summary; how the looks ended.

    `clock` gives the time that is recorded.
    """
    from archiver.crawl import run
    from archiver.fetch import Fetcher  # takes 0.3 s, which only a crawl should pay
    from archiver.fetch.browser import Renderer

    chosen = settings.read(archive.settings)
    stop = threading.Event()
    with (
        progress(declared) as report,
        Fetcher(chosen.fetch, clock=clock, stop=stop) as fetcher,
        Renderer(chosen.fetch, fetch=fetcher.fetch) as renderer,
    ):
        counts = run.run(
            run.Crawl(
                archive=archive,
                web=fetcher,
                browser=renderer if _can_render(declared) else None,
                clock=clock,
                stop=stop,
                platforms_at_once=chosen.crawl.platforms_at_once,
                confirm_after_seconds=chosen.gate.confirm_after_seconds,
                report=report,
            ),
            declared,
        )
    output.note(summary(counts))
    return counts


def _can_render(declared: Sequence[Declaration]) -> bool:
    """Whether pages can be rendered; where some should and cannot be, says so."""
    wanting = sum(
        any(source.execute_client_scripts for source in document.sources)
        for one in declared
        for document in one.documents
    )
    if not wanting:
        return False
    from archiver.fetch.browser import chromium

    if importlib.util.find_spec("playwright") and chromium.executable():
        return True
    output.note(
        f"{plural(wanting, 'document')} should have scripts run, and no browser was found: read as sent; "
        "`pip install 'policy-archiver[render]'` and install Chromium"
    )
    return False


def choose(declared: Sequence[Declaration], named: Sequence[str]) -> list[Declaration]:
    """The declarations of the platforms and documents that were named; all, when none was."""
    if not named:
        return list(declared)
    wanted = [addresses.parse(text) for text in named]
    for address in wanted:
        _must_be_declared(declared, address)
    kept = [replace(one, documents=tuple(_of(one, wanted))) for one in declared]
    return [one for one in kept if one.documents]


def _of(declared: Declaration, wanted: Sequence[Address]) -> Iterator[declarations.Document]:
    for document in declared.documents:
        if any(address.holds(declared.slug, document.slug) for address in wanted):
            yield document


def _must_be_declared(declared: Sequence[Declaration], address: Address) -> None:
    platform = next((one for one in declared if one.slug == address.platform), None)
    if platform is None:
        raise UnknownPlatform(f"{address.platform}: not declared; `archiver status` lists what is")
    known = [document.slug for document in platform.documents]
    if address.document and address.document not in known:
        raise UnknownDocument(
            f"{address.platform}/{address.document}: not declared; {platform.name} has {', '.join(known)}"
        )


@contextmanager
def progress(declared: Sequence[Declaration]) -> Iterator[Report]:
    """A bar on a terminal; else a line for each document that is not as it was."""
    if not sys.stderr.isatty():
        yield _line
        return
    total = sum(len(one.documents) for one in declared)
    lock = threading.Lock()
    with click.progressbar(length=total, label="Looking at policies", file=sys.stderr) as bar:

        def advance(_platform: str, _look: Observation) -> None:
            with lock:
                bar.update(1)

        yield advance


def _line(platform: str, look: Observation) -> None:
    if look.outcome is not Outcome.UNCHANGED:
        reason = f": {look.reason}" if look.reason else ""
        output.note(f"{look.outcome:<9} {platform}/{look.document}{reason}")


def summary(counts: Counter[Outcome]) -> str:
    """How a crawl went, in one line."""
    said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    return f"{plural(counts.total(), 'document')} looked at: {said or 'none'}"
