"""Why a text is not recorded at once, and what has to happen before it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archiver.gate.thresholds import LOOKS_APART

NEVER = 0
"""So many looks that only a person lets it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a text is not recorded at once, and for how many looks in a row it has to hold."""

    reason: str
    looks: int = NEVER
    restored: bool = False
    soon: bool = False
    """A second look in the same crawl is enough."""

    anew: bool = False
    """It is of what was not there at the last look: another text that waits says nothing of it."""

    def is_over(self, seen: int, *, confirming: bool) -> bool:
        """True if the text was seen often enough; `confirming`: this is the second look of a crawl."""
        return (self.looks != NEVER and seen >= self.looks) or (self.soon and confirming)

    def prospect(self, seen: int, last: datetime | None, now: datetime) -> str:
        """What lets in a text that was seen so often, and about when, if looks go on as since the last."""
        if self.looks == NEVER:
            return "if it is the document, accept it with `archiver quarantine`"
        left = self.looks - seen
        looks = "the next look finds" if left == 1 else f"the next {left} looks find"
        day = f", about {now + left * max(now - last, LOOKS_APART):%Y-%m-%d}" if last else ""
        return f"it is recorded if {looks} it too{day}"
