"""One look at a document: captures are read, judged and recorded, and the outcome is observed.

    captures -> extract -> gate -> Judged -> record_snapshot, record_version -> Observation

It knows no network and no clock, so that a crawl, a benchmark and a test can all use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive_repo.format.observation import Held, Observation, Pending
from archive_repo.records import CONFIRMING, Outcome, StandIn
from archiver import gate
from archiver.crawl import advice, combined, error_pages, gate_input, missing, reextract, seen_again
from archiver.crawl.combined import Lost, Settled
from archiver.crawl.missing import Aside
from archiver.crawl.tracked import Tracked
from archiver.errors import BadStatus, FetchError
from archiver.extract import ExtractionFailed
from archiver.extract.document import DocumentText
from archiver.fetch.capture import Capture
from archiver.gate import Candidate, Verdict, edition, marks, slots
from archiver.gate.thresholds import HELD_KEPT

BUSY = 503
WALL_STATUSES = frozenset({401, 403, 406, 429, BUSY})
"""Statuses of bot walls; pages with other error statuses say no more than the status."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A look whose text was read and judged, and of which nothing is stored yet."""

    tracked: Tracked
    found: Sequence[Capture | Lost]
    """What each source of the document was answered with."""
    settled: Settled
    candidate: Candidate
    verdict: Verdict
    """What becomes of the text, stand-ins included."""
    compared: tuple[str, ...]
    """The texts that were compared, if no others might have been."""
    siblings: tuple[str, ...]
    """The ends of the platform's other documents when it was judged, as far as they mattered to these."""
    alike: DocumentText | None
    """The newest version read as this text was, where it was read otherwise."""
    aside: Aside
    """What is remembered of the pages that are missing."""
    now: datetime

    @property
    def look_again(self) -> bool:
        """True if the page should be asked for once more in this crawl: it is in doubt, or it has changed."""
        is_change = self.verdict.outcome is Outcome.RECORDED and bool(self.tracked.versions)
        return is_change or self.verdict.look_again or self.settled.look_again


def stores(judged: Judged) -> bool:
    """True if `settle` will store the pages: a new version is recorded, or a new text held."""
    held = _held_snapshot(judged.tracked, judged.settled.extracted)
    is_new = judged.verdict.outcome is Outcome.RECORDED and not held
    return is_new or judged.verdict.new is not None


def take(
    tracked: Tracked, found: Sequence[Capture | Lost], now: datetime, *, first: Judged | None = None
) -> Observation | Judged:
    """What comes of one look: an observation, or a text that was judged, of which `settle` makes one.

    `found` is one for each source of the document, in order; `first` is the first look of this crawl
    where this is the second. Raises StoreError where the store fails.
    """
    if tracked.memory and all(isinstance(one, Capture) and one.not_modified for one in found):
        rested = replace(_remembered(tracked), slots=slots.rested(tracked.memory.slots, now))
        return _unchanged(rested, now)
    if first is None and (same := seen_again.look(tracked, found, now)):
        return _unchanged(replace(same, title=tracked.document.title), now)
    try:
        settled = combined.settle(tracked, found, now, first=first.settled if first else None)
    except ExtractionFailed as error:
        return failed(tracked, error.reason, now)
    extracted = settled.extracted
    candidate = gate_input.candidate(tracked.document, extracted, settled.captures, in_parts=settled.in_parts)
    if first and (confirmed := _confirmed(first, settled, candidate, now)):
        return replace(first, found=found, settled=settled, candidate=candidate, verdict=confirmed, now=now)
    alike = reextract.alike(tracked, extracted)
    before = settled.text_at(first.settled) if first else ""
    aside = missing.aside(settled, tracked)
    past = gate_input.past(aside.without(tracked), alike, candidate.text, first=before)
    try:
        verdict = tracked.compute(gate.judge, candidate, past, now)
    except ExtractionFailed as error:
        return failed(tracked, error.reason, now)
    return Judged(
        tracked=tracked, found=found, settled=settled, candidate=candidate, verdict=verdict,
        compared=gate_input.compared(past, candidate.text), siblings=past.siblings,
        alike=alike, aside=aside, now=now,
    )  # fmt: skip


def _confirmed(first: Judged, settled: Settled, candidate: Candidate, now: datetime) -> Verdict | None:
    """What was said already of a second look that gets the same pages.

    None where other ones came, or where another document of the platform was recorded in between.
    """
    confirmed = first.verdict.confirmed
    is_whole = not (first.settled.reasons or settled.reasons)
    if confirmed is None or not is_whole or not combined.are_same(settled.captures, first.settled.captures):
        return None
    same = replace(candidate, captures=()) == replace(first.candidate, captures=())
    stands = same and gate_input.siblings_of(first.tracked, first.compared) == first.siblings
    return confirmed.moved(first.now, now) if stands else None


def settle(judged: Judged) -> Observation:
    """Record what was judged, and observe it. Raises StoreError where the store fails."""
    return _in_part(judged) if judged.settled.reasons else _observed(judged)


def _in_part(judged: Judged) -> Observation:
    """A look at a document of several pages, of which it does not have all."""
    tracked, settled, now = judged.tracked, judged.settled, judged.now
    waiting = missing.counted(settled, tracked, judged.aside, now)
    absent = missing.pages(settled, tracked, now)
    reason = missing.told(settled, tracked, absent)
    seen = _observed(judged, missing.stand_ins(absent))
    if seen.outcome is Outcome.FAILED:
        absent, reason = missing.none_seen(tracked, seen.reason, now), seen.reason
    without_news = Outcome.FAILED if settled.failures else Outcome.HELD
    return replace(
        seen,
        outcome=without_news if seen.outcome is Outcome.UNCHANGED else seen.outcome,
        reason=seen.reason or reason,
        failures=tracked.memory.failures + 1 if tracked.memory else 1,
        missing=absent,
        held=(*seen.held, *waiting)[-HELD_KEPT:],
        slots=(*seen.slots, *judged.aside.slots),
    )


def _observed(judged: Judged, stand_ins: Sequence[StandIn] = ()) -> Observation:
    """What was judged, done; of a document of several pages without a word of those that are missing."""
    tracked, verdict, now = judged.tracked, judged.verdict, judged.now
    extracted, captures = judged.settled.extracted, judged.settled.captures
    if _is_read_so_now(extracted, verdict):
        tracked = _taken_over(tracked, extracted, judged.alike, now)
    look_back = replace(
        _remembered(tracked),
        confidence=None if extracted.confidence is None else round(extracted.confidence, 3),
        advice=advice.of(tracked.document, extracted, captures)
        or verdict.churn
        or advice.pictureless(extracted),
        held=verdict.held,
        pending=verdict.pending,
        slots=verdict.slots,
        missing=(),
    )
    if verdict.new:
        reason = verdict.reason or verdict.churn
        look_back = replace(
            look_back, held=(*verdict.held, _kept(tracked, extracted, verdict.new, reason, now))
        )
    if verdict.outcome not in CONFIRMING:
        return _refused(tracked, look_back, verdict, now)
    recorded = verdict.outcome is Outcome.RECORDED
    editions = edition.remembered(look_back.editions, extracted.bodies, recorded=recorded)
    came = zip(captures, extracted.read_sha256s, strict=True)
    states = tuple(seen_again.state(one, read_sha256) for one, read_sha256 in came)
    seen = replace(look_back, sources=states, editions=editions)
    if not recorded:
        if tracked.keeps_all and _has_other_bytes(seen, tracked.memory):
            tracked.keep(extracted, now)
        return _unchanged(seen, now)
    verdict = replace(verdict, first_seen=min(judged.settled.first_seen, verdict.first_seen))
    return _recorded(tracked, extracted, verdict, seen, now, stand_ins)


def _is_read_so_now(extracted: DocumentText, verdict: Verdict) -> bool:
    """True if stored texts are to be as this text was read: not for the sake of an error page.

    Where only selectors rotted and no word changed, the text stays as the selectors found it.
    """
    unchanged = verdict.outcome is Outcome.UNCHANGED and not extracted.missed
    return unchanged or verdict.outcome is Outcome.RECORDED


def _taken_over(
    tracked: Tracked, extracted: DocumentText, alike: DocumentText | None, now: datetime
) -> Tracked:
    """The document after its newest version was recorded as it is read now, if that differs."""
    if tracked.memory is None:
        return tracked
    version = reextract.record(tracked, alike, now).id if alike else tracked.memory.version
    return tracked.after(replace(tracked.memory, version=version, read_by=extracted.fingerprint))


def named(tracked: Tracked, error: FetchError) -> str:
    """Why a page could not be fetched; a bot wall with an error status is named."""
    if not isinstance(error, BadStatus) or not error.body or error.status not in WALL_STATUSES:
        return error.reason
    try:
        named = tracked.compute(error_pages.impostor, error.body, error.url)
    except ExtractionFailed:
        named = ""
    if error.status == BUSY:  # the address is right
        named = named.removesuffix(f": {marks.ADDRESS_REMEDY}")
    return f"{error.reason}, {named}" if named else error.reason


def _has_other_bytes(seen: Observation, before: Observation | None) -> bool:
    known = before.sources if before else ()
    return [one.sha256 for one in seen.sources] != [one.sha256 for one in known]


def failed(tracked: Tracked, reason: str, now: datetime) -> Observation:
    """The observation of a look that got no text; the memory stays as it was."""
    refusal = Verdict(outcome=Outcome.FAILED, reason=reason, first_seen=now)
    seen = replace(_remembered(tracked), missing=missing.none_seen(tracked, reason, now))
    return _refused(tracked, seen, refusal, now)


def _recorded(
    tracked: Tracked,
    extracted: DocumentText,
    verdict: Verdict,
    seen: Observation,
    now: datetime,
    stand_ins: Sequence[StandIn],
) -> Observation:
    """Record the text as a version, with the snapshot of its first sight; the quarantine is then empty."""
    tracked = _caught_up(tracked, verdict.before, now)
    done = tracked.record(
        extracted,
        snapshot=_held_snapshot(tracked, extracted),
        restored=verdict.restored,
        stand_ins=stand_ins,
        fetched_at=_not_before_the_newest(tracked, verdict.first_seen),
        now=now,
    )
    return replace(
        seen,
        checked_at=now,
        outcome=Outcome.RECORDED if done.is_new else Outcome.UNCHANGED,
        reason="",
        failures=0,
        held=(),
        pending=None,
        version=done.version.id,
        read_by=extracted.fingerprint,
    )


def _caught_up(tracked: Tracked, before: Sequence[Held], now: datetime) -> Tracked:
    """The document after held texts were recorded, each as of when it was first seen."""
    for held in before:
        extracted = tracked.read(tracked.repository.bodies(held.snapshot, tracked.document.slug))
        fetched_at = _not_before_the_newest(tracked, held.first_seen)
        tracked.record(extracted, snapshot=held.snapshot, fetched_at=fetched_at, now=now)
        tracked = replace(tracked)  # its versions are read again
    return tracked


def _not_before_the_newest(tracked: Tracked, first_seen: datetime) -> datetime:
    """The author date of a new version: dates never go back, even if the clock was wrong in between."""
    newest = next(iter(tracked.versions), None)
    return max(first_seen, newest.fetched_at) if newest else first_seen


def _unchanged(seen: Observation, now: datetime) -> Observation:
    return replace(
        seen,
        checked_at=now,
        outcome=Outcome.UNCHANGED,
        reason="",
        failures=0,
    )


def _refused(tracked: Tracked, seen: Observation, verdict: Verdict, now: datetime) -> Observation:
    failures = tracked.memory.failures + 1 if tracked.memory else 1
    return replace(seen, checked_at=now, outcome=verdict.outcome, reason=verdict.reason, failures=failures)


def _remembered(tracked: Tracked) -> Observation:
    """The last look, which this one starts from, or a blank one."""
    memory, title = tracked.memory, tracked.document.title
    if memory is None:
        return Observation(
            document=tracked.document.slug, title=title, checked_at=datetime.min, outcome=Outcome.FAILED
        )
    return memory if memory.title == title else replace(memory, title=title)


def _kept(tracked: Tracked, extracted: DocumentText, new: Pending, reason: str, now: datetime) -> Held:
    """The entry in quarantine of a text that is held for the first time, its pages kept."""
    return Held(
        text_sha256=new.text_sha256,
        snapshot=tracked.keep(extracted, now).id,
        first_seen=new.first_seen,
        last_seen=new.last_seen,
        seen=new.seen,
        reason=reason,
    )


def _held_snapshot(tracked: Tracked, extracted: DocumentText) -> str:
    """The snapshot that was kept when this very text was first held; empty where it was not."""
    held = tracked.memory.held if tracked.memory else ()
    return next((one.snapshot for one in held if one.text_sha256 == extracted.text_sha256), "")
