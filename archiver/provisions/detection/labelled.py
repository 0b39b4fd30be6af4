"""What people's labels say of a match: its polarity, and whether it is a provision or a mere mention.

Two small linear models over the features of `clues`, trained by `scripts/train_labelled.py` on findings and
clauses that were read and labelled one by one. What the rules say (`polarity`) is among the features. The
models decide; where a passage has no word that could turn its sense, nothing needs to be decided.
"""

from __future__ import annotations

import functools
import gzip
import json
import math
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from archiver.provisions.detection import clues, likeness
from archiver.provisions.detection.clues import Spans
from archiver.provisions.detection.weighing import Scales, StrengthScales
from archiver.provisions.stances import ASSERTED, DENIED, EXCLUDED, Stance
from archiver.provisions.taxonomy import Category, Polarity
from archiver.provisions.text.units import Unit
from archiver.provisions.wording import actors, conditions, deciding_words, grammar

STEP = 50
"""A stored weight is this many times the logarithm."""
SURE = 0.55
"""Lowest probability at which the model says otherwise than the rules."""
SURE_OF_REVERSAL = 0.75
"""The same where one of them sees a denial and the other an assertion: the worst error of all."""
STRONG = 0.38
"""Lowest probability of a strong finding, chosen on platforms that the model was not trained on: see
docs/methodology.md."""
STRONG_ALONE = 0.48
"""The same where no pattern fits."""
MARGIN = 0.12
"""Of the passages of a document that say the same of a category, those are strong that are at most this much
less likely to state it than the likeliest. What is around a provision, how a right is exercised, when an
amendment takes effect, is most often less like it. Of 343 findings that readers judged it leaves strong 203
of 255 right ones, 24 of 66 arguable ones and 13 of 22 wrong ones."""
LIKELY = -1.0
"""Lowest logarithm of the odds at which a passage that no pattern fits is taken for a weak finding."""
TOLD = 3
"""Features that a reason names."""
_PLAIN = {Polarity.ASSERTS: ASSERTED, Polarity.DENIES: DENIED, Polarity.EXCLUDES: EXCLUDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A linear model: the weights of each feature for each class, in the order of `classes`."""

    classes: tuple[str, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, Sequence[int]]

    def shares(self, totals: Sequence[int]) -> dict[str, float]:
        """The probability of each class, by what speaks for it."""
        top = max(totals)
        shares = [math.exp((total - top) / STEP) for total in totals]
        whole = sum(shares)
        return {one: share / whole for one, share in zip(self.classes, shares, strict=True)}

    def weightiest(self, features: Collection[str], chosen: str, other: str) -> list[str]:
        """The features that speak most for one class against another."""
        places = self.classes.index(chosen), self.classes.index(other)
        gains = {
            one: self.weights[one][places[0]] - self.weights[one][places[1]]
            for one in features
            if one in self.weights
        }
        return sorted((one for one in gains if gains[one] > 0), key=lambda one: (-gains[one], one))[:TOLD]


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """What this package ships."""

    polarity: Model
    strength: Model
    scales: Scales
    """Those of polarity."""
    strength_scales: StrengthScales


def stance(category: Category, unit: Unit, spans: Spans, ruled: Stance) -> tuple[Stance, tuple[str, ...]]:
    """What a match says of its category, and the weightiest features if that is not what the rules say."""
    if ruled == ASSERTED and not deciding_words.may_turn(unit.words, spans[0]):
        return ruled, ()
    found = clues.of_polarity(category, unit, spans, ruled)
    chances = models().polarity.shares(models().scales.totals(found))
    chosen = Polarity(max(chances, key=lambda one: chances[one]))
    if (ruled.polarity, chosen) == (Polarity.EXCLUDES, Polarity.DENIES):  # it would hide the exception
        return ruled, ()
    if chosen is Polarity.MUTUAL and not actors.names_both(unit.words, spans[0]):
        return ruled, ()
    reverses = {chosen, ruled.polarity} == {Polarity.DENIES, Polarity.ASSERTS}
    if chosen is ruled.polarity or chances[chosen] < (SURE_OF_REVERSAL if reverses else SURE):
        return ruled, ()
    turned = _of(chosen, unit, spans)
    if turned is None:
        return ruled, ()
    return turned, tuple(models().polarity.weightiest(found.names(), chosen, ruled.polarity))


def chance(category: Category, unit: Unit, spans: Spans, ruled: Stance, *, rank: float | None) -> float:
    """How likely a match is what a reader would call a provision of its category, from 0 to 1.

    `rank` is that of the pattern that fits, None if none does (`clues.of_strength`); then as much is taken
    off as more is asked for. Of a category that came after the last training no passage was labelled: there
    its rules are all there is.
    """
    if category.id not in likeness.model().categories:
        return 1.0
    like = likeness.model().of_match(category.id, unit, spans)
    found = clues.of_strength(category, unit, spans, ruled, like, rank=rank)
    right = models().strength.shares(models().strength_scales.totals(found))["right"]
    return right - (STRONG_ALONE - STRONG) if rank is None else right


def _of(polarity: Polarity, unit: Unit, spans: Spans) -> Stance | None:
    """The stance, with the condition that its sentence names; None for a condition that nothing names."""
    if polarity is not Polarity.CONDITIONAL:
        return _PLAIN.get(polarity) or Stance(polarity=polarity)
    sentence = slice(*grammar.sentence(unit.words, spans[0]))
    condition = conditions.named(deciding_words.unconceded(unit.words)[sentence])
    return Stance(polarity=polarity, condition=condition) if condition else None


@functools.cache
def digest() -> str:
    """Changes with the weights."""
    return f"{zlib.crc32(_packed()):08x}"


@functools.cache
def models() -> Models:
    """The models of this package."""
    stored = json.loads(gzip.decompress(_packed()))
    polarity, strength = (unpacked(stored[name]) for name in ("polarity", "strength"))
    return Models(
        polarity=polarity,
        strength=strength,
        scales=Scales(polarity.bias, polarity.weights),
        strength_scales=StrengthScales(strength.bias, strength.weights),
    )


def unpacked(stored: Mapping[str, Sequence[object]]) -> Model:
    """A model from its stored form: classes, bias, and features with their weights side by side."""
    return Model(
        classes=tuple(map(str, stored["classes"])),
        bias=tuple(stored["bias"]),  # type: ignore[arg-type]
        weights=dict(zip(stored["features"], zip(*stored["weights"], strict=True), strict=True)),  # type: ignore[arg-type]
    )


def _packed() -> bytes:
    return (resources.files("archiver.provisions.detection") / "labelled.json.gz").read_bytes()
