"""What in a passage speaks for its polarity and its strength: features of the models learned from labels.

Each is the name of something that is there: a kind of word ("not", "unless", "consent") before, in or behind
the match, what the rules say, the words themselves. `labelled` holds what each of them weighs.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterator, Sequence, Set
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple

from archiver.provisions.detection import likeness
from archiver.provisions.detection.likeness import Likeness
from archiver.provisions.stances import Stance
from archiver.provisions.taxonomy import Category
from archiver.provisions.text.folding import fold
from archiver.provisions.text.units import Unit, UnitKind
from archiver.provisions.wording import actors, grammar
from archiver.provisions.wording.deciding_words import Tokens, named_among, tokens
from archiver.provisions.wording.grammar import Clause

Spans = Sequence[tuple[int, int]]

_CLUES_REMEMBERED = 5_000
"""Clues of one sort whose names are remembered: kinds of words by places and categories."""
_TITLES_REMEMBERED = 256
"""Paths of headings whose folded words are remembered: the passages under one stand together."""

Clue = tuple[str, ...]
"""The names of features that always come together; no two clues share one."""


class Features(NamedTuple):
    """What speaks for what a match says: what is told of its clauses, and the words of its sentence."""

    told: Set[Clue]
    words: tuple[str, ...]
    match: slice
    """Which of the words are the match's own."""

    def names(self) -> set[str]:
        """All of them, each by its name: the words where they stand, by themselves and in pairs."""
        found = {*chain(*self.told), *self.words, *map(" ".join, pairwise(self.words))}
        before, after = slice(self.match.start), slice(self.match.stop, None)
        for zone, part in (("before", before), ("match", self.match), ("after", after)):
            found.update(f"{zone} {word}" for word in self.words[part])
        return found


class StrengthFeatures(NamedTuple):
    """What speaks for a match being a provision: what is told of it, and the roots of its passage's words."""

    told: Set[Clue]
    roots: Set[str]
    category: str

    def names(self) -> set[str]:
        """All of them, each by its name: the roots by themselves and with the category."""
        by_category = (f"word {root} {self.category}" for root in self.roots)
        return {*chain(*self.told), *(f"word {root}" for root in self.roots), *by_category}


def of_polarity(category: Category, unit: Unit, spans: Spans, ruled: Stance) -> Features:
    """What speaks for what a match says of its category; `ruled` is what the rules say."""
    start, end = spans[0]
    told = tokens(unit.words, *grammar.sentence(unit.words, spans[0]))
    manner = _manner(category)
    kinds, begins, ends = told.kinds, told.until(start), told.until(end)
    found = {_of_category(category.id, manner), _of_rules(category.id, manner, ruled)}
    found.update([_kind_at("before", kind, manner) for kind in named_among(kinds[:begins])])
    found.update([_kind_at("match", kind, manner) for kind in named_among(kinds[begins:ends])])
    found.update([_kind_at("after", kind, manner) for kind in named_among(kinds[ends:])])
    found.update([_kind(kind, manner, category.id) for kind in named_among(kinds)])
    found.update(_of_clauses(unit, spans[0], manner, told))
    return Features(found, told.words, slice(begins, ends))


def of_strength(
    category: Category, unit: Unit, spans: Spans, ruled: Stance, like: Likeness, *, rank: float | None
) -> StrengthFeatures:
    """What speaks for a match being a provision of its category, and no mere mention of its subject.

    `rank` says where among the patterns of its category the one that fits stands, from 0, the strongest
    wording, to 1; None if none fits.
    """
    manner = _manner(category)
    own = unit.own
    told = tokens(unit.words, own, len(unit.words))
    matched = named_among(chain(*[told.kinds[told.until(start) : told.until(end)] for start, end in spans]))
    said = f"rules {ruled.polarity}"
    found = {_of_category(category.id, manner), (f"unit {unit.kind}",), (said, f"{said} {manner}")}
    found.update(_of_likeness(like, fits=rank is not None))
    if rank is not None:
        found.update(_of_pattern(category, unit, spans, rank))
    found.add(_steps("long", len(unit.words) - own, (60, 100, 150, 220, 320, 450)))
    found.update([(f"<{kind}>",) for kind in named_among(told.kinds)])
    found.update([(f"match <{kind}>",) for kind in matched])
    found.update([(f"begins {word}",) for word in told.words[:2]])
    found.update(_of_place(category, unit))
    if actors.is_users_act(unit.words, spans[0][0]):
        found.add(("the user acts", f"the user acts {manner}", f"the user acts {category.id}"))
    return StrengthFeatures(found, set(likeness.roots_of(unit.words[own:])), category.id)


def _of_likeness(like: Likeness, *, fits: bool) -> Iterator[Clue]:
    yield _steps("like" if fits else "only like", like.best * 2, LIKE)
    yield _steps("whole like", like.whole * 2, LIKE)
    yield _steps("like another", like.second * 2, LIKE)
    yield _steps("liker than another", (like.whole - like.second) * 2, LIKE)


def _of_pattern(category: Category, unit: Unit, spans: Spans, rank: float) -> Iterator[Clue]:
    """What the pattern that fits tells, and how much of the passage it covers."""
    own = unit.own
    covered = sum(max(0, end - max(start, own)) for start, end in spans) / (len(unit.words) - own)
    yield _steps("rank %", rank * 100, (10, 25, 50, 75))
    yield "a pattern fits", f"a pattern fits {category.id}"
    yield _steps("covers", covered * 10, (1, 2, 3, 5, 7))
    yield _steps("matched", sum(end - start for start, end in spans), (20, 40, 70, 110, 160))
    if spans[0][0] < own + EARLY:
        yield ("match opens the passage",)


LIKE = tuple(range(-8, 13))
"""Steps of a likeness, in halves."""
EARLY = 15
"""Characters before a match that opens its passage."""
SUBJECT, STEM = 5, 6
"""Fewest letters of a title's word that says what a category is about, and how many of them count."""


def _of_place(category: Category, unit: Unit) -> Iterator[Clue]:
    """Where a passage stands: under a heading on the subject, in a list, above one."""
    titles = _folded(unit.headings[-2:])
    subject = _subject(category.title)
    if titles and any(word in titles[-1] for word in subject):
        yield "heading names it", f"heading names it {category.id}"
    elif any(word in title for title in titles for word in subject):
        yield ("heading above names it",)
    if unit.own:
        yield ("led in",)
    if unit.words.endswith(":"):
        yield ("leads in",)


@functools.lru_cache(maxsize=_TITLES_REMEMBERED)
def _folded(titles: tuple[str, ...]) -> list[str]:
    return [fold(title) for title in titles]


@functools.lru_cache(maxsize=_CLUES_REMEMBERED)
def _subject(title: str) -> list[str]:
    """The beginnings of the words of a category's title that say what it is about."""
    return [word[:STEM] for word in title.lower().split() if len(word) >= SUBJECT]


_FLAGS = ("negatable", "mutual", "shared", "grants", "imposes", "bans", "by_provider")
_flags_of = attrgetter(*_FLAGS)


def _manner(category: Category) -> str:
    """What sort of provision a category is: one that can be denied, a ban, a grant, a duty."""
    return _joined(_flags_of(category))


@functools.cache
def _joined(flags: tuple[bool, ...]) -> str:
    return "+".join(name for name, flag in zip(_FLAGS, flags, strict=True) if flag) or "plain"


@functools.lru_cache(maxsize=_CLUES_REMEMBERED)
def _of_category(category: str, manner: str) -> Clue:
    return f"category {category}", f"manner {manner}"


def _of_rules(category: str, manner: str, ruled: Stance) -> Clue:
    said = f"rules {ruled.polarity}"
    return said, f"{said} {manner}", f"{said} {category}", f"{said} {ruled.condition}"


@functools.lru_cache(maxsize=_CLUES_REMEMBERED)
def _kind_at(place: str, kind: str, manner: str) -> Clue:
    return f"{place} <{kind}>", f"{place} <{kind}> {manner}"


@functools.lru_cache(maxsize=_CLUES_REMEMBERED)
def _kind(kind: str, manner: str, category: str) -> Clue:
    return f"<{kind}>", f"<{kind}> {manner}", f"<{kind}> {category}"


FIRST, LAST = ("first",), ("last",)
BOTH = FIRST + LAST
"""What the clauses that have words of a match are called."""


def _of_clauses(unit: Unit, span: tuple[int, int], manner: str, told: Tokens) -> Iterator[Clue]:
    clauses = grammar.around(unit.words, span)
    decisive = [(start, kind) for start, kind in zip(told.starts, told.kinds, strict=True) if kind]
    for clause, names in ((clauses[0], FIRST), (clauses[-1], LAST)) if clauses[1:] else ((clauses[0], BOTH),):
        own = [one for one in decisive if one[0] >= clause.opener and clause.words[one[0]] != grammar.BLANK]
        within = {kind for start, kind in own if start < span[1]}
        behind = {kind for start, kind in own if start >= span[1]}
        for name in names:
            yield (f"{name} clause {clause.role}",)
            yield from [_kind_at(f"{name} clause", kind, manner) for kind in within]
            yield from [(f"{name} clause then <{kind}>",) for kind in behind]
        yield from _of_bounds(clause, span, decisive)
    if actors.is_mutual(unit.words, span):
        yield ("both sides",)
    if actors.is_alike(unit.words, span):
        yield ("both sides as the subject",)
    if actors.is_users_act(unit.words, span[0]):
        yield ("the user acts",)
    if unit.kind is UnitKind.ROW:
        yield ("row",)
    if unit.own:
        yield ("led in",)


def _of_bounds(clause: Clause, span: tuple[int, int], decisive: Sequence[tuple[int, str]]) -> Iterator[Clue]:
    for bound in clause.bounds:
        opener = bound.words.split(" ", 1)[0]
        place = "inside" if bound.is_inside else "before" if bound.start < span[0] else "after"
        yield (f"bound {opener}",)
        yield (f"bound {opener} {place}",)
        end = bound.start + len(bound.words)
        for kind in {kind for start, kind in decisive if bound.start <= start < end}:
            yield (f"bound <{kind}>",)
            yield (f"bound {opener} <{kind}>",)


def _steps(name: str, value: float, steps: tuple[int, ...]) -> Clue:
    """A clue for each step that a value reaches, in one."""
    return _reached(name, steps[: bisect.bisect_right(steps, value)])


@functools.lru_cache(maxsize=_CLUES_REMEMBERED)
def _reached(name: str, steps: tuple[int, ...]) -> Clue:
    return tuple(f"{name} {step}" for step in steps)
