"""Which texts provisions are looked for in: the patterns are English, and say nothing of other languages."""

from __future__ import annotations

from archive_repo.text import language

READ = frozenset({"en", ""})
"""Codes of the languages that are read; a text too short to tell is read too."""


def unread(text: str) -> str:
    """The English name of the language that a text is in, if it is one that is not read; else empty.

    >>> unread("Wir verarbeiten Ihre Daten nur, soweit dies für die Dienste erforderlich ist "
    ...        "oder Sie uns Ihre Einwilligung gegeben haben.")
    'German'
    """
    code = language.identify(text)
    return "" if code in READ else language.name(code)
