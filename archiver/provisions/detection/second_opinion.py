"""A second opinion: a small linear model of which wording annotators marked as potentially unfair.

Trained by `scripts/train_unfair_terms.py` on 50 terms of service (Galassi et al. 2024, CC BY 4.0; NOTICE),
for the eight kinds of unfair terms that were annotated there. It finds no provisions: it says where wording
resembles what lawyers marked, which helps to choose the passage to show first.
"""

from __future__ import annotations

import base64
import functools
import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise

LABELS = {
    "ltd": frozenset({"limitation-of-liability", "as-is-warranty-disclaimer"}),
    "ter": frozenset({"account-termination", "service-change-or-discontinuation"}),
    "ch": frozenset({"unilateral-change-of-terms", "service-change-or-discontinuation"}),
    "cr": frozenset({"content-removal"}),
    "use": frozenset({"contract-by-using"}),
    "law": frozenset({"choice-of-law"}),
    "j": frozenset({"jurisdiction"}),
    "a": frozenset({"arbitration"}),
}
"""The annotated kinds, and the categories whose findings they speak to."""

MARGIN = -0.25
"""Lowest score at which a passage counts; on the published folds F1 is flat between -0.15 and -0.35."""
WEIGHTS = {
    "words": 1.0,
    "letters": 1.0,
    "before": 0.4,
    "after": 0.4,
    "rules": 0.4,
    "rules-before": 0.25,
    "rules-after": 0.25,
}
"""How much each block of features counts, fixed before training."""

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class FeatureWeights:
    """One kind of features: the weights of each for every label, and its inverse document frequency."""

    idf: Mapping[str, float]
    weights: Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Model:
    """The model as plain data."""

    blocks: Mapping[str, FeatureWeights]
    bias: Sequence[float]
    scale: float
    """The value of one step of the integer weights."""

    def scores(
        self, features: Mapping[str, Sequence[str]], labels: Collection[str] = tuple(LABELS)
    ) -> dict[str, float]:
        """The score of each label from the features of each block."""
        places = [(label, place) for place, label in enumerate(LABELS) if label in labels]
        totals = {label: self.bias[place] for label, place in places}
        for name, found in features.items():
            values = self._values(name, found)
            for label, place in places:
                weights = self.blocks[name].weights
                totals[label] += (
                    sum(value * weights[one][place] for one, value in values.items()) * self.scale
                )
        return totals

    def _values(self, name: str, found: Sequence[str]) -> dict[str, float]:
        """The weight of each known feature of a block: term and document frequency, of length 1 together."""
        idf = self.blocks[name].idf
        values = {one: (1 + math.log(n)) * idf[one] for one, n in Counter(found).items() if one in idf}
        length = 1.0 if name.startswith("rules") else math.hypot(*values.values()) or 1.0
        return {one: value / length * WEIGHTS[name] for one, value in values.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A unit's words and the rules that matched it, as `category:strength` and `category`."""

    words: str
    rules: tuple[str, ...]


NOTHING = Passage(words="", rules=())


def features(before: Passage, here: Passage, after: Passage) -> dict[str, list[str]]:
    """The features of a passage between its neighbours, by block."""
    return {
        "words": list(_words(here.words)),
        "letters": list(_letters(here.words)),
        "before": _WORD.findall(_DIGITS.sub("0", before.words)),
        "after": _WORD.findall(_DIGITS.sub("0", after.words)),
        "rules": list(here.rules),
        "rules-before": [rule for rule in before.rules if ":" not in rule],
        "rules-after": [rule for rule in after.rules if ":" not in rule],
    }


def unfair(
    before: Passage, here: Passage, after: Passage, labels: Collection[str] = tuple(LABELS)
) -> dict[str, float]:
    """The labels that the model gives a passage, with their scores."""
    scores = model().scores(features(before, here, after), labels)
    return {label: score for label, score in scores.items() if score > MARGIN}


@functools.cache
def model() -> Model:
    """The model of this package."""
    packed = (resources.files("archiver.provisions.detection") / "unfair-terms.json.gz").read_bytes()
    return unpacked(json.loads(gzip.decompress(packed)))


def unpacked(stored: Mapping[str, object]) -> Model:
    """The model from its stored form; see the training script for the form."""
    blocks = {}
    for name, block in stored["blocks"].items():  # type: ignore[attr-defined]
        names = block["features"].split("\n")
        weights = memoryview(base64.b64decode(block["weights"])).cast("b").tolist()
        rows = [weights[at : at + len(LABELS)] for at in range(0, len(weights), len(LABELS))]
        idf = [value / 100 for value in block["idf"]]
        blocks[name] = FeatureWeights(dict(zip(names, idf, strict=True)), dict(zip(names, rows, strict=True)))
    return Model(blocks, stored["bias"], stored["scale"])  # type: ignore[arg-type]


def _words(text: str) -> Iterator[str]:
    words = _WORD.findall(_DIGITS.sub("0", text))
    yield from words
    yield from map(" ".join, pairwise(words))


def _letters(text: str) -> Iterable[str]:
    """Groups of three to five letters inside each word, with a space at its ends."""
    for word in _WORD.findall(_DIGITS.sub("0", text)):
        spaced = f" {word} "
        for size in (3, 4, 5):
            yield from (spaced[at : at + size] for at in range(max(len(spaced) - size + 1, 0)))
