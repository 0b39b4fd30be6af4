"""Whether a text has words of a category, where no passage of it was found.

That none was found does not say that there is none. What the patterns and models passed over can be looked
for by the words that say most for the category: a text that has none of them is not about it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from archiver.provisions.detection import likeness
from archiver.provisions.taxonomy import Category
from archiver.provisions.text import opening_titles, units
from archiver.provisions.text.units import Unit
from archiver.provisions.wording.roots import root

CHIEF = 2
"""Words that say most for a category, and by themselves that a text may speak of it."""
TELLING = 5
"""Words that say much for it: one that its title has as well is a chief one."""
SHOWN = 2
"""Passages that are shown at most: the likest is not always the one that a reader means."""
NEARLY = 0.4
"""What a telling word weighs at least, as a share of the one that weighs most."""
ALIKE = -3.5
"""Logarithm of the odds of a passage that is like its category in more than a word. Where a reader found that
a side has what was not found there, most of its passages have more; below, others found what is shown beside
the point."""
SHORTEST = 4
"""Words of a passage from which on it says something: fewer are a title or a link."""
_COMMON = frozenset(
    map(
        root,
        """data information personal service use user content right term can may our own out who whether
        they just learn look read list name law notice collect maintain appropriate delete by has are for from
        about it add new not and the with your their this that all any us we you has have will shall in on of
        to between under so as when where if or""".split(),
    )
)
"""Roots that stand in any policy."""
_WORD = re.compile(r"[a-z]{3,}")


class Spoken(NamedTuple):
    """The passage of a text that says most for a category, of those that have a chief word of it."""

    written: str
    odds: float
    """The logarithm of the odds that it states the category."""

    @property
    def is_alike(self) -> bool:
        """True if it is like the category in more than a word."""
        return self.odds >= ALIKE


def of(text: str, category: Category) -> list[Spoken]:
    """Where a text speaks of a category, if it does, whatever was found in it; the likest passages first."""
    chief = chief_words(category)
    found = [
        Spoken(written, odds[category.id])
        for roots, written, odds in _read(text)
        if not chief.isdisjoint(roots)
    ]
    return sorted(found, key=lambda one: -one.odds)[:SHOWN]


@functools.cache
def chief_words(category: Category) -> frozenset[str]:
    """The roots of the words that by themselves say that a text may speak of a category."""
    weighed = likeness.model().chief(category.id, _COMMON, TELLING)
    telling = [word for word, weight in weighed if weight >= NEARLY * weighed[0][1]]
    titled = {root(word) for word in _WORD.findall(category.title.lower())}
    return frozenset(telling[:CHIEF]) | (titled & set(telling))


@functools.lru_cache(maxsize=8)
def _read(text: str) -> tuple[tuple[Collection[str], str, dict[str, float]], ...]:
    return tuple(_passages(text))


def _passages(text: str) -> Iterator[tuple[Collection[str], str, dict[str, float]]]:
    model = likeness.model()
    for unit in units.read(text):
        words = unit.words[unit.own :]
        if len(words.split()) >= SHORTEST and not opening_titles.is_title(words):
            odds = model.odds(unit.words, unit.headings)
            yield frozenset(likeness.roots_of(words)), _written(text, unit), odds


def _written(text: str, unit: Unit) -> str:
    own = unit.own_pieces
    return text[own[0].start : own[-1].end]
