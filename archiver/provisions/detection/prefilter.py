"""Which rules may fit a passage, by the literals that occur in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set

import ahocorasick

from archiver.provisions.patterns import cost
from archiver.provisions.taxonomy import Rule

SHORTEST = 3
"""Fewest letters of a literal that is looked for: shorter ones are in every sentence (of 16,400 units)."""


class Literals:
    """Strings that are looked for in one pass over the words."""

    def __init__(self, literals: Iterable[str]) -> None:
        self._scan = ahocorasick.Automaton()
        for literal in literals:
            self._scan.add_word(literal, literal)
        self._scan.make_automaton()

    def within(self, words: str) -> set[str]:
        """Those that occur."""
        return {literal for _, literal in self._scan.iter(words)}


class Prefilter:
    """The rules by the literals without which they cannot fit.

    A rule has several sets of literals, one of each of which must occur. It is looked at where one of the set
    occurs that rules out the most; then its other sets are.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._keyed: dict[str, list[tuple[int, tuple[frozenset[str], ...]]]] = defaultdict(list)
        self.literals: set[str] = set()
        for number, rule in enumerate(rules):
            key, *others = sorted((one for phrase in rule.phrases for one in phrase.literals), key=cost)
            needs = tuple(one for one in others if _is_worth(one))
            for literal in key:
                self._keyed[literal].append((number, needs))
            self.literals.update(key, *needs)

    def passing(self, found: Set[str]) -> list[int]:
        """The numbers of the rules all of whose sets occur, among them all that fit, in their order.

        `found` are the literals that occur.
        """
        passing = set()
        for literal in found & self._keyed.keys():
            for number, needs in self._keyed[literal]:
                for need in needs:
                    if need.isdisjoint(found):
                        break
                else:
                    passing.add(number)
        return sorted(passing)


def _is_worth(literals: frozenset[str]) -> bool:
    return all(len(one) >= SHORTEST or one.isdigit() for one in literals)
