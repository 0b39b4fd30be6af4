"""Laws, guidance and their articles: what each requires, where, since when, and when that was last checked.

It is data in this folder: `laws.toml`, `articles.toml`, and `touched.toml` for which provisions touch them.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Any

from archive_repo.text.kinds import DocumentKind
from archiver.provisions.wording.gated import Gated


class ArticleKind(StrEnum):
    """What kind of text an article is of."""

    LAW = "law"
    GUIDANCE = "guidance"
    """An authority's reading of the law, which binds nobody by itself."""


class Jurisdiction(StrEnum):
    """Where a law applies."""

    EU = "EU"
    UK = "UK"
    US = "US"
    CALIFORNIA = "California"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of one law, with what only a lawyer can say about it."""

    id: str
    label: str
    subject: str
    requires: str
    """What it says, in a sentence of our own."""
    question: str
    """What the reference leaves to a lawyer's reading."""
    kind: ArticleKind
    law: str
    """Name of the law."""
    jurisdiction: Jurisdiction
    applies_from: date | None
    """From when it applies, by the act as it was published; None where that is not certain."""
    link: str | None
    """The European Legislation Identifier or the official publication; None where that is not certain."""
    checked: date
    checked_by: str
    documents: frozenset[DocumentKind]
    """The kinds of documents that it can concern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A law as texts name it."""

    id: str
    name: str
    jurisdiction: Jurisdiction
    names: Gated | None
    """How folded words name it; None for what is not looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulations:
    """All articles and laws, by id."""

    articles: Mapping[str, Article]
    laws: Mapping[str, Law]


@functools.cache
def load() -> Regulations:
    """The laws and articles of this package."""
    laws = table("laws.toml")
    return Regulations(
        articles={name: _article(name, own, laws) for name, own in table("articles.toml").items()},
        laws={name: _law(name, own) for name, own in laws.items()},
    )


def table(name: str) -> dict[str, dict[str, Any]]:
    """One of the data files of this folder."""
    path = resources.files("archiver.provisions.regulations") / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _article(name: str, own: Mapping[str, object], laws: Mapping[str, Mapping[str, object]]) -> Article:
    law = laws[name.partition(":")[0]]
    both: dict[str, Any] = {"applies_from": None, "link": None, "only_in": list(DocumentKind), **law, **own}
    return Article(
        id=name,
        label=str(both["label"]),
        subject=str(both["subject"]),
        requires=str(both["requires"]),
        question=str(both["question"]),
        kind=ArticleKind(str(both["kind"])),
        law=str(both["name"]),
        jurisdiction=Jurisdiction(str(both["jurisdiction"])),
        applies_from=both["applies_from"] if isinstance(both["applies_from"], date) else None,
        link=str(both["link"]) if both["link"] else None,
        checked=date.fromisoformat(str(both["checked"])),
        checked_by=str(both["checked_by"]),
        documents=frozenset(map(DocumentKind, both["only_in"])),
    )


def _law(name: str, own: Mapping[str, object]) -> Law:
    names = own.get("names")
    return Law(
        id=name,
        name=str(own["name"]),
        jurisdiction=Jurisdiction(str(own["jurisdiction"])),
        names=Gated(str(names)) if names else None,
    )
