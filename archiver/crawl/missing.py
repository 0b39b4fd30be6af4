"""Pages that a look did not see: since when they are missing, why, and what waits in quarantine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archive_repo import history
from archive_repo.errors import DamagedRepository
from archive_repo.format.observation import Held, Observation, Slot
from archive_repo.records import CONFIRMING, MissingPage, Outcome, StandIn
from archive_repo.text.markdown import PAGE_BREAK
from archiver.crawl import gate_input
from archiver.crawl.combined import Settled, named
from archiver.crawl.tracked import Tracked
from archiver.extract.document import DocumentText
from archiver.gate import Verdict, digest

TOLD = 3
"""Most pages whose reasons are given; of more, the number is."""

GONE = timedelta(days=30)
"""A page that has failed for this long is probably gone for good. Failed pages of the noise last two days;
the month is chosen by reasoning."""


def told(settled: Settled, tracked: Tracked, absent: Sequence[MissingPage] = ()) -> str:
    """Why pages are missing, for a person; `absent` are these pages, where it is known since when."""
    gone = {page.url: f", last seen {page.last_seen:%Y-%m-%d}" for page in absent if page.probably_gone}
    sources = tracked.document.sources
    reasons = [
        named(tracked.document, place, reason, gone.get(sources[place].url, ""))
        for place, reason in settled.reasons.items()
    ]
    more = [f"and {len(reasons) - TOLD} more pages"] if len(reasons) > TOLD else []
    return "; ".join([*reasons[:TOLD], *more])


def pages(settled: Settled, tracked: Tracked, now: datetime) -> tuple[MissingPage, ...]:
    """The pages that this look did not see, or does not believe. What came and waits is not gone."""
    found = {place: _missing(tracked, place, reason, now) for place, reason in settled.reasons.items()}
    return tuple(
        replace(page, probably_gone=place in settled.failures and now - page.missing_since >= GONE)
        for place, page in found.items()
    )


def none_seen(tracked: Tracked, reason: str, now: datetime) -> tuple[MissingPage, ...]:
    """All pages of a document of several that has a version, where a look saw none of them."""
    count = len(tracked.document.sources)
    with suppress(DamagedRepository):  # then the look says so
        if count > 1 and tracked.versions:
            return tuple(_missing(tracked, place, reason, now) for place in range(count))
    return ()


def stand_ins(pages: Iterable[MissingPage]) -> tuple[StandIn, ...]:
    """What a version says of the pages that were missing when it was recorded."""
    return tuple(StandIn(url=page.url, last_seen=page.last_seen) for page in pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What is remembered of the pages that are missing at a look, which says nothing of it."""

    held: tuple[Held, ...] = ()
    """What of the quarantine waits because of them."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What is held, by SHA-256."""
    slots: tuple[Slot, ...] = ()
    """Their places that changed lately."""

    def without(self, tracked: Tracked) -> Tracked:
        """The document without what is set aside."""
        if tracked.memory is None or not (self.held or self.slots):
            return tracked
        held = tuple(one for one in tracked.memory.held if one not in self.held)
        slots = tuple(one for one in tracked.memory.slots if one not in self.slots)
        return tracked.after(replace(tracked.memory, held=held, slots=slots))


def aside(settled: Settled, tracked: Tracked) -> Aside:
    """What to set aside before a text is judged in which pages are missing."""
    if not (settled.reasons and tracked.memory):
        return Aside()
    known = tracked.memory.held
    texts = gate_input.held_texts(tracked, known)
    return Aside(
        held=tuple(one for one in known if _has_other(texts.get(one.text_sha256, ""), settled)),
        texts=texts,
        slots=_slots(settled, tracked.memory.slots),
    )


def _slots(settled: Settled, known: Sequence[Slot]) -> tuple[Slot, ...]:
    from archiver.gate import churn  # seldom needed

    pages = settled.extracted.pages
    found = [one for place in settled.reasons for one in churn.within(known, pages[place])]
    return tuple(dict.fromkeys(found))


def counted(settled: Settled, tracked: Tracked, aside: Aside, now: datetime) -> tuple[Held, ...]:
    """What waits because of missing pages after this look; the pages of what is new are stored."""
    waiting = aside.held
    if settled.doubted is None:
        return waiting
    seen = {place: _counted(verdict) for place, verdict in settled.doubts.items()}
    matches = {one.snapshot: list(_matching(aside.texts[one.text_sha256], seen)) for one in waiting}
    reason = told(replace(settled, failures={}), tracked)
    entries = [_as_seen(one, matches[one.snapshot], reason) for one in waiting]
    for place, one in enumerate(waiting):
        if len(matches[one.snapshot]) == len(seen):
            entries[place] = _refreshed(tracked, entries[place], settled.doubted, now)
            return tuple(entries)
    new = Held(
        text_sha256=settled.doubted.text_sha256,
        snapshot=tracked.keep(settled.doubted, now).id,
        first_seen=now,
        last_seen=now,
        seen=1,
        reason=reason,
    )
    return (*entries, new)


def _has_other(text: str, settled: Settled) -> bool:
    """True if a held text has a missing page as it came once, and not its last good copy."""
    pages, copies = text.split(PAGE_BREAK), settled.extracted.pages
    return len(pages) == len(copies) and any(pages[place] != copies[place] for place in settled.reasons)


def _as_seen(waiting: Held, same: Sequence[Held], reason: str) -> Held:
    """The entry with this look counted, if the look saw it."""
    if not same:
        return waiting
    return replace(waiting, last_seen=same[0].last_seen, seen=same[0].seen, reason=reason)


def _refreshed(tracked: Tracked, waiting: Held, doubted: DocumentText, now: datetime) -> Held:
    """The entry with today's pages: what the others say may have changed while it waited."""
    if waiting.text_sha256 == doubted.text_sha256:
        return waiting
    return replace(waiting, text_sha256=doubted.text_sha256, snapshot=tracked.keep(doubted, now).id)


def _missing(tracked: Tracked, place: int, reason: str, now: datetime) -> MissingPage:
    url = tracked.document.sources[place].url
    known = tracked.memory.missing if tracked.memory else ()
    before = next((page for page in known if page.url == url), None)
    return MissingPage(
        url=url,
        last_seen=before.last_seen if before else _last_seen(tracked, url),
        missing_since=before.missing_since if before else now,
        reason=reason,
    )


def _last_seen(tracked: Tracked, url: str) -> datetime:
    """The last look that saw a page; without one, when the newest version has it from."""
    looks = history.observations(tracked.repository, tracked.document.slug)
    newest = tracked.versions[0]
    standing = {page.url: page.last_seen for page in newest.stand_ins}
    otherwise = standing.get(url, newest.fetched_at)
    return next((look.checked_at for look in looks if _saw(look, url)), otherwise)


def _saw(look: Observation, url: str) -> bool:
    read = look.outcome in CONFIRMING or (look.outcome is Outcome.FAILED and look.missing)
    return bool(read) and all(page.url != url for page in look.missing)


def _counted(verdict: Verdict) -> Held | None:
    """The entry of a doubted page with this look counted; None at first sight."""
    return None if verdict.new else verdict.held[-1]


def _matching(text: str, counted: Mapping[int, Held | None]) -> Iterator[Held]:
    """The counted entries of the pages that a held text has."""
    pages = text.split(PAGE_BREAK)
    for place, one in counted.items():
        if one and place < len(pages) and digest(pages[place]) == one.text_sha256:
            yield one
