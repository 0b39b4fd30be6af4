"""In which languages provisions are looked for, and in which what is not found may be there."""

from __future__ import annotations

from archive_repo.text import language
from archiver.provisions.detection import other_languages

READ = frozenset({"en", ""})
"""Codes of the languages that the patterns are for; a text too short to tell is read as English."""
BY_LIKENESS = frozenset(other_languages.SURE)
"""Codes of the languages in which some categories are found by likeness alone."""


def identify(text: str) -> str:
    """The code of the language that a text is in; empty if that is not certain."""
    return language.identify(text)


def unread(text: str) -> str:
    """The English name of the language that a text is in, if what is not found may be there; else empty.

    >>> unread("Wir verarbeiten Ihre Daten nur, soweit dies für die Dienste erforderlich ist "
    ...        "oder Sie uns Ihre Einwilligung gegeben haben.")
    'German'
    """
    return named(identify(text))


def named(code: str) -> str:
    """The same for the code of a language."""
    return "" if code in READ else language.name(code)


def how(name: str) -> str:
    """How texts are read in a language that `unread` names, or in several of them with "and" between."""
    partly = [one in map(language.name, BY_LIKENESS) for one in name.split(" and ")]
    which = "which is" if len(partly) == 1 else "which are"
    if all(partly):
        return f"{which} read only in part"
    return f"{which} not read, or only in part" if any(partly) else f"{which} not read"
