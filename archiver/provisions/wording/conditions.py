"""What bounds a clause: the user's consent, opting in or out, the law, an exception.

A bound opens with "unless", "except", "only if" and the like (`grammar`); what stands in it says on what the
clause depends.
"""

from __future__ import annotations

import re

from archiver.provisions.stances import ASSERTED, EXCLUDED, Stance
from archiver.provisions.taxonomy import Condition, Polarity
from archiver.provisions.wording.gated import Gated
from archiver.provisions.wording.grammar import Bound, Clause, Role

_AGREES = (
    r"(?:consent(?:ed|s)?|permission|permit(?:ted|s)?|agree(?:d|s|ment)?|allow(?:ed"
    r"|s)?|authori[sz](?:e|ed|ation)"
    r"|approv(?:e|ed|al))\b(?! (?:by|under) (?:\w+ )?law)(?! to (?:these|our|the) terms)"
)
_DISAGREES = Gated(rf"\b(?:not|n't|never|refuse to) (?:\w+ )?{_AGREES}")
"""What happens "if you do not agree" is no consent."""
_OPTS_IN = (
    r"(?:opt(?:ed|s|ing)?[- ]?in|sign(?:ed)? up|subscrib(?:e|ed)|enabled? (?:it|this|them|that)"
    r"|(?:you|users?|customers?) (?:have |has )?(?:enabled?(?! [^,]{0,30}extension)"
    r"|ticked|switched on|click(?:ed)?(?: on)? (?:accept|agree|allow)|turned on)"
    r"|ask(?:ed)? us to"
    r"|cho(?:ose|se|sen) to (?:do so|share|enable|allow|participate|let)|(?:turn|switch)(?:ed)? (?:it"
    r" |this |them )?on)"
)
_OPTS_OUT = (
    r"(?:opt(?:ed|ing)?[- ]?out|object|(?:turn|switch)\w*(?: \w+){0,3}? off|disabled?"
    r"|(?:tell|told|ask|asked|inform|informed|let) us|choose"
    r"|refuse|unsubscribe)"
)
_LAW = r"(?:laws?|regulations?|courts?|legal process|subpoena|warrant|authorit(?:y|ies)|court orders?)"
_NEEDS = (
    r"(?:required|compelled|obliged|mandated|obligated|ordered)(?: to(?: do so)?)? (?:by|under)(?:"
    r" \w+){0,4}? "
    rf"{_LAW}|{_LAW}(?: so)? (?:requires?|orders?|compels?|obliges?|demands?|mandates?)"
    r"|legally (?:required|compelled|obliged)|in response to (?:\w+ )*?{_LAW}"
    rf"|to comply with (?:\w+ )*?{_LAW}"
)
_YOU = re.compile(r" (?:that )?(?:you|your|users?|customers?|a parent|the parent)\b")
_BY_YOU = "(?: (?:your|the user's|their|prior|explicit|express|written|parental|specific|opt-in|user))+ "
_BARRING = re.compile(r"unless|until|except|save|without|other than|apart from|aside from|excluding")
_EXCEPTS = re.compile(r"unless|except|save")
_SETS_APART = re.compile(r"other than|apart from|aside from|excluding")
_GRANTING = re.compile(r"if|when|where|once|after|provided|as long as|so long as|in case|in the event")
_IS_ENDED = re.compile(r"unless\b.{0,80}?\b(?:cancel|terminat|non-renew|not to renew|notice|turn)")
"""How one opts out of a renewal."""
_CONTENT = {
    Condition.OPT_IN: re.compile(rf"\b{_OPTS_IN}\b"),
    Condition.CONSENT: re.compile(
        rf"\b{_AGREES}|^unless (?:and until )?you (?:click|give|tell|choose|direct|instruct|make)\b"
    ),
    Condition.LAW: re.compile(rf"\b(?:{_NEEDS})\b"),
}
_ONLY = Gated(r"\b(?:only|solely|subject to)\b(?! (?:you|we|you and|we and|some|one|part of)\b)")
_ONLY_BY_LAW = Gated(
    rf"\bonly (?:if|when|where|as|to the extent|to|in|upon|under|after|pursuant)\b.{{0,60}}?\b(?:{_NEEDS})\b"
)
_RENEWS = Gated(r"\b(?:renew|recurring|charge|bill)")
_OPTED_OUT = Gated(rf"\b{_OPTS_OUT}\b|\bchoose to enable\b")
_WITH = Gated(
    rf"\b(?:with|upon|on|subject to){_BY_YOU}(?:consent|permission|authori[sz]ation|approval|opt-in"
    r"|agreement(?! (?:to|with)\b))\b"
    rf"|\b(?:only|subject to)\b.{{0,80}}?\b(?:with|upon|to|on)\b (?:\S+ ){{0,5}}?(?:consent|permission"
    rf"|authori[sz]ation)\b"
    r"|(?:^|: )\W*with (?:\S+ ){0,4}(?:consent|permission)\b"
)
_NOT_OPTED_OUT = Gated(
    rf"unless (?:\(\w\) )?(?:and until )?(?:you|users?|customers?)\b.{{0,60}}?\b{_OPTS_OUT}\b"
    r"|(?:if|where|unless|as long as|so long as) you (?:have not|haven't|do not|don't|did not|didn't)"
    r" (?:\w+ )?"
    rf"{_OPTS_OUT}"
)
_CHOOSES = Gated(
    r"(?:if|where|once|when(?! you (?:connect|link))) you (?:have )?"
    r"(?:(?:choose|chose|chosen|elect|decide) to"
    r" (?:publish|share|list|participate|take part|enable|connect|link|join|make)"
    r"|connect|link|enabled?|turn(?:ed)? on|switch(?:ed)? on|ticked)\b"
    r"(?![^,]{0,60}\b(?:feedback|suggestions?|ideas|block|extension|opt)\b)"
)
"""Opting in by an act that is free to the user."""
_ONLY_WITH = Gated(rf"\bonly (?:if|when|where|after|once|with|on|upon)\b[^;.]{{0,140}}?\b(?:{_OPTS_IN})\b")
_BOTH_AGREE = re.compile(
    r"if (?:(?:both|the|all) (?:of )?(?:parties|us)|(?:both )?(?:you and \w+|we and you))(?: \w+)? agree\b"
)
_CAN_OPT_OUT = Gated(
    r"\byou (?:can|may|are able to)\b.{0,40}?\bopt(?:ing)?[- ]?out\b|\bnot opted[- ]out\b"
    r"|\byou (?:can|may|are able to) (?:stop|prevent|keep|forbid|bar) us from\b"
    r"|\byou (?:can|may|are able to) (?:always |also )?(?:tell|ask|instruct|direct) us"
    r" (?:[\w ]{0,20} )?not to\b"
    r"|\byou (?:can|may|are able to) reject (?:this|the|our) (?:arbitration|agreement to arbitrate)\b"
    r"|\band you (?:can|may|are able to) (?:always |also )?(?:refuse|reject|decline|disable"
    r"|(?:turn|switch) off|object to|stop|block) (?:it|them|this|that|these)\b"
)
_THEN_OPT_OUT = Gated(
    r"^[^;]*; (?:but |however,? |though )?you (?:can|may|are able to)\b[^;]{0,40}?\bopt(?:ing)?[- ]?out\b"
)
"""The same in the next clause: "by default; you can opt out in the settings"."""
_WHO_OPTS_IN = Gated(
    rf"\b(?:users|customers|people|members|those) who.{{0,40}}?\b(?:{_OPTS_IN}|(?:switched|turned) on|enabled"
    rf"|joined)\b|\bonly\b.{{0,40}}?\b{_OPTS_IN}\b"
)
_USER = r"(?:you|users?|customers?|members?|individuals?|consumers?)"
_TOLD = {
    Condition.OPT_OUT: re.compile(
        r"\bopt(?:ed|ing|s)?[- ]?outs?\b|\bunsubscrib|\bobject(?:ed|ing|ions?)?\b(?! (?:code|of)\b)"
        r"|\b(?:turn|switch)(?:ed|ing)? (?:\w+ ){0,4}?off\b|\b(?:disabl|declin|refus|reject|block)\w*"
        r"|\b(?:unless|until|to (?:avoid|stop|prevent))\b[^.;]{0,80}\b(?:cancel\w*|terminate[sd]?)\b"
        rf"|\b{_USER} (?:\w+ ){{0,3}}?"
        r"(?:can|may|could|able to|choose|control|manage|adjust|change|instruct)\b"
        r"[^.;]{0,80}\b(?:settings?|controls?|preferences|cookies)\b"
        r"|\b(?:settings?|controls?|preferences)\b[^.;]{0,60}\b(?:choose|control|manage|adjust|change)\b"
    ),
    Condition.CONSENT: re.compile(
        r"\b(?:consent(?:s|ed|ing)?|permissions?|authori[sz](?:e|ed|es|ation)|approv(?:e|ed|al))\b"
        rf"|\b(?:if|unless|until|once|when|where|that) {_USER}(?:'ve)? (?:\w+ ){{0,2}}?agree[ds]?\b"
        r"|\bagreed (?:by|with)\b"
    ),
    Condition.OPT_IN: re.compile(
        r"\bopt(?:ed|ing|s)?[- ]?in\b|\bturn(?:ed|ing|s)? (?:\w+ )?on\b|\benabled\b"
        rf"|\b{_USER} (?:(?!not\b|never\b)\w+ ){{0,2}}?"
        r"(?:choose|chose|chosen|elect|select|decide|enable|allow|connect|link|join|share|ask)\b"
    ),
    Condition.LAW: re.compile(
        r"\b(?:if|where|when|as|unless|except|extent|only|until|depending)\b[^,.;]{0,90}"
        r"\b(?:laws?|legal(?:ly)?|regulat\w+|court orders?|statut\w+|required)\b"
    ),
}
"""What a sentence that depends on something says of it, the plainest first; a word by itself ("agreement",
"enables", "settings") names no condition."""
_IN_PART = Gated(r"\b(?:not only|only (?:you|we|some|one|part of)|agree(?:s|d)? (?:that|to be))\b")
"""Such words set no condition."""

_SETS_NONE = re.compile(
    r"(?<!if )(?<!when )(?<!whenever )(?<!where )(?<!once )(?<!unless )(?<!until )(?<!only )(?<!that )"
    r"\b(?:you|user|customer|we|parties) (?:(?:hereby|also|expressly|irrevocably|further|and|will|each) )*"
    r"(?:(?:agrees?|acknowledges?|consents?|authori[sz]es?|accepts?|understands?),?(?: and| or)? ?)+"
    r"|\b(?:enable|allow|let|help)s? (?:you|users?|customers?|people)(?: to)? \w+"
)
"""What a contract has its user say ("you agree that we may show advertising"), and what a product makes
possible ("it enables you to connect with friends")."""
_ASKED_BY_LAW = (
    (Condition.CONSENT, re.compile(r"\bconsent\b")),
    (Condition.OPT_OUT, re.compile(r"\bopt(?:ing)?[- ]?out\b")),
)
"""What is asked, or given, "where the law requires it"."""


def of_denial(bounds: tuple[Bound, ...]) -> Stance | None:
    """What a denial becomes by what bounds it; None if it stays one.

    An exception that is another thing's ("sources other than you") changes nothing.
    """
    for bound in bounds:
        if _GRANTING.match(bound.words) and _OPTED_OUT.search(bound.words):
            return _on(Condition.OPT_OUT)
        if not _BARRING.match(bound.words):
            continue
        if found := _named(bound.words):
            return found
        if _EXCEPTS.match(bound.words) or (_SETS_APART.match(bound.words) and not bound.is_inside):
            return EXCLUDED
    return None


def named(sentence: str) -> Condition | None:
    """On what a sentence depends that is known to depend on something; None if it does not say."""
    said = _SETS_NONE.sub(" ", sentence)
    return next((condition for condition, words in _TOLD.items() if words.search(said)), None)


def of_assertion(clause: Clause, behind: str = "") -> Stance:
    """What a clause that asserts makes what it says depend on; `behind` is what follows in its passage."""
    said = _IN_PART.sub(" ", clause.words)
    only = _ONLY.search(said) is not None
    if clause.role is Role.CONDITION and _CHOOSES.match(clause.words, clause.opener):
        return _on(Condition.OPT_IN)
    for bound in clause.bounds:
        if _is_opt_out(bound.words, clause):
            return _on(Condition.OPT_OUT)
        if _CHOOSES.match(bound.words):
            return _on(Condition.OPT_IN)
        found = (
            _named(bound.words)
            if _GRANTING.match(bound.words) and not _DISAGREES.search(bound.words)
            else None
        )
        if found and found.condition is Condition.LAW:
            return _asked_by_law(clause.sentence)
        if found and (only or _YOU.search(bound.words)):
            return found
    if _WITH.search(said):
        return _on(Condition.CONSENT)
    if _WHO_OPTS_IN.search(clause.sentence) or _ONLY_WITH.search(clause.sentence):
        return _on(Condition.OPT_IN)
    if _CAN_OPT_OUT.search(clause.sentence) or _THEN_OPT_OUT.search(behind):
        return _on(Condition.OPT_OUT)
    return _only_by_law(clause)


def of_rule(clause: Clause, span: tuple[int, int], words: str, *, chosen: bool = False) -> Stance:
    """What a limit, a duty or a right depends on: "only if", opting out, an agreement of both sides."""
    for bound in clause.bounds:
        if span[0] <= bound.start < span[1]:  # the wording itself
            continue
        if _BOTH_AGREE.match(bound.words):
            return _on(Condition.CONSENT)
        if _is_opt_out(bound.words, clause):
            return _on(Condition.OPT_OUT)
        if chosen and bound.start < span[0] and _CHOOSES.match(bound.words):
            return _on(Condition.OPT_IN)
        if words.endswith("only ", 0, bound.start) and (found := _named(bound.words)):
            return found
    return _on(Condition.OPT_OUT) if chosen and _CAN_OPT_OUT.search(clause.sentence) else _only_by_law(clause)


def _on(condition: Condition) -> Stance:
    return Stance(polarity=Polarity.CONDITIONAL, condition=condition)


def _named(bound: str) -> Stance | None:
    """The condition that a bound names; None if it names none."""
    return next((_on(condition) for condition, pattern in _CONTENT.items() if pattern.search(bound)), None)


def _asked_by_law(sentence: str) -> Stance:
    """What a clause depends on that the law bounds: on what it has the provider ask for, or on the law."""
    return _on(next((one for one, named in _ASKED_BY_LAW if named.search(sentence)), Condition.LAW))


def _is_opt_out(bound: str, clause: Clause) -> bool:
    return bool(_NOT_OPTED_OUT.match(bound) or (_RENEWS.search(clause.words) and _IS_ENDED.match(bound)))


def _only_by_law(clause: Clause) -> Stance:
    return _on(Condition.LAW) if _ONLY_BY_LAW.search(clause.sentence) else ASSERTED
