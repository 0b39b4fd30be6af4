"""What documents are called in headings: the title that a declaration gives them, or another name for it."""

from __future__ import annotations

from functools import cache, lru_cache

from archive_repo.text import kinds
from archive_repo.text.words import fold
from archiver.declarations import types
from archiver.extract import thresholds

_POINTING = frozenset(
    "our these this to your with under about in by from on how what why when is are other".split()
)
"""Words of a heading that speaks of a document: `Changes to this policy`."""


def alike(heading: str, title: str) -> float:
    """Jaccard's index of the words that distinguish a heading and a title, or another name for it, 0..1.

    The name of one type is no other name of another, however alike they are.
    """
    found = _words(heading)
    if not found:
        return 0.0
    names = _names(title) if _type(heading) in ("", _type(title)) else (_words(title),)
    return max(len(found & wanted) / len(found | wanted) for wanted in names)


def begins_another(heading: str, title: str) -> bool:
    """True if a heading below the one with a document's title begins another document.

    It is no section, such as `Changes to this privacy policy`, and no supplement: a longer title of the same
    type or kind, as `California Resident Privacy Notice`.
    """
    if len(heading.split()) <= thresholds.MAX_TITLE_WORDS:
        return kinds.names_document(heading) or _words(heading) in _all_names()
    words = fold(heading)
    return (
        len(words) <= thresholds.MAX_LONG_TITLE_WORDS
        and (kinds.names_document(words[-1]) or _ends_in_a_name(heading))
        and _POINTING.isdisjoint(words)
        and not _are_of_a_type(heading, title)
    )


def _ends_in_a_name(heading: str) -> bool:
    """True if a heading's last words are the name of a type: `Partner Program Terms of Use`."""
    found = types.words(heading)
    return any(frozenset(found[start:]) in _all_names() for start in range(len(found)))


def _are_of_a_type(heading: str, title: str) -> bool:
    """True if both name the same type of terms; where one names none, the same kind of document."""
    one, other = types.told_by(heading), types.told_by(title)
    return one.type == other.type if one and other else kinds.of(heading) is kinds.of(title)


@cache
def _names(title: str) -> tuple[frozenset[str], ...]:
    """The words of a title, and those of the other names of its type, in all languages."""
    others = types.names_of(_type(title)) if _type(title) else ()
    return tuple(dict.fromkeys((_words(title), *(_words(name) for name in others if _is_title(name)))))


@cache
def _all_names() -> frozenset[frozenset[str]]:
    return frozenset(_words(name) for name in types.all_names() if _is_title(name))


@lru_cache(maxsize=2_000)
def _type(title: str) -> str:
    """The type that a title names and nothing else; empty for none."""
    named = types.told_by(title)
    return named.type if named and named.is_exact and _is_title(title) else ""


def _is_title(name: str) -> bool:
    """True if a type's name says that it is a document's: `Use of cookies` may head a section."""
    return kinds.is_title(name) or name.isupper()


@lru_cache(maxsize=2_000)
def _words(title: str) -> frozenset[str]:
    return frozenset(types.words(title))
