"""Pages that came byte for byte as at the last look: they say nothing new, and are not read again.

What a page says depends on its bytes, on what the server says of them, and on the code and the declaration
that read it. Where none of these is another than at a look that left nothing open, the outcome is known.
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
from archiver.extract.document import fingerprint
from archiver.fetch.capture import Capture
from archiver.gate import churn


def look(tracked: Tracked, found: Sequence[Capture | Lost], now: datetime) -> Observation | None:
    """What a look remembers that saw the pages of the last one again; None where they have to be read."""
    memory = tracked.memory
    captures = [one for one in found if isinstance(one, Capture)]
    if memory is None or len(captures) < len(found) or not _left_nothing_open(tracked, memory):
        return None
    states = tuple(map(state, captures))
    if not _are_the_same(memory.sources, states) or not _is_known_to_have_moved(captures, memory):
        return None
    return replace(memory, sources=states, slots=churn.standing(memory.slots, now))


def state(capture: Capture) -> SourceState:
    """What is remembered of an answer."""
    return SourceState(
        url=capture.url,
        final_url=capture.final_url,
        status=capture.status,
        etag=capture.headers.get("etag", ""),
        last_modified=capture.headers.get("last-modified", ""),
        sha256=capture.sha256,
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


def _are_the_same(before: Sequence[SourceState], now: Sequence[SourceState]) -> bool:
    """True if nothing differs but the validators; unknown types are not those that came."""
    return [replace(one, etag="", last_modified="") for one in before] == [
        replace(one, etag="", last_modified="") for one in now
    ]


def _is_known_to_have_moved(captures: Sequence[Capture], memory: Observation) -> bool:
    """True if a person was told how the redirects lead to where they led last time."""
    return not any(one.redirects for one in captures) or moved(captures) == memory.advice
