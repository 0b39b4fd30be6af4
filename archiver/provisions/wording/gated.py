"""Expressions that are only tried on words that have one of the literals without which they cannot match.

Most expressions fit few passages, and to find that out takes one with a dozen alternatives ten times as long
as it takes to look for a dozen literals. These are read off the expression itself, so that they cannot be out
of step with it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from re import _constants, _parser  # type: ignore[attr-defined]

from archiver.provisions.patterns import cost

MOST = 60
"""Literals of an expression at most: with more, to look for them takes as long as to try it."""

_WITHOUT_WIDTH = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)

Literals = frozenset[str]


class Gated:
    """An expression over folded words, tried only where it may match.

    It is compiled, and its literals are read off it, when it is first tried: most commands try few or none.
    """

    def __init__(self, written: str) -> None:
        self.written = written

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The compiled regular expression."""
        return re.compile(self.written)

    @cached_property
    def literals(self) -> tuple[str, ...]:
        """One of them occurs wherever it matches; none if nothing is known of it."""
        return tuple(sorted(required(self.written), key=len))

    def may_match(self, words: str) -> bool:
        """False if the expression matches nowhere in the words."""
        for literal in self.literals:
            if literal in words:
                return True
        return not self.literals

    def search(self, words: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match, as `re.Pattern.search` has it."""
        return self.expression.search(words, start, end) if self.may_match(words) else None

    def match(self, words: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match at a place, as `re.Pattern.match` has it: one place is tried sooner than literals are."""
        return self.expression.match(words, start, end)

    def finditer(self, words: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """All matches, as `re.Pattern.finditer` has them."""
        return self.expression.finditer(words, start, end) if self.may_match(words) else iter(())

    def sub(self, other: str, words: str) -> str:
        """The words with something else for each match, as `re.Pattern.sub` has them."""
        return self.expression.sub(other, words) if self.may_match(words) else words


def required(written: str) -> Literals:
    """Literals of which one occurs wherever an expression matches; none if nothing is known of it."""
    return _shortest(_best(_parser.parse(written), frozenset([""])))


def _shortest(found: Literals) -> Literals:
    """Without those that have another one in them."""
    kept: list[str] = []
    for one in sorted(found, key=len):
        if not any(map(one.__contains__, kept)):
            kept.append(one)
    return frozenset(kept)


def _best(nodes: Iterable[tuple[object, object]], before: Literals) -> Literals:
    """The literals of a sequence that rule out the most; `before` are the strings that stand before it."""
    found, run = [], before
    for sign, told in nodes:
        if sign in _WITHOUT_WIDTH:
            continue
        ends = _strings(sign, told)
        longer = {start + end for start in run for end in ends} if ends else set()
        if 0 < len(longer) <= MOST:
            run = frozenset(longer)
            continue
        found += [run, *(_best(inner, frozenset([""])) for inner in _certain(sign, told))]
        if sign is _constants.BRANCH:
            parts = [_best(part, run) for part in told[1]]  # type: ignore[index]
            found.append(frozenset().union(*parts) if all(parts) else frozenset())
        run = frozenset([""])
    worth = [one for one in (*found, run) if one and "" not in one and len(_shortest(one)) <= MOST]
    return min(worth, key=cost, default=frozenset())


def _strings(sign: object, told: object) -> list[str]:
    """All strings that a part of an expression stands for; empty if there are too many, or it has none."""
    if sign is _constants.LITERAL:
        return [chr(told)]  # type: ignore[arg-type]
    if sign is _constants.IN:
        only = [chr(one) for kind, one in told if kind is _constants.LITERAL]  # type: ignore[attr-defined]
        return only if len(only) == len(told) else []  # type: ignore[arg-type]
    if sign is _constants.SUBPATTERN:
        return _joined(told[-1])  # type: ignore[index]
    if sign is _constants.BRANCH:
        parts = [_joined(part) for part in told[1]]  # type: ignore[index]
        return [one for part in parts for one in part] if all(parts) else []
    if sign in _REPEATS and told[1] == 1:  # type: ignore[index]
        once = _joined(told[2])  # type: ignore[index]
        return [*([""] if once and not told[0] else []), *once]  # type: ignore[index]
    return []


def _joined(nodes: Sequence[tuple[object, object]]) -> list[str]:
    """All strings that a sequence stands for; empty if there are too many."""
    found = [""]
    for sign, told in nodes:
        if sign in _WITHOUT_WIDTH:
            continue
        found = [start + end for start in found for end in _strings(sign, told)][: MOST + 1]
    return found if len(found) <= MOST else []


def _certain(sign: object, told: object) -> Iterator[Sequence[tuple[object, object]]]:
    """The sequences inside a part that occur wherever it does."""
    if sign is _constants.SUBPATTERN:
        yield told[-1]  # type: ignore[index]
    elif sign is _constants.ATOMIC_GROUP:
        yield told  # type: ignore[misc]
    elif sign in _REPEATS and told[0]:  # type: ignore[index]
        yield told[2]  # type: ignore[index]
