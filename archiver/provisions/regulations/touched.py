"""The articles that a provision touches: by its category, what its passage says, and where it applies."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive_repo.text.kinds import DocumentKind
from archiver.provisions.findings import Finding
from archiver.provisions.regulations import jurisdictions, laws
from archiver.provisions.regulations.laws import Article, Jurisdiction
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.text.folding import fold

REMEMBERED = 20_000
"""Findings whose articles are kept: those of a large archive, a few MB."""

_SAYS_SO = frozenset({Polarity.ASSERTS, Polarity.CONDITIONAL, Polarity.MUTUAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    by_category: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Ids of articles, by category and by what the passage says."""
    elsewhere: frozenset[str]
    """Categories in which the name of a place says nothing of where the passage applies."""
    needs: Mapping[str, re.Pattern[str]]
    """What a passage must speak of, by id of the article."""
    central: Mapping[str, frozenset[str]]
    """Ids of the articles that deal with the very matter of a category."""


@functools.cache
def _table() -> _Table:
    own = laws.table("touched.toml")
    elsewhere, needs, central = own.pop("elsewhere"), own.pop("needs"), own.pop("central")
    return _Table(
        by_category={
            category: {said: tuple(ids) for said, ids in entry.items()} for category, entry in own.items()
        },
        elsewhere=frozenset(elsewhere["categories"]),
        needs={article: re.compile(source) for article, source in needs.items()},
        central={category: frozenset(ids) for category, ids in central.items()},
    )


@functools.cache
def by_category(category: str) -> tuple[str, ...]:
    """Ids of all articles that a provision of the category can touch."""
    ids = [one for own in _table().by_category.get(category, {}).values() for one in own]
    return tuple(dict.fromkeys(ids))


def categories(article: str) -> frozenset[str]:
    """Ids of the categories whose provisions can touch the article."""
    return _by_article().get(article, frozenset())


@functools.cache
def _by_article() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for category in _table().by_category:
        for article in by_category(category):
            found.setdefault(article, set()).add(category)
    return {article: frozenset(own) for article, own in found.items()}


def agrees_on_place(category: str) -> bool:
    """True if a place that a passage names is what it agrees on, and says nothing of where it applies."""
    return category in _table().elsewhere


@functools.lru_cache(maxsize=REMEMBERED)
def articles(finding: Finding, kind: DocumentKind | None = None) -> tuple[Article, ...]:
    """The articles that a provision touches in a document of a kind, in the order of the table."""
    table = _table()
    where = frozenset() if agrees_on_place(finding.category) else jurisdictions.named(finding)
    words = fold(" ".join((finding.core, *finding.headings[-1:])))
    known = laws.load().articles
    ids = [
        one for said in _said(finding) for one in table.by_category.get(finding.category, {}).get(said, ())
    ]
    return tuple(
        known[one]
        for one in dict.fromkeys(ids)
        if _applies(known[one], where)
        and (kind is None or kind in known[one].documents)
        and (one not in table.needs or table.needs[one].search(words))
    )


def central(findings: Iterable[Finding], kind: DocumentKind | None) -> tuple[Article, ...]:
    """Those of the articles that these provisions touch that deal with the very matter of their category."""
    own = _table().central
    found = {
        article.id: article
        for finding in findings
        for article in articles(finding, kind)
        if article.id in own.get(finding.category, ())
    }
    return tuple(found.values())


def _said(finding: Finding) -> tuple[str, ...]:
    """The keys of the table that go with what the passage says."""
    said = "says-so" if finding.polarity in _SAYS_SO else "denies"
    return "always", said, *([str(finding.condition)] if finding.condition else [])


def _applies(article: Article, where: frozenset[Jurisdiction]) -> bool:
    """True if the article's law may apply: where a passage names no place, all but those of the UK."""
    return article.jurisdiction in where if where else article.jurisdiction is not Jurisdiction.UK
