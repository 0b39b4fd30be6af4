"""Adds up what the features of a passage weigh, without writing out their names.

Nearly all features of a passage are its words: alone, by where they stand, in pairs. Here each word that a
model knows has the numbers of the features that it makes, and so has each clue that was met before; a number
has the weights of its feature for all classes side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple, TypeVar

from archiver.provisions.detection.clues import Clue, Features, StrengthFeatures
from archiver.provisions.detection.packed_sums import Columns

_REMEMBERED = 20_000
"""Clues that are remembered: more than there are, but for the words that passages begin with."""


class Word(NamedTuple):
    """The numbers of the features that a word makes; number 0 weighs nothing."""

    alone: int
    before: int
    match: int
    after: int
    followed: Mapping[str, int]
    """By the word behind it."""


UNKNOWN = Word(0, 0, 0, 0, {})


T = TypeVar("T")


class _Known(dict[Clue, T]):
    """What is known of a clue, found when it is first asked for."""

    def __init__(self, find: Callable[[Clue], T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, clue: Clue) -> T:
        found = self._find(clue)
        if len(self) < _REMEMBERED:
            self[clue] = found
        return found


class Scales:
    """The weights of the features of what a match says, by their number."""

    def __init__(self, bias: Sequence[int], weights: Mapping[str, Sequence[int]]) -> None:
        self._columns = Columns(len(bias))
        self._numbers = {name: number for number, name in enumerate(weights, 1)}
        self._weights = [0, *(self._columns.packed(enumerate(row)) for row in weights.values())]
        self._bias = self._columns.packed(enumerate(bias))
        self._words = self._known()
        self._of_clue = _Known(self._numbers_of)

    def totals(self, features: Features) -> list[int]:
        """What the features weigh for each class, the bias included."""
        words, match = features.words, features.match
        numbers = set[int]().union(*map(self._of_clue.__getitem__, features.told))
        if words:
            known = map(self._words.get, words, repeat(UNKNOWN))
            alone, before, own, after, followed = zip(*known, strict=True)
            numbers.update(alone, before[: match.start], own[match], after[match.stop :])
            numbers.update([pairs.get(word, 0) for pairs, word in zip(followed, words[1:], strict=False)])
        return self._columns.sums(self._bias + sum(map(self._weights.__getitem__, numbers)))

    def _numbers_of(self, clue: Clue) -> tuple[int, ...]:
        return tuple(self._numbers[name] for name in clue if name in self._numbers)

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


class StrengthScales:
    """The weights of the features of a match's strength, no two of which have one name."""

    def __init__(self, bias: Sequence[int], weights: Mapping[str, Sequence[int]]) -> None:
        self._columns = Columns(len(bias))
        self._weights = {name: self._columns.packed(enumerate(row)) for name, row in weights.items()}
        self._bias = self._columns.packed(enumerate(bias))
        self._words: dict[str, dict[str, int]] = {}
        for name, weight in self._weights.items():
            if name.startswith(_WORD):
                root, _, category = name.removeprefix(_WORD).partition(" ")
                self._words.setdefault(category, {})[root] = weight
        self._of_clue = _Known(self._weight_of)

    def totals(self, features: StrengthFeatures) -> list[int]:
        """What the features weigh for each class, the bias included."""
        total = self._bias + sum(map(self._of_clue.__getitem__, features.told))
        for category in ("", features.category):
            total += sum(map(self._words.get(category, {}).get, features.roots, repeat(0)))
        return self._columns.sums(total)

    def _weight_of(self, clue: Clue) -> int:
        return sum([self._weights.get(name, 0) for name in clue])


_WORD = "word "
"""What the name of a feature begins with that is a root of the passage."""
