"""A word without its ending, by which two forms of it are one, and what two sets of such words share."""

from __future__ import annotations

from collections.abc import Set

ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "es", "ly", "s", "e")
"""What is cut off a word, the first that fits, so that "collects" counts as "collecting" does."""
ROOT = 4
"""Fewest letters that are left of a word."""


def root(word: str) -> str:
    """A word without its ending.

    >>> [root(one) for one in ("collects", "collecting", "parties", "sell", "use")]
    ['collect', 'collect', 'part', 'sell', 'use']
    """
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= ROOT:
            return word[: -len(ending)]
    return word


def overlap(some: Set[str], others: Set[str]) -> float:
    """How much two sets of words have in common, from 0 to 1.

    >>> overlap({"a", "b"}, {"b", "c"}), overlap(set(), set())
    (0.5, 0.0)
    """
    return 2 * len(some & others) / (len(some) + len(others)) if some or others else 0.0
