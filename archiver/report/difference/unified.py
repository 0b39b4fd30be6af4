"""A difference as a plain unified diff, which `patch` and `git apply` take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from archive_repo.diff import Difference
from archive_repo.edits import Kind

CONTEXT = 3
"""Equal lines around a change, as `git diff` has them."""

_NO_NEWLINE = "\\ No newline at end of file"

_Line = tuple[str, str]
"""The sign (space, `-` or `+`) and the line."""


def unified(difference: Difference, old_name: str, new_name: str, context: int = CONTEXT) -> Iterator[str]:
    """The lines of the diff; none if the texts are the same."""
    listed = list(_listed(difference))
    hunks = list(_hunks(listed, context))
    if hunks:
        yield f"--- {old_name}"
        yield f"+++ {new_name}"
    for start, stop in hunks:
        yield _header(listed, start, stop)
        for sign, text in listed[start:stop]:
            yield f"{sign}{text}"


def _listed(difference: Difference) -> Iterator[_Line]:
    """The lines of both texts; between two equal ones, what went comes before what came."""
    for _, run in groupby(_told(difference), key=lambda line: line[0] == " "):
        yield from sorted(run, key=lambda line: line[0] == "+")


def _told(difference: Difference) -> Iterator[_Line]:
    before, after = _written(difference.old), _written(difference.new)
    for segment in difference.segments:
        old = before[segment.old.start - 1 : segment.old.stop - 1]
        new = after[segment.new.start - 1 : segment.new.stop - 1]
        if segment.kind is Kind.EQUAL:
            for one, other in zip_longest(old, new):
                yield from [(" ", one)] if one == other else _replaced(one, other)
        if segment.kind in (Kind.REMOVED, Kind.MOVED_AWAY, Kind.AMENDED):
            yield from (("-", text) for text in old)
        if segment.kind in (Kind.ADDED, Kind.MOVED, Kind.AMENDED):
            yield from (("+", text) for text in new)


def _replaced(old: str | None, new: str | None) -> Iterator[_Line]:
    """A line that is equal in both texts, but not in the files: only one has a newline at its end."""
    yield from (("-", old),) if old is not None else ()
    yield from (("+", new),) if new is not None else ()


def _written(lines: Sequence[str]) -> Sequence[str]:
    """The lines of the file: a final newline ends the last line, and a last line without one says so."""
    *all_but_last, last = lines
    return [*all_but_last, f"{last}\n{_NO_NEWLINE}"] if last else all_but_last


def _hunks(listed: Sequence[_Line], context: int) -> Iterator[tuple[int, int]]:
    start = stop = -1
    for place, (sign, _) in enumerate(listed):
        if sign == " ":
            continue
        if start >= 0 and place - context > stop:
            yield start, stop
            start = -1
        start = max(0, place - context) if start < 0 else start
        stop = min(len(listed), place + context + 1)
    if start >= 0:
        yield start, stop


def _header(listed: Sequence[_Line], start: int, stop: int) -> str:
    ends = []
    for sign in "-+":
        before = sum(1 for other, _ in listed[:start] if other in (" ", sign))
        size = sum(1 for other, _ in listed[start:stop] if other in (" ", sign))
        ends.append(f"{sign}{before + (1 if size else 0)},{size}")
    return f"@@ {ends[0]} {ends[1]} @@"
