"""Which provisions a unit states: patterns, vetoes and polarity, each finding with its reason.

Nothing outside the unit matters: equal units have equal matches, so each distinct unit is read once, however
many versions and documents it is in. Only if a match is strong depends on the headings above it too.
"""

from __future__ import annotations

import functools
import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import ahocorasick

from archive_repo.text.kinds import DocumentKind
from archiver.provisions import (
    actors,
    conventions,
    labelled,
    likeness,
    opening_titles,
    other_languages,
    polarity,
    provisos,
    quoted,
    readable_languages,
    second_opinion,
    taxonomy,
    units,
)
from archiver.provisions.gated import Gated
from archiver.provisions.patterns import GAP_LIMIT, Phrase, cost
from archiver.provisions.provisos import Proviso
from archiver.provisions.stances import ASSERTED, Stance
from archiver.provisions.taxonomy import Category, Condition, Polarity, Rule, Taxonomy
from archiver.provisions.units import Unit, UnitKind

CODE = 43
"""Version of the code of units, patterns, polarity, detection and events; raise it when their results
change."""
SHORTEST = 3
"""Fewest letters of a literal that is looked for: shorter ones are in every sentence (of 16,400 units)."""
SECONDED = "; the second opinion finds it similar to wording marked as potentially unfair"
BESIDE = "; what stands beside it makes it depend on the user"
EXCERPT_JOINT = " [...] "
LONG_ENOUGH = 300
"""Characters of a passage from which on it is no better to show for being longer."""
WORST_PATTERN = 5
"""Place of a pattern in its category from which on it is no worse to show for standing further down."""

_DEFINES = Gated(
    r"\W*(?:[a-z0-9.()]{1,6} )?(?:the )?(?:terms? )?\"[^\"]{1,80}\"[^.;]{0,80}?"
    r"\b(?:means?|refers? to|ha(?:s|ve) the meaning|is defined)\b"
    r"|\W*+(?:[\w&'/-]++[ \",]++){1,7}(?<!this )(?<!that )(?<!which )(?<!it )(?<!any )(?<!automated )"
    r"(?<!other )(?<!by )"
    r"(?:means (?:the|any|a|an|all|and|each|our|your|those|in|with)|shall mean|ha(?:s|ve) the meaning)\b"
)
_CONCEDED = re.compile(
    r"\b(?:rights?|may|can|discretion)(?:,? (?:but|though|although)|,? \()"
    r"(?: ?(?!(?:not?|never)\b)\w+){0,4}\W{0,2}$"
)
"""Before a duty that is denied: the provider keeps the right, "but is not obliged", to do it all the same."""
_COINED = re.compile(r'\((?:\w+,? ){0,4}"[^"()]{1,80}"\)')
"""A name in brackets behind what it stands for: "ads by what you do ("Targeted Ads")"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryMatch:
    """A category found in a unit's words."""

    category: Category
    stance: Stance
    rule: Rule | None
    """What fits; None if no pattern does, and all words of the passage are like those of its category."""
    strength: int
    """Position of the rule in its category; 0 is the strongest wording."""
    spans: tuple[tuple[int, int], ...]
    """Where in the unit's words each phrase of the rule matched, or the words stand that say most."""
    ruled: Stance
    """What the rules say; `stance` is what remains after the labels' model."""
    turned_by: tuple[str, ...] = ()
    """The features that weighed most where the model does not say what the rules say."""

    @property
    def polarity(self) -> Polarity:
        """What the passage says of the category."""
        return self.stance.polarity

    @property
    def rank(self) -> float | None:
        """Where its rule stands in the category, from 0, the strongest wording, to 1; None without a rule."""
        return self.strength / len(self.category.rules) if self.rule else None

    def words(self, unit: Unit) -> tuple[str, ...]:
        """The words that matched."""
        return tuple(unit.words[start:end] for start, end in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A provision in a text."""

    category: str
    """Id of the category."""
    polarity: Polarity
    excerpt: str
    """The spans of the text, joined by ` [...] `: verbatim."""
    spans: tuple[tuple[int, int], ...]
    headings: tuple[str, ...]
    """The headings above, outermost first."""
    reason: str
    """Which pattern matched which words, and what the second opinion says."""
    rank: float
    """Higher for a better excerpt of its category."""
    key: str
    """The passage's own words: equal for the same passage in another version."""
    condition: Condition | None = None
    """On what it depends, if the polarity is conditional."""
    weak: bool = False
    """True if it is rather a mention of its subject, by what readers said of such passages."""
    matched: tuple[str, ...] = ()
    """Its folded words that matched, or that say most."""

    @property
    def stance(self) -> Stance:
        """What it says, and on which condition."""
        return Stance(polarity=self.polarity, condition=self.condition)


class Detector:
    """All patterns of a taxonomy behind one scan for their literals; remembers the units it has read."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._rules = [
            (category, strength, rule)
            for category in taxonomy.categories.values()
            for strength, rule in enumerate(category.rules)
        ]
        self._bits: dict[str, int] = {}
        self._needs = [self._masks(rule) for _, _, rule in self._rules]
        self._keyed = self._rules_by_key()
        self._scan = _automaton({text: text for text in self._bits})
        vetoes = [*taxonomy.vetoes, *(veto for one in taxonomy.categories.values() for veto in one.vetoes)]
        self._veto_scan = _automaton({literal: literal for veto in vetoes for literal in veto.key})
        self._chances: dict[tuple[object, ...], float] = {}
        self._known: dict[tuple[object, ...], tuple[CategoryMatch, ...]] = {}

    def matches(self, unit: Unit) -> tuple[CategoryMatch, ...]:
        """The categories that the unit states, with at most one match for each polarity of each."""
        key = identity(unit)
        found = self._known.get(key)
        if found is None:
            ruled = self.ruled(unit)
            alike = self.alike(unit, {match.category.id for match in ruled}, likeness.model())
            found = self._known[key] = _each_polarity(decided(one, unit) for one in (*ruled, *alike))
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
        return self.among(text, units.read(text), kind, language=language, seconded=seconded, weak=weak)

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
        """The same for a text whose units were read, in the language of this code; empty if it is unknown."""
        if language in readable_languages.BY_LIKENESS:
            found = self._by_likeness(text, read, kind, language)
            return found if weak else [one for one in found if not one.weak]
        if language not in readable_languages.READ:
            return []
        matched = [
            (place, match)
            for place, unit in enumerate(read)
            for match in self.matches(unit)
            if match.rule or not self._is_led_in(read, place, match)
            if kind is None or kind in match.category.documents
        ]
        chances = [self.chance(match, read[place]) for place, match in matched]
        strong = _strong([match for _, match in matched], chances)
        return [
            _finding(
                text,
                read,
                place,
                match,
                self._opinion(read, place, match) if seconded else "",
                chance=chance,
                weak=not is_strong,
                proviso=self._proviso(text, read, place, match),
            )
            for (place, match), chance, is_strong in zip(matched, chances, strong, strict=True)
            if weak or is_strong
        ]

    def _by_likeness(
        self, text: str, read: Sequence[Unit], kind: DocumentKind | None, language: str
    ) -> list[Finding]:
        """The findings, strong and weak, in a text that no pattern fits."""
        model = other_languages.model(language)
        found = []
        for place, unit in enumerate(read):
            if other_languages.states_nothing(language, unit):
                continue
            odds = model.likeness.weighed(other_languages.features(unit.words, unit.headings))
            for category in map(self.taxonomy.categories.__getitem__, odds):
                if odds[category.id] < other_languages.LIKELY[language]:
                    continue
                if kind is not None and kind not in category.documents:
                    continue
                stance, probability = model.stance(unit.words, category.id)
                match = _unruled(category, stance, model.likeness.telling(unit.words, unit.own, category.id))
                is_strong = odds[category.id] >= other_languages.SURE[language] and model.is_sure(
                    unit.words, stance, probability
                )
                chance = 1 / (1 + math.exp(-odds[category.id]))
                found.append(_finding(text, read, place, match, "", chance=chance, weak=not is_strong))
        return found

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
        return provisos.behind(
            text, read, place, lambda below: not ways_out.isdisjoint(self._spoken_of(below))
        )

    def _spoken_of(self, unit: Unit) -> set[str]:
        """The categories whose patterns fit a unit, also if it points elsewhere: "read how to ..."."""
        return {
            category.id
            for category, _, rule in self.candidates(unit.words)
            if next(_occurrences(rule, unit), None)
        }

    def is_strong(self, match: CategoryMatch, unit: Unit) -> bool:
        """True if a match by itself is likely to be a provision, and no mere mention of its subject."""
        return self.chance(match, unit) >= labelled.STRONG

    def chance(self, match: CategoryMatch, unit: Unit) -> float:
        """How likely a match is to be a provision of its category, from 0, a mere mention, to 1."""
        key = _of_chance(match, unit)
        if key not in self._chances:
            self._chances[key] = (
                0.0
                if _is_mention(match, unit.words)
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

    def ruled(self, unit: Unit) -> tuple[CategoryMatch, ...]:
        """The same with the stance that the rules read, before labels decide."""
        candidates = self.candidates(unit.words)
        if not candidates:
            return ()
        found: dict[tuple[str, Polarity], CategoryMatch] = {}
        done: dict[str, CategoryMatch] = {}
        deciding = {literal for _, literal in self._veto_scan.iter(unit.words)}
        for category, strength, rule in candidates:
            before = done.get(category.id)
            if before and not rule.says:
                continue
            for spans in _at_their_verbs(category, unit, _occurrences(rule, unit)):
                if before and not _overlap(before.spans, spans):
                    continue
                if rule.says or not _is_vetoed(category, unit, spans, deciding):
                    stance = _as_written(rule) or _stance(category, unit, spans)
                    match = CategoryMatch(
                        category=category,
                        stance=stance,
                        rule=rule,
                        strength=strength,
                        spans=spans,
                        ruled=stance,
                    )
                    if before:  # wording of its own says more than the pattern that it is part of
                        del found[category.id, before.polarity]
                    found.setdefault((category.id, stance.polarity), match)
                    if not (category.negatable and unit.kind is UnitKind.ROW):  # a row's cells can say both
                        done[category.id] = match
                        break
        if not found or self._is_unused(unit, deciding):
            return ()
        return tuple(_unless_contradicted(match, unit, candidates, deciding) for match in found.values())

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
        deciding = {literal for _, literal in self._veto_scan.iter(unit.words)}
        if self._is_unused(unit, deciding):
            return []
        found = []
        for category in likely:
            span = weights.telling(unit.words, unit.own, category.id)
            whole = (unit.own, len(unit.words))  # all of its words count, so all vetoes do
            if not _is_vetoed(category, unit, [span, whole], deciding):
                found.append(_unruled(category, _stance(category, unit, [span]), span))
        return found

    def _is_unused(self, unit: Unit, deciding: Collection[str]) -> bool:
        words = unit.words[unit.own :]
        if not unit.own and all(opening_titles.is_bare_title(piece.words(unit)) for piece in unit.pieces):
            return True
        asks = words.endswith("?") and unit.kind is not UnitKind.ROW
        return bool(
            asks
            or _DEFINES.match(words)
            or any(_may_occur(veto, deciding) and veto.search(words) for veto in self.taxonomy.vetoes)
        )

    def candidates(self, words: str) -> list[tuple[Category, int, Rule]]:
        """The rules whose literals all occur (category, strength, rule), among them all that match."""
        found = {literal for _, literal in self._scan.iter(words)}
        mask = sum(map(self._bits.__getitem__, found))
        numbers = {number for literal in found & self._keyed.keys() for number in self._keyed[literal]}
        rules = []
        for number in sorted(numbers):
            for need in self._needs[number]:
                if not mask & need:
                    break
            else:
                rules.append(self._rules[number])
        return rules

    def _masks(self, rule: Rule) -> tuple[int, ...]:
        sets = sorted((literals for phrase in rule.phrases for literals in phrase.literals), key=cost)
        worth = [one for one in sets[1:] if all(len(text) >= SHORTEST or text.isdigit() for text in one)]
        return tuple(sum(self._bit(literal) for literal in literals) for literals in sets[:1] + worth)

    def _bit(self, literal: str) -> int:
        return self._bits.setdefault(literal, 1 << len(self._bits))

    def _rules_by_key(self) -> Mapping[str, list[int]]:
        """For each literal the rules that are looked at only where it, or one in its stead, occurs."""
        keyed = defaultdict(list)
        for number, (_, _, rule) in enumerate(self._rules):
            for literal in min((phrase.key for phrase in rule.phrases), key=cost):
                keyed[literal].append(number)
        return keyed


def identity(unit: Unit) -> tuple[object, ...]:
    """All of a unit that decides what it states; its place in the text does not."""
    pieces = tuple((piece.context, piece.column, piece.part) for piece in unit.pieces)
    return unit.words, pieces, unit.headings[-likeness.TITLES :]


def _of_chance(match: CategoryMatch, unit: Unit) -> tuple[object, ...]:
    """All that decides how likely a match is."""
    return match.category.id, unit.words, match.spans, unit.headings[-likeness.TITLES :]


def _automaton(literals: Mapping[str, object]) -> ahocorasick.Automaton:
    """Finds the literals in words, and gives what stands for them."""
    scan = ahocorasick.Automaton()
    for literal, value in literals.items():
        scan.add_word(literal, value)
    scan.make_automaton()
    return scan


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


def _unruled(category: Category, stance: Stance, span: tuple[int, int]) -> CategoryMatch:
    """A match that no pattern fits, behind all that one does; its words that say most are at the span."""
    return CategoryMatch(
        category=category,
        stance=stance,
        rule=None,
        strength=len(category.rules),
        spans=(span,),
        ruled=stance,
    )


def decided(match: CategoryMatch, unit: Unit) -> CategoryMatch:
    """The match with the stance that the labels' model gives it.

    Wording that has a polarity of its own is not asked about.
    """
    if match.rule and match.rule.says:
        return match
    said, turned_by = labelled.stance(match.category, unit, match.spans, match.ruled)
    stance = conventions.settled(match.category.id, unit.words, said, match.ruled)
    return replace(match, stance=stance, turned_by=turned_by if stance == said else ())


def _each_polarity(found: Iterable[CategoryMatch]) -> tuple[CategoryMatch, ...]:
    """The matches, one for each polarity of a category."""
    first: dict[tuple[str, Polarity], CategoryMatch] = {}
    for match in found:
        first.setdefault((match.category.id, match.polarity), match)
    return tuple(first.values())


def _unless_contradicted(
    match: CategoryMatch,
    unit: Unit,
    candidates: Sequence[tuple[Category, int, Rule]],
    deciding: Collection[str],
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
        for spans in _occurrences(rule, unit):
            if (
                spans[0][1] > begin
                and (_as_written(rule) or _stance(category, unit, spans)) == ASSERTED
                and (rule.says or not _is_vetoed(category, unit, spans, deciding))
            ):
                return replace(
                    match, stance=ASSERTED, ruled=ASSERTED, rule=rule, strength=strength, spans=spans
                )
    return match


def _overlap(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < end and first < last for first, end in some for start, last in others)


def _occurrences(rule: Rule, unit: Unit) -> Iterator[tuple[tuple[int, int], ...]]:
    """Where a rule's phrases meet: within a window, or anywhere in a table's row; never only in context.

    Anywhere too in a line that names a lawful basis, with what it is the basis of.
    """
    first, *others = rule.phrases
    is_whole = unit.kind is UnitKind.ROW or (
        unit.own > 0 and len(others) > 0 and units.names_basis(unit.words[unit.own :])
    )
    for match in first.finditer(unit.words):
        spans = [match.span()]
        for other in others:
            near = (0, len(unit.words)) if is_whole else _window(match.span(), len(unit.words))
            found = other.search(unit.words, *near)
            if found is None:
                break
            spans.append(found.span())
        else:
            if _is_conceded(rule, unit.words, spans[0][0]) or _is_coined(unit.words, spans):
                continue
            if _is_own(unit, spans) and not quoted.crosses_lists(unit, spans):
                yield tuple(spans)


def _is_coined(words: str, spans: Sequence[tuple[int, int]]) -> bool:
    """True if a match is only in a name that its sentence gives to something: `(“Targeted Advertising”)`."""
    if '("' not in words:
        return False
    names = [found.span() for found in _COINED.finditer(words)]
    return all(any(first < start and end < last for first, last in names) for start, end in spans)


def _is_conceded(rule: Rule, words: str, start: int) -> bool:
    return rule.says is Polarity.DENIES and _CONCEDED.search(words, 0, start) is not None


def _at_their_verbs(
    category: Category, unit: Unit, found: Iterable[tuple[tuple[int, int], ...]]
) -> Iterable[tuple[tuple[int, int], ...]]:
    """The occurrences of what a clause can deny, those last that only stand before its verb."""
    if not category.negatable or unit.kind is UnitKind.ROW:
        return found
    every = list(found)
    return every if len(every) < 2 else sorted(every, key=lambda one: polarity.is_fronted(unit.words, one[0]))


def _window(span: tuple[int, int], length: int) -> tuple[int, int]:
    return max(0, span[0] - GAP_LIMIT), min(length, span[1] + GAP_LIMIT)


def _is_own(unit: Unit, spans: Sequence[tuple[int, int]]) -> bool:
    """True if a match is not only in what leads the unit in."""
    return any(quoted.touches(piece, spans) for piece in unit.own_pieces)


def _is_vetoed(
    category: Category, unit: Unit, spans: Sequence[tuple[int, int]], deciding: Collection[str]
) -> bool:
    """True if a match is none; `deciding` are the literals of vetoes that occur in the unit."""
    words = unit.words
    if (
        category.by_provider
        and actors.is_users_act(words, spans[0][0])
        and not (category.mutual and actors.is_mutual(words, spans[0]))
    ):
        return True
    return any(
        _is_near(veto, words, span)
        for veto in category.vetoes
        if _may_occur(veto, deciding)
        for span in spans
    )


def _is_mention(match: CategoryMatch, words: str) -> bool:
    """True if what matched, and is not denied, only talks about its subject: "the arbitrator's fees"."""
    return match.ruled.polarity is not Polarity.DENIES and any(
        _overlap(match.spans, [found.span()])
        for phrase in match.category.mentions
        if any(literal in words for literal in phrase.key)
        for found in phrase.finditer(words)
    )


def _strong(matches: Sequence[CategoryMatch], chances: Sequence[float]) -> list[bool]:
    """Which of a text's matches are strong, by themselves and beside the others that say the same."""
    told = [
        (match.category.id, match.polarity, chance) for match, chance in zip(matches, chances, strict=True)
    ]
    likeliest: dict[tuple[str, Polarity], float] = {}
    for category, said, chance in told:
        likeliest[category, said] = max(chance, likeliest.get((category, said), 0.0))
    return [
        chance >= max(labelled.STRONG, likeliest[category, said] - labelled.MARGIN)
        for category, said, chance in told
    ]


def _is_near(veto: Phrase, words: str, span: tuple[int, int]) -> bool:
    start, end = max(0, span[0] - veto.reach), span[1] + veto.reach
    return veto.search(words, start, end) is not None


def _may_occur(veto: Phrase, deciding: Collection[str]) -> bool:
    """True if one of the literals that rule out the most occurs, which is so for few vetoes."""
    return not veto.key or not veto.key.isdisjoint(deciding)


def _finding(
    text: str,
    read: Sequence[Unit],
    place: int,
    match: CategoryMatch,
    label: str,
    *,
    chance: float,
    weak: bool,
    proviso: Proviso | None = None,
) -> Finding:
    unit = read[place]
    pieces = quoted.pieces(unit, match.spans)
    spans = quoted.shown(text, read, place, match.spans, proviso.pieces if proviso else ())
    return Finding(
        category=match.category.id,
        polarity=Polarity.CONDITIONAL if proviso else match.polarity,
        excerpt=EXCERPT_JOINT.join(text[start:end] for start, end in spans),
        spans=spans,
        headings=unit.headings,
        reason=_reason(unit, match) + (BESIDE if proviso else "") + (SECONDED if label else ""),
        rank=_rank(unit, match, chance) + bool(label),
        key=" ".join(piece.words(unit) for piece in pieces if not piece.context),
        condition=proviso.condition if proviso else match.stance.condition,
        weak=weak,
        matched=match.words(unit),
    )


def _reason(unit: Unit, match: CategoryMatch) -> str:
    quoted = " and ".join(f"“{words}”" for words in match.words(unit))
    reason = (
        f"{quoted} matches the pattern: {match.rule.source}"
        if match.rule
        else f"{quoted} and the other words are like those of its category; no pattern fits"
    )
    if not match.turned_by:
        return reason
    clues = ", ".join(match.turned_by)
    return f"{reason}; labelled passages make it {match.polarity}, the rules {match.ruled.polarity} ({clues})"


def _rank(unit: Unit, match: CategoryMatch, chance: float) -> float:
    """Higher for what is likelier a provision of its category, and says that it is so, at some length.

    A long passage is more often the provision itself ("you grant us ... to ...") than a word on it ("this
    licence is needed"). In 2 of 11 documents that were read the best passage was that by its pattern and by
    how short it was; so ranked, it is in 10.
    """
    title = {word for word in match.category.title.lower().split() if len(word) > 4}
    heading = " ".join(unit.headings[-2:]).lower()
    on_subject = any(word[:6] in heading for word in title)
    says_so = match.polarity not in (Polarity.DENIES, Polarity.EXCLUDES)
    length = min(len(unit.words) - unit.own, LONG_ENOUGH)
    return round(
        2.0 * says_so
        + 6.0 * chance
        + 2.0 * length / LONG_ENOUGH
        + 0.5 * on_subject
        - 0.3 * min(match.strength, WORST_PATTERN),
        3,
    )


def best(findings: Iterable[Finding]) -> Finding:
    """The finding to show for a category: that with the highest rank, and of equals the first."""
    return max(findings, key=lambda finding: finding.rank)
