"""Why a text is not recorded at once, and what has to happen before it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from archiver.gate.thresholds import DECIDE_DAYS, LOOKS_APART, SHORT_OF_DAYS

NEVER = 0
"""Instead of a number of looks: only a person can let it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a text is not recorded at once, and for how many looks in a row, and days, it has to hold."""

    reason: str
    looks: int = NEVER
    days: int = 0
    """Since it was first seen, less SHORT_OF_DAYS."""
    restored: bool = False
    decide: str = ""
    """What only a person can decide, once it has lasted for DECIDE_DAYS."""
    soon: bool = False
    """A second look in the same crawl is enough."""

    anew: bool = False
    """It concerns what was not there at the last look, so that looks at a similar held text do not count."""

    whole: bool = False
    """It is about the text as a whole, so that looks at held texts of which this is an edit count too."""

    def is_over(self, seen: int, held_for: timedelta, *, confirming: bool) -> bool:
        """True if it has been seen often and long enough; `confirming` marks the second look of a crawl."""
        has_held = self.looks != NEVER and seen >= self.looks and held_for >= self._shortest()
        return has_held or (self.soon and confirming)

    def prospect(self, seen: int, held_for: timedelta, last: datetime | None, now: datetime) -> str:
        """What would let in a text that was `seen` so often, and about when, if looks keep their pace."""
        if self.decide and held_for >= timedelta(days=DECIDE_DAYS) - SHORT_OF_DAYS:
            return f"first seen on {now - held_for:%Y-%m-%d}, so decide: {self.decide}"
        if self.looks == NEVER:
            return "if it is the document, accept it with `archiver quarantine`"
        left, wait = max(1, self.looks - seen), self._shortest() - held_for
        if last is None:
            days = f" and {self.days} days pass" if self.days and wait > timedelta() else ""
            return f"it is recorded if {_looks(left)} it too{days}"
        pace = max(now - last, LOOKS_APART)
        left = max(left, -(-wait // pace))
        return f"it is recorded if {_looks(left)} it too, about {now + left * pace:%Y-%m-%d}"

    def _shortest(self) -> timedelta:
        return timedelta(days=self.days) - SHORT_OF_DAYS


def _looks(count: int) -> str:
    return "the next look finds" if count == 1 else f"the next {count} looks find"
