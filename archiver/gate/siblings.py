"""What a site puts at the ends of all its documents: a slogan, an invitation, a list of offices.

Lines with which two documents of a platform begin or end alike belong to neither, as far as they do not speak
like a policy and hold no number: a date, a version or an address may be edited in each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from archive_repo.text.kinds import names_document
from archiver.gate import dressing, regions
from archiver.gate.thresholds import SIBLING_LINES


def ends(text: str) -> str:
    """The first and last lines of a text: as much as is compared."""
    lines = regions.lines_of(text)
    return "\n".join(
        lines if len(lines) <= 2 * SIBLING_LINES else lines[:SIBLING_LINES] + lines[-SIBLING_LINES:]
    )


def without_shared(text: str, siblings: Iterable[str], now: datetime) -> str:
    r"""A text without the lines at its ends that one of its siblings, or of their `ends`, has there too.

    >>> without_shared("We keep data.\n\nMade with joy.", ["You must pay.\n\nMade with joy."], datetime.max)
    'We keep data.'
    """
    lines, others = regions.lines_of(text), list(map(_lines_of_end, siblings))
    first = max((_run(lines, one, now) for one in others), default=0)
    last = max((_run(lines[::-1], one[::-1], now) for one in others), default=0)
    return "\n\n".join(lines[first : max(first, len(lines) - last)]) if first or last else text


@lru_cache(maxsize=256)
def _lines_of_end(sibling: str) -> list[str]:
    return regions.lines_of(sibling)


def _run(lines: Sequence[str], others: Sequence[str], now: datetime) -> int:
    """With how many equal lines both begin that say nothing of a policy; SIBLING_LINES at most."""
    pairs = zip(lines[:SIBLING_LINES], others, strict=False)
    parting = (n for n, (one, other) in enumerate(pairs) if one != other or _may_be_edited(one, now))
    return next(parting, min(len(lines), len(others), SIBLING_LINES))


def _may_be_edited(line: str, now: datetime) -> bool:
    is_of_policy = dressing.speaks([], [line], now, amended=False) or names_document(line)
    return is_of_policy or any(map(str.isdigit, line))
