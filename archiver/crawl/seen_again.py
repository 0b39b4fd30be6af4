"""Pages in which nothing that is read is other than at the last look: they say nothing new.

What a page says depends on what is read of it, on what the server says of it, and on the code and the
declaration that read it. Where none of these is another than at a look that left nothing open, the outcome is
known. The same bytes need not be looked at; of other ones it is asked whether more differs than scripts,
comments and what else is not read (see `archiver.extract.html.readable`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from archive_repo.format.observation import Observation, SourceState
from archive_repo.records import CONFIRMING
from archiver.crawl.advice import moved
from archiver.crawl.combined import Lost
from archiver.crawl.tracked import Tracked
from archiver.crawl.workers import directly
from archiver.declarations import Source
from archiver.extract.document import fingerprint
from archiver.fetch.capture import Capture
from archiver.gate import slots

COMPARED_BYTES = 2 * 1024 * 1024
"""Size up to which a page is compared in this process, and not within the limits of a worker: one that is
built to take long takes 0.6 s, a real one of 375 kB 2 ms. Of 1,223 recorded pages none is larger."""


def look(tracked: Tracked, found: Sequence[Capture | Lost], now: datetime) -> Observation | None:
    """What a look remembers that saw the pages of the last one again; None where they have to be read."""
    memory = tracked.memory
    captures = [one for one in found if isinstance(one, Capture)]
    if memory is None or len(captures) < len(found) or not _left_nothing_open(tracked, memory):
        return None
    if len(memory.sources) < len(captures) or not _is_known_to_have_moved(captures, memory):
        return None
    came = zip(tracked.document.sources, captures, memory.sources, strict=True)
    states = [known for source, one, before in came if (known := _as_before(tracked, source, one, before))]
    is_kept = tracked.keeps_all and _hashes(states) != _hashes(memory.sources)
    if is_kept or len(states) < len(captures):
        return None
    return replace(memory, sources=tuple(states), slots=slots.standing(memory.slots, now))


def state(capture: Capture, read_sha256: str) -> SourceState:
    """What is remembered of an answer, and of what was read of it."""
    return SourceState(
        url=capture.url,
        final_url=capture.final_url,
        status=capture.status,
        etag=capture.headers.get("etag", ""),
        last_modified=capture.headers.get("last-modified", ""),
        sha256=capture.sha256,
        read_sha256=read_sha256,
        accept_language=capture.accept_language,
        content_type=capture.content_type,
        refused_at=capture.refused_at,
    )


def _left_nothing_open(tracked: Tracked, memory: Observation) -> bool:
    """True if the last look confirmed the newest version, and waits for nothing."""
    waits = memory.held or memory.pending or memory.missing or memory.rejected or memory.reason
    return (
        memory.outcome in CONFIRMING
        and not waits
        and memory.read_by == fingerprint(tracked.document)
        and tracked.confirmed_text is not None
    )


def _as_before(tracked: Tracked, source: Source, capture: Capture, before: SourceState) -> SourceState | None:
    """What is remembered of an answer that says what the one before said; None where it may say more.

    Its validators may be others, and bytes that are not read. Unknown types are not those that came.
    """
    now = state(capture, before.read_sha256)
    if replace(now, etag=before.etag, last_modified=before.last_modified, sha256=before.sha256) != before:
        return None
    is_same = now.sha256 == before.sha256 or _is_read_as_before(tracked, source, capture, now)
    return now if is_same else None


def _is_read_as_before(tracked: Tracked, source: Source, capture: Capture, state: SourceState) -> bool:
    """True if what is read of a page is what its state says was read at the last look."""
    if not state.read_sha256:
        return False
    from archiver.extract.html import readable

    compute = directly if len(capture.body) <= COMPARED_BYTES else tracked.compute
    found = compute(readable.sha256_of, capture.body, content_type=capture.content_type, source=source)
    return found == state.read_sha256


def _hashes(states: Sequence[SourceState]) -> list[str]:
    return [one.sha256 for one in states]


def _is_known_to_have_moved(captures: Sequence[Capture], memory: Observation) -> bool:
    """True if a person was told how the redirects lead to where they led last time."""
    return not any(one.redirects for one in captures) or moved(captures) == memory.advice
