"""Platforms or documents side by side, in the order in which they were named.

Of two that both have a clause, the passages that are shown are those most like each other among their best;
where one has none, what is nearest to one, so that a reader can judge whether it is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from archiver import addresses
from archiver.provisions import compare, likeness
from archiver.provisions.compare import DocumentStory, Held, Provision
from archiver.provisions.findings import Finding, best
from archiver.provisions.taxonomy import Category, Polarity
from archiver.report import clauses
from archiver.report.clauses import ClauseRow, FormerRow, Seen

NEAR = 0.2
"""Lowest chance of a weak passage that is shown where nothing else is found. Of 130 passages with a chance
from here to 0.4 that readers read, 72 state the category, 29 of them arguably."""
ALIKE = 4.0
"""What likeness to the passage beside it counts, from 0 to 1, against ranks: as much as two thirds of a
chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A platform or document that was named, with its documents that have a text."""

    named: str
    name: str
    """Of the platform, as it writes itself; of a document with its title."""
    told: tuple[DocumentStory, ...]

    def provisions(self, category: Category) -> list[Provision]:
        """All its provisions of a category."""
        return [own for one in self.told for own in one.provisions(category.id)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What one side says of a category."""

    side: Side
    provision: Provision | None
    otherwise: tuple[Provision, ...]
    """The best of its passages of each other sense."""
    former: tuple[tuple[DocumentStory, Sequence[Held]], ...]
    """Its documents that had one, if it has none."""
    nearest: tuple[DocumentStory, Finding] | None
    """Of a side without one, the passage that is likeliest to be one, if it is likely enough."""
    is_looked_for: bool
    """True if one of its documents is of a kind in which the category is looked for."""
    unread: str
    """The languages of its documents, if none is found and they are not fully read; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """What one side says of a category."""

    named: str
    provision: ClauseRow | None
    otherwise: tuple[ClauseRow, ...]
    """The best of its passages of each other sense."""
    formerly: tuple[FormerRow, ...]
    nearest: ClauseRow | None
    """Of a side without one, the passage that is likeliest to be one."""
    looked_for: bool
    """False if no document of it is of a kind in which the category is looked for."""
    unread_language: str | None
    """The language of its texts, if nothing was found and it may be there all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideRow:
    """One category side by side."""

    category: str
    category_title: str
    taxonomy: int
    sides: tuple[SideRow, ...]


Beside = tuple[Category, Sequence[Saying]]
"""A category, and what each side says of it."""


def sides(named: Sequence[str], told: Sequence[DocumentStory]) -> list[Side]:
    """What was named, each once, with its documents."""
    found = []
    for one in dict.fromkeys(named):
        address = addresses.parse(one)
        own = tuple(story for story in told if address.holds(story.repository.platform, story.document))
        name = own[0].name if own else one
        found.append(
            Side(named=one, name=f"{name}, {own[0].title}" if own and address.document else name, told=own)
        )
    return found


def read(beside: Sequence[Side], categories: Iterable[Category]) -> list[Beside]:
    """What the sides say of each category that one of them has."""
    found: list[Beside] = []
    for category in categories:
        shown = _shown(beside, category)
        if any(shown):
            found.append((category, [_saying(*one, category) for one in zip(beside, shown, strict=True)]))
    return found


def only_in(found: Sequence[Beside], named: str) -> list[Category]:
    """The categories of which only one side has a clause."""
    return [
        category
        for category, sayings in found
        if [one.side.named for one in sayings if one.provision] == [named]
    ]


def unlike(found: Sequence[Beside]) -> list[Category]:
    """The categories of which the sides that have a clause may not say the same, whatever they carve out."""
    return [
        category
        for category, sayings in found
        if len({frozenset(_senses(one)) for one in sayings if one.provision}) > 1
    ]


def _passages(one: Saying) -> list[Provision]:
    return [one.provision, *one.otherwise] if one.provision else []


def _senses(one: Saying) -> set[Polarity]:
    return {_sense(own) for own in _passages(one)} - {Polarity.EXCLUDES}


def _sense(one: Provision) -> Polarity:
    """Its polarity; what is said of both sides is said."""
    polarity = one.finding.polarity
    return Polarity.ASSERTS if polarity is Polarity.MUTUAL else polarity


def as_value(one: Beside, seen: Seen, taxonomy: int) -> BesideRow:
    """The same for programs; `taxonomy` is the version of the taxonomy."""
    category, sayings = one
    return BesideRow(
        category=category.id,
        category_title=category.title,
        taxonomy=taxonomy,
        sides=tuple(_row(saying, seen) for saying in sayings),
    )


def _shown(beside: Sequence[Side], category: Category) -> list[Provision | None]:
    """The passage of each side: the best one, or of two sides those that fit each other best."""
    first = [next(iter(compare.across(side.told, category).values()), None) for side in beside]
    having = [place for place, one in enumerate(first) if one]
    if len(having) != 2:
        return first
    own = [_of_document(beside[place].provisions(category), first[place]) for place in having]
    fitting = max(product(*own), key=lambda pair: _fit(*pair))
    chosen = dict(zip(having, fitting, strict=True))
    return [chosen.get(place) for place in range(len(beside))]


def _of_document(found: Sequence[Provision], first: Provision | None) -> list[Provision]:
    return [one for one in found if first and one.document == first.document]


def _fit(one: Provision, other: Provision) -> float:
    words, others = (frozenset(likeness.roots_of(own.finding.key)) for own in (one, other))
    alike = 2 * len(words & others) / (len(words) + len(others) or 1)
    return one.rank + other.rank + ALIKE * alike


def _saying(side: Side, shown: Provision | None, category: Category) -> Saying:
    found = side.provisions(category)
    unread = compare.unread(side.told)
    former = [] if shown else compare.former(side.told, category)
    return Saying(
        side=side,
        provision=shown,
        otherwise=tuple(_otherwise(found, shown)) if shown else (),
        former=tuple((one, stays) for one, stays in former),
        nearest=None if shown else _nearest(side, category),
        is_looked_for=any(compare.is_looked_for(category, one.title) for one in side.told),
        unread="" if shown else " and ".join(unread.values()),
    )


def _otherwise(found: Sequence[Provision], shown: Provision) -> Iterable[Provision]:
    for sense in Polarity:
        own = [one for one in found if _sense(one) is sense]
        if own and sense is not _sense(shown):
            yield best(own)


def _nearest(side: Side, category: Category) -> tuple[DocumentStory, Finding] | None:
    found = [(one, weak) for one in side.told for weak in one.story.weak if weak.category == category.id]
    nearest = max(found, key=lambda one: one[1].chance, default=None)
    return nearest if nearest and nearest[1].chance >= NEAR else None


def _row(one: Saying, seen: Seen) -> SideRow:
    return SideRow(
        named=one.side.named,
        provision=clauses.row(one.provision, seen[_key(one.provision)]) if one.provision else None,
        otherwise=tuple(clauses.row(own, seen[_key(own)]) for own in one.otherwise),
        formerly=tuple(
            clauses.former_row(own, stays, seen[own.repository.platform, own.document])
            for own, stays in one.former
        ),
        nearest=_weak_row(*one.nearest, seen) if one.nearest else None,
        looked_for=one.is_looked_for,
        unread_language=one.unread or None,
    )


def _key(one: Provision) -> tuple[str, str]:
    return one.platform, one.document


def _weak_row(one: DocumentStory, finding: Finding, seen: Seen) -> ClauseRow:
    return clauses.weak_row(one, finding, seen[one.repository.platform, one.document])
