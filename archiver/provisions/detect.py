"""Which provisions a text states: what rules and models find in its units, and how sure that is.

Nothing outside the unit matters: equal units have equal matches, so each distinct unit is read once, however
many versions and documents it is in. Only if a match is strong depends on the headings above it too.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive_repo.text.kinds import DocumentKind
from archiver.provisions import findings, taxonomy
from archiver.provisions.detection import (
    category_matches,
    conventions,
    labelled,
    likeness,
    mentions,
    other_languages,
    provisos,
    quoted,
    readable_languages,
    rule_reader,
    second_opinion,
)
from archiver.provisions.detection.category_matches import CategoryMatch
from archiver.provisions.detection.provisos import Proviso
from archiver.provisions.detection.rule_reader import RuleReader
from archiver.provisions.findings import Finding
from archiver.provisions.taxonomy import Polarity, Taxonomy
from archiver.provisions.text import units
from archiver.provisions.text.units import Unit, UnitKind

CODE = 67
"""Version of the code of units, patterns, polarity, detection and events; raise it when their results
change."""


class Detector:
    """Reads units by the rules and models of a taxonomy, and remembers those that it has read."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._chances: dict[tuple[object, ...], float] = {}
        self._known: dict[tuple[object, ...], tuple[CategoryMatch, ...]] = {}
        self._ruled_of: dict[tuple[object, ...], tuple[CategoryMatch, ...]] = {}

    @functools.cached_property
    def rules(self) -> RuleReader:
        """What reads the rules, made when there is something new to read."""
        return RuleReader(self.taxonomy)

    def matches(self, unit: Unit) -> tuple[CategoryMatch, ...]:
        """The categories that the unit states, with at most one match for each polarity of each."""
        key = identity(unit)
        found = self._known.get(key)
        if found is None:
            ruled = self._ruled(unit, key[:2])
            alike = self.rules.alike(unit, {match.category.id for match in ruled}, likeness.model())
            every = (*ruled, *(decided(match, unit) for match in alike))
            found = self._known[key] = category_matches.each_polarity(every)
        return found

    def _ruled(self, unit: Unit, key: tuple[object, ...]) -> tuple[CategoryMatch, ...]:
        """What rules find in a unit: a third of those of a history differ only in the headings above."""
        found = self._ruled_of.get(key)
        if found is None:
            found = self._ruled_of[key] = tuple(decided(match, unit) for match in self.rules.ruled(unit))
        return found

    def known(self, unit: Unit) -> list[tuple[CategoryMatch, float | None]] | None:
        """What `matches` gave for a unit, each with its `chance`; None for what was not asked."""
        found = self._known.get(identity(unit))
        if found is None:
            return None
        return [(match, self._chances.get(_of_chance(match, unit))) for match in found]

    def teach(self, unit: Unit, told: Sequence[tuple[CategoryMatch, float | None]]) -> None:
        """Take over what `known` told of an equal unit, of a detector of this code and taxonomy."""
        self._known[identity(unit)] = tuple(match for match, _ in told)
        self._chances |= {_of_chance(match, unit): chance for match, chance in told if chance is not None}

    def findings(
        self, text: str, kind: DocumentKind | None = None, *, seconded: bool = False, weak: bool = False
    ) -> list[Finding]:
        """The provisions of a text in its order, of the categories that its `kind` of document can hold.

        With `weak`, those that only a pattern speaks for are among them.

        With `seconded`, the reason says if the wording resembles what was marked as potentially unfair, and
        such passages rank higher; nothing more is found.
        """
        language = readable_languages.identify(text)
        read = units.read(text)
        found = self.among(text, read, kind, language=language, seconded=seconded, weak=weak)
        return findings.shown(text, read, found)

    def among(
        self,
        text: str,
        read: Sequence[Unit],
        kind: DocumentKind | None = None,
        *,
        language: str,
        seconded: bool = False,
        weak: bool = False,
    ) -> list[Finding]:
        """The same for a text whose units were read, in the language of this code; empty if it is unknown.

        The excerpts are no more than their cores: `findings.shown` tells what else is shown.
        """
        if language in readable_languages.BY_LIKENESS:
            found = self._by_likeness(text, read, kind, language)
            return found if weak else [one for one in found if not one.weak]
        if language not in readable_languages.READ:
            return []
        matched = self._matched(read, kind)
        matches = [(match, read[place]) for place, match in matched]
        titles = mentions.titles(read)
        chances = [
            0.0
            if mentions.says_nothing(match, text, unit, titles) or mentions.is_answered_no(read, place)
            else self.chance(match, unit)
            for (place, _), (match, unit) in zip(matched, matches, strict=True)
        ]
        strong = mentions.strong(matches, chances)
        return [
            findings.of_match(
                text,
                read,
                place,
                match,
                chance=chance,
                weak=not is_strong,
                label=self._opinion(read, place, match) if seconded else "",
                proviso=self._proviso(text, read, place, match),
            )
            for (place, match), chance, is_strong in zip(matched, chances, strong, strict=True)
            if weak or is_strong
        ]

    def _matched(self, read: Sequence[Unit], kind: DocumentKind | None) -> list[tuple[int, CategoryMatch]]:
        """The matches in the units of a text, each with the place of its unit."""
        return [
            (place, match)
            for place, unit in enumerate(read)
            for match in self.matches(unit)
            if match.rule or not self._is_led_in(read, place, match)
            if kind is None or kind in match.category.documents
        ]

    def _by_likeness(
        self, text: str, read: Sequence[Unit], kind: DocumentKind | None, language: str
    ) -> list[Finding]:
        """The findings, strong and weak, in a text that no pattern fits."""
        return [
            findings.of_match(text, read, place, match, chance=chance, weak=not is_strong)
            for place, unit in enumerate(read)
            if not other_languages.states_nothing(language, unit)
            for match, chance, is_strong in self._liked(unit, kind, language)
        ]

    def _liked(
        self, unit: Unit, kind: DocumentKind | None, language: str
    ) -> Iterator[tuple[CategoryMatch, float, bool]]:
        """What a unit's words are like where no patterns are known: how likely, and if it is strong."""
        model = other_languages.model(language)
        odds = model.likeness.weighed(other_languages.features(unit.words, unit.headings))
        for category in map(self.taxonomy.categories.__getitem__, odds):
            likely = odds[category.id]
            if likely < other_languages.LIKELY[language]:
                continue
            if kind is not None and kind not in category.documents:
                continue
            stance, probability = model.stance(unit.words, category.id)
            span = model.likeness.telling(unit.words, unit.own, category.id)
            is_strong = likely >= other_languages.SURE[language] and model.is_sure(
                unit.words, stance, probability
            )
            yield category_matches.unruled(category, stance, span), 1 / (1 + math.exp(-likely)), is_strong

    def _is_led_in(self, read: Sequence[Unit], place: int, match: CategoryMatch) -> bool:
        """True if what leads a unit in is a match of the category itself, and shows the unit as its item."""
        if not read[place].own:
            return False
        above = (read[number] for number in range(place - 1, -1, -1))
        leading = next((one for one in above if one.leads_in(read[place])), None)
        return leading is not None and any(one.category is match.category for one in self.matches(leading))

    def _proviso(self, text: str, read: Sequence[Unit], place: int, match: CategoryMatch) -> Proviso | None:
        """What stands beside a passage and makes it depend on the user; None for what is denied anyway."""
        ways_out, unit = match.category.ways_out, read[place]
        if not ways_out or match.polarity not in (Polarity.ASSERTS, Polarity.MUTUAL):
            return None
        if unit.kind is UnitKind.ROW:
            return provisos.of_row(unit, quoted.pieces(unit, match.spans))
        known = self.taxonomy.categories
        leading_out = [known[category] for category in sorted(ways_out)]
        return provisos.behind(text, read, place, lambda below: rule_reader.speaks_of(below, leading_out))

    def is_strong(self, match: CategoryMatch, unit: Unit) -> bool:
        """True if a match by itself is likely to be a provision, and no mere mention of its subject."""
        return self.chance(match, unit) >= labelled.STRONG

    def chance(self, match: CategoryMatch, unit: Unit) -> float:
        """How likely a match is to be a provision of its category, from 0, a mere mention, to 1."""
        key = _of_chance(match, unit)
        if key not in self._chances:
            self._chances[key] = (
                0.0
                if mentions.is_mention(match, unit.words)
                else labelled.chance(match.category, unit, match.spans, match.ruled, rank=match.rank)
            )
        return self._chances[key]

    def _opinion(self, read: Sequence[Unit], place: int, match: CategoryMatch) -> str:
        """The label that the model gives the passage, if it speaks to the match's category; else empty."""
        labels = [
            label for label, categories in second_opinion.LABELS.items() if match.category.id in categories
        ]
        if not labels:
            return ""
        before, here, after = (self._passage(read, at) for at in (place - 1, place, place + 1))
        found = second_opinion.unfair(before, here, after, labels)
        return next((label for label in labels if label in found), "")

    def _passage(self, read: Sequence[Unit], place: int) -> second_opinion.Passage:
        if not 0 <= place < len(read):
            return second_opinion.NOTHING
        found = self.matches(read[place])
        rules = [rule for one in found for rule in (one.category.id, f"{one.category.id}:{one.strength}")]
        return second_opinion.Passage(words=read[place].words, rules=tuple(rules))


def identity(unit: Unit) -> tuple[object, ...]:
    """All of a unit that decides what it states; its place in the text does not."""
    pieces = tuple([(piece.context, piece.column, piece.part) for piece in unit.pieces])
    return unit.words, pieces, unit.headings[-likeness.TITLES :], unit.kind.value


def _of_chance(match: CategoryMatch, unit: Unit) -> tuple[object, ...]:
    """All that decides how likely a match is."""
    return match.category.id, unit.words, match.spans, unit.headings[-likeness.TITLES :], unit.kind


@functools.cache
def detector() -> Detector:
    """The detector of the package's taxonomy; one for the process, so that units are read once."""
    return Detector(taxonomy.load())


@functools.cache
def fingerprint() -> str:
    """Changes with anything that may change what is found; stored with cached results."""
    known = taxonomy.load()
    models = f"{likeness.digest()}.{labelled.digest()}.{other_languages.digest()}"
    return f"{known.version}.{CODE}.{known.digest}.{models}"


def decided(match: CategoryMatch, unit: Unit) -> CategoryMatch:
    """The match with the stance that the labels' model gives it.

    Wording that has a polarity of its own is not asked about.
    """
    if match.rule and match.rule.says:
        return match
    said, turned_by = labelled.stance(match.category, unit, match.spans, match.ruled)
    stance = conventions.settled(match.category.id, unit.words, said, match.ruled)
    return replace(match, stance=stance, turned_by=turned_by if stance == said else ())
