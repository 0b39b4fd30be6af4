"""What differs on a page at nearly every look, though the policy stays as it is.

A *slot* is the place between two lines of the newest version. One that says something else at the second
request of a crawl, or at several looks in a row, holds a counter, a teaser or a table that fills up: churn.
What it says is left out of the comparison until it has stood still for STILL. Where a slot has no past, only
its words tell: a first greeting waits a look, a clause does not (see `archiver.gate.dressing`). A version is
always what the page showed, with what churns; but churn alone makes none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from archive_repo.format.observation import Slot
from archive_repo.text.lines import line_words
from archive_repo.text.markdown import LineKind, kind_of, plain
from archiver.gate import regions, thresholds
from archiver.gate.regions import Hunk, Paired, Span
from archiver.gate.slots import stood
from archiver.gate.thresholds import CHURN_CHANGES, CHURN_CHANGES_CLOSE, LOOKS_APART, STILL

EACH_REQUEST = CHURN_CHANGES + 1
"""The changes that a difference between two requests of a crawl counts for: enough on any grid."""
EXCERPT = 60
"""Characters of the first line that churns that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A slot in two texts."""

    old: Span
    """Its lines in the newest version."""
    new: Span
    """Its lines in the text that is judged."""
    slot: Slot
    """As it is after this look, but for its ends."""
    spoke: bool
    """True if what differed in it before had words of a policy."""
    hunks: tuple[Hunk, ...]
    """What differs in it now."""

    @property
    def speaks(self) -> bool:
        """True if what differs may be an edit, by its words."""
        return any(hunk.speaks for hunk in self.hunks)


@dataclass(frozen=True, kw_only=True)
class Places:
    """The slots in which a text differs from the newest version, or in which one differed lately."""

    old: tuple[str, ...]
    """The lines of the newest version, blank ones left out."""
    new: tuple[str, ...]
    """Those of the text."""
    text: str
    found: tuple[Place, ...]
    """In the order of the newest version."""
    now: datetime
    close: bool
    """True if the last look is so recent that what changed since then may change every day."""

    @cached_property
    def churning(self) -> tuple[Place, ...]:
        """The slots whose difference is left out."""
        return tuple(place for place in self.found if place.hunks and self._is_churn(place))

    def _is_churn(self, place: Place) -> bool:
        """True if a slot says something else too often; policy, where none was before, is no churn."""
        enough = CHURN_CHANGES_CLOSE if self.close else EACH_REQUEST if place.speaks else CHURN_CHANGES
        if place.slot.changes < enough or self.now - place.slot.since >= STILL:
            return False
        return place.spoke or not place.speaks

    @cached_property
    def settled(self) -> str:
        """The text with what the newest version says in the slots that churn."""
        raws = self.text.split("\n")
        at = [number for number, raw in enumerate(raws) if regions.has_words(raw)]
        churned = [hunk for place in self.churning for hunk in place.hunks]
        for hunk in sorted(churned, key=lambda one: (one.new.start, one.new.stop), reverse=True):
            start = at[hunk.new.start] if hunk.new.start < len(at) else len(raws)
            stop = at[hunk.new.stop - 1] + 1 if hunk.new else start
            raws[start:stop] = [self.old[number] for number in hunk.old]
        return "\n".join(raws)

    @property
    def lost(self) -> int:
        """Words of policy that are gone, less what came instead, where the text has come and gone lately."""
        often = CHURN_CHANGES_CLOSE if self.close else CHURN_CHANGES
        slots = [one for one in self.found if one.slot.speaks and one.slot.changes >= often]
        hunks = [hunk for place in self.found for hunk in place.hunks]
        here = [hunk for hunk in hunks if any(regions.touch(hunk.old, place.old) for place in slots)]
        gone = sum(_count(self.old, hunk.old) for hunk in here if not hunk.new)
        return gone - sum(_count(self.new, hunk.new) for hunk in here if not hunk.old)

    @cached_property
    def rest(self) -> tuple[Place, ...]:
        """The slots in which something else differs."""
        return tuple(place for place in self.found if place.hunks and place not in self.churning)

    @cached_property
    def may_be_dressing(self) -> bool:
        """True if the rest of what differs is seen for the first time, and does not speak like a policy."""
        is_first = all(self._is_new(place) and not place.speaks for place in self.rest)
        return self.close and bool(self.rest) and is_first

    @property
    def any_is_new(self) -> bool:
        """True if something of the rest was not there at the last look."""
        return any(map(self._is_new, self.rest))

    @property
    def adds_nothing(self) -> bool:
        """True if the rest of what differs is only gone."""
        return not any(hunk.new for place in self.rest for hunk in place.hunks)

    @property
    def loses_a_section(self) -> bool:
        """True if of the rest a heading is gone with what was under it."""
        gone = [[self.old[number] for number in hunk.old] for place in self.rest for hunk in place.hunks]
        return any(len(raws) > 1 and kind_of(raws[0]) is LineKind.HEADING for raws in gone)

    def seen_again(self) -> Places:
        """The same places after another look moments later, which read the same text."""
        found = [
            replace(place, spoke=place.slot.speaks) for place in self.found if self._is_remembered(place)
        ]
        return replace(self, found=tuple(found))

    @property
    def excerpt(self) -> str:
        """The beginning of the first line that churns; empty where nothing does."""
        hunk = next((hunk for place in self.churning for hunk in place.hunks), None)
        if hunk is None:
            return ""
        words = plain(self.new[hunk.new.start] if hunk.new else self.old[hunk.old.start])
        return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rstrip()}…"

    @property
    def stands(self) -> bool:
        """True if what churns is what the last look saw."""
        return not any(map(self._is_new, self.churning))

    def _is_new(self, place: Place) -> bool:
        return self.now - place.slot.since < LOOKS_APART

    def _is_remembered(self, place: Place) -> bool:
        """True if something differs in it, or has lately."""
        return bool(place.hunks) or self.now - place.slot.since < STILL

    def slots(self, *, recorded: bool) -> tuple[Slot, ...]:
        """What is to be remembered, by the lines of the newest version; of this text if it is `recorded`."""
        lines = self.new if recorded else self.old
        kept = [
            regions.between(place.slot, lines, place.new if recorded else place.old)
            for place in self.found
            if self._is_remembered(place)
        ]
        busiest = sorted(kept, key=lambda slot: slot.changes, reverse=True)
        return tuple(busiest[: thresholds.SLOTS_KEPT])


def find(
    known: Sequence[Slot], paired: Paired, now: datetime, *, last: datetime | None, again: bool = False
) -> Places:
    """The slots of the newest version in which a text differs, or that are known.

    `known` are those remembered from the look before, which was at `last`. `again` says that it was moments
    ago: what differs from what it saw differs at each request.
    """
    before, after, pairs = paired.old, paired.new, paired.pairs
    slots_at = regions.located(known, before)
    hunks = regions.assigned(regions.hunks(pairs, before, after, now), slots_at, before)
    found = []
    for region in sorted(slots_at, key=lambda one: (one.start, one.stop)):
        there = regions.across(region, pairs, before, len(after))
        said = regions.digest("\n".join(regions.key(after[number]) for number in there))
        here = tuple(hunks.get(region, ()))
        speaks = any(hunk.speaks for hunk in here)
        known_slot = slots_at[region]
        spoke = known_slot.speaks if known_slot else speaks
        slot = _seen(known_slot, said, now, speaks=speaks, again=again)
        found.append(Place(old=region, new=there, slot=slot, spoke=spoke, hunks=here))
    return Places(
        old=before, new=after, text=paired.text, found=tuple(found), now=now,
        close=last is not None and now - last <= thresholds.CLOSE,
    )  # fmt: skip


def within(known: Iterable[Slot], text: str) -> tuple[Slot, ...]:
    """The slots that are in a text, which may be part of the newest version's."""
    found = regions.located(tuple(known), regions.lines_of(text))
    return tuple(slot for slot in found.values() if slot)


def _seen(known: Slot | None, said: str, now: datetime, *, speaks: bool, again: bool) -> Slot:
    """A slot after a look that read this in it."""
    if known is None:  # what only the second answer has, the first may have lacked as half of a page does
        changes = EACH_REQUEST if again and not speaks else 1
        return Slot(before="", after="", said=said, since=now, changes=changes, speaks=speaks)
    if said == known.said:
        return stood(known, now)
    changes = EACH_REQUEST if again else max(known.changes, min(known.changes + 1, CHURN_CHANGES))
    return replace(known, said=said, since=now, changes=changes, speaks=known.speaks or speaks)


def _count(lines: Sequence[str], span: Span) -> int:
    return sum(len(line_words(lines[number])) for number in span)
