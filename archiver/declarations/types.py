"""The types of terms, and what they are called in the languages that platforms use; the names are data.

    told_by("Privacy Notice for Applicants")    the type, and what the name says besides

`types.toml` lists them by Open Terms Archive's names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from archive_repo.records import slug
from archive_repo.text.words import fold

SMALL_WORDS = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "our", "the", "this", "to", "your"})
ONE_FORM = {
    "use": "service", "services": "service", "policies": "policy", "cookies": "cookie", "trackers": "tracker",
    "rules": "rule", "standards": "standard", "guidelines": "guideline", "claims": "claim",
    "agreements": "agreement", "notices": "notice", "statements": "statement", "processors": "processor",
    "subprocessors": "subprocessor", "licence": "license", "monetisation": "monetization",
}  # fmt: skip
"""Words that make no difference in a name: `Terms of Use` are the `Terms of Service`."""

NEUTRAL = frozenset(
    "current general consumer consumers user users website site web online platform global service customer "
    "customers product products app apps mobile standard main master end individual individuals terms policy "
    "notice eu eea europe european uk us usa international english".split()
)
"""Words that say nothing of what else a document may be for: where nothing is called just `Terms of Service`,
the `General Terms of Service` are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a name says of its document."""

    type: str
    """Open Terms Archive's name of the type."""
    besides: tuple[str, ...] = ()
    """The folded words of the name that are no part of the type's: `applicants`."""
    length: int
    """How many words of the name are the type's."""

    @property
    def is_exact(self) -> bool:
        """True if the name says nothing else."""
        return not self.besides

    @property
    def is_plain(self) -> bool:
        """True if the name says nothing else of what its document is for."""
        return NEUTRAL.issuperset(self.besides)


def told_by(name: str, ignored: frozenset[str] = frozenset()) -> Named | None:
    """The type that a heading, a link or a part of an address names; None if it names none.

    The longest name counts, the last of several. Words that are `ignored`, such as the platform's own name,
    say nothing.

    >>> told_by("Acme Privacy Notice for Applicants", frozenset({"acme"}))
    Named(type='Privacy Policy', besides=('applicants',), length=2)
    >>> told_by("Terms"), told_by("Terms we like")
    (Named(type='Terms of Service', besides=(), length=1), None)
    """
    found = [word for word in words(name) if word not in ignored]
    if whole := _labels().get(tuple(found)):
        return Named(type=whole, length=len(found))
    matches = [match for start in range(len(found)) if (match := _longest(found, start))]
    if not matches:
        return None
    begin, end, kind = max(matches, key=lambda match: (match[1] - match[0], match[0]))
    return Named(type=kind, besides=(*found[:begin], *found[end:]), length=end - begin)


@lru_cache(maxsize=4_000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name that distinguish it, in one form."""
    return tuple(ONE_FORM.get(word, word) for word in fold(name) if word not in SMALL_WORDS)


def spellings(name: str) -> Iterator[tuple[str, ...]]:
    """The words of a name as it is written, and as addresses write it: without accents, or umlauts with an e.

    >>> list(spellings("Datenschutzerklärung"))
    [('datenschutzerklärung',), ('datenschutzerklarung',), ('datenschutzerklaerung',)]
    """
    yield words(name)
    for address in map(slug, (name, name.lower().translate(_UMLAUTS))):
        if address.isascii():
            yield words(address.replace("-", " "))


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def _longest(found: Sequence[str], start: int) -> tuple[int, int, str] | None:
    """Where the longest name that begins at a word begins and ends, and its type."""
    most = min(len(found) - start, max(map(len, _names())))
    ends = range(start + most, start, -1)
    named = ((start, end, _names().get(tuple(found[start:end]))) for end in ends)
    return next(((begin, end, kind) for begin, end, kind in named if kind), None)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    text = (resources.files("archiver.declarations") / "types.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _types() -> dict[str, tuple[str, ...]]:
    return {kind: (kind, *one["names"]) for kind, one in _table().items()}


@cache
def _names() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for kind, listed in _types().items():
        for name in listed:
            for spelled in spellings(name):
                found.setdefault(spelled, kind)
    return found


@cache
def _labels() -> dict[tuple[str, ...], str]:
    short = {
        spelled: kind
        for kind, one in _table().items()
        for label in one["labels"]
        for spelled in spellings(label)
    }
    return short | _names()


def all_types() -> list[str]:
    """The types, the most common ones first."""
    return list(_types())


def names_of(kind: str) -> tuple[str, ...]:
    """The names of a type, in all languages; not those that only count alone."""
    return _types()[kind]


def all_names() -> list[str]:
    """Every name of every type, in all languages; not those that only count alone."""
    return [name for listed in _types().values() for name in listed]
