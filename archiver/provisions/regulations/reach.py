"""Whether an article can hold for the readers of a document: consumers or companies, and of which place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind
from archiver.provisions.excerpts import readers
from archiver.provisions.regulations.laws import Article, Jurisdiction
from archiver.provisions.text import laid_out
from archiver.provisions.text.folding import fold

SHOWN = 4
"""Articles that a page names at most."""
PARTIES = 12
"""Times that a text calls its reader by the name of a party from which on it is a contract with companies."""
CONSUMER_LAWS = frozenset("uctd dcd crd adr rad rome-1 brussels-1bis cal-arl rosca cra-2015".split())
"""First parts of the ids of articles that protect consumers."""
PROCESSOR_ARTICLES = frozenset(
    "gdpr:art-28 gdpr:art-32 gdpr:art-33 gdpr:art-44 gdpr:art-45 gdpr:art-46 edpb:guidelines-07-2020".split()
)
"""What a contract with a processor deals with; the rest binds the controller alone."""
_OF_COMPANIES = re.compile(
    r"\b(?:business|commercial|developers?|enterprise|api|processor|processing|professional|service level)\b"
)
_PARTY = re.compile(r"\b(?:Customer|Subscriber|Client|Licensee|Order Form)\b")
_EU = r"\b(?:european economic area|eea|european union)\b"
_EU_LEFT_OUT = re.compile(
    rf"not apply to [^.]{{0,80}}{_EU}|^if you (?:live|reside) outside [^.]{{0,40}}{_EU}"
    rf"|^if you reside in [^.]{{0,20}}{_EU}[^.]*\bgoverned by\b"
)
_EU_ALONE = re.compile(rf"\bapply (?:to you )?if you [^.]{{0,60}}\bin the {_EU}")
EUROPE = frozenset({Jurisdiction.EU, Jurisdiction.UK})
"""Whose laws are alike."""


def within(found: Iterable[Article], title: str, text: str, at: int = 0) -> tuple[Article, ...]:
    """Those of some articles that can hold for the readers of a text of this title, the first few.

    `at` is a place in the text, for one that joins several documents.
    """
    folded = fold(readers.told(text, at))
    left_out = bool(_EU_LEFT_OUT.search(folded))
    alone = not left_out and bool(_EU_ALONE.search(folded))
    to_companies = is_to_companies(title, text)
    is_processing = kinds.of(title) is DocumentKind.PROCESSING
    kept = [
        one
        for one in found
        if not (left_out and one.jurisdiction in EUROPE)
        and not (alone and one.jurisdiction not in EUROPE)
        and not (to_companies and one.id.partition(":")[0] in CONSUMER_LAWS)
        and (not is_processing or one.id in PROCESSOR_ARTICLES)
    ]
    return tuple(kept[:SHOWN])


@lru_cache(maxsize=laid_out.READ)
def is_to_companies(title: str, text: str) -> bool:
    """True if a document is for companies: by its title, or since it names its reader as a party."""
    return bool(_OF_COMPANIES.search(title.lower())) or len(_PARTY.findall(text)) >= PARTIES
