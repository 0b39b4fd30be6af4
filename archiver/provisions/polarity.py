"""Who acts in a passage, and whether it says that something is so, is not so, is carved out or conditional.

Read from the clause around a match: back to the last semicolon, cell or change of subject, including a
lead-in ("We do not: sell your data"). The word lists are English; a clause without any of them asserts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archiver.provisions.taxonomy import Condition, Polarity

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
    "(?:that|which|who) (?:do|does|is|are) not|whether or not|not only|not limited to|without limitation"
    "|no later than"
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
    r"|no (?:profiling|decisions?|action|steps)"
    r"|no (?:\w+ )?(?:personal|user|customer|data|content|information|automated|cookies|ads|advertis\w+))\b"
)
_EXCLUSION = re.compile(
    r"\b(?:exclud(?:e|es|ed|ing)|except(?: for)?|other than|with the exception of|but not|without|apart from"
    r"|instead of|rather than|do not include|does not include)\W+(?:\w+\W+){0,3}$"
)
_DONE = (
    "used?|set|placed|collect(?:ed)?|sold|sell|share[ds]?|made|take|taken|carried|performed|applied|transferred"
    "|processed|allowed|occur|happen|part of|something we|among"
)
_DENIED_AFTERWARDS = re.compile(
    r"(?:-\w+)?(?:,[^,;|]{1,40},|,)?(?: (?:is|are|was|were|does|do|will|has|have))? (?:not|never)"
    rf" (?:be |been )?(?:{_DONE})\b"
)
"""A denial right behind what is said: "profiling is not carried out"."""
_WHICH = re.compile(r"\b(?:that|which|who)(?: \w+)?$")
"""What ends so goes on with a description, not with a denial: "cookies that are not necessary"."""
_LEFT_OUT = re.compile(
    r"\b(?:excluded|exempt|exempted|(?:left|kept|stays?|opted|remains?|carved) out"
    r"|(?:not|never) (?:included in|among))\b"
)
_NOT_SUBJECT = re.compile(
    r"\b(?:exempt(?:ed)? from|(?:not|never) (?:subject(?: to)?|included in|part of|among)|carved out of)"
    r"(?: \w+){0,8} ?$"
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
    r"|\b(?:not|never|don't) (?:waive|give up|relinquish)\b(?! .{0,40}\bwaives?\b)"
    r"|\bneed not\b|\bno (?:licen[sc]es?|obligation|duty)\b"
    r"|\b(?:grants?|gives?|receives?|obtains?)\b.{0,20} no rights?\b"
)
"""A duty that one does not have, or a right that is not granted: "you are not required to", "no licence"."""
_BEYOND = re.compile(r"(?: [\w']+){0,5} (?:beyond|other than|except)\b")
"""Behind "no licence": what follows is granted after all."""
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


_FIRST_EXCEPTION = re.compile(
    r"(?:other than|except for|excepting|with the exception of|apart from|excluding|aside from)\b"
    r"[^,;|]{1,80}, "
)
"""What a sentence begins by setting apart; what follows the comma is what it says."""


_AGREES = (
    r"(?:consent(?:ed|s)?|permission|permit(?:ted|s)?|agree(?:d|s)?|allow(?:ed|s)?|authori[sz](?:e|ed|ation)"
    r"|approv(?:e|ed|al))"
)
_OPTS_IN = (
    r"(?:opt(?:ed|s|ing)?[- ]?in|sign(?:ed)? up|subscrib(?:e|ed)|enabled? (?:it|this|them|that)"
    r"|(?:turn|switch)(?:ed)? (?:it |this |them )?on)"
)
_NEEDS = (
    r"(?:required|compelled|obliged|mandated)(?: to do so)? (?:by|under)(?: \w+){0,2} laws?|laws? requires?"
)
_BARRING = r"\b(?:unless|until|except|only|without|save|other than|not \w+ (?:if|when|after|before))\b"
_GRANTED = r"\b(?:if|when|where|once|after|provided)\b"
_YOU = r" (?:that )?(?:you|your|users?|customers?|a parent|the parent)\b"
_UNLESS = {
    Condition.OPT_IN: re.compile(rf"{_BARRING}.{{0,60}}?\b{_OPTS_IN}\b"),
    Condition.CONSENT: re.compile(rf"{_BARRING}.{{0,60}}?\b{_AGREES}\b"),
    Condition.LAW: re.compile(rf"{_BARRING}.{{0,50}}?\b(?:{_NEEDS})\b"),
}
"""What turns a denial into a condition: "not ... unless you opt in"."""
_ONLY_IF = {
    Condition.OPT_OUT: re.compile(
        r"\bunless you\b.{0,40}?\b(?:opt(?:ed)?[- ]?out|object|turn|switch|disable|tell us|ask us|choose)"
        r"|\b(?:if|where|unless) you (?:have not|haven't|do not|don't|did not|didn't) (?:\w+ )?"
        r"opt(?:ed)?[- ]?out"
        r"|\byou (?:can|may|are able to)\b.{0,40}?\bopt(?:ing)?[- ]?out\b|\bnot opted[- ]out\b"
    ),
    Condition.OPT_IN: re.compile(
        rf"(?:{_GRANTED}{_YOU}|\b(?:users|customers|those) who|\bonly\b).{{0,40}}?\b{_OPTS_IN}\b"
    ),
    Condition.CONSENT: re.compile(
        rf"(?:^|: )\W*with (?:\S+ ){{0,4}}(?:consent|permission)\b"
        rf"|\b(?:only|subject to)\b.{{0,50}}?\b{_AGREES}\b"
        rf"|{_GRANTED}{_YOU}.{{0,40}}?\b{_AGREES}\b(?! to (?:these|our|the) terms)"
    ),
    Condition.LAW: re.compile(rf"\b(?:only|if|when|where)\b.{{0,30}}?\b(?:{_NEEDS})\b"),
}
"""What makes an assertion depend on something: "unless you opt out"."""
_IN_PART = re.compile(r"\b(?:not only|only (?:you|we|some|one|part of)|agree(?:s|d)? (?:that|to be))\b")
"""Such words set no condition."""
_MUTUAL = re.compile(
    r"\b(?:each|either|neither|both)(?: of the)? part(?:y|ies)\b|\bone another\b|\beach other\b"
    r"|\bthe other(?: party)?\b|\bthe (?:indemnif|indemnit)\w+ party\b|\ba party's\b|\bthe parties'\b"
    r"|\bneither (?:you nor|we nor you)\b|\b(?:you and we|we and you) (?:each|both)\b"
)
_SENTENCE_END = re.compile(r"[;|]|\. (?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """What a passage says of something, and on which condition."""

    polarity: Polarity
    condition: Condition | None = None
    """Set if the polarity is conditional, and only then."""


ASSERTED = Stance(polarity=Polarity.ASSERTS)


def of(words: str, span: tuple[int, int], own: int = 0) -> Stance:
    """The stance of the clause around the span; before `own` the words are lead-ins, and read whole."""
    found = _said(words, span, own)
    if found is Polarity.EXCLUDES:
        return Stance(polarity=found)
    condition = _condition(words, span, denied=found is Polarity.DENIES)
    return Stance(polarity=Polarity.CONDITIONAL, condition=condition) if condition else Stance(polarity=found)


def _said(words: str, span: tuple[int, int], own: int) -> Polarity:
    """Asserts, denies or excludes, whatever the conditions."""
    start, end = span
    first = _clause_start(words, start, own)
    exception = _FIRST_EXCEPTION.match(words, _skip(words, first))
    if exception and exception.end() < end:
        first, start = exception.end(), max(start, exception.end())
    before = words[first:start]
    if _EXCLUSION.search(before) or _EXCLUDES.match(words, start) or _LEFT_OUT.search(words, start, end):
        return Polarity.EXCLUDES
    if _is_carved_out(before, words, end):
        return Polarity.EXCLUDES
    said, *opposed = _CONTRAST.split(words[start:end])  # "not sell it, but share it": the end is what counts
    is_denied = _denies(before + said) and (not opposed or _denies(opposed[-1]))
    is_denied_afterwards = _DENIED_AFTERWARDS.match(words, end) and not _WHICH.search(words[start:end])
    return Polarity.DENIES if is_denied or is_denied_afterwards else Polarity.ASSERTS


def _denies(clause: str) -> bool:
    return _DENIAL.search(_NO_DENIAL.sub(" ", clause)) is not None


def of_duty(words: str, span: tuple[int, int], own: int = 0) -> Stance:
    """The stance of a duty or a grant, which other negations leave as it is.

    It is denied where one does not have it ("you are not required to ..."), and excluded where something is
    left out of it ("claims that are not subject to arbitration").
    """
    start, end = span
    before = words[_clause_start(words, start, own) : start]
    relieved = _RELIEVES.search(_WHICH_NEED_NOT.sub(" ", before + words[start:end]))
    if relieved and not (relieved[0].startswith("no ") and _BEYOND.match(words, end)):
        return Stance(polarity=Polarity.DENIES)
    return Stance(polarity=Polarity.EXCLUDES) if _is_carved_out(before, words, end) else ASSERTED


def is_mutual(words: str, span: tuple[int, int]) -> bool:
    """True if what is said at the span binds both sides alike: "each party shall indemnify the other"."""
    first, last = _sentence(words, span)
    return _MUTUAL.search(words, first, last) is not None


def _condition(words: str, span: tuple[int, int], *, denied: bool) -> Condition | None:
    """On what the sentence around the span makes it depend; None if on nothing."""
    first, last = _sentence(words, span)
    said = _IN_PART.sub(" ", words[first:last])
    for condition, pattern in (_UNLESS if denied else _ONLY_IF).items():
        if pattern.search(said):
            return condition
    return None


def _sentence(words: str, span: tuple[int, int]) -> tuple[int, int]:
    """The sentence or cell around a span, lead-ins included."""
    starts = [broken.end() for broken in _SENTENCE_END.finditer(words, 0, span[0])]
    ending = _SENTENCE_END.search(words, span[1])
    return starts[-1] if starts else 0, ending.start() if ending else len(words)


def _skip(words: str, at: int) -> int:
    """The first letter from there on."""
    while at < len(words) and not words[at].isalnum():
        at += 1
    return at


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
