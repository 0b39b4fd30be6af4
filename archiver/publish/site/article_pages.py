"""The pages about articles of law that provisions touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from archive_repo.text import kinds
from archiver.provisions.compare import Provision
from archiver.provisions.regulations import laws, touched
from archiver.provisions.regulations.laws import Article
from archiver.provisions.taxonomy import Category
from archiver.publish.site import permalinks
from archiver.publish.site.clause_sources import ClauseSources, address
from archiver.publish.site.deploy import Page
from archiver.report import articles, phrases


def pages(sources: ClauseSources) -> Iterator[Page]:
    """The page of each article that a category touches, and the list of them."""
    shown = [one for one in laws.load().articles.values() if articles.touching(sources.known, one)]
    yield Page(
        path=permalinks.REGULATIONS,
        key=sources.key(list(map(articles.reference, shown))),
        make=lambda: _listed(sources, shown),
    )
    for article in shown:
        told = [_category(sources, article, one) for one in articles.touching(sources.known, article)]
        yield Page(
            path=permalinks.article(article.id),
            key=sources.key((articles.reference(article), told)),
            make=partial(_page, sources, article, told),
        )


def shown_article(one: Article) -> dict[str, str]:
    """An article as a list shows it."""
    return {
        "address": permalinks.article(one.id),
        "label": one.label,
        "subject": one.subject,
        "question": phrases.lowered(one.question),
    }


def _category(sources: ClauseSources, article: Article, category: Category) -> dict[str, Any]:
    return {
        "title": category.title,
        "address": permalinks.category(category.id),
        "mechanism": category.mechanism,
        "platforms": [(one.name, address(one)) for one in _that_touch(sources, article, category)],
    }


def _that_touch(sources: ClauseSources, article: Article, category: Category) -> list[Provision]:
    """The best clause of each platform in a category, as far as it touches the article."""
    return [
        one
        for one in sources.across(category.id).having
        if article in touched.articles(one.finding, kinds.of(one.document_title))
    ]


def _listed(sources: ClauseSources, shown: Sequence[Article]) -> bytes:
    return sources.frame.page(
        "articles.html",
        permalinks.REGULATIONS,
        title="Regulations by article",
        description="Articles of law that the kinds of provision in this archive touch.",
        regulations=[
            {"title": law, "articles": [shown_article(one) for one in own]}
            for law, own in groupby(shown, key=lambda one: one.law)
        ],
    )


def _page(sources: ClauseSources, article: Article, told: Sequence[dict[str, Any]]) -> bytes:
    return sources.frame.page(
        "article.html",
        permalinks.article(article.id),
        title=article.label,
        description=f"{article.label}: {article.subject}.",
        crumbs=[("Regulations", permalinks.REGULATIONS)],
        article=article,
        question=phrases.lowered(article.question),
        categories=told,
    )
