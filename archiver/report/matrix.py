"""All categories, and all categories against all platforms, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archiver.provisions.regulations import touched
from archiver.provisions.taxonomy import Polarity, Taxonomy


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
    """What the documents of a platform say of a category: nothing found, or one polarity or several."""

    platform: str
    category: str
    polarities: tuple[Polarity, ...]
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


def matrix(
    known: Taxonomy, found: Mapping[str, Mapping[str, set[Polarity]]], unread: Mapping[str, str]
) -> list[Cell]:
    """A row for each category and platform; `unread` has the languages of `looked_for.unread`."""
    return [
        Cell(
            platform=platform,
            category=category,
            polarities=tuple(one for one in Polarity if one in own.get(category, set())),
            unread_language=None if own.get(category) else unread.get(platform),
        )
        for category in known.categories
        for platform, own in found.items()
    ]
