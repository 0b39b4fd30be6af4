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
    Platform: Mistral AI
    Document: privacy-policy
    Title: Privacy Policy
    Source: https://mistral.ai/terms/#privacy-policy
    Snapshot: 5f0e...
    Snapshot-SHA256: 9c1a...
    Text-SHA256: 77b2...
    Extractor: archiver 0.3.0 (trafilatura 2.3.1)

The message is a public format: `docs/storage.md` promises it, and any git can read it. The body's lines are
the changed sections, in the order of the document, each a heading and what happened under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive_repo.format import trailers
from archive_repo.format.trailers import one_line
from archive_repo.records import Cause, ChangeClass, Message, SectionChange, SectionKind, SentenceCounts

HEADING_LIMIT = 120
"""Characters of a heading that a line of the body keeps: git hosts wrap or cut longer lines."""

_SECTION = re.compile(rf"^(?P<heading>.*) \((?P<kind>{'|'.join(SectionKind)})\)$", re.MULTILINE)


def compose(message: Message) -> str:
    """The whole message, as it is committed."""
    body = "\n".join(
        f"{one_line(section.heading)[:HEADING_LIMIT]} ({section.kind})" for section in message.sections
    )
    return trailers.compose(subject(message), body, message)


def parse(text: str) -> Message | None:
    """The message of a version; None if the archive did not write the commit.

    A document without a title, which only a commit made by hand can have, is called by its slug: links lead
    to it by its title.
    """
    _, body, block = trailers.split(text)
    try:
        told = Message(**trailers.parse(Message, block), sections=tuple(_sections(body))) if block else None
    except ValueError:
        return None
    return told if told is None or told.title.strip() else replace(told, title=told.document)


_TOLD = {
    ChangeClass.RESTORED: "an earlier text restored",
    ChangeClass.FURNITURE: "the page around it changed",
    ChangeClass.ANNOUNCEMENT: "a notice of an update changed",
    ChangeClass.COMPLETED: "what had been missing came",
}
"""What stands before the counts, by the class of a change."""


def subject(message: Message) -> str:
    """The first line: the document's title and what happened to its sentences."""
    counts = describe(message.sentences)
    match message.cause, message.change_class:
        case _, ChangeClass.NOT_THE_DOCUMENT:
            what = "another page in its place"
        case Cause.FIRST, _:
            what = f"first version, {plural(message.sentences.added, 'sentence')}"
        case Cause.PUBLISHED, None:
            what = f"first version that the platform publishes, {plural(message.sentences.added, 'sentence')}"
        case Cause.PUBLISHED, _:
            what = f"published by the platform: {counts}"
        case Cause.REEXTRACTION, _:
            what = f"read again by {message.extractor.partition(' (')[0]}: {counts}"
        case _, kind if kind in _TOLD:
            what = f"{_TOLD[kind]}: {counts}"
        case _, ChangeClass.NUMBERING:
            what = "clauses renumbered"
        case _, ChangeClass.LINKS | ChangeClass.FORMATTING as kind:
            what = f"{kind} changed: {counts}"
        case _:
            what = counts
    return f"{one_line(message.title)}: {what}"


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


def _sections(body: str) -> Iterator[SectionChange]:
    for match in _SECTION.finditer(body):
        yield SectionChange(heading=match["heading"], kind=SectionKind(match["kind"]))
