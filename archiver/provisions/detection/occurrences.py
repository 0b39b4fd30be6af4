"""Where in a unit the phrases of a rule meet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from archiver.provisions.detection import quoted
from archiver.provisions.patterns import GAP_LIMIT
from archiver.provisions.taxonomy import Category, Polarity, Rule
from archiver.provisions.text import units
from archiver.provisions.text.units import Unit, UnitKind
from archiver.provisions.wording import polarity
from archiver.provisions.wording.gated import Gated

Spans = tuple[tuple[int, int], ...]
"""Where each phrase of a rule matched."""

_CONCEDED = Gated(
    r"\b(?:rights?|may|can|discretion)(?:,? (?:but|though|although)|,? \()"
    r"(?: ?(?!(?:not?|never)\b)\w+){0,4}\W{0,2}$"
)
"""Before a duty that is denied: the provider keeps the right, "but is not obliged", to do it all the same."""
_COINED = re.compile(r'\((?:\w+,? ){0,4}"[^"()]{1,80}"\)')
"""A name in brackets behind what it stands for: "ads by what you do ("Targeted Ads")"."""


def of_rule(rule: Rule, unit: Unit) -> Iterator[Spans]:
    """Where a rule's phrases meet: within a window, or anywhere in a table's row; never only in context.

    Anywhere too in a line that names a lawful basis, with what it is the basis of.
    """
    first, *others = rule.phrases
    is_whole = unit.kind is UnitKind.ROW or (
        unit.own > 0 and len(others) > 0 and units.names_basis(unit.words[unit.own :])
    )
    for match in first.finditer(unit.words):
        spans = [match.span()]
        for other in others:
            near = (0, len(unit.words)) if is_whole else _window(match.span(), len(unit.words))
            found = other.search(unit.words, *near)
            if found is None:
                break
            spans.append(found.span())
        else:
            if _is_conceded(rule, unit.words, spans[0][0]) or _is_coined(unit.words, spans):
                continue
            if _is_own(unit, spans) and not quoted.crosses_lists(unit, spans):
                yield tuple(spans)


def at_their_verbs(category: Category, unit: Unit, found: Iterable[Spans]) -> Iterable[Spans]:
    """The occurrences of what a clause can deny, those last that only stand before its verb."""
    if not category.negatable or unit.kind is UnitKind.ROW:
        return found
    every = list(found)
    return every if len(every) < 2 else sorted(every, key=lambda one: polarity.is_fronted(unit.words, one[0]))


def overlap(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    """True if two places share words."""
    return any(start < end and first < last for first, end in some for start, last in others)


def _is_coined(words: str, spans: Sequence[tuple[int, int]]) -> bool:
    """True if a match is only in a name that its sentence gives to something: `(“Targeted Advertising”)`."""
    if '("' not in words:
        return False
    names = [found.span() for found in _COINED.finditer(words)]
    return all(any(first < start and end < last for first, last in names) for start, end in spans)


def _is_conceded(rule: Rule, words: str, start: int) -> bool:
    return rule.says is Polarity.DENIES and _CONCEDED.search(words, 0, start) is not None


def _window(span: tuple[int, int], length: int) -> tuple[int, int]:
    return max(0, span[0] - GAP_LIMIT), min(length, span[1] + GAP_LIMIT)


def _is_own(unit: Unit, spans: Sequence[tuple[int, int]]) -> bool:
    """True if a match is not only in what leads the unit in."""
    return any(quoted.touches(piece, spans) for piece in unit.own_pieces)
