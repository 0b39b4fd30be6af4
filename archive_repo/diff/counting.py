"""What each line of a difference counts as, told from the words of both texts and not from their lines.

Between two lines that both texts have, all words of the old lines are compared with all of the new ones, in
order. A line whose words the other text has in one piece is the same, whatever lines it is cut into or glued
to; one that shares most of its words was amended; any other came or went.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from archive_repo.diff import copies, furniture
from archive_repo.diff.cutting import is_anchor
from archive_repo.diff.segments import Segment
from archive_repo.diff.sharing import MOSTLY, Side, share
from archive_repo.edits import Kind
from archive_repo.records import ChangeClass
from archive_repo.text.lines import line_words, pages, said, targets
from archive_repo.text.markdown import marker

NEAR = 12
"""Lines within which a line that is too short to count as moved may change places, as titles and dates do."""


@dataclass(frozen=True, slots=True)
class Told:
    """What lines count as, by their number from 1; lines that are not listed count as nothing."""

    old: dict[int, Kind] = field(default_factory=dict)
    new: dict[int, Kind] = field(default_factory=dict)

    def counts(self) -> Counter[Kind]:
        """How many lines count as what."""
        return Counter(chain(self.old.values(), self.new.values()))

    def has(self, segment: Segment) -> bool:
        """True if any line of a segment counts."""
        numbers, told = (segment.old, self.old) if segment.kind is Kind.REMOVED else (segment.new, self.new)
        return segment.kind is not Kind.MOVED_AWAY and any(number in told for number in numbers)


def tell(
    old: Sequence[str], new: Sequence[str], found: Sequence[Segment], change_class: ChangeClass | None
) -> Told:
    """What the lines of two texts count as, in a difference of this class.

    What a text says twice is told once: its second copy counts as nothing.
    """
    told = Told()
    if change_class in (None, ChangeClass.NUMBERING):
        return told
    stretches = [_Stretch(old, new, found_there) for found_there in _stretches(new, found)]
    if change_class is ChangeClass.LINKS:
        for lead in (pages, targets):
            for one in stretches:
                one.tell_links(told, lead)
            if told.new or told.old:
                return told
    for one in stretches:
        one.tell(told, formatting=change_class is ChangeClass.FORMATTING)
    _join_moved(old, new, told)
    for numbers, text in ((told.old, old), (told.new, new)):
        if len(numbers) >= copies.SMALLEST:
            for number in numbers.keys() & copies.second(text):
                del numbers[number]
    return _without_furniture(old, new, told) if any(map(says, old)) else told


def says(raw: str) -> bool:
    """True if a line says something: no rule, no blank, and no mark that stands alone."""
    return any(map(str.isalnum, raw))


def _without_furniture(old: Sequence[str], new: Sequence[str], told: Told) -> Told:
    """What is told without titles at the top that came or went and tables of contents, unless it is all."""
    gone, there = furniture.of(old, told.old), furniture.of(new, told.new)
    left = Told(
        {number: kind for number, kind in told.old.items() if number not in gone},
        {number: kind for number, kind in told.new.items() if number not in there},
    )
    return left if left.old or left.new else told


def _stretches(new: Sequence[str], found: Sequence[Segment]) -> Iterator[list[Segment]]:
    for is_shared, run in groupby(found, key=lambda segment: is_anchor(new, segment)):
        if not is_shared:
            yield list(run)


def _join_moved(old: Sequence[str], new: Sequence[str], told: Told) -> None:
    """Make one of a line that went and one that came with the same words nearby, as titles and dates do."""
    if not told.old:
        return
    went = _once(old, told.old, Kind.REMOVED)
    for words, number in _once(new, told.new, Kind.ADDED).items():
        place = went.get(words)
        if place is not None and abs(place - number) <= NEAR:
            del told.old[place]
            told.new[number] = Kind.MOVED


def _once(text: Sequence[str], told: Mapping[int, Kind], wanted: Kind) -> dict[tuple[str, ...], int]:
    """The words of the lines of a kind, and where they are; those that several of them have are left out."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, kind in told.items():
        if kind is wanted:
            places[line_words(text[number - 1])].append(number)
    return {words: numbers[0] for words, numbers in places.items() if len(numbers) == 1}


class _Stretch:
    """The segments between two lines that both texts have."""

    def __init__(self, old: Sequence[str], new: Sequence[str], found: Sequence[Segment]) -> None:
        self._old, self._new = old, new
        self._moved = [number for one in found if one.kind is Kind.MOVED for number in one.new]
        self._pairs = [one for one in found if one.kind is Kind.AMENDED]
        self._went = [n for one in found if one.kind is Kind.REMOVED for n in one.old if says(old[n - 1])]
        self._came = [n for one in found if one.kind is Kind.ADDED for n in one.new if says(new[n - 1])]

    def tell(self, told: Told, *, formatting: bool) -> None:
        """Add what the lines count as."""
        told.new.update((number, Kind.MOVED) for number in self._moved if says(self._new[number - 1]))
        left, right = self._sides()
        if (self._went or self._came or len(self._pairs) > 1) and left.words and right.words:
            share(left, right)
        else:
            left.changed.update(left.sizes)
            right.changed.update(right.sizes)
        for one in self._pairs:
            is_changed = one.old[0] in left.changed or one.new[0] in right.changed
            if is_changed if one.rewords else formatting and not self._renumbers(one):
                told.new[one.new[0]] = Kind.AMENDED
        self._tell_unpaired(told, left, right)

    def _tell_unpaired(self, told: Told, left: Side, right: Side) -> None:
        """Lines that most words of are in others amend those, or are what those have become."""
        old_to_new = {one.old[0]: one.new[0] for one in self._pairs}
        new_to_old = {new: old for old, new in old_to_new.items()}
        pieces: dict[int, int] = {}
        for number in self._came:
            if right.is_mostly_shared(number) and not _repeats(number, right, left, old_to_new):
                home = right.homes[number]
                pieces.setdefault(home, number)
                if right.has_changed(number) and old_to_new.get(home) not in told.new:
                    told.new[number] = Kind.AMENDED
            elif right.has_changed(number):
                told.new[number] = Kind.ADDED
        for number in filter(left.has_changed, self._went):
            if left.is_mostly_shared(number) and not _repeats(number, left, right, new_to_old):
                home = left.homes[number]
                told.new[home] = Kind.AMENDED if told.new.get(home) is not Kind.MOVED else Kind.MOVED
            elif number in pieces:
                told.new.setdefault(pieces[number], Kind.AMENDED)
            else:
                told.old[number] = Kind.REMOVED

    def _sides(self) -> tuple[Side, Side]:
        rows = sorted([*self._went, *(one.old[0] for one in self._pairs)])
        columns = sorted([*self._came, *(one.new[0] for one in self._pairs)])
        amounts = [one for one in self._pairs if one.rewords and self._says_the_same(one)]
        return (
            Side.of(((n, self._old[n - 1]) for n in rows), {one.old[0] for one in amounts}),
            Side.of(((n, self._new[n - 1]) for n in columns), {one.new[0] for one in amounts}),
        )

    def _says_the_same(self, one: Segment) -> bool:
        """True if only what the lines begin with differs, numbers of clauses or amounts."""
        return said(self._old[one.old[0] - 1]) == said(self._new[one.new[0] - 1])

    def tell_links(self, told: Told, lead: Callable[[str], list[str]]) -> None:
        """Add the lines that lead elsewhere."""
        for one in self._pairs:
            if lead(self._old[one.old[0] - 1]) != lead(self._new[one.new[0] - 1]):
                told.new[one.new[0]] = Kind.AMENDED
        there = [target for number in self._went for target in lead(self._old[number - 1])]
        here = [target for number in self._came for target in lead(self._new[number - 1])]
        elsewhere = [number for number in self._came if not set(lead(self._new[number - 1])) <= set(there)]
        told.new.update((number, Kind.AMENDED) for number in elsewhere)
        if not elsewhere:
            gone = (number for number in self._went if not set(lead(self._old[number - 1])) <= set(here))
            told.old.update((number, Kind.AMENDED) for number in gone)

    def _renumbers(self, one: Segment) -> bool:
        """True for an amended line that differs in numbers of clauses, and leads to no other page."""
        old, new = self._old[one.old[0] - 1], self._new[one.new[0] - 1]
        is_recounted = marker(old) != marker(new) and bool(marker(old) and marker(new))
        return (is_recounted or line_words(old) != line_words(new)) and pages(old) == pages(new)


def _repeats(number: int, own: Side, other: Side, pairs: Mapping[int, int]) -> bool:
    """True if a line shares its words with one whose pair still says them: it is no piece cut off from there.

    Rows of a table often differ from the next one in a name alone.
    """
    home = own.homes[number]
    if home not in pairs:
        return False
    cut_off = other.words_of(home) - own.words_of(pairs[home])
    return (cut_off & own.words_of(number)).total() < MOSTLY * own.sizes[number]
