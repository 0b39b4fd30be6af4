"""Second copies of a text: some pages carry their document twice, to read and to print."""

from __future__ import annotations

from collections.abc import Sequence

from archive_repo.text.markdown import LineKind, kind_of

COPIED = 0.8
"""Share of the lines of a copy that stand above it too. Of three copies in the versions of 24 platforms two
had all of them and one 92 %; of other parts that begin like an earlier one none had more than 76 %."""
SMALLEST = 30
"""Lines that a copy has at least: shorter ones may be a form that a text repeats."""


def second(text: Sequence[str]) -> range:
    """The lines, from 1, that say once more what stands above them; an empty range where there are none.

    A copy begins with a heading of what it copies, and reaches as far down as that reaches to the copy.
    """
    first: dict[str, int] = {}
    for number, raw in enumerate(text, 1):
        if raw[:1] != "#" or kind_of(raw) is not LineKind.HEADING:
            continue
        start = first.setdefault(raw, number)
        stop = min(len(text) + 1, number + number - start)
        if number - start >= SMALLEST and _is_copied(
            text[start - 1 : number - 1], text[number - 1 : stop - 1]
        ):
            return range(number, stop)
    return range(0)


def _is_copied(above: Sequence[str], below: Sequence[str]) -> bool:
    known = set(above)
    lines = [raw for raw in below if raw and not raw.isspace()]
    return len(lines) >= SMALLEST and sum(raw in known for raw in lines) >= COPIED * len(lines)
