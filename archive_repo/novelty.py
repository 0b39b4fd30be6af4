"""What is new in a text beside the one before it. It knows no repository, so any process can tell."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from archive_repo.records import ChangeClass, SectionChange, SentenceCounts, StatedDates


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a text beside the one before it."""

    before_sha256: str
    """SHA-256 of the text before; empty where there is none."""
    change_class: ChangeClass | None
    sentences: SentenceCounts
    sections: tuple[SectionChange, ...]
    stated: StatedDates


def tell(before: str | None, text: str) -> Told:
    """Compare a text with the one before, None for a first one. Takes long for long texts."""
    from archive_repo.diff import compare, count  # a crawl only names this function to its workers
    from archive_repo.text import stated_dates

    stated = stated_dates.read(text)
    if before is None:
        return Told(before_sha256="", change_class=None, sentences=count(text), sections=(), stated=stated)
    difference = compare(before, text)
    return Told(
        before_sha256=hashlib.sha256(before.encode()).hexdigest(),
        change_class=difference.change_class,
        sentences=difference.sentences,
        sections=difference.sections,
        stated=stated,
    )
