"""Which of a document's passages of a category stand for it."""

from __future__ import annotations

import re
from functools import lru_cache

from archiver.provisions.findings import Finding
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.text.folding import fold

QUITE_SURE = 0.8
"""Chance (`Finding.chance`) from which on a passage is quoted beside the best one: a wrong one would speak
for a whole document, where nobody looks for that."""
_PLACES = {
    "europe": r"\b(?:europe\w*|eea|eu|gdpr|swiss|switzerland|uk|united kingdom|german\w*|fr(?:ance|ench))\b",
    "america": r"\b(?:u\.?s\.?|united states|california\w*|ccpa|nevada|texas|virginia|colorado"
    r"|state laws?)\b",
    "elsewhere": r"\b(?:canad\w*|brazil\w*|austral\w*|japan\w*|korea\w*|india\w*|singapore|china|mexico)\b",
    "government": r"\b(?:government\w*|federal|public bod(?:y|ies)|agenc(?:y|ies))\b",
    "addendum": r"\b(?:supplement\w*|addend\w*|additional|annex|schedule|exhibit|definitions?)\b",
}
_PLACE = {name: re.compile(pattern) for name, pattern in _PLACES.items()}


def order(finding: Finding) -> tuple[bool, bool, float]:
    """What sorts passages: sure ones come first, in no addendum, for no one place."""
    return finding.chance < SURE, bool(places(finding.headings)), -finding.rank


def is_quoted(place: int, finding: Finding) -> bool:
    """True if the page of its document quotes a passage, given its place in that order."""
    return place == 0 or finding.chance >= QUITE_SURE


@lru_cache(maxsize=20_000)
def places(texts: tuple[str, ...]) -> frozenset[str]:
    """The places, or parts of a document, that texts name: a passage may hold there only."""
    words = fold(" ".join(texts))
    return frozenset(name for name, pattern in _PLACE.items() if pattern.search(words))
