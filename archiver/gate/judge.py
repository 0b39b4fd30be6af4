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
from archiver.gate import impostors, language, thresholds, titles, vocabulary
from archiver.gate.prepared import Prepared
from archiver.gate.sameness import Difference, Weight
from archiver.gate.similarity import is_beginning
from archiver.gate.verdict import Candidate, Memory, Verdict, digest

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
    text = Prepared(candidate.text)
    if reason := impostors.failure(candidate, text):
        return _failed(reason, memory, now)
    if not memory.accepted:
        return _first(candidate, memory, now)
    newest = Prepared(memory.accepted[0].text)
    difference = newest.differ(text)
    if difference is None or difference.weight is Weight.FURNITURE:
        return _same(candidate, memory, now)
    if _is_replaced(newest, text):
        return Verdict(outcome=Outcome.RECORDED, first_seen=_since(candidate, text, memory, now))
    if reason := _broken(candidate, text, newest):
        return _failed(reason, memory, now)
    if doubt := _doubt(text, newest, memory, difference):
        return _wait(candidate, text, memory, now, doubt)
    return Verdict(outcome=Outcome.RECORDED, first_seen=now)


def _is_replaced(old: Prepared, new: Prepared) -> bool:
    """True if the last version was no policy after all, and the new text is one."""
    less = vocabulary.is_less_of_a_policy(old.policy_share, new.policy_share)
    return impostors.looks_failed(old) or less


def _failed(reason: str, memory: Memory, now: datetime) -> Verdict:
    """The look shows nothing of the document: what waits goes on waiting."""
    return Verdict(
        outcome=Outcome.FAILED, reason=reason, held=memory.held, pending=memory.pending, first_seen=now
    )


def _first(candidate: Candidate, memory: Memory, now: datetime) -> Verdict:
    if place := _elsewhere(candidate):
        return _failed(f"redirected to a {place}: check the address in its declaration", memory, now)
    return Verdict(outcome=Outcome.RECORDED, first_seen=now)


def _same(candidate: Candidate, memory: Memory, now: datetime) -> Verdict:
    """The words are those of the last version; other links or another order are recorded once they stay."""
    newest = memory.accepted[0]
    if candidate.text_sha256 == newest.text_sha256:
        return Verdict(outcome=Outcome.UNCHANGED, first_seen=now)
    pending = memory.pending
    is_known = pending is not None and pending.text_sha256 == candidate.text_sha256
    counted = _counted(pending, now) if pending and is_known else _first_sight(candidate, now)
    if counted.seen >= thresholds.MINOR_LOOKS and _is_version(newest.text, candidate.text):
        return Verdict(outcome=Outcome.RECORDED, first_seen=counted.first_seen)
    return Verdict(outcome=Outcome.UNCHANGED, pending=counted, first_seen=counted.first_seen)


def _is_version(old: str, new: str) -> bool:
    """True if a difference without new words is worth a version; other marks come with the next one."""
    return compare(old, new).change_class in (ChangeClass.LINKS, ChangeClass.ORDER)


def _broken(candidate: Candidate, text: Prepared, newest: Prepared) -> str:
    """Why the text is a rest of the document, or another page in its place; empty when neither."""
    is_cut = is_beginning(text.words, newest.words, thresholds.CUT_SHARE)
    if is_cut and any(map(impostors.unclosed, candidate.captures)):
        return "the page was cut off while it was sent: it is asked again in the next crawl"
    place = _elsewhere(candidate)
    if place and newest.overlap(text).alike < thresholds.ALIKE_AT_ONCE:
        return f"redirected to a {place}: check the address in its declaration"
    return ""


def _doubt(text: Prepared, newest: Prepared, memory: Memory, difference: Difference) -> Doubt | None:
    """Why the text should be confirmed before it is recorded; None when it is plainly an edit."""
    was, now_in = newest.language, text.language
    if was and now_in and was != now_in:
        names = f"{language.name(now_in)}, the version before in {language.name(was)}"
        return Doubt(reason=f"in {names}: accept it if the policy is published so now", looks=NEVER)
    if _known_before(text, memory):
        return Doubt(
            reason="an earlier version's text has come back: it has to hold",
            looks=thresholds.RETURN_LOOKS,
            restored=True,
        )
    alike = newest.overlap(text).alike
    if alike < thresholds.ALIKE_AT_ONCE:
        return _rewrite(text, newest, alike)
    if difference.weight is Weight.LABEL:
        return Doubt(
            reason="only short labels differ, which may be buttons or fields: they have to hold",
            looks=thresholds.LABEL_LOOKS,
            soon=True,
        )
    return None


def _rewrite(text: Prepared, newest: Prepared, alike: float) -> Doubt:
    """How long a text has to hold that is hardly like the last version."""
    if vocabulary.is_less_of_a_policy(text.policy_share, newest.policy_share):
        return Doubt(
            reason="does not read like a policy: accept it if it is the document, else check its address",
            looks=NEVER,
        )
    count, before = len(text.words), len(newest.words)
    if count <= thresholds.COLLAPSE * before:
        return Doubt(
            reason=f"{count} words in place of {before}: accept it if it is the document, "
            "else check its address",
            looks=thresholds.COLLAPSE_LOOKS,
        )
    return Doubt(
        reason=f"shares only {alike:.0%} of its words with the last version: it has to hold",
        looks=thresholds.REWRITE_LOOKS,
        soon=titles.same_title(newest.text, text.text),
    )


def _known_before(text: Prepared, memory: Memory) -> bool:
    return digest(text.text) in memory.earlier or any(
        Prepared(accepted.text).differ(text) is None for accepted in memory.accepted[1:]
    )


def _wait(candidate: Candidate, text: Prepared, memory: Memory, now: datetime, doubt: Doubt) -> Verdict:
    """Hold the text until it was seen often enough in a row."""
    same = _same_held(candidate, text, memory)
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


def _same_held(candidate: Candidate, text: Prepared, memory: Memory) -> Held | None:
    """The entry of the quarantine that holds this text, or one that differs only slightly."""
    for held in memory.held:
        if held.text_sha256 == candidate.text_sha256:
            return held
    for held in memory.held:
        waiting = memory.held_texts.get(held.text_sha256)
        if waiting is not None and Prepared(waiting).overlap(text).alike >= thresholds.HELD_ALIKE:
            return held
    return None


def _since(candidate: Candidate, text: Prepared, memory: Memory, now: datetime) -> datetime:
    known = _same_held(candidate, text, memory)
    return known.first_seen if known else now


def _elsewhere(candidate: Candidate) -> str:
    places: Sequence[str] = [
        place for capture in candidate.captures if (place := impostors.elsewhere(capture))
    ]
    return places[0] if places else ""
