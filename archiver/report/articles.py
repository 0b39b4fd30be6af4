"""Articles of regulations, and the provisions that touch them, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from archiver.provisions.comparison.compare import Provision
from archiver.provisions.regulations import touched
from archiver.provisions.regulations.laws import Article, ArticleKind
from archiver.provisions.taxonomy import Category, Taxonomy
from archiver.report import clauses, values
from archiver.report.clauses import ClauseRow, Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An article of a regulation."""

    reference: str
    label: str
    about: str
    requires: str
    """What it says, in a sentence of our own."""
    question: str
    """What it leaves to a lawyer's reading."""
    kind: ArticleKind
    law: str
    """Name of the law."""
    jurisdiction: str
    applies_from: date | None
    """From when it applies, by the act as published; None where that is not certain."""
    link: str | None
    """The European Legislation Identifier or the official publication; None where that is not certain."""
    checked: date
    """When the entry was last checked."""
    checked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow(Reference):
    """An article with what can touch it."""

    categories: tuple[str, ...]
    """Ids of the categories whose provisions can touch it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage(ArticleRow):
    """An article with the passages that touch it, the best of each platform and category."""

    provisions: tuple[ClauseRow, ...]


def touching(known: Taxonomy, one: Article) -> list[Category]:
    """The categories whose provisions can touch an article."""
    ids = touched.categories(one.id)
    return [category for category in known.categories.values() if category.id in ids]


def reference(one: Article) -> Reference:
    """An article without what touches it."""
    return Reference(
        reference=one.id,
        label=one.label,
        about=one.subject,
        requires=one.requires,
        question=one.question,
        kind=one.kind,
        law=one.law,
        jurisdiction=one.jurisdiction,
        applies_from=one.applies_from,
        link=one.link,
        checked=one.checked,
        checked_by=one.checked_by,
    )


def row(known: Taxonomy, one: Article) -> ArticleRow:
    """An article."""
    categories = tuple(category.id for category in touching(known, one))
    return values.extended(ArticleRow, reference(one), categories=categories)


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


def told(one: Article) -> Iterator[str]:
    """What is known of an article, in lines: what it requires, where and since when, who checked that."""
    yield f"What it says: {one.requires}"
    where = f"{one.kind} ({one.jurisdiction})"
    since = f", from {one.applies_from:%Y-%m-%d}" if one.applies_from else ""
    yield f"{where[0].upper()}{where[1:]}{since}{f': {one.link}' if one.link else ''}"
    yield f"For a lawyer: {one.question}"
    yield f"Checked {one.checked:%Y-%m-%d} by {one.checked_by}."
