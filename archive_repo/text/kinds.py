"""Kinds of documents, recognised by the words of a title, in the languages of the recorded policies."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache

from archive_repo.text.words import UNSPACED


class DocumentKind(StrEnum):
    """What kind of document it is, as far as that decides which provisions are looked for in it."""

    PRIVACY = "privacy"
    TERMS = "terms"
    BUSINESS = "business"
    """Commercial terms: between companies, not with a consumer."""
    PROCESSING = "processing"
    """Data processing agreements."""
    RULES = "rules"
    """Acceptable use, community guidelines, brand and copyright rules."""
    OTHER = "other"


NAMES: dict[DocumentKind | None, tuple[str, ...]] = {
    DocumentKind.PRIVACY: (
        "privacy", "cookie", "cookies", "datenschutz", "datenschutzerklärung", "confidentialité",
        "privacidad", "privacybeleid",
    ),
    DocumentKind.RULES: ("guidelines",),
    DocumentKind.OTHER: ("imprint", "impressum", "mentions légales"),
    DocumentKind.TERMS: (
        "terms", "conditions", "agreement", "license", "licence", "eula", "agb", "nutzungsbedingungen",
        "términos", "condiciones", "协议", "条款",
    ),
    None: (
        "policy", "policies", "addendum", "notice", "statement", "disclaimer", "政策", "规约",
        "規約", "ポリシー",
    ),
}  # fmt: skip
"""Names of documents, also in a heading on a page of several; those under None are common to several
kinds."""

COOKIES = frozenset({"cookie", "cookies"})
TOPICS = COOKIES | {"privacy", "datenschutz", "confidentialité", "privacidad"}
"""Names that only say what a text is about: consent walls too are titled `Your privacy` or `Cookies`. They
name a document if the title says nothing else."""

TITLES = (
    "rules", "code of conduct", "declaration", "charter",
    "politique", "déclaration", "avis", "charte", "règlement",
    "política", "aviso", "declaración", "normas",
    "informativa sulla?", "termini", "condizioni", "dichiarazione", "note legali", "regolamento",
    "declaração", "termos", "condições", "polityka", "regulamin", "warunki", "oświadczenie",
    "villkor", "vilkår", "ehdot", "tietosuojaseloste", "声明", "약관", "방침",
)  # fmt: skip
"""Further words in titles of pages that are documents; inside a text they may also head just a part of it."""

TITLE_ENDINGS = (
    "erklärung", "bedingungen", "bestimmungen", "hinweise?", "richtlinien?", "ordnung",
    "verklaring", "voorwaarden", "beleid", "reglement",
)  # fmt: skip
"""Endings of titles: in German and Dutch the topic is joined to them, as in `Cookieverklaring`."""

_TOLD_BY: tuple[tuple[DocumentKind, tuple[str, ...]], ...] = (
    (DocumentKind.PROCESSING, ("data process", "dpa")),
    (DocumentKind.BUSINESS, ("service level",)),
    (DocumentKind.PRIVACY, (*NAMES[DocumentKind.PRIVACY], "tracker")),
    (DocumentKind.BUSINESS, ("commercial", "business terms", "platform to business")),
    (
        DocumentKind.RULES,
        ("acceptable use", "usage polic", "guideline", "community", "copyright", "content polic"),
    ),
    (DocumentKind.OTHER, (*NAMES[DocumentKind.OTHER], "disclosure")),
    (DocumentKind.TERMS, (*NAMES[DocumentKind.TERMS], "purchase", "licen")),
)
"""Beginnings of words that tell the kind of a title; the first match decides. Many of them (`Copyright`,
`Purchases`) name no document when they are in a mere heading."""


@lru_cache(maxsize=1024)
def of(title: str) -> DocumentKind | None:
    """The kind of document that a title names; None if it names none, or only says that it is a document.

    >>> of("Data Processing Agreement"), of("Our Policy")
    (<DocumentKind.PROCESSING: 'processing'>, None)
    """
    lowered = title.lower().replace("-", " ")
    told_by = _told_by(spaced=lowered.isascii())
    return next((kind for kind, words in told_by if words.search(lowered)), None)


def names_document(heading: str) -> bool:
    """True if a heading holds a name of documents.

    >>> names_document("Our Privacy Policy"), names_document("What we collect")
    (True, False)
    """
    return _names().search(heading.lower()) is not None


def is_title(title: str) -> bool:
    """True if a page's title, or its first heading, says that the page is a document.

    >>> is_title("Privacyverklaring"), is_title("Cookies"), is_title("Cookie Policy | Acme")
    (True, False, True)
    """
    lowered = title.lower()
    return lowered.strip() in TOPICS - COOKIES or _titles().search(lowered) is not None


@cache
def _titles() -> re.Pattern[str]:
    names = [word for words in NAMES.values() for word in words if word not in TOPICS]
    whole = f"{_EDGE}(?:{'|'.join((*names, *TITLES))})"
    return re.compile(f"(?:{'|'.join((whole, *TITLE_ENDINGS))}){_EDGE}")


@cache
def _told_by(*, spaced: bool) -> list[tuple[DocumentKind, re.Pattern[str]]]:
    """What tells each kind; with spaces between words, in patterns that are made in a tenth of the time."""
    edge = r"\b" if spaced else _EDGE
    return [(kind, re.compile(f"{edge}(?:{'|'.join(words)})")) for kind, words in _TOLD_BY]


@cache
def _names() -> re.Pattern[str]:
    names = "|".join(word for words in NAMES.values() for word in words)
    return re.compile(f"{_EDGE}(?:{names}){_EDGE}")


_EDGE = rf"(?:\b|(?<=[{UNSPACED}])|(?=[{UNSPACED}]))"
"""Where a word begins or ends; in a script without spaces, at each character."""
