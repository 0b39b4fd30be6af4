"""Where a category is looked for, and what is not known since that document is not here, or not read."""

from __future__ import annotations

from collections.abc import Collection

from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind
from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.taxonomy import Category

EVERY_PLATFORM_HAS = (DocumentKind.TERMS, DocumentKind.PRIVACY)
"""Kinds of documents whose absence from an archive is told: who offers a service has one of each."""


def unread(documents: Collection[DocumentStory]) -> dict[str, str]:
    """The platforms whose documents are all in languages of which English names are given.

    What is not found in them may be there.
    """
    languages: dict[str, set[str]] = {}
    for one in documents:
        languages.setdefault(one.repository.platform, set()).add(one.story.unread)
    return {slug: " and ".join(sorted(own)) for slug, own in languages.items() if all(own)}


def is_looked_for(category: Category, title: str) -> bool:
    """True if a category is looked for in documents of such a title, whose kind may not be known."""
    kind = kinds.of(title)
    return kind is None or kind in category.documents


def unasked(documents: Collection[DocumentStory], category: Category) -> dict[str, str]:
    """The names of the platforms, by slug, of which a passage of a category may stand in what is not here.

    Their document of the kind in which it chiefly stands is missing, or in a language that is not read, and
    none was found in another. Those of which no text is read are `unread`.
    """
    names = {one.repository.platform: one.name for one in documents}
    chief = category.documents[0]
    kinds_asked = {chief} if chief in EVERY_PLATFORM_HAS else {*category.documents}
    asked = {
        one.repository.platform
        for one in documents
        if (kinds.of(one.title) in {None, *kinds_asked} and not one.story.unread)
        or any(one.provisions(category.id))
    }
    asked |= unread(documents).keys()
    return {slug: name for slug, name in names.items() if slug not in asked}


def absent(category: Category, titles: Collection[str]) -> tuple[DocumentKind, ...]:
    """Kinds that each platform has, in which a category is looked for, and which none of these titles names.

    None where the kind of a title is not known: it may be any.
    """
    there = {kinds.of(title) for title in titles}
    if None in there:
        return ()
    return tuple(one for one in EVERY_PLATFORM_HAS if one in category.documents and one not in there)
