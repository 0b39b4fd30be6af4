"""When a document held something: each stay, with the looks between which it came and went.

A version's text was first seen when it was fetched; the text before it was last seen at an earlier look.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive_repo.index import looks
from archive_repo.index.holdings import Span
from archive_repo.records import Bounds, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A time during which a document held something."""

    came: Version
    """The version that brought it."""
    since: Bounds
    went: Version | None
    """The first version that no longer has it; None while the newest one does."""
    until: Bounds | None


def of(connection: sqlite3.Connection, versions: Mapping[int, Version], spans: Sequence[Span]) -> list[Stay]:
    """The stays that these spans of versions are; `versions` has those whose numbers `numbers` returns."""
    return [_stay(connection, versions, first, last) for first, last in spans]


def numbers(spans: Sequence[Span]) -> set[int]:
    """The numbers of the versions that bound these spans, and of their neighbours outside."""
    ends = [(first - 1, first, last, last + 1) if last else (first - 1, first) for first, last in spans]
    return {number for pair in ends for number in pair if number}


def spans(numbers: Iterable[int], newest: int) -> Iterator[Span]:
    """Numbers of versions, in rising order, as spans; a span that reaches the newest version is open."""
    start = end = 0
    for number in numbers:
        if number != end + 1 or not start:
            if start:
                yield start, end
            start = number
        end = number
    if start:
        yield start, None if end == newest else end


def _stay(
    connection: sqlite3.Connection, versions: Mapping[int, Version], first: int, last: int | None
) -> Stay:
    went = versions[last + 1] if last else None
    return Stay(
        came=versions[first],
        since=looks.change(connection, versions.get(first - 1), versions[first]),
        went=went,
        until=looks.change(connection, versions[last], went) if last and went else None,
    )
