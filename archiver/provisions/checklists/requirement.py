"""Checklists: what a law asks a kind of document to say, as data in `checklists.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing that a document has to say."""

    id: str
    title: str
    article: str
    """Where the law asks for it."""
    patterns: tuple[re.Pattern[str], ...]
    """Ways of saying it, in folded words."""
    never: re.Pattern[str] | None
    """A passage that matches it says something else."""
    only_if: re.Pattern[str] | None
    """What must come up in the text; where it does not, the requirement does not apply."""
    denied: re.Pattern[str] | None
    """A passage that says that the matter does not arise."""
    category: str
    """Id of the category that a passage must be like; empty for none.

    Of the passages that match a pattern the one that is most like it is shown, and one that is not is none.
    """
    shown_by: re.Pattern[str] | None
    """What a provision of that category must have to show it where no pattern does; None if none can."""
    polar: bool
    """True if a passage that denies it does not count: "we do not share your data"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What a law asks documents of some kinds to say."""

    id: str
    title: str
    documents: frozenset[DocumentKind]
    not_titled: re.Pattern[str] | None
    """In the title of a document of these kinds that is about something else."""
    unseen: str
    """What no pattern can see."""
    requirements: tuple[Requirement, ...]


@functools.cache
def load() -> Mapping[str, Checklist]:
    """The checklists of this package, by id."""
    path = resources.files("archiver.provisions.checklists") / "checklists.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _checklist(name, table) for name, table in tables.items()}


def for_title(title: str) -> Checklist | None:
    """The checklist for documents of this title; None if there is none."""
    return next((one for one in load().values() if _is_for(one, title)), None)


def _is_for(one: Checklist, title: str) -> bool:
    is_other = one.not_titled and one.not_titled.search(title.lower())
    return kinds.of(title) in one.documents and not is_other


def _checklist(name: str, table: Mapping[str, Any]) -> Checklist:
    return Checklist(
        id=name,
        title=table["title"],
        documents=frozenset(map(DocumentKind, table["documents"])),
        not_titled=_compiled(table.get("not_titled")),
        unseen=table["unseen"],
        requirements=tuple(map(_requirement, table["requirements"])),
    )


def _requirement(table: Mapping[str, Any]) -> Requirement:
    return Requirement(
        id=table["id"],
        title=table["title"],
        article=table["article"],
        patterns=tuple(map(re.compile, table["patterns"])),
        never=_compiled(table.get("never")),
        only_if=_compiled(table.get("only_if")),
        denied=_compiled(table.get("denied")),
        category=table.get("category", ""),
        shown_by=_compiled(table.get("shown_by")),
        polar=table.get("polar", False),
    )


def _compiled(source: str | None) -> re.Pattern[str] | None:
    return re.compile(source) if source else None
