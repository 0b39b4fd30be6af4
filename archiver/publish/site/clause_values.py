"""What lies beside the pages about provisions for programs.

Nothing in them changes because somebody looked again and found the same text: when a document was last seen
is said on its own page, and not on the dozens of pages that quote it.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive_repo.records import Bounds
from archiver.provisions.comparison.compare import Provision
from archiver.provisions.explain import Explanation
from archiver.provisions.taxonomy import Condition, Polarity
from archiver.publish.site import permalinks
from archiver.report import across, clauses, explained, values
from archiver.report.across import Across
from archiver.report.clauses import Clause, Count, Former
from archiver.report.explained import Explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """How another platform puts it."""

    platform: str
    platform_name: str
    document: str
    title: str
    polarity: Polarity
    condition: Condition | None
    """On what it depends, if the polarity is conditional."""
    excerpt: str
    since: Bounds
    amended_since: Bounds | None
    category_since: Bounds
    """Since when the document has had one of its category, in this passage or in others."""
    page: str
    """The address of its page, from the root of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionPage(Explained):
    """A category of provisions in a document."""

    compared: str
    """Where all platforms are, those without such a clause too, from the root of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryPage:
    """One category across platforms."""

    category: str
    category_title: str
    taxonomy: int
    provisions: tuple[Clause, ...]
    """The passage that stands for each platform that has one."""
    ways_out: tuple[Clause, ...]
    """Passages elsewhere in a platform's documents that give a way out of what that passage says."""
    otherwise: tuple[Clause, ...]
    """Of their other documents that say something else, the best passage of each."""
    formerly: tuple[Former, ...]
    without: tuple[str, ...]
    """Slugs of the platforms where no such clause was found."""
    unasked: tuple[str, ...]
    """Slugs of the platforms of which no document is of a kind in which it is looked for."""
    unread: tuple[str, ...]
    """Slugs of the platforms whose documents are all in languages that are not read."""
    companies: tuple[tuple[str, ...], ...]
    """Slugs of platforms that have a contract in common, and are counted as one company."""
    counts: tuple[Count, ...]


def beside(one: Provision) -> Beside:
    """A passage beside those of another platform."""
    return Beside(
        platform=one.platform,
        platform_name=one.name,
        document=one.document,
        title=one.document_title,
        polarity=one.finding.polarity,
        condition=one.finding.condition,
        excerpt=one.finding.excerpt,
        since=one.since,
        amended_since=one.amended,
        category_since=one.category_since,
        page=permalinks.provision(one.platform, one.document, one.finding.category),
    )


def of_provision(page: Explanation) -> ProvisionPage:
    """A category in a document."""
    return values.extended(
        ProvisionPage, explained.of(page), compared=f"{permalinks.category(page.category.id)}index.json"
    )


def of_category(found: Across, taxonomy: int) -> CategoryPage:
    """A category across platforms; `taxonomy` is the version of the taxonomy."""
    return CategoryPage(
        category=found.category.id,
        category_title=found.category.title,
        taxonomy=taxonomy,
        provisions=tuple(map(clauses.clause, found.having)),
        ways_out=tuple(clauses.clause(one.way_out) for one in found.answers if one.way_out),
        otherwise=tuple(map(clauses.clause, found.otherwise)),
        formerly=tuple(clauses.former(one, stays) for one, stays in found.former),
        without=tuple(found.without),
        unasked=tuple(found.unasked),
        unread=tuple(found.unread),
        companies=across.same_company(found),
        counts=across.count_rows(found),
    )
