"""The rules: what becomes of a new text, given everything known about its document.

What a wall says of itself, and what is too short, never is the document. What shares its words with the
last good text is an edit and recorded at once. Everything else waits in quarantine until it has been
seen often enough in a row, or until a person decides; how often depends on what it looks like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from archive_repo.diff import compare
from archive_repo.records import ChangeClass, Held, Outcome, Pending
from archiver.gate import impostors, language, sameness, thresholds, titles, vocabulary
from archiver.gate.sameness import Difference, Weight
from archiver.gate.similarity import is_beginning, overlap, words
from archiver.gate.verdict import Accepted, Candidate, Memory, Verdict

Seen = TypeVar("Seen", Held, Pending)

NEVER = 0
"""So many looks that only a person lets it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a text is not recorded at once, and for how many looks in a row it has to hold."""

    reason: str
    looks: int
    restored: bool = False
    soon: bool = False
    """A second look in the same crawl is enough."""


def judge(candidate: Candidate, memory: Memory, now: datetime) -> Verdict:
    """What becomes of the candidate; the same arguments always give the same verdict."""
    if candidate.text_sha256 in memory.rejected:
        return _failed("a person has rejected this text: it is asked again in the next crawl", memory, now)
    if reason := impostors.failure(candidate):
        return _failed(reason, memory, now)
    if not memory.accepted:
        return _first(candidate, memory, now)
    newest = memory.accepted[0]
    difference = sameness.differ(newest.text, candidate.text)
    if difference is None or difference.weight is Weight.FURNITURE:
        return _same(candidate, newest, memory, now)
    if _is_replaced(newest.text, candidate.text):
        return Verdict(outcome=Outcome.RECORDED, first_seen=_since(candidate, memory, now))
    if reason := _broken(candidate, newest):
        return _failed(reason, memory, now)
    if doubt := _doubt(candidate, memory, difference):
        return _wait(candidate, memory, now, doubt)
    return Verdict(outcome=Outcome.RECORDED, first_seen=now)


def _is_replaced(old: str, new: str) -> bool:
    """Whether the last version was no policy after all, and the new text is one."""
    return impostors.looks_failed(old) or vocabulary.is_less_of_a_policy(old, new)


def _failed(reason: str, memory: Memory, now: datetime) -> Verdict:
    """The look shows nothing of the document: what waits goes on waiting."""
    return Verdict(
        outcome=Outcome.FAILED, reason=reason, held=memory.held, pending=memory.pending, first_seen=now
    )


def _first(candidate: Candidate, memory: Memory, now: datetime) -> Verdict:
    if place := _elsewhere(candidate):
        return _failed(f"redirected to a {place}: check the address in its declaration", memory, now)
    return Verdict(outcome=Outcome.RECORDED, first_seen=now)


def _same(candidate: Candidate, newest: Accepted, memory: Memory, now: datetime) -> Verdict:
    """The words are those of the last version; other links or another order are recorded once they stay."""
    if candidate.text_sha256 == newest.text_sha256:
        return Verdict(outcome=Outcome.UNCHANGED, first_seen=now)
    pending = memory.pending
    is_known = pending is not None and pending.text_sha256 == candidate.text_sha256
    counted = _counted(pending, now) if pending and is_known else _first_sight(candidate, now)
    if counted.seen >= thresholds.MINOR_LOOKS and _is_version(newest.text, candidate.text):
        return Verdict(outcome=Outcome.RECORDED, first_seen=counted.first_seen)
    return Verdict(outcome=Outcome.UNCHANGED, pending=counted, first_seen=counted.first_seen)


def _is_version(old: str, new: str) -> bool:
    """Whether a difference without new words is worth a version; other marks come with the next one."""
    return compare(old, new).change_class in (ChangeClass.LINKS, ChangeClass.ORDER)


def _broken(candidate: Candidate, newest: Accepted) -> str:
    """Why the text is a rest of the document, or another page in its place; empty when neither."""
    if any(map(impostors.unclosed, candidate.responses)) and is_beginning(
        candidate.text, newest.text, thresholds.CUT_SHARE
    ):
        return "the page was cut off while it was sent: it is asked again in the next crawl"
    place = _elsewhere(candidate)
    if place and overlap(newest.text, candidate.text).alike < thresholds.ALIKE_AT_ONCE:
        return f"redirected to a {place}: check the address in its declaration"
    return ""


def _doubt(candidate: Candidate, memory: Memory, difference: Difference) -> Doubt | None:
    """Why the text should be confirmed before it is recorded; None when it is plainly an edit."""
    newest = memory.accepted[0]
    was, now_in = language.identify(newest.text), language.identify(candidate.text)
    if was and now_in and was != now_in:
        names = f"{language.name(now_in)}, the version before in {language.name(was)}"
        return Doubt(reason=f"in {names}: accept it if the policy is published so now", looks=NEVER)
    if _known_before(candidate, memory):
        return Doubt(
            reason="an earlier version's text has come back: it has to hold",
            looks=thresholds.RETURN_LOOKS,
            restored=True,
        )
    shared = overlap(newest.text, candidate.text)
    if shared.alike < thresholds.ALIKE_AT_ONCE:
        return _rewrite(candidate, newest, shared.alike)
    if difference.weight is Weight.LABEL:
        return Doubt(
            reason="only short labels differ, which may be buttons or fields: they have to hold",
            looks=thresholds.LABEL_LOOKS,
            soon=True,
        )
    return None


def _rewrite(candidate: Candidate, newest: Accepted, alike: float) -> Doubt:
    """How long a text has to hold that is hardly like the last version."""
    if vocabulary.is_less_of_a_policy(candidate.text, newest.text):
        return Doubt(
            reason="does not read like a policy: accept it if it is the document, else check its address",
            looks=NEVER,
        )
    count, before = len(words(candidate.text)), len(words(newest.text))
    if count <= thresholds.COLLAPSE * before:
        return Doubt(
            reason=f"{count} words in place of {before}: accept it if it is the document, "
            "else check its address",
            looks=thresholds.COLLAPSE_LOOKS,
        )
    return Doubt(
        reason=f"shares only {alike:.0%} of its words with the last version: it has to hold",
        looks=thresholds.REWRITE_LOOKS,
        soon=titles.same_title(newest.text, candidate.text),
    )


def _known_before(candidate: Candidate, memory: Memory) -> bool:
    return candidate.text_sha256 in memory.earlier or any(
        sameness.differ(accepted.text, candidate.text) is None for accepted in memory.accepted[1:]
    )


def _wait(candidate: Candidate, memory: Memory, now: datetime, doubt: Doubt) -> Verdict:
    """Hold the text until it was seen often enough in a row."""
    same = _same_held(candidate, memory)
    seen = _counted(same, now) if same else _first_sight(candidate, now)
    if (doubt.looks and seen.seen >= doubt.looks) or (doubt.soon and memory.confirming):
        return Verdict(outcome=Outcome.RECORDED, first_seen=seen.first_seen, restored=doubt.restored)
    others = tuple(held for held in memory.held if held is not same)[1 - thresholds.HELD_KEPT :]
    return Verdict(
        outcome=Outcome.HELD,
        reason=doubt.reason,
        held=(*others, replace(seen, reason=doubt.reason)) if isinstance(seen, Held) else others,
        pending=seen if isinstance(seen, Pending) else None,
        first_seen=seen.first_seen,
        look_again=seen.seen == 1,
    )


def _first_sight(candidate: Candidate, now: datetime) -> Pending:
    return Pending(text_sha256=candidate.text_sha256, first_seen=now, last_seen=now, seen=1)


def _counted(seen: Seen, now: datetime) -> Seen:
    """The entry with this look counted, unless it comes right after the last."""
    if now - seen.last_seen < thresholds.LOOKS_APART:
        return seen
    return replace(seen, last_seen=now, seen=seen.seen + 1)


def _same_held(candidate: Candidate, memory: Memory) -> Held | None:
    """The entry of the quarantine that holds this text, or one that differs only slightly."""
    for held in memory.held:
        if held.text_sha256 == candidate.text_sha256:
            return held
    close = thresholds.HELD_ALIKE
    for held in memory.held:
        text = memory.held_texts.get(held.text_sha256)
        if text is not None and overlap(text, candidate.text).alike >= close:
            return held
    return None


def _since(candidate: Candidate, memory: Memory, now: datetime) -> datetime:
    known = _same_held(candidate, memory)
    return known.first_seen if known else now


def _elsewhere(candidate: Candidate) -> str:
    places: Sequence[str] = [
        place for answer in candidate.responses if (place := impostors.elsewhere(answer))
    ]
    return places[0] if places else ""
