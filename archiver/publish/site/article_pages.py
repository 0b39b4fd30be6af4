"""The pages about articles of law that provisions touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from archiver.provisions.comparison.compare import Provision
from archiver.provisions.regulations import laws
from archiver.provisions.regulations.laws import Article
from archiver.provisions.taxonomy import Category
from archiver.publish.site import permalinks
from archiver.publish.site.clause_sources import ClauseSources, address
from archiver.publish.site.deploy import Page
from archiver.report import articles, phrases


def pages(sources: ClauseSources) -> Iterator[Page]:
    """The page of each article that a category touches, of the laws, and the list of all."""
    shown = [one for one in laws.load().articles.values() if articles.touching(sources.known, one)]
    title = "Regulations by article"
    yield _listed(sources, permalinks.REGULATIONS, title, "articles", shown)
    for law, own in groupby(shown, key=lambda one: one.id.partition(":")[0]):
        found = list(own)
        yield _listed(sources, permalinks.article(law), found[0].law, "articles of this law", found)
        yield from _divided(sources, found)
    for article in shown:
        told = [_category(sources, article, one) for one in articles.touching(sources.known, article)]
        yield Page(
            path=permalinks.article(article.id),
            key=sources.key((articles.reference(article), told)),
            make=partial(_page, sources, article, told),
        )


def _divided(sources: ClauseSources, found: Sequence[Article]) -> Iterator[Page]:
    """The pages of articles of a law whose paragraphs have pages, and which have none themselves."""
    own = {one.id for one in found}
    whole: dict[str, list[Article]] = {}
    for one in found:
        law, _, article = one.id.partition(":")
        whole.setdefault(f"{law}:{'-'.join(article.split('-')[:2])}", []).append(one)
    for reference, parts in whole.items():
        names = {one.label.partition("(")[0] for one in parts}
        if reference not in own and len(names) == 1:
            title = names.pop().strip()
            yield _listed(sources, permalinks.article(reference), title, "parts of this article", parts)


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
        "platforms": sorted(
            ((one.name, address(one)) for one in _that_touch(sources, article, category)), key=_by_name
        ),
    }


def _by_name(named: tuple[str, str]) -> str:
    return named[0].casefold()


def _that_touch(sources: ClauseSources, article: Article, category: Category) -> Sequence[Provision]:
    """The best clause of each platform in a category, as far as it touches the article."""
    return sources.touching(category.id).get(article.id, [])


def _listed(sources: ClauseSources, path: str, title: str, what: str, shown: Sequence[Article]) -> Page:
    """A page that leads to these articles, by law; `what` says what they are."""

    def make() -> bytes:
        return sources.frame.page(
            "articles.html",
            path,
            title=title,
            description=f"The {what} that the kinds of provision in this archive touch.",
            crumbs=[("Regulations", permalinks.REGULATIONS)] if path != permalinks.REGULATIONS else [],
            regulations=[
                {"title": law, "articles": [shown_article(one) for one in own]}
                for law, own in groupby(shown, key=lambda one: one.law)
            ],
        )

    return Page(path=path, key=sources.key((title, list(map(articles.reference, shown)))), make=make)


def _page(sources: ClauseSources, article: Article, told: Sequence[dict[str, Any]]) -> bytes:
    return sources.frame.page(
        "article.html",
        permalinks.article(article.id),
        title=article.label,
        description=f"{article.label}: {article.subject}.",
        crumbs=[
            ("Regulations", permalinks.REGULATIONS),
            (article.law, permalinks.article(article.id.partition(":")[0])),
        ],
        article=article,
        question=phrases.lowered(article.question),
        categories=told,
    )
