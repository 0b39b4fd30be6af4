"""A difference as HTML in two columns: what was said at the left, what is said now at the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_repo.edits import ADDED, EQUAL, REMOVED, Edit, Kind
from archive_repo.text.markdown import LineKind, kind_of
from archiver.report.difference import markup
from archiver.report.difference.rows import Part, Row


def pairs(part: Part) -> Iterator[str]:
    """What is shown of a section: two cells for each sentence that changed or stands beside one."""
    return (_pair(row) if row else '<div class="gap">⋯</div>' for row in part.rows)


def _pair(row: Row) -> str:
    old = "" if row.kind in (Kind.ADDED, Kind.MOVED) else _side(row, REMOVED)
    new = "" if row.kind in (Kind.REMOVED, Kind.MOVED_AWAY) else _side(row, ADDED)
    if row.note:
        note = f' <span class="note">({row.note})</span>'
        old, new = (f"{old}{note}" if old else ""), (f"{new}{note}" if new else "")
    left, right = (
        _class(markup.layout(markup.side(row.edits, sign)) if said else "")
        for said, sign in ((old, REMOVED), (new, ADDED))
    )
    return (
        f'<div class="pair {row.kind.replace(" ", "-")}"><div{left}>{old}</div><div{right}>{new}</div></div>'
    )


def _class(names: str) -> str:
    return f' class="{names.strip()}"' if names else ""


def _side(row: Row, sign: str) -> str:
    """What one text says: a sentence, or the cells of a table's row, each on a line of its own."""
    if kind_of(markup.side(row.edits, sign)) is not LineKind.ROW:
        return _marked(row.edits, row.kind, sign)
    own = markup.cells(row.edits) or markup.cells([(EQUAL, markup.side(row.edits, sign))]) or []
    return "".join(f'<span class="cell">{_marked(cell, row.kind, sign)}</span>' for cell in own)


def _marked(edits: Sequence[Edit], kind: Kind, sign: str) -> str:
    """Words of one text; of a sentence that only this text has, all are marked."""
    whole = {Kind.REMOVED: "del", Kind.ADDED: "ins"}.get(kind)
    if whole:
        return f"<{whole}>{markup.html([(EQUAL, markup.side(edits, sign))])}</{whole}>"
    return markup.html([edit for edit in edits if edit[0] in (EQUAL, sign)])
