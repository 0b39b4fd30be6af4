"""What the rules of a taxonomy find in a unit, and what all of its words are like where no rule fits.

Nothing outside the unit matters but the headings above it, and these only to what its words are like.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from archiver.provisions.detection import category_matches, labelled, likeness, occurrences
from archiver.provisions.detection.category_matches import CategoryMatch
from archiver.provisions.detection.prefilter import Literals, Prefilter
from archiver.provisions.detection.vetoes import UnitVetoes, Vetoes
from archiver.provisions.stances import ASSERTED, Stance
from archiver.provisions.taxonomy import Category, Polarity, Rule, Taxonomy
from archiver.provisions.text.units import Unit, UnitKind
from archiver.provisions.wording import actors, polarity

Candidate = tuple[Category, int, Rule]
"""A rule with its category, and its place there from 0, the strongest wording."""


class RuleReader:
    """All patterns of a taxonomy behind one scan for their literals."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._rules: list[Candidate] = [
            (category, strength, rule)
            for category in taxonomy.categories.values()
            for strength, rule in enumerate(category.rules)
        ]
        self._prefilter = Prefilter([rule for _, _, rule in self._rules])
        self._vetoes = Vetoes(taxonomy)
        scan = Literals({*self._prefilter.literals, *self._vetoes.literals})
        self._within = functools.lru_cache(maxsize=1)(scan.within)

    def candidates(self, words: str) -> list[Candidate]:
        """The rules whose literals all occur, among them all that match."""
        return [self._rules[number] for number in self._prefilter.passing(self._within(words))]

    def ruled(self, unit: Unit) -> tuple[CategoryMatch, ...]:
        """The categories that rules find, with the stance that they read, before labels decide."""
        candidates = self.candidates(unit.words)
        if not candidates:
            return ()
        vetoes = self._vetoes.of(unit, self._within(unit.words))
        found = _stated(unit, candidates, vetoes)
        if not found or vetoes.rule_out_all():
            return ()
        return tuple(_unless_contradicted(match, unit, candidates, vetoes) for match in found)

    def alike(self, unit: Unit, besides: Collection[str], weights: likeness.Weights) -> list[CategoryMatch]:
        """The categories, besides some, that no pattern finds and all words of the unit speak for.

        None in a table's row, whose cells may say different things.
        """
        if unit.kind is UnitKind.ROW:
            return []
        likely = [
            self.taxonomy.categories[category]
            for category in weights.likely(unit.words, unit.headings, labelled.LIKELY)
            if category not in besides
        ]
        if not likely:
            return []
        vetoes = self._vetoes.of(unit, self._within(unit.words))
        if vetoes.rule_out_all():
            return []
        found = []
        for category in likely:
            span = weights.telling(unit.words, unit.own, category.id)
            whole = (unit.own, len(unit.words))  # all of its words count, so all vetoes do
            if not vetoes.rule_out(category, [span, whole]):
                found.append(category_matches.unruled(category, _stance(category, unit, [span]), span))
        return found


def speaks_of(unit: Unit, categories: Iterable[Category]) -> bool:
    """True if a pattern of one of these categories fits a unit, also if it points elsewhere: "read how to".

    No other pattern is looked at, so that a document of which all units are known needs no reader.
    """
    rules = (rule for category in categories for rule in category.rules)
    return any(next(occurrences.of_rule(rule, unit), None) for rule in rules)


def _stated(unit: Unit, candidates: Sequence[Candidate], vetoes: UnitVetoes) -> list[CategoryMatch]:
    """The first match of each category, or of each of its polarities in a row, whose cells can say both."""
    found: dict[tuple[str, Polarity], CategoryMatch] = {}
    done: dict[str, CategoryMatch] = {}
    for category, strength, rule in candidates:
        before = done.get(category.id)
        if before and not rule.says:
            continue
        for spans in occurrences.at_their_verbs(category, unit, occurrences.of_rule(rule, unit)):
            if before and not occurrences.overlap(before.spans, spans):
                continue
            if not rule.says and vetoes.rule_out(category, spans):
                continue
            stance = _as_written(rule) or _stance(category, unit, spans)
            if before:  # wording of its own says more than the pattern that it is part of
                del found[category.id, before.polarity]
            match = category_matches.ruled(category, strength, rule, spans, stance)
            found.setdefault((category.id, match.polarity), match)
            if not (category.negatable and unit.kind is UnitKind.ROW):
                done[category.id] = match
                break
    return list(found.values())


def _as_written(rule: Rule) -> Stance | None:
    """What a rule says whose wording has a polarity of its own."""
    return Stance(polarity=rule.says) if rule.says else None


def _stance(category: Category, unit: Unit, spans: Sequence[tuple[int, int]]) -> Stance:
    if led := _led_in(category, unit):
        return led
    if category.negatable:
        return polarity.of(unit.words, spans[0], unit.own)
    if category.mutual and actors.is_mutual(unit.words, spans[0]):
        return Stance(polarity=Polarity.MUTUAL)
    relieved = category.imposes and polarity.of_duty(unit.words, spans[0], unit.own)
    if not relieved and category.shared and actors.is_alike(unit.words, spans[0]):
        return Stance(polarity=Polarity.MUTUAL)
    if category.grants and not relieved:
        relieved = polarity.of_right(unit.words, spans[0], unit.own)
    return relieved or polarity.of_rule(unit.words, spans[0], bans=category.bans, imposes=category.imposes)


def _led_in(category: Category, unit: Unit) -> Stance | None:
    """What an item's lead-in says of it: "these limits do not apply to:", "we owe nothing, except for:"."""
    own = unit.own
    if not own or unit.kind is UnitKind.ROW:
        return None
    for rule in category.rules:
        if rule.says and all(phrase.search(unit.words, 0, own) for phrase in rule.phrases):
            return _as_written(rule)
    return None if category.negatable or category.grants else polarity.of_lead_in(unit.words[:own])


def _unless_contradicted(
    match: CategoryMatch, unit: Unit, candidates: Sequence[Candidate], vetoes: UnitVetoes
) -> CategoryMatch:
    """The match, or what contradicts its denial in the same passage: "we do not sell; however, ..."."""
    if match.polarity is not Polarity.DENIES or unit.kind is UnitKind.ROW:
        return match
    begin = polarity.contrast(unit.words, max(end for _, end in match.spans))
    if begin == len(unit.words):
        return match
    for category, strength, rule in candidates:
        if category is not match.category:
            continue
        for spans in occurrences.of_rule(rule, unit):
            if (
                spans[0][1] > begin
                and (_as_written(rule) or _stance(category, unit, spans)) == ASSERTED
                and (rule.says or not vetoes.rule_out(category, spans))
            ):
                return replace(
                    match, stance=ASSERTED, ruled=ASSERTED, rule=rule, strength=strength, spans=spans
                )
    return match
