"""Platforms or documents side by side, in the order in which they were named.

Of two that both have a clause, the passages that are shown are those most like each other among those that
stand for their documents alike: said to everybody, sure, and no exception. Where one has none, what is
nearest to one is shown, so that a reader can judge whether it is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import product

from archiver import addresses
from archiver.provisions.comparison import answers, compare, looked_for
from archiver.provisions.comparison.answers import Answer
from archiver.provisions.comparison.compare import DocumentStory, Held, Provision
from archiver.provisions.detection import likeness, spoken_of
from archiver.provisions.detection.spoken_of import Spoken
from archiver.provisions.findings import Finding
from archiver.provisions.stories import scopes
from archiver.provisions.stories.centrality import QUITE_SURE
from archiver.provisions.taxonomy import Category, Polarity
from archiver.provisions.wording.roots import overlap
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

    def passages(self, category: Category) -> list[Provision]:
        """All its passages of a category."""
        return [own for one in self.told for own in answers.passages(one, category)]


class Lack(Enum):
    """What a side lacks that has no clause of a category, the least sure first."""

    UNKNOWN = auto()
    """Its documents are of kinds in which none is looked for, or in a language that is not read."""
    OF_CLAUSE = auto()
    """It has words of it: one may have been missed."""
    OF_WORDS = auto()
    """It has not even the words that say most for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What one side says of a category."""

    side: Side
    answer: Answer | None
    otherwise: tuple[Provision, ...]
    """The best of its passages of each other sense."""
    former: tuple[tuple[DocumentStory, Sequence[Held]], ...]
    """Its documents that had one, if it has none."""
    nearest: tuple[DocumentStory, Finding] | None
    """Of a side without one, the passage that is likeliest to be one, if it is likely enough."""
    spoken_of: tuple[tuple[DocumentStory, Spoken], ...]
    """Of a side without both, the passages with the words that say most for it, if some have them."""
    is_looked_for: bool
    """True if one of its documents is of a kind in which the category is looked for."""
    is_known: bool
    """False if it has none, and no document of the kind in which one would chiefly stand was named."""
    unread: str
    """The languages of its documents, if none is found and they are not fully read; else empty."""

    @property
    def provision(self) -> Provision | None:
        """The passage that stands for it."""
        return self.answer.provision if self.answer else None

    @property
    def lack(self) -> Lack:
        """How sure it is that a side without a clause has none."""
        if not (self.side.told and self.is_looked_for and self.is_known) or self.unread:
            return Lack.UNKNOWN
        return Lack.OF_CLAUSE if self.nearest or self.spoken_of else Lack.OF_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """What one side says of a category."""

    named: str
    provision: ClauseRow | None
    way_out: ClauseRow | None
    """Where a way out of what that passage says stands elsewhere."""
    otherwise: tuple[ClauseRow, ...]
    """The best of its passages of each other sense."""
    formerly: tuple[FormerRow, ...]
    nearest: ClauseRow | None
    """Of a side without one, the passage that is likeliest to be one."""
    spoken_of: tuple[str, ...]
    """Of a side without both, the passages with the words that say most for it, verbatim."""
    looked_for: bool
    """False if no document of it is of a kind in which the category is looked for."""
    known: bool
    """False if it has none, and no document of the kind in which one would chiefly stand was named."""
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


def only_in(found: Sequence[Beside], named: str) -> dict[Lack, list[Category]]:
    """The categories of which only one side has a clause, by what the others lack at least."""
    only: dict[Lack, list[Category]] = {}
    for category, sayings in found:
        if [one.side.named for one in sayings if one.answer] == [named]:
            lacks = {one.lack for one in sayings if not one.answer}
            only.setdefault(next(lack for lack in Lack if lack in lacks), []).append(category)
    return only


def unlike(found: Sequence[Beside]) -> list[Category]:
    """The categories of which the sides that have a clause, all of them sure, do not say the same.

    A denial of one purpose or product and an exception say nothing of the rest.
    """
    return [
        category
        for category, sayings in found
        if len(told := [one for one in sayings if one.answer]) > 1
        if category.id not in answers.UNTIL_ENDED and not category.opts_out_of
        if not set.intersection(*map(_senses, told)) and all(map(_senses, told))
    ]


def _senses(one: Saying) -> set[Polarity]:
    """What a side says for all; nothing if that is not sure."""
    if not one.answer or one.answer.provision.finding.chance < QUITE_SURE:
        return set()
    told = {_sense(own) for own in one.otherwise if not _is_of_a_part(own)}
    said = one.answer.polarity
    told |= set() if _is_of_a_part(one.answer.provision) else {_alike(said)}
    return told - {Polarity.EXCLUDES}


def _is_of_a_part(one: Provision) -> bool:
    own = one.finding
    return scopes.is_narrow(own) or scopes.denies_in_part(own) or scopes.has_exceptions(own)


def _sense(one: Provision) -> Polarity:
    """Its polarity; what is said of both sides is said."""
    return _alike(one.finding.polarity)


def _alike(polarity: Polarity) -> Polarity:
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


def _shown(beside: Sequence[Side], category: Category) -> list[Answer | None]:
    """What each side answers; of two sides with the passages that fit each other best."""
    first = [answers.of(side.told, category) for side in beside]
    having = [(place, one.provision) for place, one in enumerate(first) if one]
    if len(having) != 2:
        return first
    own = [_standing_alike(beside[place].passages(category), one) for place, one in having]
    fitting = max(product(*own), key=lambda pair: _fit(*pair))
    for (place, _), one in zip(having, fitting, strict=True):
        first[place] = Answer(provision=one, way_out=answers.way_out(beside[place].told, category, one))
    return first


def _standing_alike(found: Sequence[Provision], first: Provision) -> list[Provision]:
    """The passages that stand for a document as well as the first one does."""
    tier = scopes.tier(first.document_title, first.finding)
    return [
        one
        for one in found
        if one.document == first.document and scopes.tier(one.document_title, one.finding) == tier
    ]


def _fit(one: Provision, other: Provision) -> float:
    words, others = (frozenset(likeness.roots_of(own.finding.key)) for own in (one, other))
    return one.rank + other.rank + ALIKE * overlap(words, others)


def _saying(side: Side, shown: Answer | None, category: Category) -> Saying:
    unread = " and ".join(looked_for.unread(side.told).values())
    is_looked_for = any(looked_for.is_looked_for(category, one.title) for one in side.told)
    nearest = None if shown else _nearest(side, category)
    former = [] if shown else compare.former(side.told, category)
    is_searched = is_looked_for and not (shown or nearest or unread)
    return Saying(
        side=side,
        answer=shown,
        otherwise=tuple(_otherwise(side, category, shown)) if shown else (),
        former=tuple((one, stays) for one, stays in former),
        nearest=nearest,
        spoken_of=tuple(_spoken_of(side, category)) if is_searched else (),
        is_looked_for=is_looked_for,
        is_known=shown is not None or not looked_for.unasked(side.told, category),
        unread="" if shown else unread,
    )


def _otherwise(side: Side, category: Category, shown: Answer) -> Iterable[Provision]:
    """What is quite sure to be said in each other sense, to the same readers."""
    told = {_alike(shown.polarity), _sense(shown.provision)}
    to_the_same = [one for one in side.told if scopes.is_for_business(one.title) == shown.is_for_business]
    found = [own for one in to_the_same for own in answers.passages(one, category)]
    same = [one for one in found if one.finding.chance >= QUITE_SURE]
    for sense in Polarity:
        own = [one for one in same if _sense(one) is sense]
        if own and sense not in told:
            yield compare.first_of(own)


def _spoken_of(side: Side, category: Category) -> list[tuple[DocumentStory, Spoken]]:
    """Where its texts have the chief words, whatever their kinds: a notice may name arbitration."""
    texts = [(one, one.repository.text(one.version)) for one in side.told]
    found = [(one, spoken) for one, text in texts for spoken in spoken_of.of(text, category)]
    return sorted(found, key=lambda one: -one[1].odds)[: spoken_of.SHOWN]


def _nearest(side: Side, category: Category) -> tuple[DocumentStory, Finding] | None:
    found = [(one, weak) for one in side.told for weak in one.story.weak if weak.category == category.id]
    nearest = max(found, key=lambda one: one[1].chance, default=None)
    return nearest if nearest and nearest[1].chance >= NEAR else None


def _row(one: Saying, seen: Seen) -> SideRow:
    way_out = one.answer.way_out if one.answer else None
    return SideRow(
        named=one.side.named,
        way_out=clauses.row(way_out, seen[_key(way_out)]) if way_out else None,
        provision=clauses.row(one.provision, seen[_key(one.provision)]) if one.provision else None,
        otherwise=tuple(clauses.row(own, seen[_key(own)]) for own in one.otherwise),
        formerly=tuple(
            clauses.former_row(own, stays, seen[own.repository.platform, own.document])
            for own, stays in one.former
        ),
        nearest=_weak_row(*one.nearest, seen) if one.nearest else None,
        spoken_of=tuple(spoken.written for _, spoken in one.spoken_of),
        looked_for=one.is_looked_for,
        known=one.is_known,
        unread_language=one.unread or None,
    )


def _key(one: Provision) -> tuple[str, str]:
    return one.platform, one.document


def _weak_row(one: DocumentStory, finding: Finding, seen: Seen) -> ClauseRow:
    return clauses.weak_row(one, finding, seen[one.repository.platform, one.document])
