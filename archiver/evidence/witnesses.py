"""Whether somebody else saw the same sentences on the page near that time: a web archive, another archiver.

    answer = witnesses.ask(question, witness, compute)
    witnesses.keep(repository, answer, now)

Nothing is claimed without a capture in hand: a witness that has none near the time says nothing either way,
and a capture that lacks a sentence does not say that the sentence did not stand there at another time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput, NotFound
from archive_repo.format import plain
from archive_repo.format.witness import Answer
from archive_repo.records import CONFIRMING, Version
from archive_repo.repository import Repository
from archive_repo.text import words
from archiver import extract
from archiver.crawl.workers import Compute
from archiver.declarations import Source
from archiver.errors import FetchError
from archiver.exchange import web_archives
from archiver.exchange.warc import recorded
from archiver.exchange.warc.recorded import Record, Recorded
from archiver.exchange.web_archives import Fetch
from archiver.extract import ExtractionFailed

NEAR = timedelta(days=90)
"""How far from the time a capture may be. Policies that change often do so every few months."""

LANDED = timedelta(minutes=1)
"""How long after a redirect the page that it leads to is recorded at most."""

FEWEST_WORDS = 3
"""A sentence with fewer says nothing of its own: `Contact us.` stands on any page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a witness."""

    version: Version
    at: datetime
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A capture of a witness: the words that it saw, and when."""

    at: datetime
    where: str
    extension: str
    data: bytes
    text: str


Witness = Callable[[Question, Compute], Sequence[Seen]]
"""Of each page the capture that is nearest to the time of the question; none of those that have none near it.

Raises FetchError or InvalidInput where the witness cannot be asked.
"""


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a stored text, each once, without headings and those of hardly any words."""
    lines = dict.fromkeys(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(line for line in lines if len(words.of(line)) >= FEWEST_WORDS)


def ask(question: Question, name: str, witness: Witness, compute: Compute) -> tuple[Answer, Sequence[Seen]]:
    """What a witness, called by its name, says of the sentences; and the captures by which it does.

    Raises InvalidInput where the witness cannot be asked.
    """
    try:
        seen = witness(question, compute)
    except (FetchError, ExtractionFailed) as error:
        raise InvalidInput(f"{name}: cannot be asked: {error}") from error
    stands = [spaced(line_words(one.text)) for one in seen]
    missing = tuple(
        one for one in question.sentences if not any(spaced(words.of(one)) in each for each in stands)
    )
    answer = Answer(
        document=question.version.document,
        version=question.version.id,
        at=question.at,
        witness=name,
        sentences=question.sentences,
        missing=missing if seen else (),
        captures=tuple(one.where for one in seen),
        captured_at=max((one.at for one in seen), key=lambda at: abs(at - question.at), default=None),
        sha256s=tuple(hashlib.sha256(one.data).hexdigest() for one in seen),
    )
    return answer, seen


def line_words(text: str) -> list[str]:
    """The words of a stored text, line by line."""
    return [word for line in text.splitlines() for word in words.of(line)]


def spaced(own: Sequence[str]) -> str:
    """Words as one text in which a sentence's own are looked for, whole words only."""
    return f" {' '.join(own)} "


def said(answer: Answer) -> str:
    """The answer in one line, for a reader."""
    of = f"{answer.at:%Y-%m-%d}"
    if answer.captured_at is None:
        return f"{answer.witness}: no capture within {NEAR.days} days of {of}; that says nothing either way"
    count, total = len(answer.sentences) - len(answer.missing), len(answer.sentences)
    found = "not found: none" if not count else "found: all" if count == total else f"found in part: {count}"
    apart = _distance(answer.captured_at - answer.at)
    return (
        f"{answer.witness}: {found} of {total} sentences in the capture of "
        f"{answer.captured_at:%Y-%m-%d %H:%M}, {apart} {of} ({', '.join(answer.captures)})"
    )


def _distance(apart: timedelta) -> str:
    days = abs(apart).days
    if days == 0:
        return "less than a day from"
    return f"{days} {'day' if days == 1 else 'days'} {'after' if apart > timedelta() else 'before'}"


def keep(repository: Repository, answer: Answer, seen: Sequence[Seen], now: datetime) -> str:
    """Record an answer with its capture, as somebody else's word beside the archive's; the commit's id."""
    files = {f"{answer.document}.json": plain.to_file(answer)}
    for number, one in enumerate(seen, start=1):
        part = f".{number}" if len(seen) > 1 else ""
        files[f"{answer.document}{part}.{one.extension}"] = one.data
    with repository.writing() as writer:
        return writer.record_witness(answer.document, files, said=said(answer), recorded_at=now)


# witnesses


def web_archive(place: str, fetch: Fetch) -> Witness:
    """A web archive with a CDX server or TimeMaps; `fetch` asks it, at its pace."""

    def nearest(question: Question, compute: Compute) -> list[Seen]:
        since, until = question.at - NEAR, question.at + NEAR
        seen = []
        for page in web_archives.pages(question.version.urls):
            listed = web_archives.captures(fetch, place, page, since, until).captures
            if listed:
                one = min(listed, key=lambda each: abs(each.at - question.at))
                capture = web_archives.answer(fetch, one)
                body = capture.as_body()
                text = compute(_whole, body.data, capture.content_type, page)
                seen.append(
                    Seen(at=one.at, where=one.url, extension=body.extension, data=body.data, text=text)
                )
        return seen

    return nearest


def _whole(data: bytes, content_type: str, url: str) -> str:
    """All that a page says, menus and footers too. Raises ExtractionFailed."""
    source = Source(url=url, select=("body",))
    return extract.extract(data, url=url, content_type=content_type, source=source).text


def file(path: Path) -> Witness:
    """A WARC or WACZ file: what somebody exported, an evidence package too."""

    def nearest(question: Question, compute: Compute) -> list[Seen]:
        with TemporaryDirectory() as folder:
            found = recorded.gather([path], question.version.urls, Path(folder))
            seen = []
            for page in web_archives.pages(question.version.urls):
                near = [one for one in _pages(found, page) if abs(one.at - question.at) <= NEAR]
                if near:
                    one = min(near, key=lambda each: abs(each.at - question.at))
                    content_type = _header(one, "content-type")
                    data = found.body(one)
                    text = compute(_whole, data, content_type, page)
                    extension = "pdf" if data.lstrip().startswith(b"%PDF-") else "html"
                    seen.append(Seen(at=one.at, where=one.id, extension=extension, data=data, text=text))
        return seen

    return nearest


def _pages(found: Recorded, url: str) -> Iterator[Record]:
    """The pages that were recorded for an address, those too that it redirected to."""
    for one in found.of(url):
        landed: Record | None = one
        for _ in range(recorded.MAX_REDIRECTS):
            if landed is None or landed.status not in recorded.REDIRECTS:
                break
            try:
                target = urljoin(landed.url, _header(landed, "location"))
                landed = found.at(target, landed.at + LANDED)
            except ValueError:  # the address may be `http://[`
                landed = None
        if landed and landed.status == HTTPStatus.OK:
            yield landed


def _header(record: Record, wanted: str) -> str:
    return next((value for name, value in record.headers if name.lower() == wanted), "")


def other_archive(folder: Path) -> Witness:
    """Another archiver's archive: its text as of the time, if it looked near it."""

    def nearest(question: Question, _: Compute) -> list[Seen]:
        try:
            repository = Archive.open(folder).repository(question.version.platform)
        except NotFound as error:
            raise InvalidInput(f"{folder}: cannot be asked: {error}") from error
        looks = [
            (look.checked_at, look.version)
            for look in history.observations(repository, question.version.document)
            if look.version and look.outcome in CONFIRMING
        ]
        known = [(one.fetched_at, one.id) for one in history.each(repository, question.version.document)]
        near = [one for one in (*looks, *known) if abs(one[0] - question.at) <= NEAR]
        if not near:
            return []
        at, version = min(near, key=lambda one: abs(one[0] - question.at))
        text = repository.text(version)
        where = f"version {version}"
        return [Seen(at=at, where=where, extension="md", data=text.encode(), text=text)]

    return nearest
