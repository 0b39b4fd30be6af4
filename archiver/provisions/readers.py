"""For whom a document says that it holds: people of a place, consumers or companies, some products only.

A clause that is printed without this is taken for one that holds for everybody.
"""

from __future__ import annotations

import re
from functools import lru_cache

from archiver.provisions import laid_out, quotation
from archiver.provisions.folding import readable

BEGINNING = 8_000
"""Characters at the beginning of a text in which it says so."""
LONGEST = 700
"""Characters of what is quoted of it."""
_HOLDS = re.compile(
    r"\b(?:these|this|the|our) (?:\w+ ){0,4}(?:updates?|terms|policy|agreement|version|notice|statement)\b"
    r"[^.]{0,60}\b(?:(?:do(?:es)?) not apply|only appl(?:y|ies)|applies to you\b"
    r"|appl(?:y|ies) (?:only )?(?:to you )?(?:if|only|where|when))"
    r"|\byour use of [^.]{0,40} is governed by \[?(?:these|this)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:if you (?:reside|live|are)|in (?:that|this|such) case|instead|however)\b", re.IGNORECASE
)
_TITLES = re.compile(r"^# ", re.MULTILINE)
_LINKED = re.compile(r"\[((?:these|this|those|that)\b[^\]]*)\]\((https?://[^)\s]+)\)", re.IGNORECASE)
"""Words that point to another text by a link alone."""


@lru_cache(maxsize=laid_out.READ)
def told(text: str) -> str:
    """The sentences at the beginning of a text that say for whom it holds, without markup; empty if none do.

    What they point to by a link is named by its address: "these terms" are not always those that say so. What
    is left out between them is marked. Nothing is told of a text that has several documents, each with its
    readers, nor by a sentence that goes on in a list.
    """
    if len(_TITLES.findall(text)) > 1:
        return ""
    found: list[str] = []
    before = False
    for sentence, _ in laid_out.sentences(text[:BEGINNING]):
        goes_on = before and bool(_GOES_ON.match(sentence))
        before = goes_on or (bool(_HOLDS.search(sentence)) and not sentence.endswith(":"))
        if before:
            words = readable(_LINKED.sub(r"\1 (\2)", sentence))
            found.append(words if goes_on or not found else f"{quotation.CUT} {words}")
    while sum(map(len, found)) > LONGEST:
        found.pop()
    return " ".join(found)
