"""What is remembered of the places that change, where a look saw in them what the last one did.

See `archiver.gate.churn`, which says what becomes of them where something differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from archive_repo.format.observation import Slot
from archiver.gate.thresholds import STILL


def rested(known: Iterable[Slot], now: datetime) -> tuple[Slot, ...]:
    """What is remembered after a look that saw the same page as the last one."""
    return tuple(stood(slot, now) for slot in known)


def standing(known: Iterable[Slot], now: datetime) -> tuple[Slot, ...]:
    """What is remembered after a look that read the text of the newest version as the last one did."""
    return tuple(slot for slot in rested(known, now) if now - slot.since < STILL)


def stood(slot: Slot, now: datetime) -> Slot:
    """A place that says what it said: after STILL, it is no longer one that changes."""
    return replace(slot, changes=0) if now - slot.since >= STILL else slot
