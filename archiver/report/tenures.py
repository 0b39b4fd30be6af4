"""From when to when a kind of provision was found in a document, in words; and the ends of these times.

That none is found any more is a fact about what was read. If the platform took it out is another question,
and what speaks against that is told beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archiver.provisions.comparison.compare import Held
from archiver.provisions.detection import readable_languages
from archiver.report import bounds, presence
from archiver.report.looks import LastLooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A version in which a kind of provision is no longer found, and what speaks against its removal."""

    version: str
    stands: bool
    """True if that version has words of it all the same."""
    reread: bool
    """True if that version is the same page, read again."""
    rows_left: int | None
    """How many rows that version has of the table it stood in, if most of them went; else None."""
    rows_before: int | None
    """How many the table had before, if most of them went."""
    same_date: date | None
    """The date that this version and the one before state for themselves, if it is the same."""
    unread_language: str | None
    """The language of that version, if what is not found in it may be there all the same."""


def endings(stays: Sequence[Held]) -> tuple[Ending, ...]:
    """The ends of the times, the oldest first."""
    return tuple(
        Ending(
            version=stay.went.id,
            stands=stay.stands,
            reread=stay.reread,
            rows_left=stay.table.left if stay.table else None,
            rows_before=stay.table.of if stay.table else None,
            same_date=stay.same_date,
            unread_language=stay.unread or None,
        )
        for stay in stays
        if stay.went
    )


def told(stays: Sequence[Held], last: LastLooks | None) -> str:
    """The times in words; `last` is as for `presence.told`."""
    return "; ".join(_told(stay, last) for stay in stays)


def against(stay: Held) -> str:
    """What speaks against a kind of provision's having been taken out; empty if nothing does."""
    found = [f"that text is in {stay.unread}, {readable_languages.how(stay.unread)}"] if stay.unread else []
    found += ["that is the same page, read again"] if stay.reread else []
    found += ["words of it still stand there"] if stay.stands else []
    if stay.table:
        found.append(f"the table it stood in has {stay.table.left} of its {stay.table.of} rows left")
    if stay.same_date:
        found.append(f"the text still states the date {stay.same_date}")
    return "; ".join(found)


def _told(stay: Held, last: LastLooks | None) -> str:
    if stay.until is None:
        return presence.told([stay], last)
    came = bounds.since(stay.since, is_first=stay.came.change_class is None)
    but = against(stay)
    return f"{came}, {bounds.lost(stay.until)}{f' ({but})' if but else ''}"
