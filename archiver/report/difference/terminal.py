"""A difference on a terminal: by section, wrapped to its width, the changed words marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from archive_repo.diff import Difference, Kind
from archive_repo.diff.wording import ADDED, EQUAL, REMOVED, Edit
from archiver.report.difference.rows import Heading, Row, outline, readable, rows, shown
from archiver.report.screen import NARROWEST, Piece, Role, columns, wrapped

GAP = "⋯"
"""Stands for sentences that are left out."""
Paint = Callable[[str, Role], str]
"""Gives a piece of text its colour or its marks."""
_NOTHING: list[Piece] = []

_ROLES = {EQUAL: Role.PLAIN, REMOVED: Role.REMOVED, ADDED: Role.ADDED}
_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.AMENDED: "~", Kind.MOVED: ">", Kind.MOVED_AWAY: "<"}
_WHOLE = {
    Kind.EQUAL: Role.CONTEXT,
    Kind.ADDED: Role.CAME,
    Kind.REMOVED: Role.WENT,
    Kind.MOVED: Role.MOVED,
    Kind.MOVED_AWAY: Role.MOVED,
}
_INSIDE = {Role.CAME: Role.ADDED, Role.WENT: Role.REMOVED}


def marked(text: str, role: Role) -> str:
    """Marks instead of colours where words changed, as `git diff --word-diff` has them: `[-old-]{+new+}`."""
    match role:
        case Role.ADDED:
            return f"{{+{text}+}}"
        case Role.REMOVED:
            return f"[-{text}-]"
        case _:
            return text


def sentences(
    difference: Difference, *, width: int, context: int, paint: Paint, everything: bool = False
) -> Iterator[str]:
    """The changed sentences under their headings, each with a sign and the number of its line.

    `+` added, `-` removed, `~` amended, `>` moved here, `<` moved away.
    """
    for told in outline(difference, context, everything=everything):
        match told:
            case Heading():
                kind = f" ({told.kind})" if told.kind else ""
                yield from ("", paint(told.title, Role.HEADING) + kind)
            case None:
                yield paint(f"        {GAP}", Role.CONTEXT)
            case Row():
                yield from _sentence(told, width, paint)


def side_by_side(
    difference: Difference, *, width: int, context: int, paint: Paint, everything: bool = False
) -> Iterator[str]:
    """The old text to the left and the new one to the right, only where they differ."""
    column = max(NARROWEST, (width - 3) // 2)
    for number, group in enumerate(shown(rows(difference, everything=everything), context)):
        if number:
            yield paint(GAP, Role.CONTEXT)
        for row in group:
            left = (
                list(wrapped(_side(row, REMOVED), column)) if row.kind not in (Kind.ADDED, Kind.MOVED) else []
            )
            right = (
                list(wrapped(_side(row, ADDED), column))
                if row.kind not in (Kind.REMOVED, Kind.MOVED_AWAY)
                else []
            )
            for one, other in zip_longest(left, right, fillvalue=_NOTHING):
                padding = " " * (column - sum(columns(text) for text, _ in one))
                yield f"{_painted(one, paint)}{padding} {_sign(row)} {_painted(other, paint)}".rstrip()


def words(
    difference: Difference, *, width: int, context: int, paint: Paint, everything: bool = False
) -> Iterator[str]:
    """Running text with what went and what came inside it, without signs and numbers."""
    for number, group in enumerate(shown(rows(difference, everything=everything), context)):
        if number:
            yield paint(GAP, Role.CONTEXT)
        for row in group:
            if row.kind is not Kind.MOVED_AWAY:
                pieces = [(text, _INSIDE.get(role, role)) for text, role in _pieces(row)]
                yield from (_painted(line, paint) for line in wrapped(pieces, width))


def stat(difference: Difference, *, width: int, paint: Paint) -> Iterator[str]:
    """One line for each changed section: how many sentences came, went, were amended and moved."""
    told = []
    for passage in difference.passages:
        counts = dict.fromkeys((Kind.ADDED, Kind.REMOVED, Kind.AMENDED, Kind.MOVED), 0)
        for segment in passage.segments:
            counts[segment.kind] += sum(1 for raw in difference.lines(segment) if raw.strip())
        told.append((passage.path[-1], passage.kind, counts))
    most = max((sum(counts.values()) for _, _, counts in told), default=1)
    room = max(NARROWEST, width // 2)
    for heading, kind, counts in told:
        name = heading if columns(heading) <= room else heading[: room - 1] + "…"
        scale = min(1.0, (width - room - 12) / most)
        bar = "".join(
            paint(_SIGNS[what] * max(1, round(count * scale)), _WHOLE.get(what, Role.PLAIN))
            for what, count in counts.items()
            if count
        )
        yield f"{name}{' ' * (room - columns(name))} {sum(counts.values()):4} {bar}  ({kind})"


def _sentence(row: Row, width: int, paint: Paint) -> Iterator[str]:
    number = row.old if row.kind in (Kind.REMOVED, Kind.MOVED_AWAY) else row.new
    gutter = f"{_sign(row)} {number:>4}  "
    role = Role.PLAIN if row.kind is Kind.AMENDED else _WHOLE[row.kind]
    note = _note(row)
    pieces = [(row.beginning, Role.MOVED)] if row.kind is Kind.MOVED_AWAY else _pieces(row)
    pieces = [*pieces, *([(f"  ({note})", Role.CONTEXT)] if note else [])]
    for place, line in enumerate(wrapped(pieces, max(NARROWEST, width - len(gutter)))):
        yield (paint(gutter, role) if place == 0 else " " * len(gutter)) + _painted(line, paint)


def _note(row: Row) -> str:
    match row.kind:
        case Kind.MOVED:
            return f"moved from line {row.old}"
        case Kind.MOVED_AWAY:
            return f"moved to line {row.new}"
        case _:
            return ""


def _sign(row: Row) -> str:
    return _SIGNS.get(row.kind, " ")


def _pieces(row: Row) -> list[Piece]:
    return _roles(row.edits, row.kind)


def _side(row: Row, sign: str) -> list[Piece]:
    """What one column shows: the parts that both texts have and those of its own."""
    return _roles([edit for edit in row.edits if edit[0] in (EQUAL, sign)], row.kind)


def _roles(edits: Sequence[Edit], kind: Kind) -> list[Piece]:
    whole = _WHOLE.get(kind, Role.PLAIN)
    return [(readable(edit), whole if edit[0] == EQUAL else _ROLES[edit[0]]) for edit in edits]


def _painted(line: Sequence[Piece], paint: Paint) -> str:
    return "".join(paint(text, role) if role is not Role.PLAIN else text for text, role in line)
