"""How like the other passages of its category a passage is.

A pattern sees a few words; this sees all of them. For each category it holds the words and pairs of words
that are more, or less, common in the passages that the patterns find than elsewhere, with the logarithm of
how much. How like a passage is to them is what speaks most for its being a provision (`labelled`). Trained by
`scripts/train_likeness.py`, from what the patterns find.
"""

from __future__ import annotations

import functools
import gzip
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise

STEP = 40
"""A stored weight is this many times the logarithm."""

_WORD = re.compile(r"[a-z][a-z']+")


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a category, and against it."""

    passages: int
    """How many passages they come from."""
    features: Mapping[str, int]


def features(words: str) -> set[str]:
    """The words and pairs of words of a passage."""
    found = _WORD.findall(words)
    return {*found, *map(" ".join, pairwise(found))}


def of(category: str, features: set[str]) -> float:
    """How like the category's passages one with these features is: the mean of their weights.

    Above 0 it is more like them than like others.
    """
    weights = model()[category].features
    known = features & weights.keys()
    return sum(weights[one] for one in known) / STEP / (len(features) or 1)


@functools.cache
def digest() -> str:
    """Changes with the weights."""
    return f"{zlib.crc32(_packed()):08x}"


@functools.cache
def model() -> Mapping[str, Weights]:
    """The weights of this package, by category."""
    stored = json.loads(gzip.decompress(_packed()))
    return {
        category: Weights(
            one["passages"], dict(zip(one["features"].split("\n"), one["weights"], strict=True))
        )
        for category, one in stored.items()
    }


def _packed() -> bytes:
    return (resources.files("archiver.provisions") / "likeness.json.gz").read_bytes()
