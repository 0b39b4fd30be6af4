"""Articles of regulations, and the provisions that touch them, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archiver.provisions.compare import Provision
from archiver.provisions.taxonomy import Article, Category, Taxonomy
from archiver.report import clauses, values
from archiver.report.clauses import ClauseRow, Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """An article of a regulation."""

    reference: str
    label: str
    about: str
    question: str
    """What it leaves to a lawyer's reading."""
    categories: tuple[str, ...]
    """Ids of the categories that touch it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage(ArticleRow):
    """An article with the passages that touch it, the best of each platform and category."""

    provisions: tuple[ClauseRow, ...]


def touching(known: Taxonomy, reference: Article) -> list[Category]:
    """The categories that touch an article."""
    return [one for one in known.categories.values() if reference.id in one.regulations]


def row(known: Taxonomy, one: Article) -> ArticleRow:
    """An article."""
    return ArticleRow(
        reference=one.id,
        label=one.label,
        about=one.subject,
        question=one.question,
        categories=tuple(category.id for category in touching(known, one)),
    )


def page(known: Taxonomy, one: Article, found: Mapping[str, Sequence[Provision]], seen: Seen) -> ArticlePage:
    """An article with its passages, by category."""
    return values.extended(
        ArticlePage,
        row(known, one),
        provisions=tuple(
            clauses.row(provision, seen[provision.platform, provision.document])
            for category in touching(known, one)
            for provision in found[category.id]
        ),
    )
