"""Tables of a text, and what is left of one in the next text.

A page can lose the rows of a table and keep its header, when it is rebuilt or has not loaded: what stood in
them is then not known to have been taken out of the policy, and readers are told what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from archiver.provisions.findings import EXCERPT_JOINT, Finding
from archiver.provisions.text.whole_text import written_essence

MOST = 0.5
"""Share of a table's rows from which on they are told to have gone with a passage of it: who takes a clause
out takes its row, and who loses a table loses most of them."""
SEVERAL = 3
"""Fewest rows of a table of which that is told; of two one may well be taken out."""


class Table(NamedTuple):
    """A table of a text, as letters."""

    header: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsLeft:
    """What is left of a table."""

    left: int
    of: int
    """How many rows it had before."""


def read(text: str) -> tuple[Table, ...]:
    """The tables of a stored text, which has a row on a line."""
    found = []
    for is_table, run in groupby(text.splitlines(), key=lambda line: line.startswith("|")):
        if is_table:
            header, *rows = run
            found.append(Table(written_essence(header), tuple(filter(None, map(written_essence, rows)))))
    return tuple(found)


def left_of(passages: Iterable[Finding], before: Sequence[Table], after: Sequence[Table]) -> RowsLeft | None:
    """What is left of the table in which passages stood, if most of its rows went with them; else None."""
    quoted = [list(map(written_essence, one.core.split(EXCERPT_JOINT))) for one in passages]
    for table in before:
        stood = any(all(part in table.header + row for part in one) for one in quoted for row in table.rows)
        now = next((one for one in after if one.header == table.header), None)
        if stood and now and len(table.rows) >= SEVERAL and len(now.rows) <= (1 - MOST) * len(table.rows):
            return RowsLeft(left=len(now.rows), of=len(table.rows))
    return None
