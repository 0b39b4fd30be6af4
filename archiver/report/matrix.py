"""All categories, and all categories against all platforms, as values."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from archiver.provisions.comparison import answers, looked_for
from archiver.provisions.comparison.answers import Answer
from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.regulations import touched
from archiver.provisions.taxonomy import Category, Polarity, Taxonomy


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRow:
    """A kind of provision."""

    category: str
    category_title: str
    group: str
    mechanism: str
    severity: str
    regulations: tuple[str, ...]
    """Ids of the articles that its provisions can touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What the documents of a platform answer together to a category, as `compare CATEGORY` shows it."""

    platform: str
    category: str
    polarity: Polarity | None
    """That of the passage that stands for it, and conditional where there is a way out; None without one."""
    sense: str | None
    """What it is counted as; None without a passage."""
    known: bool
    """False if nothing was found, and the document in which it would chiefly stand is not in the archive."""
    unread_language: str | None
    """The language of its texts, if nothing was found and it may be there all the same."""


def categories(known: Taxonomy) -> list[CategoryRow]:
    """The categories, in the order of presentation."""
    return [
        CategoryRow(
            category=one.id,
            category_title=one.title,
            group=one.group,
            mechanism=one.mechanism,
            severity=one.severity,
            regulations=touched.by_category(one.id),
        )
        for one in known.categories.values()
    ]


def matrix(known: Taxonomy, documents: Sequence[DocumentStory]) -> list[Cell]:
    """A cell for each category and platform, those of a category together."""
    unread = looked_for.unread(documents)
    return [
        _cell(category, platform, answer, unasked, unread)
        for category in known.categories.values()
        for unasked in (looked_for.unasked(documents, category),)
        for platform, answer in answers.across(documents, category).items()
    ]


def _cell(
    category: Category,
    platform: str,
    answer: Answer | None,
    unasked: Container[str],
    unread: Mapping[str, str],
) -> Cell:
    return Cell(
        platform=platform,
        category=category.id,
        polarity=answer.polarity if answer else None,
        sense=answer.sense.value if answer else None,
        known=answer is not None or platform not in unasked,
        unread_language=None if answer else unread.get(platform),
    )
