"""For whom, and for which part of a service, a passage holds: which one stands for its document or platform.

What a platform says to everybody is shown before what it says to companies that buy from it, to people of one
place, or of a feature that not everybody uses; a rule is shown before its exception, and what stands under
the heading of its subject before what is said of it elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind
from archiver.provisions.findings import Finding
from archiver.provisions.parameters import reading
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.text.folding import fold

BUSINESS = re.compile(
    r"\b(?:business(?:es)?|commercial|developers?|enterprise|apis?|processor|processing|professional"
    r"|service level|teams?)\b"
)
"""In a title or heading: what is under it is not said to consumers."""
VALUED = frozenset({"minimum-age", "limitation-of-liability"})
"""Categories of which a passage that states the value, an age or a cap, is what a reader asks for."""
STEM = 6
"""Letters of a category's word that a heading on its subject has as well: "liability", "liabilities"."""
Tier = tuple[bool, bool, bool, bool, bool, bool, bool]
_CONTRACTS = frozenset({DocumentKind.BUSINESS, DocumentKind.PROCESSING})
_MAIN = frozenset({DocumentKind.PRIVACY, DocumentKind.TERMS, None})
_PLACES = (
    r"(?:california\w*|united states|u\.?s\.?|european?|eea|eu|swiss|switzerland|united kingdom|uk|canad\w+"
    r"|brazil\w*|australia\w*|japan\w*|korea\w*|india|nevada|texas|virginia|colorado)"
)
_PARTS = re.compile(
    r"\b(?:business (?:use|users?|customers?|terms|offerings|services)|(?:for|or|and|chatgpt) business(?:es)?"
    r"|commercial (?:use|terms|customers?)|developers?|enterprise|edu|apis?|addend(?:um|a)|annex|exhibit"
    r"|supplement(?:s|al (?:terms|clauses?|disclosures?|notices?))?|beta|experimental"
    r"|early access|residents|(?:users|people|individuals|customers|consumers) (?:in|of|from|located)"
    rf"|{_PLACES} (?:and \w+ )?"
    r"(?:users|consumers|customers|privacy|notice|terms|rights|specific|only|states?)|connectors?|plug-?ins?"
    rf"|{_PLACES} regional|(?:if|where|when) you (?:live|reside|are located)"
    r"|extensions?|voice|sms|affiliate program|referrals?|resellers?|builders|app store|google play)\b"
)
"""In a heading: what is under it holds for some people, of some place, or for a part of the service."""
_PROGRAM = re.compile(
    r"\b(?:creators?|moneti[sz]ation|rewards?|funds?|sellers?|affiliates?|referrals?|advertis\w+|ads|purchases?"
    r"|developers?|apis?)\b"
)
"""In the title of a document: it holds for who takes part in something that not everybody uses."""
_FOR_SOME_TITLE = re.compile(
    rf"{_PROGRAM.pattern}|\b(?:if|where|when) you (?:live|reside|are)\b|\b{_PLACES} regional\b"
)
"""In the title above a whole document, or a part of one that is several: it holds for some people only."""
_FOR_SOME = re.compile(
    r"\b(?:without logging in|(?:not|n't) logged in|logged[- ]out|beta|google (?:apps|workspace)"
    r"|third[- ]party content|connectors?|plug-?ins?"
    r"|for (?:users|people|individuals|residents|customers) (?:located|residing|resident|who|in|of"
    r"|outside))\b"
    r"|\A\W*(?:if|where|when) you"
    r" (?:choose|chose|enable|elect|upgrade|purchase|buy|subscribe|connect|visit)\b"
)
"""In a passage: it speaks of some users, or of some of what they give."""
_NARROW = re.compile(
    r"\b(?:feedback|free trials?|evaluation|via (?:the |our )?api|(?:if|when) you are (?:an?|in))\b"
)
"""In a passage: it may do so, and is shown after those of which that is not to be feared."""
_EXCEPTS = re.compile(
    r"\W*(?:\(?\w{1,3}[.)] )?(?:even if|notwithstanding|except(?:ions?)?|however|unless"
    r"|the (?:above|foregoing) (?:does|do|shall|will) not)\b"
)
"""Beginning of a passage that takes something out of what stands before it."""
_NOT_BUT = re.compile(
    r"\b(?:(?:do|does|will|shall|may|must|can) not|don't|doesn't|won't|cannot|never)\b[^.]{0,160}?"
    r"\b(?:except(?! as (?:permitted|required))|unless)\b"
)
"""A denial with what is left out of it."""
_AGAINST = re.compile(r"\bright(?:s)? (?:not to|to not)\b")
"""In a denial: it gives a right against something, and does not say that it is not done."""
_IN_PART = re.compile(
    r"\b(?:for (?:the |any )?purposes? of|in order to|(?:when|if|where) you (?:use|are|have)|unless|except"
    r"|other than|for \S+ (?:purposes|advertising)|solely|exclusively|third[- ]party content"
    r"|not use cookies (?:for|to)|this (?!site|website|service|app\b)\w+)"
)
"""In a denial: it denies one purpose, product or thing, and says nothing of the others."""


def is_for_business(title: str) -> bool:
    """True for a document between companies: a business contract answers for no consumer product.

    >>> is_for_business("Commercial Terms"), is_for_business("Terms of Use")
    (True, False)
    """
    return kinds.of(title) in _CONTRACTS or BUSINESS.search(title.lower().replace("-", " ")) is not None


def is_main(title: str) -> bool:
    """True for terms, a privacy policy, and what may be one of them; not for those of a program.

    >>> is_main("Terms of Service"), is_main("Creator Fund Terms")
    (True, False)
    """
    return kinds.of(title) in _MAIN and not _PROGRAM.search(fold(title))


def is_of_rules(title: str) -> bool:
    """True for rules that say what users may not do."""
    return kinds.of(title) is DocumentKind.RULES


def is_exception(finding: Finding) -> bool:
    """True if a passage takes something out of a rule that stands elsewhere."""
    if has_exceptions(finding):
        return False
    return finding.polarity is Polarity.EXCLUDES or _EXCEPTS.match(finding.key) is not None


def has_exceptions(finding: Finding) -> bool:
    """True for a denial, or a commitment, with its exceptions: "we do not train on it, except (a) ..."."""
    unconditional = finding.polarity in (Polarity.ASSERTS, Polarity.EXCLUDES)
    return unconditional and _NOT_BUT.search(finding.key) is not None


def denies_in_part(finding: Finding) -> bool:
    """True for a denial of one purpose, product or thing: "we do not infer it for advertising purposes"."""
    return finding.polarity is Polarity.DENIES and (
        _IN_PART.search(finding.key) is not None or is_of_a_part(finding)
    )


def is_right_against(finding: Finding) -> bool:
    """True for a right not to undergo something: "you have the right not to be subject to a decision"."""
    return finding.polarity is Polarity.DENIES and _AGAINST.search(finding.key) is not None


def is_narrow(finding: Finding) -> bool:
    """True if a passage holds for a part only, or may do so by its words."""
    return is_of_a_part(finding) or _narrows(finding, _NARROW.finditer(finding.key))


def is_of_a_part(finding: Finding) -> bool:
    """True if a passage, by its headings or its words, holds for some people or a part of the service.

    What its own category is about narrows nothing: third parties, where it is asked what goes to them.
    """
    return is_under_a_part(finding) or _narrows(finding, _FOR_SOME.finditer(finding.key))


def is_under_a_part(finding: Finding) -> bool:
    """True if a heading above a passage names some people or a part of the service."""
    first = finding.headings[:1]
    is_for_some = any(_FOR_SOME_TITLE.search(fold(title)) for title in first)
    return is_for_some or any(names_a_part(title, finding) for title in finding.headings[1:] or first)


def names_a_part(title: str, finding: Finding) -> bool:
    """True if a heading above a passage narrows for whom, or for what, the passage holds."""
    return _narrows(finding, _PARTS.finditer(fold(title)))


def _narrows(finding: Finding, found: Iterable[re.Match[str]]) -> bool:
    own = finding.category.replace("-", " ")
    return any(one[0].strip() not in own for one in found)


@lru_cache(maxsize=20_000)
def order(title: str, finding: Finding) -> tuple[*Tier, float]:
    """What sorts passages of a category: the one that stands for its platform comes first.

    `title` is that of its document.
    """
    return (*tier(title, finding), -finding.rank)


@lru_cache(maxsize=20_000)
def tier(title: str, finding: Finding) -> Tier:
    """The same without how well it shows its category: equal for those that stand for it alike."""
    return (
        is_for_business(title),
        finding.chance < SURE,
        not is_main(title),
        is_narrow(finding),
        is_exception(finding),
        finding.category in VALUED and not reading.values(finding),
        not _is_on_subject(finding),
    )


def _is_on_subject(finding: Finding) -> bool:
    """True if a heading right above a passage has a word of its category."""
    above = fold(" ".join(finding.headings[-2:]))
    words = finding.category.replace("-", " ").split()
    return any(word[:STEM] in above for word in words if len(word) >= STEM)
