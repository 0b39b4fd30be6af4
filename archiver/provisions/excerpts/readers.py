"""For whom a document says that it holds: people of a place, consumers or companies, some products only.

A clause that is printed without this is taken for one that holds for everybody.
"""

from __future__ import annotations

import re
from functools import lru_cache

from archiver.provisions.excerpts import quotation
from archiver.provisions.text import laid_out

BEGINNING = 8_000
"""Characters at the beginning of a text in which it says so."""
LONGEST = 700
"""Characters of what is quoted of it."""
DOCUMENTS = 5
"""Titles of the first level up to which each begins a document of its own: a page that joins documents has
two to four, and one whose sections have such titles nineteen."""
_HOLDS = re.compile(
    r"\b(?:(?:these|this|our) (?:\w+ ){0,4}|the )"
    r"(?:updates?|terms|policy|agreement|version|notice|statement)\b"
    r"[^.]{0,60}\b(?:(?:do(?:es)?) not (?:apply|cover|govern|extend)|only appl(?:y|ies)|applies to you\b"
    r"|appl(?:y|ies) (?:only |solely )?(?:to you )?(?:if|only|solely|where|when))"
    r"|\byour use of [^.]{0,40} is governed by \[?(?:these|this|that|those)\b"
    r"|\bif you (?:live|reside) (?:in|outside)\b[^.]{0,120}\bprovides? (?:you )?[^.]{0,40}\bservices?\b"
    r"|\bgoverns? (?:the |your )?use of [^.]{0,80}\b(?:businesses|developers|organi[sz]ations|enterprises?)\b"
    r"|\bgoverned by (?:our|the) [^.]{0,80}\binstead\b|\bnot for consumer use\b"
    r"|\b(?:terms|policy|notice) appl(?:y|ies) to (?:[\w,]+ ){1,6}(?:plans|customers|accounts)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:if you (?:reside|live|are (?:located|based|a resident|in the))|in (?:that|this|such) case"
    r"|this does not|instead"
    r"|however)\b",
    re.IGNORECASE,
)
_TITLES = re.compile(r"^# ", re.MULTILINE)
_HEADED = re.compile(
    r"^#+ +(?P<title>(?:if you (?:live|reside|are (?:located|based|a resident))|for (?:users|people|residents"
    r"|individuals|consumers) (?:in|outside|who))\b.*)$",
    re.MULTILINE | re.IGNORECASE,
)
"""A heading that says for whom what follows it holds, on whatever level it stands."""


def told(text: str, at: int = 0) -> str:
    """The sentences at the beginning of a text that say for whom it holds, without markup; empty if none do.

    What they point to by a link is named by its address: "these terms" are not always those that say so. What
    is left out between them is marked. Of a page that joins documents it is the one in which the place `at`
    is. Nothing is told by a sentence that goes on in a list. A heading above the place that says so is told
    first.
    """
    headed = _headed(text, at)
    return " ".join(one for one in (headed, _of_document(text, at)) if one)


def _headed(text: str, at: int) -> str:
    """The last heading before a place that says for whom it holds, in a text with several that do."""
    found = list(_HEADED.finditer(text))
    above = [one["title"] for one in found if one.start() < at]
    return quotation.seen(above[-1]) if above and len(found) > 1 else ""


def _of_document(text: str, at: int) -> str:
    titles = [found.start() for found in _TITLES.finditer(text)]
    if not 1 < len(titles) <= DOCUMENTS:
        return _told(text[:BEGINNING])
    begins = max((start for start in titles if start <= at), default=0)
    ends = min((start for start in titles if start > at), default=len(text))
    return _told(text[begins : min(ends, begins + BEGINNING)])


@lru_cache(maxsize=laid_out.READ)
def _told(text: str) -> str:
    found: list[str] = []
    before = is_next = False
    for sentence, _ in laid_out.sentences(text):
        words = quotation.seen(sentence)
        goes_on = before and bool(_GOES_ON.match(words))
        before = goes_on or (bool(_HOLDS.search(words)) and not words.endswith((":", ";")))
        if before:
            found.append(words if is_next or not found else f"{quotation.CUT} {words}")
        is_next = before
    while sum(map(len, found)) > LONGEST:
        found.pop()
    return " ".join(found)
