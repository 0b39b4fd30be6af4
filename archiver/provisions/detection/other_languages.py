"""Provisions in German, French and Spanish: found by likeness alone, since the patterns are English.

For each language a linear model for each of some categories, learned by `scripts/train_languages.py` from
clauses that were written for the purpose, and one of polarity. A thousand clauses are few: words count by
their beginnings and groups of letters too, and a passage is a finding only where both models are sure.
Many provisions are missed, so that of a category that is not found in such a text nothing is known.
"""

from __future__ import annotations

import functools
import gzip
import json
import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise

from archiver.provisions.detection import likeness
from archiver.provisions.detection.likeness import IN_TITLE, TITLES, Weights
from archiver.provisions.stances import Stance
from archiver.provisions.taxonomy import Condition, Polarity
from archiver.provisions.text.folding import fold
from archiver.provisions.text.units import Unit, UnitKind

SURE: Mapping[str, float] = {"de": 4.08, "fr": 3.28, "es": 3.62}
"""Lowest logarithm of the odds of a strong finding: on clauses left out of the training, near misses among
them, .95 of the findings above are right (see docs/methodology.md)."""
LIKELY: Mapping[str, float] = {"de": 1.3, "fr": 0.9, "es": 1.0}
"""The same of a weak finding; .80 of those above are right."""
SURE_OF_POLARITY = 0.8
"""Lowest probability of what a strong finding says of its category."""
TURNING: Mapping[str, str] = {
    "de": r"nicht|kein\w*|nie|niemals|weder|ohne|außer|ausser|ausgenommen|ausnahmen?|abgesehen|lediglich|nur|"
    r"ausschlie(?:ß|ss)lich|statt|anders|zustimm\w*|sei denn",
    "fr": r"ne|n|pas|jamais|aucune?|ni|sans|sauf|except\w+|hormis|uniquement|seule?s?|seulement|moins que",
    "es": r"no|nunca|jamás|ning[uú]n\w*|ni|sin|salvo|excep\w+|únicamente|s[oó]lo|solamente|tampoco|menos que|"
    r"exclusivamente",
}
"""Words that may turn what a passage says; where one stands, an assertion is weak: of the clauses with one
that the models take for assertions a third are none."""
DEFINES: Mapping[str, str] = {
    "de": r"versteht man|verstehen wir|bedeutet|bezeichnet|im sinne|sind kleine",
    "fr": r"on entend|désigne\w*|signifie|consiste|au sens d\w+|est une?|est l'une?|sont de petits",
    "es": r"se entiende|se entenderá|significa|designa|consiste|en el sentido|es una?|es aquell?a?|"
    r"son pequeños",
}
"""Words of a definition, which states nothing."""
TITLE_WORDS = 8
"""A passage with fewer words and no sign at its end is a title, which states nothing."""
STEM = 5
"""Letters by which a word counts apart from its ending."""
LETTERS = 5
"""Letters in a group inside a word, which shows the parts of compounds."""
CATEGORY = "% "
"""What the feature of polarity begins with that names the category."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """What is known of a language."""

    likeness: Weights
    polarity: Weights
    """For each polarity, with its condition: `asserts`, `conditional:consent`, ..."""
    turning: re.Pattern[str]

    def is_sure(self, words: str, stance: Stance, probability: float) -> bool:
        """True if what a passage says of its category is beyond doubt."""
        may_turn = stance.polarity is Polarity.ASSERTS and self.turning.search(words)
        return probability >= SURE_OF_POLARITY and not may_turn

    def stance(self, words: str, category: str) -> tuple[Stance, float]:
        """What a passage says of a category, with the probability of its polarity."""
        odds = self.polarity.weighed(polarity_features(words, category))
        top = max(odds.values())
        shares = {said: math.exp(one - top) for said, one in odds.items()}
        by_polarity: dict[str, float] = {}
        for said, share in shares.items():
            polarity = said.partition(":")[0]
            by_polarity[polarity] = by_polarity.get(polarity, 0.0) + share
        chosen = max(by_polarity, key=lambda one: by_polarity[one])
        said = max((one for one in shares if one.partition(":")[0] == chosen), key=lambda one: shares[one])
        condition = said.partition(":")[2]
        stance = Stance(polarity=Polarity(chosen), condition=Condition(condition) if condition else None)
        return stance, by_polarity[chosen] / sum(shares.values())


def states_nothing(language: str, unit: Unit) -> bool:
    """True for what is passed over: rows of tables, questions, titles and definitions."""
    words = unit.words[unit.own :]
    is_title = not unit.own and words[-1:].isalnum() and words.count(" ") < TITLE_WORDS - 1
    return (
        unit.kind is UnitKind.ROW
        or words.endswith("?")
        or is_title
        or _definition(language).search(words) is not None
    )


@functools.cache
def _definition(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{DEFINES[language]})\b")


def features(words: str, headings: Sequence[str]) -> set[str]:
    """The words of a passage, their pairs, beginnings and groups of letters; those of the headings apart."""
    found, title = _WORD.findall(words), _WORD.findall(fold(" ".join(headings[-TITLES:])))
    own = {*found, *map(" ".join, pairwise(found)), *_parts(found)}
    return own | {IN_TITLE + one for one in (*title, *_parts(title))}


def polarity_features(words: str, category: str) -> set[str]:
    """The words of a passage and their pairs, alone and with the category."""
    found = _WORD.findall(words)
    return {*found, *map(" ".join, pairwise(found)), CATEGORY + category}


def _located_words(words: str) -> list[tuple[str, int, int]]:
    return [(found[0], *found.span()) for found in _WORD.finditer(words)]


def _parts(words: Sequence[str]) -> set[str]:
    groups = {
        f"~{spaced[at : at + LETTERS]}"
        for spaced in (f" {word} " for word in words)
        for at in range(len(spaced) - LETTERS + 1)
    }
    return groups | {f"{word[:STEM]}-" for word in words if len(word) > STEM}


@functools.cache
def digest() -> str:
    """Changes with the weights of any language; reads the files, and unpacks none."""
    return f"{zlib.crc32(b''.join(map(_packed, sorted(SURE)))):08x}"


@functools.cache
def model(language: str) -> LanguageModel:
    """The models of a language, by its code. Raises KeyError if it is none of `SURE`."""
    if language not in SURE:
        raise KeyError(language)
    return unpacked(language, json.loads(gzip.decompress(_packed(language))))


def unpacked(language: str, stored: Mapping[str, Mapping[str, Sequence[object]]]) -> LanguageModel:
    """The models of a language from their stored form."""
    return LanguageModel(
        likeness=likeness.unpacked(stored["likeness"], _located_words),
        polarity=likeness.unpacked(stored["polarity"], _located_words),
        turning=re.compile(rf"\b(?:{TURNING[language]})\b"),
    )


def _packed(language: str) -> bytes:
    return (resources.files("archiver.provisions.detection") / f"likeness-{language}.json.gz").read_bytes()
