"""A difference on a terminal: by section, wrapped to its width, the changed words marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from archive_repo.diff import Difference
from archive_repo.edits import ADDED, EQUAL, REMOVED, Edit, Kind
from archive_repo.records import BEGINNING
from archiver.report.difference.rows import Heading, Row, outline, readable, rows, shown, told
from archiver.report.screen import NARROWEST, Line, Piece, Role, columns, hanging, pieces, text_of, wrapped
from archiver.report.versions import OPENING
from archiver.report.wordings import MARKS

GAP = "⋯"
"""Stands for sentences that are left out."""
BESIDE = 25
"""Columns that a line of statistics needs for its number and for what happened to the section."""
_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.AMENDED: "~", Kind.MOVED: ">", Kind.MOVED_AWAY: "<"}
_WHOLE = {
    Kind.EQUAL: Role.CONTEXT,
    Kind.ADDED: Role.CAME,
    Kind.REMOVED: Role.WENT,
    Kind.MOVED: Role.MOVED,
    Kind.MOVED_AWAY: Role.MOVED,
}
_NOTHING: list[Piece] = []
_WHOLLY = {Kind.ADDED: ADDED, Kind.REMOVED: REMOVED}


def sentences(
    difference: Difference, *, width: int, context: int, everything: bool = False, across: bool = False
) -> Iterator[Line]:
    """The changed sentences under their headings, each with a sign and the number of its line.

    `+` added, `-` removed, `~` amended, `>` moved here, `<` moved away; `across` says that two documents are
    compared.
    """
    for one in outline(difference, context, everything=everything, across=across):
        match one:
            case Heading():
                kind = f" ({one.kind})" if one.kind else ""
                yield []
                yield from hanging([(one.title, Role.HEADING), (kind, Role.PLAIN)], width, "", "  ")
            case None:
                yield [(f"        {GAP}", Role.CONTEXT)]
            case Row():
                yield from _sentence(one, width)


def side_by_side(
    difference: Difference, *, width: int, context: int, everything: bool = False
) -> Iterator[Line]:
    """The old text to the left and the new one to the right, only where they differ."""
    column = max(NARROWEST, (width - 3) // 2)
    for number, group in enumerate(shown(rows(difference, everything=everything), context)):
        if number:
            yield [(GAP, Role.CONTEXT)]
        for row in group:
            left = (
                list(wrapped(_side(row, REMOVED), column, cut=True))
                if row.kind not in (Kind.ADDED, Kind.MOVED)
                else []
            )
            right = (
                list(wrapped(_side(row, ADDED), column, cut=True))
                if row.kind not in (Kind.REMOVED, Kind.MOVED_AWAY)
                else []
            )
            for one, other in zip_longest(left, right, fillvalue=_NOTHING):
                padding = " " * (column - columns(text_of(one)))
                between = f"{padding} {_sign(row)} "
                yield [*one, (between if other else between.rstrip(), Role.PLAIN), *other]


def running_text(
    difference: Difference, *, width: int, context: int, everything: bool = False
) -> Iterator[Line]:
    """Running text with what went and what came inside it, without signs and numbers."""
    for number, group in enumerate(shown(rows(difference, everything=everything), context)):
        if number:
            yield [(GAP, Role.CONTEXT)]
        for row in group:
            if row.kind is not Kind.MOVED_AWAY:
                sign = _WHOLLY.get(row.kind)
                edits = [(sign or kind, text) for kind, text in row.edits]
                yield from wrapped(_roles(edits, row.kind), width)


def stat(difference: Difference, *, width: int, across: bool = False) -> Iterator[Line]:
    """One line for each changed section: how many sentences came, went, were amended and moved."""
    counted = []
    for section in difference.changed_sections:
        counts = dict.fromkeys((Kind.ADDED, Kind.REMOVED, Kind.AMENDED, Kind.MOVED), 0)
        for segment in section.segments:
            counts[segment.kind] += sum(1 for raw in difference.lines(segment) if raw.strip())
        name = OPENING if section.path == (BEGINNING,) else section.path[-1]
        counted.append((name, told(section.kind, across=across), counts))
    most = max((sum(counts.values()) for _, _, counts in counted), default=1)
    room = max(NARROWEST, width // 2)
    for heading, kind, counts in counted:
        name = heading if columns(heading) <= room else f"{text_of(next(wrapped(heading, room - 2)))} …"
        scale = min(1.0, max(0, width - room - BESIDE) / most)
        bar = [
            (_SIGNS[what] * max(1, round(count * scale)), _WHOLE.get(what, Role.PLAIN))
            for what, count in counts.items()
            if count
        ]
        head = f"{name}{' ' * (room - columns(name))} {sum(counts.values()):4} "
        yield pieces(head, bar, f"  ({kind})")


def _sentence(row: Row, width: int) -> Iterator[Line]:
    number = row.old if row.kind in (Kind.REMOVED, Kind.MOVED_AWAY) else row.new
    gutter = f"{_sign(row)} {number:>4}  "
    role = Role.PLAIN if row.kind is Kind.AMENDED else _WHOLE[row.kind]
    said = [(row.beginning, Role.MOVED)] if row.kind is Kind.MOVED_AWAY else _roles(row.edits, row.kind)
    whole = [*said, *([(f"  ({row.note})", Role.CONTEXT)] if row.note else [])]
    return hanging(whole, max(NARROWEST + len(gutter), width), [(gutter, role)])


def _sign(row: Row) -> str:
    return _SIGNS.get(row.kind, " ")


def _side(row: Row, sign: str) -> list[Piece]:
    """What one column shows: the parts that both texts have, and its own."""
    return _roles([edit for edit in row.edits if edit[0] in (EQUAL, sign)], row.kind)


def _roles(edits: Sequence[Edit], kind: Kind) -> list[Piece]:
    """What the edits say, with marks around what went and came; the rest in the role of the sentence."""
    whole = _WHOLE.get(kind, Role.PLAIN)
    found = []
    for edit in _unindented(edits):
        before, role, after = MARKS[edit[0]]
        found.append((f"{before}{readable(edit)}{after}", whole if edit[0] == EQUAL else role))
    return found


def _unindented(edits: Sequence[Edit]) -> Iterator[Edit]:
    """The edits without the indentation of either line, which is not part of its words."""
    begun: set[str] = set()
    for sign, text in edits:
        sides = {REMOVED, ADDED} if sign == EQUAL else {sign}
        said = text if sides & begun else text.lstrip()
        if said:
            begun |= sides
            yield sign, said
