"""The rules: what becomes of a new text, given everything known about its document.

What is too short to be a policy has failed. What shares its words with the last good text is an edit and
recorded at once, unless it is only what differs at nearly every look (see `archiver.gate.churn`). Everything
else waits in quarantine until it has been seen often enough in a row, or until a person decides; how often
depends on what it looks like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from archive_repo.diff import compare
from archive_repo.format.observation import Held, Pending, Slot
from archive_repo.records import ChangeClass, Outcome
from archiver.gate import churn, edition, impostors, numbers, siblings, thresholds, vocabulary
from archiver.gate.churn import Places
from archiver.gate.doubt import NEVER, Doubt
from archiver.gate.marks import ADDRESS_REMEDY
from archiver.gate.prepared import Prepared
from archiver.gate.sameness import Weight
from archiver.gate.similarity import is_beginning
from archiver.gate.verdict import REJECTED, Candidate, Past, Verdict

T = TypeVar("T", Held, Pending)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a look at which nothing depends on time."""


@dataclass(frozen=True, kw_only=True)
class _Look:
    """A look that is judged: its text, and what is known."""

    candidate: Candidate
    text: Prepared
    past: Past
    now: datetime
    places: Places | None = None
    """Where the text differs from the newest version, if it is like it; `text` is without what churns."""

    def failed(self, reason: str) -> Verdict:
        """It shows nothing of the document: what waits goes on waiting."""
        past = self.past
        return Verdict(
            outcome=Outcome.FAILED,
            reason=reason,
            held=past.held,
            pending=past.pending,
            first_seen=self.now,
            slots=past.slots,
        )

    def slots(self, *, recorded: bool = False) -> tuple[Slot, ...]:
        """What is to be remembered of places; what tells nothing of the newest version's changes nothing."""
        if self.places is None:
            return () if recorded else self.past.slots
        return self.places.slots(recorded=recorded)

    def recorded(
        self, *, first_seen: datetime, restored: bool = False, before: tuple[Held, ...] = ()
    ) -> Verdict:
        """It becomes a version."""
        return Verdict(
            outcome=Outcome.RECORDED,
            first_seen=first_seen,
            restored=restored,
            before=before,
            slots=self.slots(recorded=True),
        )

    def first_sight(self) -> Pending:
        """The text as one that was never seen before."""
        return Pending(
            text_sha256=self.candidate.text_sha256, first_seen=self.now, last_seen=self.now, seen=1
        )

    def counted(self, seen: T) -> T:
        """An entry with this look counted, unless it comes less than LOOKS_APART after the last.

        One of the future, when the clock was wrong, waits from now on.
        """
        if self.now < seen.last_seen:
            return replace(seen, first_seen=min(seen.first_seen, self.now), last_seen=self.now)
        if self.now - seen.last_seen < thresholds.LOOKS_APART:
            return seen
        return replace(seen, last_seen=self.now, seen=seen.seen + 1)

    def held(self) -> Held | None:
        """The entry of the quarantine that holds this very text."""
        return next((one for one in self.past.held if one.text_sha256 == self.candidate.text_sha256), None)

    def same_held(self) -> Held | None:
        """The entry of the quarantine that holds this text, or one that differs only slightly."""
        if held := self.held():
            return held
        return next((held for held in self.past.held if self.alike(held) >= thresholds.HELD_ALIKE), None)

    def alike(self, held: Held) -> float:
        """How much the text is like one in quarantine, between 0 and 1."""
        waiting = self.past.held_texts.get(held.text_sha256)
        return 0.0 if waiting is None else Prepared(waiting).overlap(self.text).alike

    def of_held(self, held: Held) -> _Look:
        """A look that read what is held, for the same questions; a look at places tells nothing of it."""
        candidate = replace(self.candidate, text=self.past.held_texts[held.text_sha256])
        return replace(self, candidate=candidate, text=Prepared(candidate.text), places=None)

    def elsewhere(self) -> str:
        """Which other page the redirects ended on; empty if they did not."""
        places = map(impostors.elsewhere, self.candidate.captures)
        return next((f"redirected to a {place}: {ADDRESS_REMEDY}" for place in places if place), "")


def judge(candidate: Candidate, past: Past, now: datetime) -> Verdict:
    """What becomes of the candidate; the same arguments always give the same verdict.

    Where a first look will be followed by a second one in this crawl, what will be said if that reads the
    same text is told too: for texts that are taken apart already, it costs a tenth.
    """
    look = _Look(candidate=candidate, text=Prepared(candidate.text), past=past, now=now)
    newest = Prepared(past.accepted[0].text) if past.accepted else None
    verdict = _judged(look, newest)
    is_change = verdict.outcome is Outcome.RECORDED and newest is not None
    if past.first or not (is_change or verdict.look_again):
        return verdict
    again = replace(look, past=replace(past, first=candidate.text))
    return replace(verdict, confirmed=_judged(again, newest))


def _judged(look: _Look, newest: Prepared | None) -> Verdict:
    if look.candidate.text_sha256 in look.past.rejected:
        return look.failed(f"{REJECTED}: the next crawl asks again")
    if (reason := impostors.failure(look.candidate, look.text)) and not _is_short_part(look):
        return look.failed(look.elsewhere() or reason)  # of a home page with few words, what led there counts
    return _first(look) if newest is None else _later(look, newest)


def mistaken(candidate: Candidate, text: Prepared, before: Prepared) -> str:
    """Why a text that somebody else recorded is not the document; empty if it may be.

    `text` is the candidate's, `before` the text before it that is the document; empty before the first, which
    only has to be one that a crawl would not fail for. Nothing waits, since nobody looks again: a rewrite in
    the same language that speaks much less like a policy than the text before is none. How much the two share
    is asked last: it takes longer than all else, and few texts need it.
    """
    look = _Look(candidate=candidate, text=text, past=Past(), now=_EPOCH)
    if (reason := impostors.failure(candidate, text)) and not _is_edit(before, text):
        return reason
    if not before.text:
        return ""
    if reason := impostors.suspicion(candidate, text):
        return "" if _is_edit(before, text) and _was_suspected(look, before) else reason
    is_less = vocabulary.is_less_of_a_policy(text.policy_share, before.policy_share)
    is_rewrite = is_less and before.language == text.language and not _is_edit(before, text)
    return _no_policy().reason if is_rewrite else ""


def _is_edit(before: Prepared, text: Prepared) -> bool:
    """True if a text shares enough with the one before, which may be empty, to be an edit of it."""
    return bool(before.text) and before.overlap(text).alike >= thresholds.ALIKE_AT_ONCE


def _is_short_part(look: _Look) -> bool:
    """True if the page is short as the part of the document that it was, or as an edit of it."""
    if not (look.candidate.is_part and look.text.words and look.past.accepted):
        return False
    was = Prepared(look.past.accepted[0].text)
    is_its_own = was.overlap(look.text).alike >= thresholds.ALIKE_AT_ONCE
    return (is_its_own or len(was.words) < thresholds.MINIMUM_WORDS) and not impostors.name(
        look.candidate.text
    )


def _first(look: _Look) -> Verdict:
    """A document without a version."""
    if reason := look.elsewhere():
        return look.failed(reason)
    if reason := impostors.suspicion(look.candidate, look.text):
        return _wait(look, Doubt(reason=reason))
    if impostors.is_no_policy(look.candidate, look.text):
        return _wait(look, _no_policy())
    return look.recorded(first_seen=look.now)


def _later(look: _Look, newest: Prepared) -> Verdict:
    """A document whose newest version is known."""
    if look.candidate.text == newest.text:
        return Verdict(
            outcome=Outcome.UNCHANGED, first_seen=look.now, slots=_placed(look, newest, 1.0).slots()
        )
    alike = newest.overlap(look.text).alike
    other = _other_edition(look, newest)
    look = look if other else _placed(look, newest, alike)
    weight = _weight(look, newest)
    if weight is Weight.FURNITURE:
        return _same(look)
    doubt = None
    if not look.candidate.in_parts:
        if reason := _broken(look, newest, alike):
            return look.failed(reason)
        doubt = _doubt_of_page(look, newest, alike, other)
    if not (doubt or look.candidate.is_part):
        doubt = _doubt_of_edit(look, newest, weight)
    if doubt:
        return _wait(look, doubt, edited=_edited(look, newest) if doubt.whole else ())
    known = look.held()
    restored = look.candidate.in_parts and _known_before(look)
    return look.recorded(first_seen=known.first_seen if known else look.now, restored=restored)


def _weight(look: _Look, newest: Prepared) -> Weight:
    """How much differs, apart from what the platform's other documents say at their ends too."""
    weight, others = newest.differing(look.text), look.past.siblings
    if weight is Weight.FURNITURE or not others:
        return weight
    both = newest.text, look.text.text
    own, now_own = (siblings.without_shared(text, others, look.now) for text in both)
    return weight if (own, now_own) == both else min(weight, Prepared(own).differing(Prepared(now_own)))


def _other_edition(look: _Look, newest: Prepared) -> Doubt | None:
    """Why the text may be another edition than the document's; of pages that were judged nothing is asked."""
    if look.candidate.in_parts or look.candidate.text == newest.text:
        return None
    return edition.doubt(look.candidate, look.text, newest, look.past)


def _placed(look: _Look, newest: Prepared, alike: float) -> _Look:
    """The look with the places in which its text differs from the newest version, if it is an edit of it."""
    past, candidate, now = look.past, look.candidate, look.now
    is_new = candidate.text != newest.text
    if candidate.is_part or not (is_new or past.slots or past.first):
        return look
    if is_new and alike < thresholds.ALIKE_AT_ONCE:
        return look
    places = churn.find(past.slots, newest.paired(past.first or candidate.text), now, last=past.checked_at)
    if past.first == candidate.text:
        places = places.seen_again()
    elif past.first:
        slots = places.slots(recorded=False)
        paired = newest.paired(candidate.text)
        places = churn.find(slots, paired, now, last=past.checked_at, again=True)
    return replace(look, places=places, text=Prepared(places.settled) if places.churning else look.text)


def _same(look: _Look) -> Verdict:
    """The words are those of the last version; other links, numbers or order are recorded once they stay."""
    if look.places and look.places.churning:
        return _churning(look, look.places)
    newest, pending = look.past.accepted[0], look.past.pending
    is_known = pending is not None and pending.text_sha256 == look.candidate.text_sha256
    counted = look.counted(pending) if pending and is_known else look.first_sight()
    if counted.seen >= thresholds.MINOR_LOOKS and _is_version(newest.text, look.candidate.text):
        return look.recorded(first_seen=counted.first_seen)
    return Verdict(
        outcome=Outcome.UNCHANGED, pending=counted, first_seen=counted.first_seen, slots=look.slots()
    )


def _churning(look: _Look, places: Places) -> Verdict:
    """Nothing differs but what changes at nearly every look: one such text is kept for a person to accept."""
    known = look.same_held()
    is_other = known is None or (places.stands and known.text_sha256 != look.candidate.text_sha256)
    told = f"part of the page changes at nearly every look, and is left out: “{places.excerpt}”"
    return Verdict(
        outcome=Outcome.UNCHANGED,
        held=() if known is None or is_other else (replace(look.counted(known), reason=told),),
        new=look.first_sight() if is_other else None,
        first_seen=look.now,
        slots=look.slots(),
        churn=told,
    )


def _is_version(old: str, new: str) -> bool:
    """True if a difference without new words is worth a version; other marks come with the next one."""
    change_class = compare(old, new).change_class
    if change_class is ChangeClass.NUMBERING:
        return not numbers.are_same(old, new)
    return change_class in (ChangeClass.LINKS, ChangeClass.ORDER)


def _broken(look: _Look, newest: Prepared, alike: float) -> str:
    """Why the text is only part of the document, or another page in its place; empty when neither."""
    is_cut = is_beginning(look.text.words, newest.words, thresholds.CUT_SHARE)
    if is_cut and any(map(impostors.unclosed, look.candidate.captures)):
        return "the page was cut off in transit: the next crawl asks again"
    return look.elsewhere() if alike < thresholds.ALIKE_AT_ONCE else ""


def _suspicion(look: _Look, newest: Prepared, alike: float) -> str:
    """Why the text is probably an impostor; empty too if the version it edits would be suspected as well."""
    reason = impostors.suspicion(look.candidate, look.text)
    is_known = bool(reason) and alike >= thresholds.ALIKE_AT_ONCE and _was_suspected(look, newest)
    return "" if is_known else reason


def _was_suspected(look: _Look, newest: Prepared) -> bool:
    """True if the newest version would be taken for an impostor too, were it what came."""
    return bool(impostors.suspicion(replace(look.candidate, text=newest.text), newest))


def _doubt_of_page(look: _Look, newest: Prepared, alike: float, other: Doubt | None) -> Doubt | None:
    """Why what came may be another page, or an older one; None if it is plainly the document's.

    `other` is why it may be another edition.
    """
    if reason := _suspicion(look, newest, alike):
        return Doubt(reason=reason)
    if other or edition.is_as_asked_at_last(look.candidate, look.text, newest, look.past):
        return other
    if _known_before(look):
        return Doubt(
            reason="the text of an earlier version has come back",
            looks=thresholds.RETURN_LOOKS,
            days=thresholds.RETURN_DAYS,
            restored=True,
        )
    if alike >= thresholds.ALIKE_AT_ONCE:
        return None
    if _edits_an_earlier(look):
        return None if look.text.is_newer(newest) else _edited_return()
    return _rewrite(look, newest, alike)


def _doubt_of_edit(look: _Look, newest: Prepared, weight: Weight) -> Doubt | None:
    """Why what differs in the document's own page should be confirmed; None when it is plainly an edit."""
    if look.places and _is_part_missing(look, look.places, newest):
        return Doubt(reason="part of the text is gone", looks=thresholds.ANEW_LOOKS, anew=True)
    if look.places and look.places.may_be_dressing:
        return Doubt(
            reason="only words differ that may be a notice or a teaser",
            looks=thresholds.ANEW_LOOKS,
            anew=True,
        )
    if weight is Weight.ENTRY:
        return Doubt(
            reason="only short entries differ, which may be buttons or fields",
            looks=thresholds.LABEL_LOOKS,
            soon=True,
        )
    return None


def _is_part_missing(look: _Look, places: Places, newest: Prepared) -> bool:
    """True if words are gone as from a page of which a part did not load: many, a section, or the last ones.

    Where looks are far apart, only many are: waiting for another look would cost weeks.
    """
    many = max(thresholds.LOST_WORDS, thresholds.LOST_SHARE * len(newest.words))
    if places.lost >= many and not look.text.is_newer(newest):
        return True
    if not (places.any_is_new and places.adds_nothing):
        return False
    gone = len(newest.words) - len(look.text.words)
    if gone >= many or not places.close:
        return gone >= many
    is_tail = newest.words[: len(look.text.words)] == look.text.words
    return places.loses_a_section or (is_tail and gone >= thresholds.LOST_WORDS)


def _edits_an_earlier(look: _Look) -> bool:
    """True if the text is an edit of a version before the newest."""
    earlier = (Prepared(accepted.text) for accepted in look.past.accepted[1:])
    return any(text.overlap(look.text).alike >= thresholds.ALIKE_AT_ONCE for text in earlier)


def _edited_return() -> Doubt:
    """The doubt about an edit of a version before the newest that states no later date: a stale page."""
    return Doubt(
        reason="the text of an earlier version has come back, edited",
        looks=thresholds.RETURN_LOOKS,
        days=thresholds.RETURN_DAYS,
        whole=True,
    )


def _rewrite(look: _Look, newest: Prepared, alike: float) -> Doubt:
    """The doubt about a text that is hardly like the last version."""
    text = look.text
    if siblings.ends(look.candidate.text) in look.past.siblings:
        return Doubt(reason=f"is the text of another document of the platform: {ADDRESS_REMEDY}")
    if vocabulary.is_less_of_a_policy(text.policy_share, newest.policy_share) or _is_no_policy(look, newest):
        return _no_policy()
    is_policy = text.policy_share >= thresholds.POLICY_WORDS
    is_newer = is_policy and text.is_newer(newest)
    count, before = len(text.words), len(newest.words)
    if count <= thresholds.COLLAPSE * before:
        return Doubt(
            reason=f"only {count} words, the previous version has {before}",
            looks=thresholds.COLLAPSE_LOOKS,
            days=0 if is_newer else thresholds.COLLAPSE_DAYS,
            whole=True,
        )
    is_alike = is_policy and vocabulary.same_title(newest.text, text.text)
    return Doubt(
        reason=f"shares only {alike:.0%} of its words with the previous version",
        looks=thresholds.REWRITE_LOOKS,
        days=0 if is_alike or is_newer else thresholds.REWRITE_DAYS,
        soon=is_alike,
        whole=True,
    )


def _is_no_policy(look: _Look, newest: Prepared) -> bool:
    """True if the text neither speaks like a policy nor is called one, and the version before was."""
    accepted = Candidate(text=newest.text, declared=look.candidate.declared)
    is_no_policy = impostors.is_no_policy(look.candidate, look.text)
    return is_no_policy and not impostors.is_no_policy(accepted, newest)


def _no_policy() -> Doubt:
    return Doubt(reason=f"does not read like a policy: {ADDRESS_REMEDY}")


def _known_before(look: _Look) -> bool:
    return look.candidate.text_sha256 in look.past.earlier or any(
        Prepared(accepted.text).differing(look.text) is Weight.FURNITURE
        for accepted in look.past.accepted[1:]
    )


def _edited(look: _Look, newest: Prepared) -> tuple[Held, ...]:
    """What is held and may be the document's, of which the text is an edit, in the order of first sight."""
    same = look.same_held()
    near = [one for one in look.past.held if one is not same and look.alike(one) >= thresholds.ALIKE_AT_ONCE]
    likely = [one for one in near if _may_be_the_document(look.of_held(one), newest)]
    return tuple(sorted(likely, key=lambda one: one.first_seen))


def _may_be_the_document(look: _Look, newest: Prepared) -> bool:
    """True unless only a person can let the text in."""
    alike = newest.overlap(look.text).alike
    doubt = _doubt_of_page(look, newest, alike, _other_edition(look, newest))
    return doubt is None or doubt.looks != NEVER


def _wait(look: _Look, doubt: Doubt, *, edited: Sequence[Held] = ()) -> Verdict:
    """Hold the text until it was seen often enough in a row.

    Looks at held texts of which it is an edit count too: they show that the newest version is gone. If it is
    recorded, they are recorded before it.
    """
    same = look.same_held()
    if same and doubt.anew and same.text_sha256 != look.candidate.text_sha256:
        same = None
    seen = look.counted(same) if same else look.first_sight()
    count = seen.seen + sum(one.seen for one in edited)
    held_for = look.now - min(one.first_seen for one in (*edited, seen))
    if doubt.is_over(count, held_for, confirming=bool(look.past.first)):
        return look.recorded(first_seen=seen.first_seen, restored=doubt.restored, before=tuple(edited))
    reason = f"{doubt.reason}; {doubt.prospect(count, held_for, look.past.checked_at, look.now)}"
    others = tuple(held for held in look.past.held if held is not same)[1 - thresholds.HELD_KEPT :]
    return Verdict(
        outcome=Outcome.HELD,
        reason=reason,
        held=(*others, replace(seen, reason=reason)) if isinstance(seen, Held) else others,
        new=seen if isinstance(seen, Pending) else None,
        first_seen=seen.first_seen,
        look_again=seen.seen == 1,
        slots=look.slots(),
    )
