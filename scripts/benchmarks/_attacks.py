"""Texts that make a regular expression work hard, derived from the expression itself.

What costs more than linear time is a repetition that is tried from many places, or in many ways, and fails in
the end. So each repetition of a pattern is fed what it can take, many times over, after what leads up to it,
and without what would end it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

ALPHABET = "a A0 \t\n.,?!-_|\\[](){}<>*#'\"é中。/:&=%"
"""Characters that a repetition is tried with, besides those that the pattern names."""
TAKEN = 12
"""Characters of these that one repetition is fed with."""
PAIRED = 12
"""Characters that a pattern names and that are tried two by two."""
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A text of any size: a beginning, something many times over, and an end."""

    lead: str
    pump: str
    end: str

    def text(self, size: int) -> str:
        """The text of about `size` characters."""
        return self.lead + self.pump * max(1, size // len(self.pump)) + self.end


def attacks(pattern: re.Pattern[str]) -> list[Attack]:
    """What could be hard for a pattern; nothing twice."""
    found = [
        Attack(lead=lead, pump=pump, end=end)
        for before, unit in units(pattern)
        for lead, pump, end in (
            (before, unit, ""),
            (before, unit, "\0"),
            ("", before + unit, ""),
            ("", before or unit, "\0"),
            (before, f"{unit} ", "\0"),
        )
        if pump
    ]
    return list(dict.fromkeys(found))


def units(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What leads up to each repetition, and what it can be fed with."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    alphabet = dict.fromkeys([*_literals(tree), *ALPHABET])
    yield "", _sample(tree)
    yield from (("", letter) for letter in alphabet)
    named = [*dict.fromkeys([*_literals(tree)]), *"a0 "][:PAIRED]
    yield from (("", one + other) for one in named for other in named if one != other)
    for before, body in _repeats(tree, ""):
        for word in dict.fromkeys([_sample(body), *_samples(body)]):
            yield before, word
        if len(body) == 1:
            one = re.compile(_single(body[0]), pattern.flags & re.IGNORECASE | re.DOTALL)
            taken = [letter for letter in alphabet if one.fullmatch(letter)]
            yield from ((before, letter) for letter in taken[:TAKEN])


def _repeats(tree: Sequence[Any], before: str) -> Iterator[tuple[str, Sequence[Any]]]:
    """Each repetition's body, outermost first, with a text that leads up to it."""
    for place, (code, value) in enumerate(tree):
        lead = before + _sample(tree[:place])
        if code in REPEATS:
            if value[1] > 1:
                yield lead, value[2]
            yield from _repeats(value[2], lead)
            if value[1] > 1:
                yield from _repeats(value[2], lead + _sample(value[2]))
        for child in _children(code, value):
            yield from _repeats(child, lead)


def _children(code: Any, value: Any) -> list[Any]:
    match code:
        case codes.SUBPATTERN:
            return [value[3]]
        case codes.ATOMIC_GROUP:
            return [value]
        case codes.BRANCH:
            return list(value[1])
        case codes.ASSERT | codes.ASSERT_NOT:
            return [value[1]] if value[0] > 0 else []
        case _:
            return []


def _samples(tree: Sequence[Any]) -> Iterator[str]:
    """A text for each alternative of the first choice in a tree."""
    for place, (code, value) in enumerate(tree):
        for child in _children(code, value) if code is not codes.ASSERT_NOT else ():
            for word in [_sample(child), *_samples(child)]:
                yield _sample(tree[:place]) + word + _sample(tree[place + 1 :])


def _sample(tree: Sequence[Any]) -> str:
    """A short text that the tree takes, as far as it can be told without trying."""
    return "".join(_one(code, value) for code, value in tree)


def _one(code: Any, value: Any) -> str:
    match code:
        case codes.LITERAL:
            return chr(value)
        case codes.NOT_LITERAL | codes.ANY | codes.IN:
            return _letter(code, value)
        case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
            return _sample(value[2]) * max(1, min(value[0], 4)) if value[1] else ""
        case codes.SUBPATTERN | codes.BRANCH | codes.ATOMIC_GROUP:
            return _sample(_children(code, value)[0])
        case _:
            return ""


def _letter(code: Any, value: Any) -> str:
    one = re.compile(_single((code, value)), re.DOTALL)
    wanted = [chr(item[1] if item[0] is codes.LITERAL else item[1][0]) for item in _named(code, value)]
    return next((letter for letter in [*ALPHABET, *wanted] if one.fullmatch(letter)), "")


def _named(code: Any, value: Any) -> list[Any]:
    return [item for item in value if item[0] in (codes.LITERAL, codes.RANGE)] if code is codes.IN else []


def _single(node: Any) -> str:
    """The source of a pattern for one character; of one that never matches for anything longer."""
    code, value = node
    match code:
        case codes.LITERAL:
            return re.escape(chr(value))
        case codes.NOT_LITERAL:
            return f"[^{re.escape(chr(value))}]"
        case codes.ANY:
            return r"[^\n]"
        case codes.IN:
            negated = value[0][0] is codes.NEGATE
            return f"[{'^' * negated}{''.join(map(_part, value[negated:]))}]"
        case codes.SUBPATTERN if len(value[3]) == 1:
            return _single(value[3][0])
        case _:
            return "(?!)"


_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _part(item: Any) -> str:
    code, value = item
    if code is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return _CATEGORIES[value] if code is codes.CATEGORY else re.escape(chr(value))


def _literals(tree: Sequence[Any]) -> Iterator[str]:
    """The characters that a pattern names."""
    for code, value in tree:
        if code in (codes.LITERAL, codes.NOT_LITERAL):
            yield chr(value)
        if code is codes.IN:
            yield from (chr(item[1]) for item in value if item[0] is codes.LITERAL)
        for child in [value[2]] if code in REPEATS else _children(code, value):
            yield from _literals(child)
