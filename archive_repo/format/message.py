"""The commit message of a version: people read the subject and the body, programs the trailers.

    Privacy Policy: 12 sentences added, 4 removed, 3 amended

    3. How we use your data (amended)
    9. International transfers (new section)

    Archive-Format: 1
    Cause: change
    Change-Class: words
    Sentences: added=12 removed=4 amended=3 moved=0
    Stated-Updated: 2025-05-01
    Stated-Effective: 2025-06-01
    Document: privacy-policy
    Title: Privacy Policy
    Source: https://mistral.ai/terms/#privacy-policy
    Snapshot: 5f0e...
    Snapshot-SHA256: 9c1a...
    Text-SHA256: 77b2...
    Extractor: archiver 0.3.0 (trafilatura 2.3.1)

The message is a public format: `docs/storage.md` promises it, and any git can read it
(`git log --format='%(trailers:key=Cause,valueonly)'`). The body's lines are the changed sections, in the
order of the document, each a heading and what happened under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from archive_repo.records import (
    UNDATED,
    Cause,
    ChangeClass,
    SectionChange,
    SectionKind,
    SentenceCounts,
    Source,
    StatedDates,
    Version,
)

FORMAT = "1"
HEADING_LIMIT = 120
"""Characters of a heading that a body line keeps: a git host wraps or cuts longer ones."""

_SECTION = re.compile(rf"^(?P<heading>.*) \((?P<kind>{'|'.join(SectionKind)})\)$")
_TRAILER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*): (.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Everything that a version's commit says."""

    title: str
    document: str
    cause: Cause
    change_class: ChangeClass | None
    sentences: SentenceCounts
    sections: tuple[SectionChange, ...]
    sources: tuple[Source, ...]
    snapshot: str
    text_sha256: str
    extractor: str
    stated: StatedDates = UNDATED


def subject(message: Message) -> str:
    """The first line: the document's title and what happened to its sentences."""
    counts = describe(message.sentences)
    match message.cause, message.change_class:
        case Cause.FIRST, _:
            what = f"first version, {plural(message.sentences.added, 'sentence')}"
        case Cause.REEXTRACTION, _:
            what = f"read again by {message.extractor.partition(' (')[0]}: {counts}"
        case _, ChangeClass.RESTORED:
            what = f"an earlier text restored: {counts}"
        case _, ChangeClass.LINKS | ChangeClass.FORMATTING as kind:
            what = f"{kind} changed: {counts}"
        case _:
            what = counts
    return f"{_line(message.title)}: {what}"


def describe(counts: SentenceCounts) -> str:
    """The counts that are not zero, in words: `12 sentences added, 4 removed`."""
    named = {name: getattr(counts, name) for name in ("added", "removed", "amended", "moved")}
    said = [(name, count) for name, count in named.items() if count]
    if not said:
        return "no sentence changed"
    (name, count), *rest = said
    return ", ".join([f"{plural(count, 'sentence')} {name}", *(f"{count} {name}" for name, count in rest)])


def plural(count: int, noun: str) -> str:
    """`1 sentence`, `2 sentences`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def compose(message: Message) -> str:
    """The whole message, as it is committed."""
    body = "\n".join(
        f"{_line(section.heading)[:HEADING_LIMIT]} ({section.kind})" for section in message.sections
    )
    trailers = "\n".join(f"{key}: {value}" for key, value in _trailers(message))
    return "\n\n".join(part for part in (subject(message), body, trailers) if part) + "\n"


def parse(text: str) -> Message | None:
    """The message of a version; None for a commit that is not one of ours."""
    *head, last = text.rstrip("\n").split("\n\n")
    pairs = [(match[1], match[2]) for line in last.split("\n") if (match := _TRAILER.match(line))]
    trailers: dict[str, str] = dict(pairs)
    if not head or trailers.get("Archive-Format") != FORMAT or "Document" not in trailers:
        return None
    every = {key: [value for name, value in pairs if name == key] for key in ("Source", "Snapshot-SHA256")}
    try:
        return Message(
            title=trailers["Title"],
            document=trailers["Document"],
            cause=Cause(trailers["Cause"]),
            change_class=ChangeClass(trailers["Change-Class"]) if "Change-Class" in trailers else None,
            sentences=_counts(trailers["Sentences"]),
            sections=tuple(_sections("\n".join(head[1:]))),
            sources=tuple(
                Source(url=url, sha256=digest)
                for url, digest in zip(every["Source"], every["Snapshot-SHA256"], strict=True)
            ),
            snapshot=trailers["Snapshot"],
            text_sha256=trailers["Text-SHA256"],
            extractor=trailers["Extractor"],
            stated=StatedDates(
                updated=_date(trailers.get("Stated-Updated")),
                effective=_date(trailers.get("Stated-Effective")),
            ),
        )
    except (KeyError, ValueError):
        return None


def version(
    message: Message,
    commit: str,
    platform: str,
    previous: str | None,
    *,
    fetched_at: datetime,
    recorded_at: datetime,
) -> Version:
    """The version that a commit with this message is."""
    return Version(
        platform=platform,
        document=message.document,
        title=message.title,
        id=commit,
        previous=previous,
        fetched_at=fetched_at,
        recorded_at=recorded_at,
        cause=message.cause,
        change_class=message.change_class,
        subject=subject(message),
        sentences=message.sentences,
        sections=message.sections,
        sources=message.sources,
        snapshot=message.snapshot,
        text_sha256=message.text_sha256,
        extractor=message.extractor,
        stated=message.stated,
    )


def _trailers(message: Message) -> Iterator[tuple[str, str]]:
    counts = message.sentences
    yield "Archive-Format", FORMAT
    yield "Cause", message.cause
    if message.change_class:
        yield "Change-Class", message.change_class
    yield (
        "Sentences",
        f"added={counts.added} removed={counts.removed} amended={counts.amended} moved={counts.moved}",
    )
    for key, day in (
        ("Stated-Updated", message.stated.updated),
        ("Stated-Effective", message.stated.effective),
    ):
        if day:
            yield key, day.isoformat()
    yield "Document", message.document
    yield "Title", _line(message.title)
    for source in message.sources:
        yield "Source", _line(source.url)
    yield "Snapshot", message.snapshot
    for source in message.sources:
        yield "Snapshot-SHA256", source.sha256
    yield "Text-SHA256", message.text_sha256
    yield "Extractor", _line(message.extractor)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _counts(text: str) -> SentenceCounts:
    return SentenceCounts(
        **{name: int(number) for name, number in (part.split("=") for part in text.split())}
    )


def _sections(body: str) -> Iterator[SectionChange]:
    for line in body.split("\n"):
        if match := _SECTION.match(line):
            yield SectionChange(heading=match["heading"], kind=SectionKind(match["kind"]))


def _line(text: str) -> str:
    return " ".join(text.split())
