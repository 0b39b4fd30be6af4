"""How like the passages of each category a passage is, by all of its words.

A pattern sees a few words; this sees all of them, and the headings above. For each category it holds what
single words and pairs of words say for it or against it, learned by `scripts/train_likeness.py` from clauses
that were written or read for the purpose, and from what the patterns find. It finds passages for which no
pattern was written, and tells a provision from a mere mention of its subject (`labelled`).
"""

from __future__ import annotations

import functools
import gzip
import json
import math
import re
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from archiver.provisions.detection import quoted
from archiver.provisions.detection.packed_sums import Columns
from archiver.provisions.text.folding import fold
from archiver.provisions.text.units import Unit
from archiver.provisions.wording.roots import root

STEP = 20
"""A stored weight is this many times the logarithm of the odds."""
TITLES = 2
"""Headings above a passage that may say what it is about; those further up are a document's or a part's."""
IN_TITLE = "# "
"""What a feature begins with that stands in a heading."""

_WORD = re.compile(r"[a-z][a-z']+")
_TITLES_REMEMBERED = 256
"""Paths of headings whose words are remembered: the passages under one stand together."""
_PASSAGES_REMEMBERED = 1_000
"""Passages whose weights are remembered: those of a document, whose matches ask for them again."""
_WORDS_OF_PASSAGES_REMEMBERED = 5_000
"""Passages whose words' weights are remembered, whatever the headings above: in another version of a document
a heading often has another number."""
_WORDS_REMEMBERED = 50_000
"""Words whose root is remembered: more than policies have."""


class Likeness(NamedTuple):
    """How like its category the passage of a match is, in logarithms of odds."""

    best: float
    """Of the unit, or of the pieces that matched if these say more: long lead-ins, and a row's other cells,
    speak of other things."""
    whole: float
    """Of the unit."""
    second: float
    """Of the unit to the category, of all others, that it is most like."""


class _Packed(dict[str, int]):
    """What each feature weighs for all categories, side by side, made when it is first asked for."""

    def __init__(self, features: Mapping[str, Sequence[int]], columns: Columns) -> None:
        super().__init__()
        self._features, self._columns = features, columns

    def __missing__(self, feature: str) -> int:
        row = self._features[feature]
        packed = self._columns.packed(zip(row[::2], row[1::2], strict=True))
        self[feature] = packed
        return packed


class _Weighed(NamedTuple):
    """What the features of a passage weigh for all categories."""

    total: int
    features: int
    """How many there are, those that weigh nothing too."""

    @property
    def scale(self) -> float:
        """What the odds are of a sum of weights.

        It is divided by the root of the number of features: a long passage is no more sure than a short one.
        """
        return 1 / STEP / math.sqrt(self.features or 1)


class Weights:
    """A linear model for each category, side by side."""

    def __init__(
        self,
        categories: Sequence[str],
        bias: Sequence[int],
        features: Mapping[str, Sequence[int]],
        roots: Callable[[str], list[tuple[str, int, int]]] | None = None,
    ) -> None:
        """`features` has for each feature the places of categories and what it weighs there, in turn.

        `roots` are the words of a passage as its features have them, and where they stand.
        """
        self._roots = roots or _located_roots
        self.categories = tuple(categories)
        self._bias = [weight / STEP for weight in bias]
        self._features = features
        self._columns = Columns(len(self.categories))
        self._packed = _Packed(features, self._columns)
        self._needs: dict[tuple[int, float], int] = {}
        self._of_titles = functools.lru_cache(_TITLES_REMEMBERED)(self._weighed_titles)
        self._of_words = functools.lru_cache(_WORDS_OF_PASSAGES_REMEMBERED)(self._weighed_words)
        self._of_passage = functools.lru_cache(_PASSAGES_REMEMBERED)(self._weighed_passage)

    @property
    def features(self) -> Collection[str]:
        """All that weighs anything."""
        return self._features.keys()

    def odds(self, words: str, headings: Sequence[str]) -> dict[str, float]:
        """The logarithm of the odds that a reader would say that a passage states each category."""
        found = self._of_passage(words, tuple(headings[-TITLES:]))
        return dict(zip(self.categories, self._odds(found), strict=True))

    def likely(self, words: str, headings: Sequence[str], least: float) -> list[str]:
        """The categories whose odds are at least so high, for most passages none."""
        found = self._of_passage(words, tuple(headings[-TITLES:]))
        need = self._needs.get((found.features, least))
        if need is None:
            sums = [math.floor((least - bias) / found.scale) - 1 for bias in self._bias]
            need = self._needs[found.features, least] = self._columns.least(sums)
        if not (near := self._columns.reaching(found.total, need)):
            return []
        odds = self._odds(found)
        return [self.categories[place] for place in near if odds[place] >= least]

    def weighed(self, found: Set[str]) -> dict[str, float]:
        """The same as `odds` for a passage's features."""
        odds = self._odds(_Weighed(self._total(found), len(found)))
        return dict(zip(self.categories, odds, strict=True))

    def _odds(self, found: _Weighed) -> list[float]:
        """Of each category."""
        scale, sums = found.scale, self._columns.sums(found.total)
        return [one * scale + bias for one, bias in zip(sums, self._bias, strict=True)]

    def _total(self, found: Set[str]) -> int:
        return sum(map(self._packed.__getitem__, found & self._features.keys()))

    def _weighed_passage(self, words: str, headings: tuple[str, ...]) -> _Weighed:
        own, titles = self._of_words(words), self._of_titles(headings)
        return _Weighed(own.total + titles.total, own.features + titles.features)

    def _weighed_words(self, words: str) -> _Weighed:
        found = _of_words(words)
        return _Weighed(self._total(found), len(found))

    def _weighed_titles(self, headings: tuple[str, ...]) -> _Weighed:
        found = _of_titles(headings)
        return _Weighed(self._total(found), len(found))

    def of_match(self, category: str, unit: Unit, spans: Sequence[tuple[int, int]]) -> Likeness:
        """How like its category the passage of a match is, whose words are at the spans."""
        told = self._of_passage(unit.words, tuple(unit.headings[-TITLES:]))
        odds = self._odds(told)
        at = self.categories.index(category)
        whole = own = odds.pop(at)
        part = " ".join(piece.words(unit) for piece in unit.own_pieces if quoted.touches(piece, spans))
        if part != unit.words:
            told = self._of_passage(part, tuple(unit.headings[-TITLES:]))
            own = self._columns.sum_of(told.total, at) * told.scale + self._bias[at]
        return Likeness(best=max(whole, own), whole=whole, second=max(odds))

    def telling(self, words: str, first: int, category: str) -> tuple[int, int]:
        """Where the one or two words stand that say most for a category, from a place in the words on."""
        found = [(root, start, end) for root, start, end in self._roots(words) if start >= first]
        at = self.categories.index(category)
        spans = {f"{one} {other}": (start, end) for (one, start, _), (other, _, end) in pairwise(found)}
        spans |= {root: (start, end) for root, start, end in found}
        return max(
            spans.items(),
            key=lambda one: (self._weight(one[0], at), -one[1][0]),
            default=("", (first, len(words))),
        )[1]

    def chief(self, category: str, without: Collection[str], count: int) -> list[tuple[str, int]]:
        """The single words, without some, that say most for a category, and what each weighs."""
        at = self.categories.index(category)
        single = (one for one in self._features if " " not in one and one not in without)
        return sorted(((one, self._weight(one, at)) for one in single), key=lambda one: -one[1])[:count]

    def _weight(self, feature: str, at: int) -> int:
        row = self._features.get(feature, ())
        places = row[::2]
        return row[places.index(at) * 2 + 1] if at in places else 0


def features(words: str, headings: Sequence[str]) -> set[str]:
    """The roots of the words of a passage and their pairs, and those of the last headings above it."""
    return _of_words(words) | _of_titles(tuple(headings[-TITLES:]))


def _of_words(words: str) -> set[str]:
    found = roots_of(words)
    return {*found, *map(" ".join, pairwise(found))}


class _Roots(dict[str, str]):
    """The root of each word, found when it is first asked for."""

    def __missing__(self, word: str) -> str:
        found = root(word)
        if len(self) < _WORDS_REMEMBERED:
            self[word] = found
        return found


_ROOTS = _Roots()


def roots_of(words: str) -> list[str]:
    """The words of a passage without their endings, in their order."""
    return list(map(_ROOTS.__getitem__, _WORD.findall(words)))


def _located_roots(words: str) -> list[tuple[str, int, int]]:
    return [(_ROOTS[found[0]], *found.span()) for found in _WORD.finditer(words)]


def _of_titles(headings: tuple[str, ...]) -> frozenset[str]:
    found = roots_of(fold(" ".join(headings)))
    return frozenset(IN_TITLE + one for one in (*found, *map(" ".join, pairwise(found))))


@functools.cache
def digest() -> str:
    """Changes with the weights."""
    return f"{zlib.crc32(_packed()):08x}"


@functools.cache
def model() -> Weights:
    """The weights of this package."""
    return unpacked(json.loads(gzip.decompress(_packed())))


def unpacked(
    stored: Mapping[str, Sequence[object]],
    roots: Callable[[str], list[tuple[str, int, int]]] | None = None,
) -> Weights:
    """The weights from their stored form; `roots` are the words that they weigh, and where they stand."""
    return Weights(
        categories=tuple(map(str, stored["categories"])),
        bias=tuple(stored["bias"]),  # type: ignore[arg-type]
        features=dict(zip(stored["features"], stored["weights"], strict=True)),  # type: ignore[arg-type]
        roots=roots,
    )


def _packed() -> bytes:
    return (resources.files("archiver.provisions.detection") / "likeness.json.gz").read_bytes()
