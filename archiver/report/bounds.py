"""Since when and until when, as far as an archive that looks only from time to time can say.

What is in the first text has been there since *at least* then; everything else came, and went, between two
looks.
"""

from __future__ import annotations

from archive_repo.records import Bounds


def since(bounds: Bounds, *, is_first: bool = False) -> str:
    """Since when something has been there, in words; `is_first` says that the archive begins with it."""
    told = _told(bounds, "since at least", "since", "introduced between")
    return f"{told} (the archive begins there)" if is_first and bounds.after is None else told


def amended(bounds: Bounds) -> str:
    """When the words of something became what they are, in words."""
    return _told(bounds, "amended by", "amended on", "amended between")


def until(bounds: Bounds) -> str:
    """When something went, in words."""
    return _told(bounds, "gone by", "gone on", "gone between")


def lost(bounds: Bounds) -> str:
    """When something was no longer found, in words: that is not when it was taken out."""
    if bounds.after is None:
        return f"no longer found by {_day(bounds)}"
    return f"last found {bounds.after:%Y-%m-%d}, no longer found {_day(bounds)}"


def change(bounds: Bounds) -> str:
    """When a text changed, as a sentence."""
    return f"{_told(bounds, 'Seen first on', 'Changed on', 'Changed between')}."


def span(bounds: Bounds) -> str:
    """The days between which it happened, for a heading: `2025-04-18 to 2025-05-18`, or the one day."""
    if bounds.after is None or bounds.after.date() == bounds.by.date():
        return _day(bounds)
    return f"{bounds.after:%Y-%m-%d} to {_day(bounds)}"


def short(bounds: Bounds) -> str:
    """The first day on which it was seen, for a column: `≤ 2025-05-18` where it may be older."""
    return f"{'≤ ' if bounds.after is None else ''}{_day(bounds)}"


def _told(bounds: Bounds, by: str, on: str, between: str) -> str:
    """The time in words, as far as it is known: `by` a day, `on` a day, or `between` two."""
    if bounds.after is None:
        return f"{by} {_day(bounds)}"
    if bounds.after.date() == bounds.by.date():
        return f"{on} {_day(bounds)}"
    return f"{between} {bounds.after:%Y-%m-%d} and {_day(bounds)}"


def _day(bounds: Bounds) -> str:
    return f"{bounds.by:%Y-%m-%d}"
