"""The difference as a row of segments that covers every line of both texts, in the order of the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive_repo.diff import wording
from archive_repo.diff.alignment import Alignment, align, common_ends
from archive_repo.edits import Edit, Kind
from archive_repo.text.clauses import Renumbering


@dataclass(frozen=True, slots=True)
class Segment:
    """Lines of the old text and their answer in the new one, numbered from 1; ranges may be empty.

    AMENDED holds one line of each text and its edits; so does a MOVED one whose wording changed on the way.
    For MOVED and MOVED_AWAY the other text's range says where to or where from.
    """

    kind: Kind
    old: range
    new: range
    pair: tuple[str, str] | None = None
    """The line of each text, where they are not the same."""
    rewords: bool = False
    """True if the words differ, and not only numbers of clauses, links, marks, case or punctuation."""

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What turns the one line into the other; found when asked for, since counts and classes do not."""
        return wording.edits(*self.pair) if self.pair else ()


def segments(old: Sequence[str], new: Sequence[str], renumbering: Renumbering) -> list[Segment]:
    """The segments that turn the lines `old` into `new`; what is the same at both ends is not looked at."""
    head, tail = common_ends(old, new)
    before, after = old[: len(old) - tail], new[: len(new) - tail]
    alignment = align(before[head:], after[head:]).shifted(head)
    between = _aligned(before, after, alignment, renumbering, start=head)
    return _merged([*_equal(head, head, head), *between, *_equal(len(old), len(new), tail)])


def _aligned(
    old: Sequence[str], new: Sequence[str], alignment: Alignment, renumbering: Renumbering, *, start: int
) -> list[Segment]:
    """From the lines at index `start` on; blank lines go with the line that follows them."""
    to_new, to_old = dict(alignment.moved), {j: i for i, j in alignment.moved}
    found: list[Segment] = []
    i = j = start
    same = 0
    for next_i, next_j in [*alignment.kept, (len(old), len(new))]:
        if i == next_i < len(old) and j == next_j < len(new) and old[i] == new[j]:  # most lines
            i, j, same = i + 1, j + 1, same + 1
            continue
        if old[i : next_i + 1] == new[j : next_j + 1]:
            same += min(next_i + 1, len(old)) - i
        else:
            found += _equal(i, j, same)
            if i < next_i or j < next_j:
                rows, columns = range(i, next_i), range(j, next_j)
                found += _between(old, new, rows, columns, to_new, to_old, renumbering)
            same = 0
            if next_i < len(old) and next_j < len(new):
                both = old[next_i], new[next_j]
                found.append(_pair(Kind.EQUAL, Kind.AMENDED, both, next_i, next_j, renumbering))
        i, j = next_i + 1, next_j + 1
    return [*found, *_equal(min(i, len(old)), min(j, len(new)), same)]


def _between(
    old: Sequence[str],
    new: Sequence[str],
    rows: range,
    columns: range,
    to_new: Mapping[int, int],
    to_old: Mapping[int, int],
    renumbering: Renumbering,
) -> Iterator[Segment]:
    """What lies between two kept lines: blank lines at both ends that agree, what went, what came."""
    head = 0
    while head < min(len(rows), len(columns)) and _same_blank(old[rows[head]], new[columns[head]]):
        head += 1
    tail = 0
    while tail < min(len(rows), len(columns)) - head and _same_blank(
        old[rows[-1 - tail]], new[columns[-1 - tail]]
    ):
        tail += 1
    yield from _equal(rows.start + head, columns.start + head, head)
    for i in rows[head : len(rows) - tail]:
        if i in to_new:
            yield Segment(Kind.MOVED_AWAY, _one(i), _one(to_new[i]))
        else:
            yield Segment(Kind.REMOVED, _one(i), range(columns.start + head + 1, columns.start + head + 1))
    for j in columns[head : len(columns) - tail]:
        if j in to_old:
            both = old[to_old[j]], new[j]
            yield _pair(Kind.MOVED, Kind.MOVED, both, to_old[j], j, renumbering)
        else:
            yield Segment(Kind.ADDED, range(rows.stop - tail + 1, rows.stop - tail + 1), _one(j))
    yield from _equal(rows.stop, columns.stop, tail)


def _pair(
    same: Kind, other: Kind, lines: tuple[str, str], i: int, j: int, renumbering: Renumbering
) -> Segment:
    """The segment of the lines at these indexes: of kind `same` where they are equal."""
    old, new = lines
    if old == new:
        return Segment(same, _one(i), _one(j))
    rewords = not renumbering.explains([old], [new])
    return Segment(other, _one(i), _one(j), lines, rewords)


def _equal(i: int, j: int, size: int) -> list[Segment]:
    """The `size` equal lines that end before these indexes, if any."""
    return [Segment(Kind.EQUAL, range(i - size + 1, i + 1), range(j - size + 1, j + 1))] if size else []


def _one(index: int) -> range:
    return range(index + 1, index + 2)


def _same_blank(one: str, other: str) -> bool:
    return one == other and not one.strip()


def _merged(found: Sequence[Segment]) -> list[Segment]:
    """Neighbours of one kind that follow each other in both texts made one; never amended ones."""
    merged: list[Segment] = []
    for segment in found:
        last = merged[-1] if merged else None
        if last is not None and not last.pair and not segment.pair and _continues(last, segment):
            merged[-1] = Segment(
                last.kind, range(last.old.start, segment.old.stop), range(last.new.start, segment.new.stop)
            )
        else:
            merged.append(segment)
    return merged


def _continues(last: Segment, segment: Segment) -> bool:
    return (
        last.kind is segment.kind
        and last.old.stop == segment.old.start
        and last.new.stop == segment.new.start
    )
