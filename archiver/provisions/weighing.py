"""Adds up what the features of a passage weigh, without writing out their names.

Nearly all features of a passage are its words: alone, by where they stand, in pairs. Here each word that a
model knows has the numbers of the features that it makes, and a number has the weights of its feature for all
classes in one integer, so that a sum of integers adds up all classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from archiver.provisions.clues import Features

BITS = 32
"""Of each class in the integer; no sum of weights needs more."""
_HALF = 1 << (BITS - 1)


class Word(NamedTuple):
    """The numbers of the features that a word makes; number 0 weighs nothing."""

    alone: int
    before: int
    match: int
    after: int
    followed: Mapping[str, int]
    """By the word behind it."""


UNKNOWN = Word(0, 0, 0, 0, {})


class Scales:
    """The weights of a model's features, by their number."""

    def __init__(self, bias: Sequence[int], weights: Mapping[str, Sequence[int]]) -> None:
        self._numbers = {name: number for number, name in enumerate(weights, 1)}
        self._weights = [0, *map(_packed, weights.values())]
        self._bias = _packed([weight + _HALF for weight in bias])
        self._classes = len(bias)
        self._words = self._known()

    def totals(self, features: Features) -> list[int]:
        """What the features weigh for each class, the bias included."""
        words, match = features.words, features.match
        known = [self._words.get(word, UNKNOWN) for word in words]
        numbers = {self._numbers.get(name, 0) for name in features.told}
        numbers.update([one.alone for one in known])
        numbers.update([one.before for one in known[: match.start]])
        numbers.update([one.match for one in known[match]])
        numbers.update([one.after for one in known[match.stop :]])
        numbers.update([one.followed.get(word, 0) for one, word in zip(known, words[1:], strict=False)])
        total = self._bias + sum([self._weights[number] for number in numbers])
        return [(total >> BITS * place & (2 * _HALF - 1)) - _HALF for place in range(self._classes)]

    def _known(self) -> dict[str, Word]:
        """Each word of a feature that has one or two, with the features that it makes."""
        pairs: dict[str, dict[str, int]] = {}
        for name, number in self._numbers.items():
            first, _, second = name.partition(" ")
            pairs.setdefault(first, {})[second] = number
        before, match, after = (pairs.get(zone, {}) for zone in ("before", "match", "after"))
        alone = {name for name in self._numbers if " " not in name}
        return {
            word: Word(
                alone=self._numbers.get(word, 0),
                before=before.get(word, 0),
                match=match.get(word, 0),
                after=after.get(word, 0),
                followed=pairs.get(word, {}),
            )
            for word in alone.union(pairs, before, match, after)
        }


def _packed(weights: Sequence[int]) -> int:
    return sum(weight << BITS * place for place, weight in enumerate(weights))
