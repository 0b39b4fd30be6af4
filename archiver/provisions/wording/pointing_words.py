"""Words by which a sentence speaks of the one before it, or goes on in the next: "such", "also", "however".

Wider than what `neighbours` quotes: beside a paragraph that is shown whole a sentence too many does no harm.
"""

from __future__ import annotations

import functools
import re

from archiver.provisions.wording.gated import Gated
from archiver.provisions.wording.roots import root

REMEMBERED = 2_000
"""Sentences of which is remembered what they say of a section: those of one, whose passages ask in turn."""
_OF_THE_DOCUMENT = (
    r"(?! (?:\w+ ){0,2}?(?:terms?|polic(?:y|ies)|agreements?|notices?|statements?|documents?|pages?|sections?"
    r"|clauses?|addend(?:um|a)|annex|exhibit|schedule|supplement|guidelines?|services?|sites?|websites?"
    r"|platforms?|apps?|applications?|articles?|dpa)\b)"
)
"""What "this" and "these" can be said of without a sentence before."""
_THIS = rf"(?:this|these|those|such(?! as\b)|that){_OF_THE_DOCUMENT}\b"
_GO_ON_FROM = (
    "they|them|their|he|she|both|neither|its|otherwise|however|but|and|or|so|thus|therefore|accordingly"
    "|consequently|hence|additionally|furthermore|further|moreover|likewise|similarly|instead|nevertheless"
    "|nonetheless|rather|still|also|alternatively|conversely|another|other|finally|even so|even then"
    "|in addition|as a result|as noted|as mentioned|as described above"
    "|for example|for instance|doing so|by doing so"
    "|when doing so|in doing so|to do so|the above|the foregoing|the same|the latter|the former"
)
_POINTS_BACK = Gated(
    rf"\W*(?:(?:{_GO_ON_FROM})\b|as such,|(?:in|for|to) (?:all |any )?other \w+"
    rf"|(?:\w+,? )?(?:(?:in|for|to|by|on|with|under|upon|after|before|from|of|during) )?"
    rf"(?:all |any |either |each )?{_THIS}"
    r"|it (?!is (?:your|our|important|possible|not possible|the responsibility|prohibited))"
    r"|(?:if|when|unless|where|once) (?:so|not|(?:we|you|they|it) do(?: so| this)?,|(?:any|one) of th"
    rf"|(?:any )?{_THIS})|(?:\w+ ){{1,4}}also\b)"
)
"""Beginning of a sentence that speaks of what stands before it."""
_NAMES = Gated(
    r"\b(?:this|these|those|such(?! as\b)|that(?: applicable|(?= information| data| content))"
    r"|the (?:foregoing|above|aforementioned))"
    rf"{_OF_THE_DOCUMENT} (?:(?:type|kind|sort|form)s? of )?(?:\w+ )??(?P<name>[a-z]{{4,}})"
    r"|\bd(?:o|oes|id|one|oing) so\b"
)
"""What was named before, if it is not named in the same sentence."""
_ABOVE = Gated(
    r"\bthe above (?!(?:\w+ ){0,2}(?:sections?|address|links?|e-?mails?|terms|agreement)\b)[a-z]{4,}"
)
"""What stands before, even if the sentence names the same itself: "the above exclusions"."""
_EARLY = 60
"""Characters of a sentence in which "do so" stands if it is of what stands before it."""
_LIMITS = (
    "however|nevertheless|nonetheless|instead|but|that said|even so|except|unless|notwithstanding"
    "|nothing in|nothing herein|to avoid any doubt|for the avoidance|without prejudice|please note"
    "|some jurisdictions|some countries|some states"
)
_GOES_ON = Gated(
    rf"\W*(?:(?:in |under )?(?:any )?{_THIS}"
    rf"|(?:{_LIMITS}|it|they|only|provided|otherwise|where|to the extent|subject to|if|when|also"
    r"|the (?:above|foregoing|preceding)|in any (?:case|event)|regardless|for (?:example|instance)"
    r"|for (?:residents|users|consumers|customers|individuals))\b"
    r"|(?:we|you) (?:may|can|will|do|must|only|also)\b.{0,60}"
    r"\b(?:only|not|opt|object|decline|withdraw|instead|notice|notify|notified|advance)\b)"
)
"""Beginning of a sentence that takes something back of the one before it, or says more of it."""
_TAKES_BACK = Gated(
    rf"\W*(?:(?:{_LIMITS}|only (?:if|when|where))\b"
    r"|note:|(?:in|under) (?:any |all |all of |each of )?(?:such|that|this|these|those)(?: an?)?"
    r" (?:case|event|circumstance|situation)|(?:if|where) (?:the |any |local |applicable )*laws?\b"
    r"|if you (?:live|reside|object|decline|opt|withdraw|(?:do not|don't) (?:want|wish|agree|consent)"
    r"|are (?:an? )?(?:under|below|located|resident|consumer|in))\b"
    r"|(?:this|these|the (?:above|foregoing|preceding))\b[^.;:]{0,60}"
    r" (?:(?:do(?:es)?|shall|will|may|can)(?: not|n't)|cannot|only)"
    r" (?:appl|limit|extend|affect|exclude|cover)"
    r"|(?:we|you|it|they) (?:\w+ )?also\b|even (?:if|when|where|though)\b"
    r"|(?:if|where|when) [^.;:]{0,200}\b(?:do(?:es)?|shall|will) not apply\b"
    r"|(?!we\b|you\b|they\b)[^.;:]{3,160}\b(?:do(?:es)?|shall|will) not apply (?:to|if|where|when|in|for)\b"
    r"|(?:we|\w+) (?:do|does|shall|will) not (?:seek to |intend to )?(?:exclude|limit)\b"
    r"|(?:if|for|where|when|in) [^.;:]{0,160}\b(?:any|all) other (?:capacity|cases?|claims?|disputes?|users?"
    r"|persons?|circumstances?|countr\w+|jurisdictions?|matters?|individuals|residents|respects?)\b"
    r"|[^.;:]{0,120}\b(?:the|this) (?:foregoing|preceding|above) (?!terms|section|paragraph)\w)"
)
"""Beginning of a paragraph that takes something back of the one before it."""


_LIMITS_SO = Gated(
    r"\b(?:however|only|unless|except|not|never|cannot|\w+n't|minimum|limited|instead|separate|provided that"
    r"|subject to)\b"
)
_LIMITS_SECTION = Gated(
    r"\W*(?:\(?[a-z\d]{1,3}[.)] )?(?:"
    r"notwithstanding (?:this (?:section|clause|paragraph)|anything)\b"
    r"|(?<=[.)] )notwithstanding the (?:above|foregoing)\b"
    r"|(?:notwithstanding [^.;:,]{0,60},? )?nothing\b[^.;:]{0,80}"
    r"\b(?:limit|exclud|affect|prevent|prohibit|prejudic|restrict|requir|waive|depriv|lets)"
    r"|(?:this|these|those|the (?:above|foregoing|preceding)) (?:\w+ ){0,4}"
    r"(?:sections?|clauses?|paragraphs?|limit\w*|exclu\w+|disclaim\w+|provisions?|restrictions?|licen[cs]es?"
    r"|rights?|obligations?|prohibitions?|waivers?|rules?)\b[^.;:]{0,60}"
    r" (?:(?:do(?:es)?|shall|will|may|can|is|are)(?: not|n't)|cannot)"
    r" (?:appl|limit|extend|affect|exclude|cover|prejudice|prevent|intended)"
    r"|[^.;:]{0,60}\b(?:some|certain|your|many) (?:\w+ ){0,2}"
    r"(?:jurisdictions?|states|countries|provinces|laws)(?: (?:may|do|does|will))?(?: not|n't)"
    r" (?:allow|permit|recogni[sz]e)"
    r"|\w+(?: party)? (?:do |does |shall |will )?not (?:seek to |intend to )?(?:exclude|limit)s?"
    r" (?:or \w+ )?(?:our|its|any|their) (?:liabilit|right)"
    r")"
)
"""Beginning of a sentence that takes something out of its whole section."""
_OF_CONSUMERS = Gated(r"\W*(?:\(?[a-z\d]{1,3}[.)] )?if you are (?:an? )?(?:\w+ )?consumer\b")
_AHEAD = Gated(r"\b(?:following|as follows|below)\b")
_FOREGOING = Gated(r"\b(?:foregoing|preceding|aforementioned)\b")


def point_back(words: str) -> bool:
    """True if a sentence, folded, speaks of what stands before it.

    >>> point_back("we may do so at any time"), point_back("this agreement ends when you leave")
    (True, False)
    """
    if _POINTS_BACK.match(words) or name_foregoing(words):
        return True
    if _ABOVE.search(words):
        return True
    for found in _NAMES.finditer(words):
        if found["name"] is None:
            if found.start() < _EARLY:
                return True
        elif root(found["name"]) not in map(root, re.findall(r"[a-z]{4,}", words[: found.start()])):
            return True
    return False


def go_on_from(words: str) -> bool:
    """True if an item, folded, goes on from the one before it: "In other situations, ..."."""
    return _POINTS_BACK.match(words) is not None


def name_foregoing(words: str) -> bool:
    """True if a sentence, folded, speaks of what stands right before it, in whatever section."""
    return _FOREGOING.search(words) is not None


def go_on(words: str) -> bool:
    """True if a sentence, folded, limits or explains the one before it in its paragraph."""
    return _GOES_ON.match(words) is not None


def take_back(words: str) -> bool:
    """True if a paragraph that begins with these folded words may limit the one before it."""
    return _TAKES_BACK.match(words) is not None


@functools.lru_cache(maxsize=REMEMBERED)
def limit_section(words: str) -> bool:
    """True if a sentence, folded, says what its section does not do, or for whom it does not hold."""
    return _LIMITS_SECTION.match(words) is not None


def speak_of_consumers(words: str) -> bool:
    """True if a sentence, folded, begins with what holds for consumers."""
    return _OF_CONSUMERS.match(words) is not None


def point_ahead(words: str) -> bool:
    """True if a sentence, folded, speaks of what follows it."""
    return _AHEAD.search(words) is not None


def limit(words: str) -> bool:
    """True if a sentence, folded, has a word that limits what stands before it."""
    return _LIMITS_SO.search(words) is not None
