"""One category across platforms: who says it, who said it once, and who does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.provisions import compare
from archiver.provisions.compare import DocumentStory, Held, Provision
from archiver.provisions.taxonomy import Category, Polarity
from archiver.report import clauses, looks
from archiver.report.clauses import CategoryComparison, Seen

UNASKED = "Not known, since this archive has no document of a kind in which it is looked for"
"""Before the names of such platforms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """What documents say of a category; where a polarity was asked for, only who says it so."""

    category: Category
    platforms: int
    """How many platforms were asked."""
    having: tuple[Provision, ...]
    """The best passage of each platform that has one: by polarity, the oldest first."""
    otherwise: tuple[Provision, ...]
    """Of their other documents that say something else, the best passage of each."""
    former: tuple[tuple[DocumentStory, Sequence[Held]], ...]
    """Documents that had one and whose platform has none now, with when they had it."""
    without: Mapping[str, str]
    """Names of the platforms where no such clause was found, by slug."""
    unasked: Mapping[str, str]
    """Names of the platforms of which no document is of a kind in which it is looked for, by slug."""
    unread: Mapping[str, str]
    """Languages of the platforms where none was found, and one may be: no text of theirs is fully read."""


def read(documents: Sequence[DocumentStory], category: Category, polarity: Polarity | None) -> Across:
    """What these documents say of a category, in this polarity or in any."""
    found = compare.across(documents, category)
    names = {one.repository.platform: one.name for one in documents}
    having = [one for one in found.values() if one and polarity in (None, one.finding.polarity)]
    shown = {one.platform: one for one in having}
    otherwise = compare.otherwise(documents, category, found)
    having.sort(key=_by_polarity)
    unread = {slug: name for slug, name in compare.unread(documents).items() if found[slug] is None}
    unasked = compare.unasked(documents, category)
    unknown = {*unread, *unasked}
    none = [platform for platform, one in found.items() if one is None and platform not in unknown]
    without = none if polarity is None else []
    former = compare.former(documents, category)
    return Across(
        category=category,
        platforms=len(found),
        having=tuple(having),
        otherwise=tuple(one for one in otherwise if one.platform in shown),
        former=tuple((one, stays) for one, stays in former if one.repository.platform in without),
        without={platform: names[platform] for platform in without},
        unasked=unasked if polarity is None else {},
        unread=unread,
    )


def _by_polarity(one: Provision) -> tuple[int, datetime, str]:
    return list(Polarity).index(one.finding.polarity), one.category_since.by, one.platform


def warnings(found: Across, seen: Seen) -> list[str]:
    """What a reader must know of the looks at the documents that are told of, a line each."""
    told = {(one.platform, one.document) for one in (*found.having, *found.otherwise)}
    told |= {(one.repository.platform, one.document) for one, _ in found.former}
    return looks.warnings([seen[key] for key in told])


def as_value(found: Across, seen: Seen, taxonomy: int) -> CategoryComparison:
    """The same for programs; `taxonomy` is the version of the taxonomy."""
    return CategoryComparison(
        category=found.category.id,
        category_title=found.category.title,
        taxonomy=taxonomy,
        provisions=tuple(clauses.row(one, seen[one.platform, one.document]) for one in found.having),
        otherwise=tuple(clauses.row(one, seen[one.platform, one.document]) for one in found.otherwise),
        formerly=tuple(
            clauses.former_row(one, stays, seen[one.repository.platform, one.document])
            for one, stays in found.former
        ),
        without=tuple(found.without),
        unasked=tuple(found.unasked),
        unread=tuple(found.unread),
    )
