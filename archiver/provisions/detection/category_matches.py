"""A category found in a passage: where, by which rule, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archiver.provisions.stances import Stance
from archiver.provisions.taxonomy import Category, Polarity, Rule
from archiver.provisions.text.units import Unit


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


def ruled(
    category: Category, strength: int, rule: Rule, spans: tuple[tuple[int, int], ...], stance: Stance
) -> CategoryMatch:
    """A match of a rule."""
    return CategoryMatch(
        category=category, stance=stance, rule=rule, strength=strength, spans=spans, ruled=stance
    )


def unruled(category: Category, stance: Stance, span: tuple[int, int]) -> CategoryMatch:
    """A match that no pattern fits, behind all that one does; its words that say most are at the span."""
    return CategoryMatch(
        category=category,
        stance=stance,
        rule=None,
        strength=len(category.rules),
        spans=(span,),
        ruled=stance,
    )


def each_polarity(found: Iterable[CategoryMatch]) -> tuple[CategoryMatch, ...]:
    """The matches, one for each polarity of a category."""
    first: dict[tuple[str, Polarity], CategoryMatch] = {}
    for match in found:
        first.setdefault((match.category.id, match.polarity), match)
    return tuple(first.values())
