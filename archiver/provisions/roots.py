"""A word without its ending, by which two forms of it are one."""

from __future__ import annotations

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
