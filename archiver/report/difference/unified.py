"""A difference as a plain unified diff, which `patch` and `git apply` take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_repo.diff import Difference, Kind

CONTEXT = 3
"""Equal lines around a change, as `git diff` has them."""

_Line = tuple[str, str]
"""The sign (space, `-` or `+`) and the line."""


def unified(difference: Difference, old_name: str, new_name: str, context: int = CONTEXT) -> Iterator[str]:
    """The lines of the diff; none where the texts are the same."""
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
    """The lines of both texts; what follows a final newline is none."""
    before, after = _without_end(difference.old), _without_end(difference.new)
    for segment in difference.segments:
        old = before[segment.old.start - 1 : segment.old.stop - 1]
        new = after[segment.new.start - 1 : segment.new.stop - 1]
        if segment.kind is Kind.EQUAL:
            yield from ((" ", text) for text in new)
        if segment.kind in (Kind.REMOVED, Kind.MOVED_AWAY, Kind.AMENDED):
            yield from (("-", text) for text in old)
        if segment.kind in (Kind.ADDED, Kind.MOVED, Kind.AMENDED):
            yield from (("+", text) for text in new)


def _without_end(lines: Sequence[str]) -> Sequence[str]:
    return lines if lines[-1] else lines[:-1]


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
