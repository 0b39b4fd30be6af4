"""How long before it applies a change was on the page, as far as its dates and the looks at it say.

What a platform announced elsewhere, by e-mail or in a banner, is not known here.
"""

from __future__ import annotations

from datetime import date

from archive_repo.format.message import plural
from archive_repo.records import Bounds, StatedDates


def given(old: StatedDates, new: StatedDates, between: Bounds) -> str:
    """The days between a change, which came between two looks, and the date from which its text applies."""
    applies, seen = new.effective, between.by.date()
    if applies is None:
        return "Not known: the text does not say from when it applies."
    if applies == old.effective:
        return f"Not known: the text still says that it applies from {applies}."
    before = between.after.date() if between.after else None
    if applies > seen:
        return f"{_days(applies, seen, before)}: seen on {seen}, it says that it applies from {applies}."
    if before is None:
        return f"Not known: first seen on {seen}, it says that it applies from {applies}."
    if applies <= before:
        return f"None: it says that it applies from {applies}, and the old text was still seen on {before}."
    most = plural((applies - before).days, "day")
    return f"At most {most}: it says that it applies from {applies}, and the old text was seen on {before}."


def _days(applies: date, seen: date, before: date | None) -> str:
    """How many days: at least those since it was seen, and no more than those since the old text was."""
    least = (applies - seen).days
    if before is None:
        return f"At least {plural(least, 'day')}"
    most = (applies - before).days
    return plural(most, "day") if most == least else f"{least} to {most} days"
