"""What the passages of a document mean for its users, by what they say and not by their category alone.

A clause that trains models only after an opt-in takes nothing from who does not opt in; one that limits
liability for other people's websites takes away no remedy. So each sentence, and the severity, depends on the
polarity, on the condition and on what the best passage states (`features` of the taxonomy), and on what other
passages of the document add: a way out, an exception. What is not carried by the text is not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archiver.provisions import conventions, provisos, statements
from archiver.provisions.findings import Finding
from archiver.provisions.folding import fold
from archiver.provisions.patterns import Phrase
from archiver.provisions.taxonomy import Category, Condition, Polarity

TURNED = frozenset({Polarity.DENIES, Polarity.EXCLUDES})
"""What is said of texts that say so is not so of a text whose best passage says this."""
AGREED = frozenset({Condition.OPT_IN, Condition.CONSENT})
"""Conditions that the user has to meet before anything is done."""
AGREE = "Agree only if you want it, and note how the agreement can be taken back."
"""What users can do about what is not done before they agree."""
_MILDER = {"high": "medium", "medium": "medium", "low": "low"}
"""The severity of what has a way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """What is said of the passages of one document, each part empty if they do not carry it."""

    effect: str
    """What it means for the user."""
    action: str
    """What the user can do."""
    severity: str
    """Of these passages; empty if they say that it is not so, or leave something out of it."""
    known: frozenset[str]
    """What holds of them: polarity, condition, features."""
    way_out: Finding | None
    """Another passage than the best, that is a way out of it."""


def of(category: Category, best: Finding, others: Sequence[Finding], ways_out: Sequence[Finding]) -> Sense:
    """The sense of a document's best passage, beside its other ones and the ways out elsewhere in it."""
    way_out = _way_out(category, best, others, ways_out)
    known = _known(category, best, others)
    if way_out:
        known |= {statements.WAY_OUT}
    return Sense(
        effect=statements.told(category.effect, known),
        action=AGREE if _waits(category, best) else statements.told(category.action, known),
        severity=_severity(category, best, known),
        known=frozenset(known),
        way_out=way_out,
    )


def _way_out(
    category: Category, best: Finding, others: Sequence[Finding], ways_out: Sequence[Finding]
) -> Finding | None:
    """What lets users leave, where the advice of the category asks for it and the best passage has it not."""
    if best.polarity in TURNED or best.condition or not _asks_for_way_out(category):
        return None
    elsewhere = [
        one
        for one in ways_out
        if one.condition is Condition.OPT_OUT
        or (one.category in conventions.WAYS_OUT and one.polarity not in TURNED)
    ]
    found = [*(one for one in others if one.condition is Condition.OPT_OUT), *elsewhere]
    return max(found, key=lambda one: provisos.offers_way_out(fold(one.excerpt)), default=None)


def _asks_for_way_out(category: Category) -> bool:
    return any(statements.WAY_OUT in one.needs for one in category.action)


def _known(category: Category, best: Finding, others: Sequence[Finding]) -> set[str]:
    known = {best.polarity.value} | features(best.excerpt, category.features)
    if best.condition:
        known.add(best.condition.value)
    if best.condition is Condition.OPT_OUT:
        known.add(statements.WAY_OUT)
    if best.polarity not in TURNED:
        known.add(statements.SO)
    said = {one.polarity for one in others}
    if Polarity.EXCLUDES in said:
        known.add(statements.CARVED_OUT)
    if Polarity.DENIES in said:
        known.add(statements.KEPT_OUT)
    return known


def features(excerpt: str, named: Mapping[str, Phrase]) -> set[str]:
    """Which features a passage states."""
    words = fold(excerpt)
    return {name for name, phrase in named.items() if phrase.search(words)}


def _severity(category: Category, best: Finding, known: set[str]) -> str:
    """The severity of what the passages state; what is denied, or left out of something, has none."""
    if best.polarity in TURNED:
        return ""
    if _waits(category, best):
        return "low"
    stated = next((one.say for one in category.rated if one.holds(known)), category.severity)
    return _MILDER[stated] if statements.WAY_OUT in known else stated


def _waits(category: Category, best: Finding) -> bool:
    """True if something that the provider does waits for the user's agreement."""
    return category.negatable and best.condition in AGREED
