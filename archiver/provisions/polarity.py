"""Who acts in a passage, and whether it says that something is so, is not so, or is carved out.

Read from the clause around a match: back to the last semicolon, cell or change of subject, including a
lead-in ("We do not: sell your data"). The word lists are English; a clause without any of them asserts.
"""

from __future__ import annotations

import re

from archiver.provisions.taxonomy import Polarity

CLAUSE_LIMIT = 200
"""Characters before a match that can still belong to its clause."""
MODAL_REACH = 30
"""Characters of a match in which its subject's modal verb may be ("customer" + "may discontinue")."""

_BREAK = re.compile(
    r"[;|]|\. (?=\w)|\b(?:but|unless|except (?:that|as|when|if)|although|though|whereas)\b"
    r"|, (?:and |so |then |or )?(?:we|you|they|it|this|these|users?) (?!are not\b)|\band (?:we|you|they) "
)
_IF_NOT = (
    r"(?:if|unless|whether(?: or)?|when|where|should|who|in case|to the extent) (?:\w+ ){0,3}?"
    r"(?:(?:do|does|did|have|has|are|is|would|will) )?(?:not|don't|haven't|doesn't|never)"
)
_NOT_ONLY = (
    "that (?:do|does|is|are) not|whether or not|not only|not limited to|without limitation|no later than"
    "|not necessarily|(?:choose|decide|opt|prefer|wish)s? not|direct us (?:not to|to not)|no matter|not just"
    r"|not (?:be )?(?:affect|apply|prevent|limited)|no longer (?:receive|need|necessary|required|identif\w*)"
)
_NAMES = "do[- ]not[- ]track|do not (?:sell|share)(?: or (?:sell|share))? (?:my|opt)"
_NO_DENIAL = re.compile(rf"\b(?:{_IF_NOT}|{_NOT_ONLY}|{_NAMES})\b")
"""Negations that deny nothing: conditions, "not only", and names such as Do Not Track."""
_DENIAL = re.compile(
    r": (?:no|n/a)(?= \||$)"
    r"|\b(?:not|never|neither|nor|cannot|\w+n't|no longer|none of|nobody|nothing|refrains?"
    r"|prohibit(?:s|ed|ing)?|free (?:of|from)(?! charge)|ignor(?:e|es|ing)|disregards?"
    r"|no (?:circumstances|event|case|way|time|point|part|third|one|such|human|employees?|member|right)"
    r"|no (?:profiling|decisions?)"
    r"|no (?:\w+ )?(?:personal|user|customer|data|content|information|automated|cookies|ads|advertis\w+))\b"
)
_EXCLUSION = re.compile(
    r"\b(?:exclud(?:e|es|ed|ing)|except(?: for)?|other than|with the exception of|but not|without|apart from"
    r"|instead of|rather than|do not include|does not include)\W+(?:\w+\W+){0,3}$"
)
_DONE = (
    "used?|set|placed|collect(?:ed)?|sold|sell|share[ds]?|made|take|taken|carried|performed|applied|transferred"
    "|processed|allowed|occur|happen"
)
_DENIED_AFTERWARDS = re.compile(
    r"(?:-\w+)?(?:,[^,;|]{1,40},|,)?(?: (?:is|are|was|were|does|do|will|has|have))? (?:not|never)"
    rf" (?:be |been )?(?:{_DONE})\b"
)
"""A denial right behind what is said: "profiling is not carried out"."""
_WHICH = re.compile(r"\b(?:that|which|who)(?: \w+)?$")
"""What ends so goes on with a description, not with a denial: "cookies that are not necessary"."""
_LEFT_OUT = re.compile(r"\b(?:excluded|exempt|exempted|(?:left|kept|stays?|opted|remains?|carved) out)\b")
_NOT_SUBJECT = re.compile(
    r"\b(?:exempt(?:ed)? from|(?:not|never) subject(?: to)?|carved out of)(?: \w+){0,3} ?$"
)
"""Before what something is carved out of: "such claims are not subject to arbitration"."""
_DOES_NOT_APPLY = re.compile(r"(?: \w+){0,4} (?:does|do|will|shall) not apply\b")
"""Behind what something is carved out of: "this waiver does not apply to consumers"."""
_FREES = (
    "requires?|required|oblige[sd]?|obligated|forced?|have to|need to"
    "|(?:grants?|give)(?! (?:or \\w+ )?(?:you|customer|the customer))"
)
_RELIEVES = re.compile(
    rf"\b(?:not|never|cannot|\w+n't|nothing\b.{{0,60}}) (?:be )?(?:{_FREES})\b|\bnothing\b.{{0,60}} waives?\b"
    r"|\bneed not\b|\bno (?:licen[sc]es?|obligation|duty)\b"
)
"""A duty that one does not have, or a right that is not granted: "you are not required to", "no licence"."""
_WHICH_NEED_NOT = re.compile(r"\b(?:that|which) (?:[\w.]+ ){0,6}?(?:are|is) not (?:required|obligated)\b")
"""Such words tell one kind of dispute from others, and free from nothing."""
_CONTRAST = re.compile(r"\b(?:but|however|although|though|nevertheless|nonetheless|yet|except)\b")
_EXCLUDES = re.compile(r"(?:exclud(?:e|es|ed|ing)|except|other than|without)\b")
_USERS = (
    r"you|users?|customers?|developers?|members?|licensees?|the (?:customer|user|client|subscriber)|clients?"
    r"|subscribers?|recipients?|controllers?|end users?|reseller|partner"
)
_MODALS = (
    "may|must|shall|will|agree|agrees|should|can|cannot|are|is|undertakes?|represents?|warrants?|acknowledges?"
    "|understands?|also|further|hereby|not|only|solely|responsible|prohibited|obliged|required|entitled|to|never"
)
_USERS_ACT = re.compile(rf"\b(?:{_USERS})(?: and your users)?(?: (?:{_MODALS}))+\b")
_PROVIDERS_ACT = re.compile(
    r"\b(?:we|company|the (?:company|provider|service|platform|supplier|processor|licensor)"
    r"|(?:\w+ )?(?:inc|llc|ltd|ai|gmbh|sas|labs)\.?)\b"
)
_AGREES_THAT = re.compile(
    r"\b(?:agrees?|acknowledges?|understands?|consents?|accepts?)(?: and \w+)? (?:that|to our|to us|to the)\b"
)


def of(words: str, span: tuple[int, int], own: int = 0) -> Polarity:
    """The polarity of the clause around the span; before `own` the words are lead-ins, and read whole."""
    start, end = span
    before = words[_clause_start(words, start, own) : start]
    if _EXCLUSION.search(before) or _EXCLUDES.match(words, start) or _LEFT_OUT.search(words, start, end):
        return Polarity.EXCLUDES
    if _is_carved_out(before, words, end):
        return Polarity.EXCLUDES
    first, *opposed = _CONTRAST.split(words[start:end])  # "not sell it, but share it": the end is what counts
    is_denied = _denies(before + first) and (not opposed or _denies(opposed[-1]))
    is_denied_afterwards = _DENIED_AFTERWARDS.match(words, end) and not _WHICH.search(words[start:end])
    return Polarity.DENIES if is_denied or is_denied_afterwards else Polarity.ASSERTS


def _denies(clause: str) -> bool:
    return _DENIAL.search(_NO_DENIAL.sub(" ", clause)) is not None


def of_duty(words: str, span: tuple[int, int], own: int = 0) -> Polarity:
    """The polarity of a duty or a grant, which other negations leave as it is.

    It is denied where one does not have it ("you are not required to ..."), and excluded where something is
    left out of it ("claims that are not subject to arbitration").
    """
    start, end = span
    before = words[_clause_start(words, start, own) : start]
    if _RELIEVES.search(_WHICH_NEED_NOT.sub(" ", before + words[start:end])):
        return Polarity.DENIES
    return Polarity.EXCLUDES if _is_carved_out(before, words, end) else Polarity.ASSERTS


def _is_carved_out(before: str, words: str, end: int) -> bool:
    return bool(_NOT_SUBJECT.search(before) or _DOES_NOT_APPLY.match(words, end))


def contrast(words: str, end: int) -> int:
    """Where something opposed to what ends at `end` begins ("however, ..."); the length if nowhere."""
    found = _CONTRAST.search(words, end)
    return found.end() if found else len(words)


def is_users_act(words: str, start: int) -> bool:
    """True if it is the user, not the provider, who acts at `start`: "you may not sell..."."""
    first = _clause_start(words, start)
    acts = [act for act in _USERS_ACT.finditer(words, first, start + MODAL_REACH) if act.start() < start]
    if not acts:
        return False
    between = words[acts[-1].end() : start + 1]
    return not _PROVIDERS_ACT.search(between) and not _AGREES_THAT.search(words, acts[-1].start(), start)


def _clause_start(words: str, start: int, own: int = 0) -> int:
    last = max(0, start - CLAUSE_LIMIT) if start - own > CLAUSE_LIMIT else 0
    for broken in _BREAK.finditer(words, last, start):
        last = broken.start() + 1
    return last
