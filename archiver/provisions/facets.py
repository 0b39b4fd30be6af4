"""What a passage says of data, purpose and basis, in its own words, for a headline.

Every facet is a stretch of the passage itself. What is not plainly there is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DATA = re.compile(
    r"\b(?:your|users['’]?|customer|children['’]s|personal|usage|certain)"
    r"(?: (?:personal|account|usage|user|own|other))*"
    r" (?:data|information|content|inputs?(?: and outputs?)?|prompts?(?: and outputs?)?|outputs?"
    r"|conversations|chats|submissions|feedback|files|messages)\b"
    r"(?! (?:controls?|protection|processing|subjects?|retention|requests?|settings?)\b)"
    r"(?:,? (?:along|together) with (?:the |any |your )?(?:associated |related )?[\w ]{0,40}?"
    r"\b(?:data|information|content|outputs?|files|messages)\b(?! (?:data|information|content)\b),?)?",
    re.IGNORECASE,
)
_AIMS = re.compile(
    r"\bto (?:train|improve|develop|provide|enhance|operate|market|advertise|personali[sz]e|detect|prevent"
    r"|comply|protect|fine-tune|maintain|support|analy[sz]e|research|communicate|serve|deliver|measure)\b",
    re.IGNORECASE,
)
"""Where a purpose begins."""
_PURPOSE = re.compile(
    rf"{_AIMS.pattern} [^.,;:()|\[]{{3,70}}(?<! )(?: \([^()]{{3,60}}\))?"
    r"(?=[.;)]|, (?:such as|for example)\b|$)",
    re.IGNORECASE,
)
"""A purpose that its sentence ends with, so that nothing of it is cut off but examples."""
_LISTED = re.compile(
    r"(?:^|[-•;:,]|\band|\bor) (?:\(?\w{1,3}[.)] )?(?P<aim>to (?!(?:the|you|your|us|our|any|an?)\b)[a-z]+ )",
    re.IGNORECASE,
)
"""Each of several purposes in a list, whatever they are."""
_LIMITED = re.compile(r"\b(?:without|unless|except|other than)\b", re.IGNORECASE)
"""What takes something back of a purpose says more than one."""
_DUTY = re.compile(r"\b(?:require|right|able|ask|need|entitle|allow)\w*\b[^.;]{0,60}$", re.IGNORECASE)
"""What follows is a duty or a possibility, and no purpose: "required by authorities to provide data"."""
_BASIS = re.compile(
    r"\b(?:(?:(?:our|their|its) )?legitimate (?:business |commercial )?interests?"
    r"|(?:your|with|explicit|prior) consent|performance of (?:a|our|the|your) contract"
    r"|legal obligations?)\b(?!,? (?:if|where|when|unless)\b)",
    re.IGNORECASE,
)
"""A basis that holds whatever happens: "your consent, if the law wants it" is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What a passage names, verbatim; None where it names nothing of the kind."""

    data: str | None
    purpose: str | None
    basis: str | None


def read(sentence: str) -> Facets:
    """The facets of a sentence without markup.

    A purpose or a basis that is one of several is left out, since it is not plain which of them is meant.
    """
    aims = _count_of_aims(sentence)
    purposes = {
        match[0].strip()
        for match in _PURPOSE.finditer(sentence)
        if aims == 1 and not _DUTY.search(sentence, 0, match.start()) and not _LIMITED.search(match[0])
    }
    bases = {match[0].strip() for match in _BASIS.finditer(sentence)}
    data = _DATA.search(sentence)
    return Facets(data=data[0].rstrip(",") if data else None, purpose=_only(purposes), basis=_only(bases))


def _count_of_aims(words: str) -> int:
    listed = {match.start("aim") for match in _LISTED.finditer(words)}
    return len(listed | {match.start() for match in _AIMS.finditer(words)})


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None
