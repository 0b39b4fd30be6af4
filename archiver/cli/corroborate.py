"""`archiver corroborate`: asks others whether they saw the same sentences."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.witness import Answer
from archive_repo.text import words
from archiver import addresses, settings
from archiver.cli import interruption, options, output, times
from archiver.report.operations import WitnessRow

if TYPE_CHECKING:
    from archiver.evidence.witnesses import Witness
    from archiver.exchange.web_archives import Fetch

PUBLIC = "https://web.archive.org"


@click.command("corroborate")
@options.archive
@options.address
@click.option(
    "--from",
    "places",
    multiple=True,
    metavar="URL|FILE|DIR",
    help="A web archive with a CDX server, or where its TimeMaps are; a WARC or WACZ file; or another "
    f"archiver's archive. May be given several times [default: {PUBLIC}].",
)
@click.option(
    "--sentence",
    "wanted",
    multiple=True,
    metavar="TEXT",
    help="Only this sentence; may be given several times.",
)
@options.as_json
def command(
    archive: Archive, address: str, places: tuple[str, ...], wanted: tuple[str, ...], as_json: bool
) -> None:
    """Ask others whether they saw these sentences on the page near that time.

    The sentences are those of the version that is named; the time is WHEN, else when that version
    was first seen. Of each witness, the capture nearest to that time is read, if there is one
    within 90 days. The answer and the capture are kept with the platform, as somebody else's word
    beside the archive's, and travel with `push`. Exit code 1 unless one capture has all of them.
    """
    from archiver.crawl.workers import Workers
    from archiver.evidence import witnesses
    from archiver.evidence.witnesses import Question

    where = addresses.parse_document(address)
    version = times.version(archive, where)
    repository = archive.repository(version.platform)
    text = repository.text(version)
    question = Question(
        version=version,
        at=times.moment(where.when) or version.fetched_at,
        sentences=_chosen(wanted, text) or witnesses.sentences(text),
    )
    answers = list[Answer]()
    with _witnesses(archive, places or (PUBLIC,)) as asked, Workers(1) as workers:
        for place, witness in asked:
            try:
                answer, seen = witnesses.ask(question, place, witness, workers.compute)
            except InvalidInput as error:
                output.note(f"archiver: {error}")
                continue
            witnesses.keep(repository, answer, seen, options.now())
            answers.append(answer)
            output.note(witnesses.said(answer))
    if as_json:
        output.write_json([_row(version.platform, answer) for answer in answers])
    else:
        output.write(f"not there: {one}" for answer in answers for one in answer.missing)
    sys.exit(0 if any(one.captured_at and not one.missing for one in answers) else 1)


def _chosen(wanted: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The sentences that are asked about. Raises InvalidInput for one that the version does not have."""
    from archiver.evidence import witnesses  # only needed here

    own = witnesses.spaced(witnesses.line_words(text))
    for one in wanted:
        if not (said := words.of(one)) or witnesses.spaced(said) not in own:
            raise InvalidInput(
                f"“{one}” does not stand in that version; `archiver quote` finds where it does"
            )
    return wanted


@contextmanager
def _witnesses(archive: Archive, places: tuple[str, ...]) -> Iterator[list[tuple[str, Witness]]]:
    from archiver.exchange import wayback
    from archiver.fetch.fetcher import Fetcher

    stop, pace = threading.Event(), wayback.paced(settings.read(archive.settings).fetch)
    with interruption.after_what_is_under_way(stop), Fetcher(pace, clock=options.now, stop=stop) as web:
        yield [(place, _witness(place, web.fetch)) for place in places]


def _witness(place: str, fetch: Fetch) -> Witness:
    from archiver.evidence import witnesses

    if place.startswith(("http://", "https://")):
        return witnesses.web_archive(place, fetch)
    path = Path(place)
    if not path.exists():
        raise InvalidInput(f"{place}: no such file or folder, and no address that begins with http(s)://")
    return witnesses.file(path) if path.is_file() else witnesses.other_archive(path)


def _row(platform: str, answer: Answer) -> WitnessRow:
    return WitnessRow(
        platform=platform,
        document=answer.document,
        version=answer.version,
        asked_about=answer.at,
        witness=answer.witness,
        captures=answer.captures,
        captured_at=answer.captured_at,
        asked_sentences=answer.sentences,
        missing_sentences=answer.missing,
    )
