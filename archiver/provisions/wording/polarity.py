"""Whether a passage says that something is so, is not so, is carved out or conditional.

Read in three steps from the clause that carries the match (`grammar.around`):

1. what the clause itself says: the negations before the end of the match, or right behind it. "Not", "never"
   and "no" are one denial however often they stand there ("never ... nor"); verbs that deny what follows them
   ("refrain from", "prohibit", "ignore") turn it round once more each;
2. what bounds it: a denial with an exception is conditional if that is the user's consent, opting in or the
   law, and else carves something out; what is so on such a condition, or unless the user opts out, is
   conditional;
3. duties, grants and bans are not denied by just any negation: `of_duty` asks whether one is relieved of
   them, `of_rule` what bounds them.

The word lists are English; a clause without any of them asserts.
"""

from __future__ import annotations

import re

from archiver.provisions.stances import ASSERTED, DENIED, EXCLUDED, Stance
from archiver.provisions.wording import actors, conditions, grammar
from archiver.provisions.wording.actors import CLAUSE_LIMIT
from archiver.provisions.wording.gated import Gated
from archiver.provisions.wording.grammar import BLANK, Clause, Role

RELATIVE_LIMIT = 40
"""The same in a relative clause, whose end without a comma cannot be told."""
_IF_NOT = (
    r"(?:whether(?: or)?|who|to the extent) (?:\w+ ){0,3}?"
    r"(?:(?:do|does|did|have|has|are|is|would|will) )?(?:not|don't|haven't|doesn't|never)"
)
_NOT_ONLY = (
    "(?:that|which|who) (?:do|does|is|are) not|whether or not|not only|not limited to|without limitation"
    "|cannot (?:guarantee|ensure|warrant|promise)|not requesting"
    "|never (?:later|longer|more) than"
    r"|(?:cannot|can not|can't|may not) (?:be )?(?:disabl\w*|refused?|reject(?:ed)?|opt(?:ed)?(?: you)? out"
    "|switch(?:ed)? off|turn(?:ed)? off)"
    "|no (?:later|longer|more|less|fewer|matter|fees?|charges?|costs?|fault|doubt|warrant(?:y|ies)"
    "|guarantees?"
    "|obligations?|duty|responsibility|liability|additional|extra|need|change) (?:than |for |to |of )?"
    "|not necessarily|(?:choose|decide|opt|prefer|wish|want)s? not|direct us (?:not to|to not)|not just"
    "|do not (?:want|wish|need|have to)|not (?:be )?(?:required|obliged|obligated|necessary"
    "|responsible|liable)"
    "|not (?:always|all|every|guarantee|warrant)|at no (?:additional |extra )?(?:cost|charge)"
    r"|nothing\b.{0,60}?\b(?:prevent|preclude|prohibit|forbid|stop)\w*"
    r"|(?:not|never) (?:be )?(?:prevent|preclude|prohibit|forbid|ignore|disregard|refrain|refuse)\w*"
    r"|not (?:be )?(?:affect|apply|limited)|no longer (?:receive|need|necessary|required|identif\w*)"
)
_NOTHING = "(?:nothing|no (?:clause|provision|section|part|term))"
_NAMES = "do[- ]not[- ]track|do not (?:sell|share)(?: or (?:sell|share))? (?:my|opt)"
_NO_DENIAL = re.compile(rf"\b(?:{_IF_NOT}|{_NOT_ONLY}|{_NAMES})\b")
"""Negations that deny nothing: conditions, "not only", "nothing prevents", and names such as Do Not Track."""
_DENIAL = Gated(
    r": (?:no|n/a)(?= \||$)"
    r"|\b(?:not|never|neither|nor|cannot|\w+n't|no longer|none of|nobody|no one|nothing|free (?:of"
    r"|from)(?! charge)"
    r"|under no|in no|at no|by no means|not once"
    r"|no (?:circumstances|event|case|way|time|point|part|third|such|human|employees?|member|right)"
    r"|make no (?:sales?|use|disclosures?|transfers?) of"
    r"|no (?:profiling|decisions?|action|steps)"
    r"|(?:carry|carries|shows?|serves?|displays?|runs?|places?|sets?|performs?|conducts?|sells?|shares?"
    r"|collects?|obtains?|gathers?|receives?|stores?|retains?|keeps?|sends?|contains?)"
    r" no(?! (?:limits?|rules?|standards?|control|responsib\w+|liab\w+|warrant\w+|mercy|bounds))"
    r"|no (?:\w+ )?(?:personal|user|customer|data|content|information|automated|cookies|ads|advertis\w+))\b"
)
_NO_SUCH = Gated(r"\b(?:has|have|with|there is|there are|of|by) no (?:[\w-]+ )?$")
"""Right before what is denied: "our pages have no interest-based advertising"."""
_NO_SUBJECT = re.compile(rf"[\s,{BLANK}]*(?:and |or )?(?:no|none) \w+")
"""Such a clause is denied by its subject: "No employee of ours reads ..."."""
_REVERSING = Gated(
    r"\b(?:refrain(?:s|ing)?|prohibit(?:s|ed|ing)?(?! by)|forbid(?:s|den)?|ignor(?:e|es|ed|ing)"
    r"|disregard(?:s|ed)?|decided against|abstain(?:s|ing)? from"
    r"|(?:we|company|and) (?:will )?(?:refuse|cease|decline|stop)s? (?:to|all|any)?)\b(?! you\b)"
)
"""Verbs that deny what follows them."""
_EXCLUSION = Gated(
    r"\b(?:exclud(?:e|es|ed|ing)|except(?: for)?|other than|with the exception of|but not(?! limited)"
    r"|without|apart from"
    r"|instead of|rather than|do not include|does not include)\W+(?:\w+\W+){0,3}$"
)
_DONE = (
    "used?|set|placed|collect(?:ed)?|sold|sell|share[ds]?|made|take|taken|carried|performed|applied"
    "|transferred"
    "|processed|allowed|occur|happen|part of|something we|among|leaves?|sent|shown|read|viewed"
    "|disclosed|stored"
)
_DENIED_AFTERWARDS = re.compile(
    rf"(?:-\w+)?(?:,[^,;|{BLANK}]{{1,40}},|,)?[{BLANK}]*(?: (?:is|are|was|were|does|do|will|has|have"
    rf"|may|can|shall|and))?"
    rf" (?:not|never) (?:ever )?(?:be |been )?(?:{_DONE})\b"
    r"|(?: [\w']+){0,4} is (?:something|a thing|what) (?:that )?we (?:will |would |do )?(?:never|not)\b"
    rf"|[^,;|{BLANK}]{{0,40}} (?:with|to|by|from) (?:nobody|no one|none|no (?:third|other|outside))\b"
)
"""A denial right behind what is said: "profiling is not carried out", "share it with nobody"."""
_LEFT_OUT = Gated(
    r"\b(?:excluded|exempt|exempted|(?:left|kept|stays?|opted|remains?|carved) out"
    r"|(?:not|never) (?:included in|among))\b"
)
_NOT_SUBJECT = Gated(
    r"(?<!not )\b(?:exempt(?:ed)? from|excluded from"
    r"|(?:falls?|is|are|lies?|stays?|remains?) outside(?: of)?|outside the scope of|"
    r"(?:not|never) (?:subject(?: to)?|included in|part of|among)|carved out of)"
    rf"(?: ?[\w{BLANK}]+,?){{0,10}} ?$"
)
"""Before what something is carved out of: "such claims are not subject to arbitration"."""
_DOES_NOT_APPLY = re.compile(
    r"(?: (?!that |which |who )[\w()./]+){0,10}"
    r" (?:(?:does|do|will|shall) not (?:apply|extend to|cover|include|encompass)\b"
    r"|excludes?\b(?! (?:all|any|every) (?:liability|warrant))|(?:(?:does|do) not|shall not) reach\b)"
)
"""Behind what something is carved out of: "this waiver does not apply to consumers"."""
_REACHES_NOT = re.compile(
    r"[\w' ]{0,60}? (?:(?:does|do|will|shall) not (?:apply to|extend to|cover)\b|excludes\b)"
)
"""The same inside a match that begins with its subject: "the right does not extend to invoices"."""
_IS_EXCLUDED_FROM = Gated(
    r"(?<!not )\b(?:excluded from|exempt(?:ed)? from|outside the scope of) (?:\w+ ){0,3}[\w-]+$"
)
"""The same in a match that ends with the rule: "disputes about patents are excluded from arbitration"."""
_ARTICLE = re.compile(
    rf"(?:^|[{BLANK}\W])(?:(?:the|this|these|that|your|our|such|any|each|their) ?)?(?:\w+ )?$"
)
"""All that a subject has before it."""
_WITHOUT_DOING = Gated(
    r"\bwithout (?:(?:us|our|any|ever|any of|anyone) )?(?:\w+ (?:being )?)?"
    r"(?:(?:us|collect|stor|shar|sell|disclos|keep|retain|process|track|read|access|transferr|see"
    r"|show|serv|record|inferr|profil|sett|plac|obtain|receiv|pass|train)ing"
    r"|used|collected|stored|shared|sold|disclosed|kept|retained|set|placed)\b"
)
"""A denial: "without our collecting or storing your location"."""
_FREES = (
    "requires?|required|oblige[sd]?|obligated|forced?|have to|need to|agreeing to"
    "|(?:grants?|gives?)(?! (?:or \\w+ )?(?:you|customer|the customer))"
)
_RELIEVES = Gated(
    rf"\b(?:not|never|cannot|\w+n't|{_NOTHING}\b.{{0,60}}) (?:be )?(?:{_FREES})\b"
    rf"|\b{_NOTHING}\b.{{0,60}} waives?\b"
    r"|(?<!\bif )\byou (?:do|will) not agree to\b"
    r"|\b(?:not|never|don't) (?:waive|give up|relinquish)\b(?! .{0,40}\bwaives?\b)"
    rf"|\b(?:neither|none|no one|nobody|no (?:user|party|consumer|customer))\b.{{0,40}}\b(?:is|are|has"
    rf"|have|shall be"
    rf"|will be)\b (?:{_FREES}|to)\b"
    r"|\bneither\b.{0,40}\b(?:can|may) (?:force|require|compel|oblige)\b"
    r"|\bneed not\b|\bno (?:licen[sc]es?|obligation|duty)\b"
    r"|\b(?:grants?|gives?|receives?|obtains?)\b.{0,20} no rights?\b"
)
"""A duty that one does not have, or a right that is not granted: "you are not required to", "no licence"."""
_BEYOND = re.compile(r"(?: [\w']+){0,5} (?:beyond|other than|except)\b")
"""Behind "no licence": what follows is granted after all."""
_WHICH_NEED_NOT = Gated(r"\b(?:that|which) (?:[\w.]+ ){0,6}?(?:are|is) not (?:required|obligated)\b")
"""Such words tell one kind of dispute from others, and free from nothing."""
_WITHOUT = re.compile(r"\bwithout (?:(?:us|our|any|ever) )?$")
_DOING = re.compile(r"\w+ing\b")
"""What is denied behind such a "without"."""
_NOTHING_PREVENTS = Gated(
    rf"\b{_NOTHING}\b[^.;]{{0,100}}?\b(?:prevent|preclude|prohibit|forbid|stop|bar|restrict|limit|affect|deprive)s?\b"
)
"""What such a clause names stays allowed."""
_ALLOWS = Gated(
    r"\b(?:not|never) (?:be )?(?:prevent|preclude|prohibit|forbid|ban|stop)\w*|(?<!not )\bfree to\b"
)
"""What such a clause names is not banned."""
_GIVES_BACK = Gated(
    r"\b(?:will|shall|we|and|may|can|must) (?:(?!not\b)\w+ ){0,3}?(?:refund|reimburse|repay)\b"
    r"|\b(?:entitled to|receive|provides?|issues?|offers?|gives?|allows? for)\b"
    r"(?: (?!no\b)\w+){0,6} refunds?\b"
)
_SPARINGLY = re.compile(
    r"\b(?:only|not|no|never|nor|neither|discretion|unless|except|other than|solely|cannot|\w+n't|if at all"
    r"|non-?refundable|policy)\b"
)
"""What gives back with such words gives back in some cases alone."""
_ENDS_EXCEPTING = re.compile(r"\b(?:unless|except)\b[^,;:]{0,30}:? ?$")
"""What ends so leaves its items out of what it says."""
_CONTRAST = re.compile(r"\b(?:but|however|although|though|nevertheless|nonetheless|yet|except)\b")
_CONCEDES = re.compile(r"(?:^|\. )\W*(?:while|although|though)\b[^,.]*$")
"""What ends so is what a sentence concedes first: "While we do not sell data, ..."."""
_AFTER_CONCESSION = re.compile(r", (?=we\b)")
_EXCLUDES = re.compile(r"(?:exclud(?:e|es|ed|ing)|except|other than|without)\b")


_DENIES_POINTS = Gated(
    r"\b(?:shall|will|may|must|do|does|can|agrees?)(?: \w+)? (?:not|never)(?: to)?:? \((?:i|a|1)\) "
)
_FURTHER_POINT = Gated(r"[;,] (?:and |or )?\((?:[ivx]{1,4}|[b-h]|[2-9])\) ")
POINT_LIMIT = 12
"""Characters from the beginning of a point to what it denies: the point's own verb."""


def of(words: str, span: tuple[int, int], own: int = 0) -> Stance:
    """The stance of the clause around the span; before `own` the words are lead-ins, and read whole."""
    told = grammar.around(words, span)
    first, last = told[0], told[-1]
    if _is_done_without(words, first, span) or _is_denied_point(words, span):
        return DENIED
    if _is_left_out(words, span, first):
        return EXCLUDED
    if not _is_denied(last, span, own):  # a match ends with what could not be said before
        return conditions.of_assertion(last if last.bounds else first, words[span[1] :])
    return conditions.of_denial(last.bounds or first.bounds) or DENIED


def _is_done_without(words: str, clause: Clause, span: tuple[int, int]) -> bool:
    """True if the span is what something is done without: "without our storing where you are"."""
    if _DOING.match(words, span[0]) and _WITHOUT.search(words[max(0, span[0] - CLAUSE_LIMIT) : span[0]]):
        return True
    first = clause.opener if clause.role is Role.EXCEPTION else max(clause.opener, span[0])
    last = span[1] + RELATIVE_LIMIT if clause.role is Role.EXCEPTION else span[1]
    return _WITHOUT_DOING.search(words, first, last) is not None


def _is_denied_point(words: str, span: tuple[int, int]) -> bool:
    """True if the span opens a further point of what is not done: "shall not: (i) ...; (ii) sell data"."""
    opened = [found.end() for found in _DENIES_POINTS.finditer(words, 0, span[0])]
    points = [found.end() for found in _FURTHER_POINT.finditer(words, opened[-1], span[0])] if opened else []
    return bool(points) and span[0] - points[-1] <= POINT_LIMIT and ". " not in words[opened[-1] : span[0]]


def _is_left_out(words: str, span: tuple[int, int], clause: Clause) -> bool:
    """True if the span is what its clause leaves out, or is said to be left out of something."""
    start, end = span
    before = clause.words[clause.opener : start]
    if clause.role is Role.EXCEPTION and _EXCLUSION.search(before + " "):
        return True
    return bool(
        _EXCLUSION.search(before)
        or _EXCLUDES.match(words, start)
        or _LEFT_OUT.search(clause.words, start, end)
        or _is_carved_out(before, words, span)
    )


def _is_denied(clause: Clause, span: tuple[int, int], own: int) -> bool:
    """True if a clause denies what is said at the span."""
    if clause.role in (Role.CONDITION, Role.EXCEPTION):
        return False
    start, end = span
    reach = RELATIVE_LIMIT if clause.role is Role.RELATIVE else CLAUSE_LIMIT
    first = max(clause.opener, start - reach if start - own > reach else 0)
    said = _NO_DENIAL.sub(" ", clause.words[first:end])
    times = sum(1 for _ in _REVERSING.finditer(said))
    times += bool(
        _DENIAL.search(said)
        or _NO_SUBJECT.match(said)
        or _NO_SUCH.search(clause.words, first, start)
        or _DENIED_AFTERWARDS.match(clause.words, end)
    )
    return times % 2 == 1


def of_duty(words: str, span: tuple[int, int], own: int = 0) -> Stance | None:
    """The stance of a duty or a grant that one does not have, or that something is left out of.

    It is denied where one does not have it ("you are not required to ..."), and excluded where something is
    left out of it ("claims that are not subject to arbitration"); None if neither is so.
    """
    start, end = span
    before = words[actors.clause_start(words, start, own) : start]
    relieved = _RELIEVES.search(_WHICH_NEED_NOT.sub(" ", before + words[start:end]))
    if relieved and not (relieved[0].startswith("no ") and _BEYOND.match(words, end)):
        return DENIED
    left_out = (
        _IS_EXCLUDED_FROM.search(words, start, end)
        or _NOTHING_PREVENTS.search(before)
        or _is_carved_out(before, words, span)
    )
    return EXCLUDED if left_out else None


_HAS_NO_RIGHT = Gated(
    r"\b(?:you|users?|customers?) (?:cannot|can't|may not|(?:are|will be) (?:unable|not able) to"
    r"|(?:do|does|will) not have (?:the|any|a) (?:right|option|ability|choice|way) to"
    r"|ha(?:ve|s) no (?:right|option|ability|choice|way) (?:to|of)|ha(?:ve|s) no)"
    r"(?: (?!you\b|we\b|and\b|or\b|but\b)[\w']+){0,3} ?$"
    r"|\bthere is no (?:right|option|ability|choice|way) (?:to|of)(?: \w+){0,2} ?$"
)
"""Right before a right that one does not have: "you cannot opt out of"."""


def of_right(words: str, span: tuple[int, int], own: int = 0) -> Stance | None:
    """Denied if one does not have a right; excluded if something is left out of it; else None."""
    before = words[actors.clause_start(words, span[0], own) : span[0]]
    clause = grammar.around(words, span)[0]
    if clause.role is Role.MAIN and _HAS_NO_RIGHT.search(clause.words, clause.opener, span[0]):
        return DENIED
    return EXCLUDED if _is_carved_out(before, words, span) else None


def of_rule(words: str, span: tuple[int, int], *, bans: bool = False, imposes: bool = False) -> Stance:
    """The stance of what no negation denies: a limit, a ban, a right.

    It depends on a condition where the text says "only if", on opting out and on an agreement of both sides.
    What the user chooses to do makes a grant conditional.
    """
    clause = grammar.around(words, span)[0]
    if bans:
        if _NOTHING_PREVENTS.search(clause.words, clause.opener, span[1]):
            return DENIED
        if _ALLOWS.search(clause.words, clause.opener, span[1]):
            return DENIED
        if _GIVES_BACK.search(clause.sentence) and not _SPARINGLY.search(clause.sentence):
            return DENIED
        return ASSERTED  # with an exception too: what is forbidden stays forbidden
    return conditions.of_rule(clause, span, words, chosen=imposes)


def of_lead_in(lead_in: str) -> Stance | None:
    """Excluded if a lead-in leaves its items out of what it says: "we are not liable, except for:"."""
    return EXCLUDED if _ENDS_EXCEPTING.search(lead_in) else None


def is_fronted(words: str, span: tuple[int, int]) -> bool:
    """True if the span stands before the verb of its clause, so that another one may carry what is said."""
    return grammar.around(words, span)[0].is_before_verb(span[1])


def _is_carved_out(before: str, words: str, span: tuple[int, int]) -> bool:
    start, end = span
    is_subject = _ARTICLE.search(before) is not None
    return bool(
        _NOT_SUBJECT.search(before)
        or _DOES_NOT_APPLY.match(words, end)
        or (is_subject and _REACHES_NOT.match(words, start, end))
    )


def contrast(words: str, end: int) -> int:
    """Where something opposed to what ends at `end` begins ("however, ..."); the length if nowhere."""
    found = _CONTRAST.search(words, end)
    if found is None and _CONCEDES.search(words, 0, end):
        found = _AFTER_CONCESSION.search(words, end)
    return found.end() if found else len(words)
