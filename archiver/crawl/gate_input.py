"""The gate's input for one look: the candidate, and what the archive remembers of its document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from archive_repo.briefs import Brief
from archive_repo.errors import DamagedRepository
from archive_repo.format.observation import Held
from archive_repo.text.markdown import PAGE_BREAK
from archiver.crawl.tracked import Tracked
from archiver.declarations import Document, Source
from archiver.extract import ExtractionFailed
from archiver.extract.document import DocumentText
from archiver.fetch.capture import Capture
from archiver.gate import Accepted, Candidate, Past, digest, edition

ACCEPTED = 6
"""How many of the last distinct texts the gate is given: flaps alternate between two or three."""


_PLACE = re.compile(r"[.#\[]")
"""A class, an id or an attribute in a CSS selector; `main` and `body` match on any page."""


def candidate(
    document: Document, extracted: DocumentText, captures: Sequence[Capture], *, in_parts: bool = False
) -> Candidate:
    """The new text, and the captures that it was read from; `in_parts` says that its pages were judged."""
    return Candidate(
        text=extracted.text,
        captures=tuple(captures),
        title=extracted.title,
        declared=document.title,
        selected=not extracted.missed and all(map(_names_a_place, document.sources)),
        in_parts=in_parts,
        edition=edition.of_document(extracted.bodies),
        accept_language=next((source.accept_language for source in document.sources), ""),
    )


def page_candidate(
    document: Document, extracted: DocumentText, captures: Sequence[Capture], place: int
) -> Candidate:
    """One page of a document of several, judged by itself."""
    return Candidate(
        text=extracted.pages[place],
        captures=(captures[place],),
        title=extracted.titles[place] if place < len(extracted.titles) else "",
        declared=document.title,
        selected=not extracted.missed and _names_a_place(document.sources[place]),
        is_part=True,
        edition=extracted.bodies[place].fetched.edition,
        accept_language=document.sources[place].accept_language,
    )


def page_past(whole: Past, place: int) -> Past:
    """What is known of one page, by what is known of a document of several."""
    count = len(_pages(whole.accepted[0].text))
    accepted = [pages[place] for one in whole.accepted if len(pages := _pages(one.text)) == count]
    held = [
        (pages[place], one)
        for one in whole.held
        if len(pages := _pages(whole.held_texts.get(one.text_sha256, ""))) == count
        and pages[place] != accepted[0]
    ]
    texts = {digest(text): text for text in accepted}
    return replace(
        whole,
        accepted=tuple(Accepted(text=text, text_sha256=sha256) for sha256, text in texts.items()),
        earlier=frozenset(texts),
        held=tuple(replace(one, text_sha256=digest(text)) for text, one in held),
        pending=None,
        held_texts={digest(text): text for text, _ in held},
    )


def _pages(text: str) -> list[str]:
    return text.split(PAGE_BREAK)


def _names_a_place(source: Source) -> bool:
    """True if the source's selectors match only what their author meant, which no other page has."""
    chosen = (one for one in source.select if isinstance(one, str))
    return bool(source.select) and all(map(_PLACE.search, chosen))


def past(tracked: Tracked, newest: DocumentText | None, text: str = "", *, first: str = "") -> Past:
    """What is known of the document; `newest` is its newest version read as the candidate was.

    `text` is the candidate's: if it is the one that the last look confirmed, no other is asked for. `first`
    is the text that the first look of this crawl read, where this is the second.
    """
    held = tracked.memory.held if tracked.memory else ()
    if tracked.memory and newest is None and text and text == tracked.confirmed_text:
        return Past(
            accepted=(Accepted(text=text, text_sha256=digest(text)),),
            held=held,
            pending=tracked.memory.pending,
            checked_at=tracked.memory.checked_at,
            rejected=tracked.memory.rejected,
            slots=tracked.memory.slots,
            first=first,
        )
    whole = Past(
        accepted=tuple(_accepted(tracked, newest)),
        earlier=frozenset(tracked.versions.texts()),
        held=held,
        pending=tracked.memory.pending if tracked.memory else None,
        held_texts=held_texts(tracked, held),
        checked_at=tracked.memory.checked_at if tracked.memory else None,
        rejected=tracked.memory.rejected if tracked.memory else (),
        slots=tracked.memory.slots if tracked.memory else (),
        editions=tracked.memory.editions if tracked.memory else (),
        first=first,
    )
    return replace(whole, siblings=siblings_of(tracked, compared(whole, text)))


def compared(past: Past, text: str) -> tuple[str, ...]:
    """The texts that are compared, if these are just the candidate's and the newest; else none."""
    return (text, past.accepted[0].text) if text and past.accepted and not past.held_texts else ()


def siblings_of(tracked: Tracked, texts: Sequence[str]) -> tuple[str, ...]:
    """The ends of the platform's other documents, of those that may matter to these texts if there are any.

    None where one of them is damaged, or before a version.
    """
    if not tracked.versions:
        return ()
    repository = tracked.repository

    def read(slug: str) -> str:
        return repository.newest_text(slug) or ""

    with suppress(DamagedRepository):
        return tracked.ends.near(tracked.document.slug, texts, repository.newest_blobs(), read)
    return ()


def _accepted(tracked: Tracked, newest: DocumentText | None) -> Iterator[Accepted]:
    distinct: dict[str, Brief] = {}
    for (
        brief
    ) in tracked.versions.briefs:  # newest first, and so stay those that were recorded at the same time
        if brief.is_the_document:
            distinct.setdefault(brief.text_sha256, brief)
    newest_first = sorted(distinct.values(), key=lambda brief: brief.recorded_at, reverse=True)
    for place, brief in enumerate(newest_first[:ACCEPTED]):
        if place == 0 and newest:
            text, text_sha256 = newest.text, newest.text_sha256
        else:
            text, text_sha256 = tracked.repository.text(brief.id), brief.text_sha256
        yield Accepted(text=text, text_sha256=text_sha256)


def held_texts(tracked: Tracked, held: Sequence[Held]) -> Mapping[str, str]:
    """The texts in quarantine by their SHA-256, as they are read today."""
    texts = {}
    for one in held:
        with suppress(ExtractionFailed, ValueError):
            bodies = tracked.repository.bodies(one.snapshot, tracked.document.slug)
            texts[one.text_sha256] = tracked.read(bodies).text
    return texts
