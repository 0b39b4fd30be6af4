"""The parameters of a provision, read from its own words.

A value is read only from a finding of its category, and only where the words around it say what it is the
value of: "30 days" of another matter is worse than none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from archiver.provisions.findings import Finding
from archiver.provisions.parameters import caps, durations, seats
from archiver.provisions.parameters.durations import DURATION, NUMBER
from archiver.provisions.parameters.parameter import Measure, Parameter, ParameterKind
from archiver.provisions.parameters.seats import NAME, OF_LAW, PLACE

REMEMBERED = 5_000
"""Passages whose values are remembered: those of a document, whose next version has most of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Reading:
    """How one kind of value is stated in findings of some categories."""

    kind: ParameterKind
    categories: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    measure: Callable[[re.Match[str]], Measure | None]
    needs: re.Pattern[str] | None = None
    """What the sentence of the value must say."""
    never: re.Pattern[str] | None = None
    """What the sentence of the value must not say: then it is of another matter."""
    below: re.Pattern[str] | None = None
    """What the last heading, or the excerpt before the passage (a column's header, a lead-in), must say."""


def read(finding: Finding) -> tuple[Parameter, ...]:
    """The parameters that a provision states, in its order; each value of a kind once."""
    found: dict[tuple[ParameterKind, str], Parameter] = {}
    above = finding.headings[-1] if finding.headings else ""
    for start, passage in finding.stretches():
        for reading in _BY_CATEGORY.get(finding.category, ()):
            if reading.below is None or reading.below.search(above):
                for one in _read(reading, passage):
                    placed = replace(one, start=start + one.start, end=start + one.end)
                    found.setdefault((one.kind, one.measure.value), placed)
        above = f"{above} {passage}"
    return tuple(sorted(found.values(), key=lambda one: one.start))


def values(finding: Finding) -> frozenset[tuple[ParameterKind, str]]:
    """The same without where they stand."""
    return frozenset((one.kind, one.measure.value) for one in read(finding))


def stated(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those strong that state a period, an age or a sum, which no mere mention does.

    In 24 platforms' texts 19 of 2,158 weak passages did: 18 were of their category, one was arguable. Names,
    as of who conducts an arbitration, stand in many that only go into its costs or its course.
    """
    for one in findings:
        is_sure = one.weak and any(value.measure.amount is not None for value in read(one))
        yield replace(one, weak=False) if is_sure else one


def categories(kind: ParameterKind) -> frozenset[str]:
    """Ids of the categories whose provisions state values of this kind."""
    return frozenset(one for reading in _READINGS if reading.kind is kind for one in reading.categories)


@functools.lru_cache(maxsize=REMEMBERED)
def _read(reading: _Reading, passage: str) -> tuple[Parameter, ...]:
    """The values in a passage, which are counted from its beginning."""
    return tuple(_values(reading, passage))


def _values(reading: _Reading, passage: str) -> Iterator[Parameter]:
    matches = (match for pattern in reading.patterns for match in pattern.finditer(passage))
    for match in matches:
        sentence = _sentence(passage, match)
        if reading.needs and not reading.needs.search(sentence):
            continue
        if reading.never and reading.never.search(sentence):
            continue
        measure = reading.measure(match)
        if measure is not None:
            yield Parameter(
                kind=reading.kind,
                measure=measure,
                words=match[0],
                start=match.start(),
                end=match.end(),
            )


_SENTENCE_END = re.compile(r"(?<=[a-z)0-9][.!?]) (?=[A-Z(])|\n")


def _sentence(passage: str, match: re.Match[str]) -> str:
    ends = [one.end() for one in _SENTENCE_END.finditer(passage, 0, match.start())]
    after = _SENTENCE_END.search(passage, match.end())
    return passage[ends[-1] if ends else 0 : after.start() if after else len(passage)]


def _words(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


_AT_LEAST = r"(?:(?:at least|no(?:t)? (?:less|fewer|later|sooner|earlier) than|a minimum of|minimum) )"
_NOTICE = r"(?: of)?(?: (?:prior|advance|advanced|written|reasonable|email|e-mail))*,? notice"
_PRICE = r"\b(?:pric(?:e|es|ing)|subscription fees?|fees|subscription cost)\b"
_DUR = DURATION
_SCC = r"\bSCCs?\b|standard contractual clauses|clause 1[78]|\bdata (?:subject|exporter)"
_CHANGES = frozenset({"unilateral-change-of-terms"})
_FEES = frozenset({"price-change"})
_COURT = r"[Cc]ourts?(?: of competent jurisdiction)?(?: (?:located|sitting|situated|based|residing))?"

_NO_UPDATE = (
    r"(?! (?:of|after|following) (?:the|any|such|this|each|our)(?: \w+){0,4}? (?:change|update|modif))"
)
"""Who may opt out of a change of the clause has a time of its own for that."""
_READINGS = (
    _Reading(
        kind=ParameterKind.CHANGE_NOTICE,
        categories=_CHANGES,
        patterns=(
            _words(rf"{_DUR}{_NOTICE}"),
            _words(rf"{_AT_LEAST}{_DUR} (?:prior to|before|in advance|from when|after|from the date)"),
        ),
        measure=durations.duration,
        never=_words(
            rf"{_PRICE}|arbitration|opt[- ]?out|\bAPI\b.{{0,40}}deprecat|terminat\w+ (?:this|the|your)"
        ),
    ),
    _Reading(
        kind=ParameterKind.CHANGE_NOTICE,
        categories=_CHANGES,
        patterns=(
            _words(
                rf"(?:effective|(?:take|come into|go into) effect|binding|apply) (?:{_AT_LEAST})?{_DUR}"
                r" (?:after|from|following)"
            ),
        ),
        measure=durations.duration,
        never=_words(rf"{_PRICE}|arbitration|opt[- ]?out"),
    ),
    _Reading(
        kind=ParameterKind.PRICE_NOTICE,
        categories=_FEES,
        patterns=(_words(rf"{_PRICE}[^.;]{{0,120}}?{_DUR}(?:{_NOTICE}| (?:in advance|prior to|before))"),),
        measure=durations.duration,
        needs=_words(r"increas|chang|rais|modif|adjust|updat"),
        never=_words(r"arbitration|invoice"),
    ),
    _Reading(
        kind=ParameterKind.RENEWAL_NOTICE,
        categories=frozenset({"auto-renewal"}),
        patterns=(
            _words(
                rf"(?:cancel|terminat|notice|notif|non-renew|opt)\w*[^.;]{{0,170}}?(?:{_AT_LEAST})?{_DUR}"
                r"(?: (?:written|prior|advance))*(?: notice)? (?:before|prior to|in advance of)"
                r"[^.;]{0,60}?(?:renew|end\b|expir|last day|\bterm\b|billing)"
            ),
        ),
        measure=durations.duration,
        never=_words(rf"{_PRICE}[^.;]{{0,40}}(?:increas|chang)"),
    ),
    _Reading(
        kind=ParameterKind.REFUND_WINDOW,
        categories=frozenset({"no-refunds"}),
        patterns=(
            _words(
                rf"(?:refund|cancel|withdraw)\w*[^.;]{{0,140}}?(?:within|during(?: the)?|up to)(?: a "
                rf"period of)? {_DUR}"
                r" (?:of|from|after|following)[^.;]{0,40}?(?:purchase|payment|subscri|order|sign|start"
                r"|charge|date)"
            ),
        ),
        measure=durations.duration,
        never=_words(r"invoice|we will refund|will be (?:issued|processed|refunded)|non-conformity|terminat"),
    ),
    _Reading(
        kind=ParameterKind.RETENTION,
        categories=frozenset({"data-retention", "retention-after-deletion"}),
        patterns=(
            _words(
                r"\b(?:retain|retention|kept|keep|stor|held|hold|delet|remov|eras|purg|"
                r"preserv)\w*\b[^.;|]{0,110}?"
                r"\b(?:within|for|up to|no (?:longer|later|more) than|after|maximum(?: period)? of)"
                r"(?: (?:up to|at least|approximately|about|a (?:(?:maximum|minimum|limited) )?(?:period )?of"
                rf"(?: up to)?|a maximum of|the))? {_DUR}"
            ),
        ),
        measure=durations.duration,
        never=_words(r"respon[ds]|invoice|days['’] notice|cookie|notif\w+ us|inactiv|objec"),
    ),
    _Reading(
        kind=ParameterKind.RETENTION,
        categories=frozenset({"data-retention", "retention-after-deletion"}),
        patterns=(
            _words(
                rf"(?:^|[:;,] |\b(?:for|during|within) (?:up to )?){_DUR} (?:from|after|following|starting)\b"
            ),
        ),
        measure=durations.duration,
        never=_words(r"respon[ds]|days['’] notice|notif\w+ us|objec"),
        below=_words(r"\b(?:retention|retain|how long|we keep|storage period)\b"),
    ),
    _Reading(
        kind=ParameterKind.MINIMUM_AGE,
        categories=frozenset({"minimum-age"}),
        patterns=(
            _words(
                rf"(?:(?:must|should|need to) be|you (?:are|confirm that you are)|that you are|only if "
                rf"you are|user is)"
                rf" (?:at least |age |aged |over )?(?P<number>\b{NUMBER})[- ]?(?:years?|or older|and "
                rf"older|or over)"
            ),
        ),
        measure=durations.age,
        never=_words(
            r"parent|guardian|\bagent\b|feature|\bbeta\b|\bif you are\b|under the age of (?:18|"
            r"eighteen) shall"
            r"|adult content"
        ),
    ),
    _Reading(
        kind=ParameterKind.MINIMUM_AGE,
        categories=frozenset({"minimum-age"}),
        patterns=(
            _words(
                r"not (?:be )?(?:directed|intended|designed|address|available|permitted)"
                r"[^.;]{0,80}?(?:under|below|younger than)(?: the age of)?"
                rf" (?P<number>\b{NUMBER})(?! or older)"
            ),
            _words(
                rf"(?:under|below)(?: the age of)? (?P<number>\b{NUMBER})(?: years old| years of age)?"
                r" (?:are|is|may) not (?:permitted|allowed|authori[sz]ed|be)? ?(?:to )?use"
            ),
        ),
        measure=durations.age,
        never=_words(r"parent|guardian|other than|residents|\bagent\b|knowingly"),
    ),
    _Reading(
        kind=ParameterKind.LIABILITY_CAP,
        categories=frozenset({"limitation-of-liability"}),
        patterns=(caps.CAP,),
        measure=caps.cap,
        needs=_words(r"liab|damages"),
        never=_words(r"super[- ]cap|excluded claims|indemnif\w+ obligations? (?:under|in) this"),
    ),
    _Reading(
        kind=ParameterKind.GOVERNING_LAW,
        categories=frozenset({"choice-of-law"}),
        patterns=(
            re.compile(rf"(?:governed|construed|interpreted)(?:(?![Cc]ourt)[^.;]){{0,60}}?\b{OF_LAW}{PLACE}"),
            re.compile(rf"\b{OF_LAW}{PLACE}(?:, [^.;]{{0,80}}?,)? (?:will |shall )?govern"),
        ),
        measure=seats.place,
        never=_words(rf"{_SCC}|\binformation\b|transfer|compl(?:y|ies|iance) with|and the laws of"),
    ),
    _Reading(
        kind=ParameterKind.GOVERNING_LAW,
        categories=frozenset({"choice-of-law"}),
        patterns=(
            re.compile(rf"governed by[^;]{{4,160}}? and the laws of the (?:State|Commonwealth) of {PLACE}"),
        ),
        measure=seats.place,
        needs=_words(r"federal"),
        never=_words(rf"{_SCC}|\binformation\b|transfer|compl(?:y|ies|iance) with"),
    ),
    _Reading(
        kind=ParameterKind.GOVERNING_LAW,
        categories=frozenset({"choice-of-law"}),
        patterns=(re.compile(rf"(?:subject to|in accordance with|under|by)[^.;]{{0,60}}?\b{OF_LAW}{PLACE}"),),
        measure=seats.place,
        never=_words(rf"{_SCC}|court|\binformation\b|transfer|compl(?:y|ies|iance) with|and the laws of"),
    ),
    _Reading(
        kind=ParameterKind.GOVERNING_LAW,
        categories=frozenset({"choice-of-law"}),
        patterns=(
            re.compile(rf"(?:governed by|according to|accordance with) (?:the )?{PLACE} laws?\b"),
            re.compile(
                rf"(?:^|(?<=[.,)] ))(?P<place>{NAME}(?: {NAME})?) law (?:will |shall )?(?:govern|appl)"
            ),
        ),
        measure=seats.place,
        never=_words(rf"{_SCC}|\binformation\b"),
    ),
    _Reading(
        kind=ParameterKind.VENUE,
        categories=frozenset({"jurisdiction", "choice-of-law"}),
        patterns=(re.compile(rf"{_COURT} (?:of|in|within) {PLACE}(?! \(for)"),),
        measure=seats.place,
        needs=_words(
            r"exclusive|must be (?:brought|filed|litigated)|will be (?:brought|submitted|heard|resolved)"
            r"|(?:shall|will) have jurisdiction|submit(?:s|ted)? to"
        ),
        never=_words(rf"{_SCC}|arbitra(?:l|tion) award|injunctive|small claims|residen(?:ce|ts)"),
    ),
    _Reading(
        kind=ParameterKind.ARBITRATION_PROVIDER,
        categories=frozenset({"arbitration"}),
        patterns=(seats.PROVIDER,),
        measure=seats.provider,
        needs=_words(r"arbitrat|\brules\b|administer"),
        never=_words(r"unavailable|unable|unwilling|not available|another|instead"),
    ),
    _Reading(
        kind=ParameterKind.ARBITRATION_SEAT,
        categories=frozenset({"arbitration"}),
        patterns=(
            re.compile(
                rf"(?:(?:seat|place|location|venue)(?: of (?:the )?(?:arbitration|arbitral tribunal))? "
                rf"(?:shall|will)"
                rf" be(?: in)?|[Aa]rbitration (?:hearing )?(?:shall|will) (?:take place|be (?:held|"
                rf"conducted|seated))(?: in English)? in)"
                rf" (?!English\b){PLACE}"
            ),
        ),
        measure=seats.place,
    ),
    _Reading(
        kind=ParameterKind.OPT_OUT_WINDOW,
        categories=frozenset({"arbitration", "class-action-waiver"}),
        patterns=(
            _words(rf"(?:opt(?:ing)?[- ]?out|reject)(?:[^.;]|\.\b){{0,240}}?within {_DUR}{_NO_UPDATE}"),
            _words(rf"within {_DUR}{_NO_UPDATE}(?:[^.;]|\.\b){{0,240}}?\bopt(?:ing)?[- ]?out"),
            _words(rf"\bnotice\b[^.;]{{0,80}}within {_DUR}[^.]{{0,200}}\bbound to arbitrate"),
        ),
        measure=durations.duration,
        never=_words(r"claim process|batch|mediat"),
    ),
    _Reading(
        kind=ParameterKind.CLAIM_PERIOD,
        categories=frozenset({"claim-time-limit"}),
        patterns=(
            _words(
                rf"(?:brought|bring|commenced?|filed?|initiate\w*|institut\w+|begin|begun|"
                rf"asserted)[^.;]{{0,140}}?"
                rf"within {_DUR} (?:of|from|after|following)"
            ),
        ),
        measure=durations.duration,
    ),
)
_BY_CATEGORY = {
    category: tuple(reading for reading in _READINGS if category in reading.categories)
    for category in frozenset().union(*(reading.categories for reading in _READINGS))
}
