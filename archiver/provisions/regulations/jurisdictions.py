"""For whom a passage speaks: the places and laws that its words or the headings above it name."""

from __future__ import annotations

from archiver.provisions.findings import Finding
from archiver.provisions.regulations.laws import Jurisdiction
from archiver.provisions.text.folding import fold
from archiver.provisions.wording.gated import Gated

_NAMED = {
    Jurisdiction.EU: Gated(
        r"(?<!uk )(?<!uk-)\bgdpr\b|\beea\b|\beu\b|european (?:union|economic area)|\bmember states?\b"
        r"|regulation \(eu\)|directive \(eu\)|\bdsgvo\b|\brgpd\b"
    ),
    Jurisdiction.UK: Gated(r"\buk\b|united kingdom|\bgreat britain\b"),
    Jurisdiction.CALIFORNIA: Gated(r"\bcalifornia\w*|\bccpa\b|\bcpra\b|\bcaloppa\b"),
    Jurisdiction.US: Gated(
        r"\bcoppa\b|children's online privacy|\bu\.?s\.? (?:state|federal|residents?|privacy|law|users?)\b"
        r"|residents? of (?:the )?(?:united states|u\.s\.|us)\b|\bdmca\b|\bcan-spam\b"
        r"|(?:virginia|colorado|connecticut|utah|texas|nevada|oregon|washington)"
        r" (?:residents?|consumers?|privacy)"
    ),
}
_WITHIN = {Jurisdiction.CALIFORNIA: Jurisdiction.US}
"""Whose law applies too."""


def named(finding: Finding) -> frozenset[Jurisdiction]:
    """The jurisdictions that the passage names or, if it names none, the innermost heading that does.

    Empty if there is none: then nothing is known of where it applies.
    """
    for words in (finding.core, *reversed(finding.headings)):
        found = of(words)
        if found:
            return found | {_WITHIN[one] for one in found if one in _WITHIN}
    return frozenset()


def of(words: str) -> frozenset[Jurisdiction]:
    """The jurisdictions that words name."""
    folded = fold(words)
    return frozenset(one for one, names in _NAMED.items() if names.search(folded))
