"""The taxonomy: what provisions there are, what they mean, and the patterns that find them.

It is data in this package: `categories/*.toml` has one file per group, `taxonomy.toml` the version, the
criterion of each severity and the word lists of the patterns. The version is raised with every change of what
is found, and findings are always shown with it.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from archive_repo.errors import InvalidInput
from archive_repo.records import slug
from archive_repo.text.kinds import DocumentKind
from archiver.provisions.patterns import Phrase

NEAR = 0.7
"""How alike a misspelt category and the ids that are suggested must be (difflib's ratio)."""
MEANT = 5
"""Most categories that are suggested if the words are part of several."""


class Polarity(StrEnum):
    """What a passage says of something.

    That it is so, is so on a condition or of both sides alike, is not so, or is carved out of a rule.
    """

    ASSERTS = "asserts"
    CONDITIONAL = "conditional"
    MUTUAL = "mutual"
    DENIES = "denies"
    EXCLUDES = "excludes"


class Condition(StrEnum):
    """On what a conditional passage makes something depend."""

    OPT_IN = "opt-in"
    """It is so if the user turns it on."""
    OPT_OUT = "opt-out"
    """It is so unless the user turns it off."""
    CONSENT = "consent"
    """It is so if the user, or a parent, agrees."""
    LAW = "law"
    """It is so if the law requires it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way of saying it: a pattern, or several that meet in one passage."""

    phrases: tuple[Phrase, ...]
    says: Polarity | None = None
    """What wording of its own says of the category: "no obligation to remove content" denies. None if the
    clause decides."""

    @property
    def source(self) -> str:
        """The pattern as it stands in the taxonomy."""
        return " + ".join(phrase.source for phrase in self.phrases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of provision; the fields say in our own words what the commands print."""

    id: str
    title: str
    group: str
    mechanism: str
    compliance: str
    """What a compliance team should check."""
    severity: str
    """The highest that its passages can have."""
    documents: tuple[DocumentKind, ...]
    """Kinds in which it is looked for; first the one in which it stands if it stands anywhere."""
    rules: tuple[Rule, ...]
    """Strongest wording first: the best excerpt is chosen by it; then what has a polarity of its own."""
    vetoes: tuple[Phrase, ...]
    mentions: tuple[Phrase, ...]
    """Wording about the subject that does not do it: a match that overlaps it is weak."""
    around: tuple[Phrase, ...]
    """Wording of what goes on around it: a match that overlaps it is weak beside one that does not."""
    negatable: bool
    """True if "we do not" makes the finding a denial; if not, such words are part of the provision itself."""
    mutual: bool
    """True if it makes a difference whether it binds one side or both: "each party shall indemnify"."""
    shared: bool
    """The same, if both sides must be its subject: "each party submits to the courts of"."""
    grants: bool
    """True if it gives a right, out of which something is left: "the right does not extend to invoices"."""
    imposes: bool
    """True if it lays a duty on the user, or takes a grant: "you are not required to" makes it a denial."""
    bans: bool
    """True if it forbids or refuses something, so that an exception carves a case out of it."""
    by_provider: bool
    """True if the provider must be the one that acts: passages on what users may or must do are left out."""
    ways_out: frozenset[str]
    """Ids of the categories whose passages, right behind one of this, make it depend on the user."""
    opts_out_of: str
    """Id of the category that its passages are a way out of, wherever they stand; empty for none."""
    positive: tuple[str, ...]
    negative: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """All categories of one version."""

    version: int
    digest: str
    """SHA-256 of the data files, in hexadecimal."""
    groups: Mapping[str, str]
    """Title of each group, in the order of presentation."""
    severities: Mapping[str, str]
    """The criterion of each severity."""
    categories: Mapping[str, Category]
    words: Mapping[str, str]
    vetoes: tuple[Phrase, ...]
    """Definitions, cross-references and pointers, which are no provisions of any category."""

    def named(self, text: str) -> Category:
        """The category with this id or title, or the only one whose id or title contains the words.

        Raises InvalidInput, which names the nearest ones, if there is none or several could be meant.
        """
        words = slug(text)
        for one in self.categories.values():
            if words and words in (one.id, slug(one.title)):
                return one
        within = [one for one in self.categories.values() if words and _holds(one, words)]
        by_id = [one for one in within if f"-{words}-" in f"-{one.id}-"]
        if len(by_id) == 1:
            return by_id[0]
        if len(within) == 1:
            return within[0]
        meant = [one.id for one in within[:MEANT]] or self._like(words)
        hint = f"did you mean {' or '.join(meant)}? " if meant else ""
        raise InvalidInput(f"{text}: no such category; {hint}`archiver compare` lists them")

    def _like(self, words: str) -> list[str]:
        """Ids that are spelt similarly to these words, or that contain a word spelt similarly."""
        near = difflib.get_close_matches(words, self.categories, n=MEANT, cutoff=NEAR)
        parts = {part for name in self.categories for part in name.split("-")}
        close = set(difflib.get_close_matches(words, parts, n=1, cutoff=NEAR))
        return near or [name for name in self.categories if close.intersection(name.split("-"))][:MEANT]


def _holds(category: Category, words: str) -> bool:
    """True if the words, as a slug, are among those of the category's id or title."""
    return any(f"-{words}-" in f"-{name}-" for name in (category.id, slug(category.title)))


@functools.cache
def load() -> Taxonomy:
    """The taxonomy of this package."""
    folder = resources.files("archiver.provisions") / "categories"
    sources = {
        path.name: path.read_text(encoding="utf-8")
        for path in folder.iterdir()
        if path.name.endswith(".toml")
    }
    frame = tomllib.loads(sources["taxonomy.toml"])
    words: dict[str, str] = frame["words"]
    categories: dict[str, Category] = {}
    for group in frame["groups"]:
        tables = tomllib.loads(sources[f"{group}.toml"])
        categories |= {name: _category(name, group, table, words) for name, table in tables.items()}
    return Taxonomy(
        version=frame["version"],
        digest=hashlib.sha256("".join(sources[name] for name in sorted(sources)).encode()).hexdigest()[:12],
        groups=frame["groups"],
        severities=frame["severities"],
        categories=categories,
        words=words,
        vetoes=tuple(Phrase(source, words) for source in frame["vetoes"]),
    )


def _category(name: str, group: str, table: Mapping[str, object], words: Mapping[str, str]) -> Category:
    return Category(
        id=name,
        group=group,
        title=str(table["title"]),
        mechanism=str(table["mechanism"]),
        compliance=str(table["compliance"]),
        severity=str(table["severity"]),
        documents=tuple(map(DocumentKind, _strings(table, "documents"))),
        rules=(
            *(_rule(entry, words) for entry in _list(table, "patterns")),
            *(_rule(entry, words, Polarity.DENIES) for entry in _list(table, "denied")),
            *(_rule(entry, words, Polarity.EXCLUDES) for entry in _list(table, "excluded")),
        ),
        vetoes=tuple(Phrase(source, words) for source in _strings(table, "vetoes")),
        mentions=tuple(Phrase(source, words) for source in _strings(table, "mentions")),
        around=tuple(Phrase(source, words) for source in _strings(table, "around")),
        negatable=bool(table.get("negatable", False)),
        mutual=bool(table.get("mutual", False)),
        shared=bool(table.get("shared", False)),
        grants=bool(table.get("grants", False)),
        imposes=bool(table.get("imposes", False)),
        bans=bool(table.get("bans", False)),
        by_provider=bool(table.get("by_provider", False)),
        ways_out=frozenset(_strings(table, "ways_out")),
        opts_out_of=str(table.get("opts_out_of", "")),
        positive=tuple(_strings(table, "positive")),
        negative=tuple(_strings(table, "negative")),
    )


def _rule(entry: object, words: Mapping[str, str], says: Polarity | None = None) -> Rule:
    sources = entry if isinstance(entry, list) else [entry]
    return Rule(phrases=tuple(Phrase(str(source), words) for source in sources), says=says)


def _list(table: Mapping[str, object], key: str) -> list[object]:
    found = table.get(key, [])
    return found if isinstance(found, list) else [found]


def _strings(table: Mapping[str, object], key: str) -> list[str]:
    return [str(entry) for entry in _list(table, key)]
