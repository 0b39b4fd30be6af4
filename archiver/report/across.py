"""One category across platforms: who says it, who said it once, and who does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_repo.format.message import plural
from archiver.provisions.comparison import answers, companies, compare, looked_for
from archiver.provisions.comparison.answers import Answer, Sense
from archiver.provisions.comparison.compare import DocumentStory, Held, Provision
from archiver.provisions.taxonomy import Category, Polarity
from archiver.report import clauses, looks
from archiver.report.clauses import CategoryComparison, Count, Seen

UNASKED = "Not known, since the document in which it would chiefly stand is not in this archive, or not read"
"""Before the names of such platforms."""
COUNTED = {
    Sense.SAYS_SO: ("says so", "say so"),
    Sense.SAYS_SO_IN_PART: ("says so of a part only", "say so of a part only"),
    Sense.ON_CONDITION: ("says so on a condition", "say so on a condition"),
    Sense.DENIES: ("says it is not so", "say it is not so"),
    Sense.DENIES_IN_PART: ("says it is not so of a part", "say it is not so of a part"),
    Sense.RIGHT: ("gives a right against it", "give a right against it"),
    Sense.EXCEPTS: ("only carves it out", "only carve it out"),
    Sense.UNSURE: ("perhaps speaks of it", "perhaps speak of it"),
    Sense.TO_BUSINESSES: ("speaks of it to businesses only", "speak of it to businesses only"),
}
"""What one company, or several, are counted as."""
ONE_COMPANY = "Counted as one company each, since a contract of theirs is the same"
"""Before the platforms of which that is so."""
NONE = {
    None: "none says so",
    Polarity.ASSERTS: "none says so without a condition",
    Polarity.CONDITIONAL: "none says so on a condition",
    Polarity.MUTUAL: "none says so of both sides",
    Polarity.DENIES: "none says it is not so",
    Polarity.EXCLUDES: "none carves it out",
}
"""Where there is nothing to count, by the polarity that was asked for."""
DIFFERS = ("does not say the same on all its platforms", "do not say the same on all their platforms")
_LAST = frozenset({Sense.TO_BUSINESSES, Sense.UNSURE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """What documents say of a category; where a polarity was asked for, only who says it so."""

    category: Category
    platforms: int
    """How many platforms were asked."""
    answers: tuple[Answer, ...]
    """Of each platform that has one: by polarity, the oldest words first."""
    otherwise: tuple[Provision, ...]
    """Of their other documents that say something else, the best passage of each."""
    former: tuple[tuple[DocumentStory, Sequence[Held]], ...]
    """Documents that had one and whose platform has none now, with when they had it."""
    without: Mapping[str, str]
    """Names of the platforms where no such clause was found, by slug."""
    unasked: Mapping[str, str]
    """Names of the platforms of which it may stand in a document that is not here, by slug."""
    unread: Mapping[str, str]
    """Languages of the platforms where none was found, and one may be: no text of theirs is fully read."""
    companies: Mapping[str, str]
    """The company of each platform that was asked, by slug: the slug of the first of its platforms."""

    @property
    def having(self) -> tuple[Provision, ...]:
        """The passage that stands for each platform that has one."""
        return tuple(one.provision for one in self.answers)


def read(
    documents: Sequence[DocumentStory],
    category: Category,
    polarity: Polarity | None,
    company: Mapping[str, str] | None = None,
) -> Across:
    """What these documents say of a category, in this polarity or in any.

    `company` is that of each platform, for who asks of many categories.
    """
    found = answers.across(documents, category)
    names = {one.repository.platform: one.name for one in documents}
    having = [one for one in found.values() if one and polarity in (None, one.polarity)]
    shown = {one.provision.platform for one in having}
    otherwise = answers.otherwise(documents, category, found)
    having.sort(key=_by_polarity)
    unread = {slug: name for slug, name in looked_for.unread(documents).items() if found[slug] is None}
    elsewhere = looked_for.unasked(documents, category)
    unasked = {slug: name for slug, name in elsewhere.items() if found[slug] is None}
    unknown = {*unread, *unasked}
    none = [platform for platform, one in found.items() if one is None and platform not in unknown]
    without = none if polarity is None else []
    former = compare.former(documents, category)
    return Across(
        category=category,
        platforms=len(found),
        answers=tuple(having),
        otherwise=tuple(one for one in otherwise if one.platform in shown),
        former=tuple((one, stays) for one, stays in former if one.repository.platform in without),
        without={platform: names[platform] for platform in without},
        unasked=unasked if polarity is None else {},
        unread=unread,
        companies=company or companies.of(documents),
    )


def _by_polarity(one: Answer) -> tuple[bool, int, datetime, str]:
    own = one.provision
    since = own.amended or own.since
    return one.is_for_business, list(Polarity).index(one.polarity), since.by, own.platform


def counts(found: Across) -> Counter[Sense | None]:
    """How many companies answer in each sense; None for those whose platforms do not answer alike.

    A business contract, and what is not sure, count only for a company of which nothing else was found.
    """
    senses: dict[str, set[Sense]] = {}
    for one in found.answers:
        senses.setdefault(found.companies[one.provision.platform], set()).add(one.sense)
    told = (own - _LAST or own - {Sense.TO_BUSINESSES} or own for own in senses.values())
    return Counter(next(iter(own)) if len(own) == 1 else None for own in told)


def total(found: Across, asked: Polarity | None = None) -> str:
    """The counts in words: `of 21 companies (24 platforms): 4 say so, 9 say so on a condition, ...`.

    `asked` is the polarity that was asked for.
    """
    if not found.platforms:
        return "nothing was recorded by then; `archiver status` says how the looks went"
    counted = counts(found)
    told = [_counted(counted[sense], *COUNTED[sense]) for sense in Sense if counted[sense]]
    told += [_counted(counted[None], *DIFFERS)] if counted[None] else []
    several = len(set(found.companies.values()))
    told += [f"of {own} none was found" for own in [_apart(found, found.without)] if own]
    told += [f"of {own} it is not known" for own in [_apart(found, {*found.unasked, *found.unread})] if own]
    platforms = plural(found.platforms, "platform")
    of = platforms if several == found.platforms else f"{several} companies ({platforms})"
    return f"of {of}: {', '.join(told) or NONE[asked]}"


def count_rows(found: Across) -> tuple[Count, ...]:
    """The counts as values, those of platforms that do not answer alike last."""
    counted = counts(found)
    return tuple(
        Count(sense=sense.value if sense else "differs", company_count=counted[sense])
        for sense in (*Sense, None)
        if counted[sense]
    )


def same_company(found: Across) -> tuple[tuple[str, ...], ...]:
    """The slugs of platforms that are counted as one company, where these are several."""
    own: dict[str, tuple[str, ...]] = {}
    for slug, company in found.companies.items():
        own[company] = (*own.get(company, ()), slug)
    return tuple(slugs for slugs in own.values() if len(slugs) > 1)


def _apart(found: Across, slugs: Collection[str]) -> int:
    """How many companies these platforms are of, without those that are counted by another platform."""
    counted = {found.companies[one.provision.platform] for one in found.answers}
    return len({found.companies[slug] for slug in slugs} - counted)


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def warnings(found: Across, seen: Seen) -> list[str]:
    """What a reader must know of the looks at the documents that are told of, a line each."""
    ways_out = [one.way_out for one in found.answers if one.way_out]
    told = {(one.platform, one.document) for one in (*found.having, *ways_out, *found.otherwise)}
    told |= {(one.repository.platform, one.document) for one, _ in found.former}
    return looks.warnings([seen[key] for key in told])


def as_value(found: Across, seen: Seen, taxonomy: int) -> CategoryComparison:
    """The same for programs; `taxonomy` is the version of the taxonomy."""
    return CategoryComparison(
        category=found.category.id,
        category_title=found.category.title,
        taxonomy=taxonomy,
        provisions=tuple(clauses.row(one, seen[one.platform, one.document]) for one in found.having),
        ways_out=tuple(
            clauses.row(one.way_out, seen[one.way_out.platform, one.way_out.document])
            for one in found.answers
            if one.way_out
        ),
        otherwise=tuple(clauses.row(one, seen[one.platform, one.document]) for one in found.otherwise),
        formerly=tuple(
            clauses.former_row(one, stays, seen[one.repository.platform, one.document])
            for one, stays in found.former
        ),
        without=tuple(found.without),
        unasked=tuple(found.unasked),
        unread=tuple(found.unread),
        companies=same_company(found),
        counts=count_rows(found),
    )
