"""Imported texts that were gone again within days: the page flapped, and the policy did not change.

The gate keeps a flap out of the history of what this archive looks at, by waiting. A collection recorded
both of its sides, and only what it recorded later says of the first side that it is one. So this is told when
the history is read: commits stay what they are, wherever and however often a collection is imported.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

FLAP = timedelta(days=14)
"""A text that is back after this long at most was not replaced. Of one collection's 4,857 recordings, 408
lie between two equal texts: 372 of them for up to 7 days, 15 for up to 14, and none of those 15 is an edit.
Of the 21 that lasted longer, four are: a notice of 25 days and an item of a list of 20, both ways."""

_ROWS = """
    SELECT document, "commit", text_sha256, fetched_at, origin IS NOT NULL FROM versions
    WHERE document IN (SELECT document FROM json_each(?) JOIN versions ON value = "commit")
    ORDER BY document, number
"""


def among(connection: sqlite3.Connection, ids: Iterable[str]) -> frozenset[str]:
    """The ids of those versions that are imported and lie between two equal texts, or end such a time."""
    wanted = set(ids)
    rows = connection.execute(_ROWS, (json.dumps(sorted(wanted)),)).fetchall()
    found = (one for _, own in groupby(rows, key=itemgetter(0)) for one in _of_document(list(own)))
    return frozenset(wanted.intersection(found))


def _of_document(rows: Sequence[tuple[int, str, str, str, int]]) -> Iterator[str]:
    last: dict[str, int] = {}
    times = [datetime.fromisoformat(row[3]) for row in rows]
    for number, row in enumerate(rows):
        before = last.get(row[2])
        last[row[2]] = number
        if before is not None and times[number] - times[before + 1] <= FLAP:
            yield from (one[1] for one in rows[before + 1 : number + 1] if one[4])
