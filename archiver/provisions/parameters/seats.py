"""Places of law, courts and arbitration, and who administers an arbitration."""

from __future__ import annotations

import re

from archiver.provisions.parameters.parameter import Measure

NAME = r"(?!(?:You|We|Each|Our|The|Any|All|If|Customer)\b)(?:U\.S\.A?\.?|[A-Z][A-Za-zÀ-ÿ’'-]+)"
PLACE = (
    rf"(?P<place>(?:the )?{NAME}(?:(?: and| or| of| of the)? {NAME}|, (?:and )?{NAME})*)(?! county| where)"
)
"""A place; the pattern minds case."""
OF_LAW = (
    r"[Ll]aws? (?:in force )?(?:of|in) (?:the )?(?:(?:[Ss]tate|Republic|Commonwealth|Kingdom) of (?:the )?)?"
)
_COUNTRIES = {
    "irish": "Ireland", "swedish": "Sweden", "french": "France", "english": "England", "german": "Germany",
    "dutch": "Netherlands", "italian": "Italy", "spanish": "Spain", "swiss": "Switzerland",
    "austrian": "Austria",
    "belgian": "Belgium", "danish": "Denmark", "finnish": "Finland", "norwegian": "Norway",
    "polish": "Poland",
    "portuguese": "Portugal", "chinese": "China", "japanese": "Japan", "canadian": "Canada",
    "indian": "India",
    "australian": "Australia", "israeli": "Israel", "estonian": "Estonia", "u.s.": "United States",
    "scots": "Scotland", "scottish": "Scotland",
    "people's republic of china": "China", "united states of america": "United States",
    "mainland china": "China",
}  # fmt: skip
_NO_PLACES = frozenset(
    ["agreement", "terms", "section", "clause", "the agreement", "eu", "european union", "member", "customer",
     "company", "exhibit", "dpa", "venue", "the parties", "state", "subscriber", "eu member", "controller"]
)  # fmt: skip
_IN_THE_STATES = re.compile(r", (?:the )?(?:U\.?S\.?A\.?|United States(?: of America)?)$")
"""What some add to the name of a state and others do not."""
_PROVIDERS = {
    "AAA": r"American Arbitration Association|\bAAA\b",
    "JAMS": r"\bJAMS\b",
    "NAM": r"National Arbitration (?:and|&) Mediation|\bNAM\b",
    "ICC": r"International Chamber of Commerce|\bICC\b",
    "LCIA": r"London Court of International Arbitration|\bLCIA\b",
    "SCC": r"Stockholm Chamber of Commerce|SCC Arbitration Institute",
    "SIAC": r"Singapore International Arbitration Cent(?:re|er)|\bSIAC\b",
    "HKIAC": r"Hong Kong International Arbitration Cent(?:re|er)|\bHKIAC\b",
    "FedArb": r"\bFedArb\b",
    "New Era ADR": r"New Era ADR",
}
PROVIDER = re.compile("|".join(_PROVIDERS.values()))


def place(match: re.Match[str]) -> Measure | None:
    """The place that a match of `PLACE` names; None for a defined term in capitals that is none."""
    named = _IN_THE_STATES.sub("", match["place"].replace("’", "'").removeprefix("the ")).strip()
    lowered = named.lower()
    if lowered in _NO_PLACES or lowered.split()[0] in _NO_PLACES:
        return None
    return Measure(value=_COUNTRIES.get(lowered, named))


def provider(match: re.Match[str]) -> Measure | None:
    """Who administers the arbitration."""
    return next(
        (Measure(value=name) for name, pattern in _PROVIDERS.items() if re.fullmatch(pattern, match[0])), None
    )
