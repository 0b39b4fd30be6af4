"""Words by which a sentence says for whom, or where, the section holds that it introduces."""

from __future__ import annotations

import functools

from archiver.provisions.wording.gated import Gated
from archiver.provisions.wording.pointing_words import REMEMBERED

_PART = (
    r"(?:sections?|parts?|paragraphs?|clauses?|chapters?|notices?|disclosures?|supplements?|addend(?:um|a)"
    r"|provisions?|terms|rights|rules|information)"
)
_BEGINS = Gated(
    rf"\W*(?:[a-z]\. )?(?:(?:this|the following|these) (?:\w+ ){{0,2}}?{_PART} (?!still )(?:\w+ )?"
    r"appl(?:y|ies) (?:(?:also|only|to you) )*(?:if|where|to|for|in)\b"
    rf"|if you (?:are|live|reside)\b[^.;]{{0,120}}\b(?:this|the following|these) {_PART}"
    r" (?:\w+ )?appl(?:y|ies)"
    rf"|[^.;]{{0,60}}\b(?:this|these) (?:\S+ ){{0,4}}?{_PART}[^.;]{{0,60}} supplements?\b[^.;]{{0,200}}"
    r"\b(?:residents?|users|individuals|consumers|persons|people)\b"
    rf"|(?:this|these) (?:\S+ ){{0,4}}?{_PART} (?:is|are) (?:only |intended |solely )?for\b"
    rf"|(?:this|these) (?:\S+ ){{0,4}}?{_PART} (?:provides?|describes?|sets? out|contains?)\b[^.;]{{0,80}}"
    r"\b(?:if you (?:are|live|reside)\b|(?:for|to|of) (?:\w+ ){0,3}"
    r"(?:residents|users|individuals|consumers|persons|people)"
    r" (?:in|of|from|located|residing|who)\b))"
)
"""Beginning of a sentence that says so of a section that it names by what it is."""
_NAMED = (
    r"(?:sub)?(?:section|article|part|paragraph|clause|chapter|supplement|addendum|annex|schedule|notice"
    r"|statement|arbitration agreement|agreement to arbitrate)"
)
_EXTENT = Gated(
    r"\bappl(?:y|ies) (?:only )?(?:even (?:if|though)|whether|regardless|notwithstanding"
    r"|to (?:the (?:(?:maximum|fullest)\b|extent (?:\w+ )?(?:permitted|allowed|required)|extent the law)"
    r"|(?:and \w+ )?(?:any|all|every|each) (?:\w+ )?(?:theor|claim|dispute|controvers|matter)))"
)
"""How far the law lets it hold, for what claims, or that it does all the same, says nothing of for whom."""
_HOLDS = Gated(
    rf"(?<!\bin )\bthis (?:(?!and\b)\w+[ -]){{0,2}}{_NAMED}(?: [\d.]+)?(?: \([^)]*\))?,? "
    r"(?:(?!and\b)\w+ ){0,3}"
    rf"(?:appl(?:y|ies)|holds?)(?: (?:only|solely|exclusively))?"
    rf"|\bthis (?:\w+ ){{0,2}}{_NAMED}\b[^;:]{{0,150}}\b(?:only appl(?:y|ies)|appl(?:y|ies) only) to\b"
    r"|(?<!\bof )\bthe following (?!(?:definitions|restrictions)\b)(?:[\w-]+ ){0,5}"
    r"(?:only |solely )?appl(?:y|ies)\b"
    r"|\A\W*(?:only )?(?:applicable (?:only )?to|applies (?:only )?to) (?!this|the)\w"
    r"|\A\W*(?:only )?for (?:\w+ ){0,3}(?:users|residents|consumers|customers)(?: [\w ,]{0,60})?"
    r"(?: only)?\W*\Z",
)


@functools.lru_cache(maxsize=REMEMBERED)
def say(words: str) -> bool:
    """True if a sentence, folded, says for whom or where its section holds.

    >>> say("this section applies to residents of texas"), say("this section applies to the fullest extent")
    (True, False)
    """
    says = _BEGINS.match(words) or _HOLDS.search(words)
    return bool(says) and not _EXTENT.search(words)
