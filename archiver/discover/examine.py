"""One page, read and judged as the crawler would: whether it is a document, and what it calls itself.

It needs no network, and runs in a worker process: strangers wrote the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from archive_repo.records import Outcome
from archive_repo.text import language, markdown
from archive_repo.text.markdown import LineKind, plain
from archiver import extract, gate
from archiver.declarations import Source, types
from archiver.discover import outline
from archiver.discover.outline import Outline
from archiver.extract import ExtractionFailed
from archiver.fetch.capture import Capture
from archiver.gate import Candidate, Past

MAX_SECTION_LEVEL = 2
"""Headings of this level or a higher one may begin a document on a page of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a page is."""

    outline: Outline
    text: str = ""
    heading: str = ""
    """The first heading of the text."""
    language: str = ""
    """ISO 639-1 code of the text; empty if it is not known."""
    sections: tuple[str, ...] = ()
    """Types of terms that several of its headings name, each a document of its own that can be read."""
    reason: str = ""
    """Why it cannot be a document; empty if it can."""
    is_empty: bool = False
    """True if it has next to no text, as a page that its scripts build."""


def examine(capture: Capture, url: str, label: str, now: datetime) -> Examined:
    """What the page is that a link with a label led to; `url` with the link's fragment."""
    body = capture.as_body()
    final, fragment = capture.final_url.partition("#")[0], url.partition("#")[2]
    seen = outline.read(body.data, final, capture.content_type)
    try:
        read = extract.extract(
            body.data,
            url=f"{final}#{fragment}" if fragment else final,
            content_type=capture.content_type,
            source=Source(url=url),
        )
    except ExtractionFailed as error:
        return Examined(outline=seen, reason=error.reason, is_empty=True)
    if fragment and not read.found_by_name:
        return Examined(outline=seen, text=read.text, reason="the page has no such part")
    candidate = Candidate(text=read.text, captures=(capture,), title=read.title, declared=label)
    verdict = gate.judge(candidate, Past(), now)
    return Examined(
        outline=replace(seen, title=seen.title or read.title),
        text=read.text,
        heading=next(_headings(read.text), ""),
        language=language.written(read.text),
        sections=() if fragment else tuple(_sections(capture, url, read.text)),
        reason="" if verdict.outcome is Outcome.RECORDED else verdict.reason,
        is_empty=verdict.outcome is Outcome.FAILED,
    )


def _headings(text: str, lowest: int = 6) -> Iterator[str]:
    for line in markdown.lines(text):
        if line.kind is LineKind.HEADING and line.level <= lowest:
            yield plain(line.raw)


def _sections(capture: Capture, url: str, text: str) -> Iterator[str]:
    """The types of the documents on a page of several, as far as the crawler can tell them apart."""
    named = [types.told_by(heading) for heading in _headings(text, MAX_SECTION_LEVEL)]
    found = list(dict.fromkeys(one.type for one in named if one and one.is_plain and one.length > 1))
    for kind in found if len(found) > 1 else ():
        beside = [other for other in found if other != kind]
        part = extract.extract(
            capture.body, url=url, content_type=capture.content_type, named=kind, beside=beside
        )
        if part.found_by_name:
            yield kind
