"""What in a passage speaks for its polarity and its strength: features of the models learned from labels.

Each is the name of something that is there: a kind of word ("not", "unless", "consent") before, in or behind
the match, what the rules say, the words themselves. `labelled` holds what each of them weighs.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from archiver.provisions import actors, grammar, likeness
from archiver.provisions.grammar import Clause
from archiver.provisions.stances import Stance
from archiver.provisions.taxonomy import Category
from archiver.provisions.units import Unit, UnitKind

Spans = Sequence[tuple[int, int]]

KINDS = {
    "not": r"not|never|nor?|neither|none|cannot|nothing|nobody|without|\w+n't|refrain\w*|prohibit\w*|ignor\w*"
    r"|forbid\w*",
    "unless": r"unless|except\w*|exclud\w*|exempt\w*|until|outside|(?:other than|apart from|save (?:for|as)"
    r"|subject to)",
    "if": r"if|when|where|once|provided|extent|(?:as long|in case)",
    "consent": r"consent\w*|permission\w*|agree\w*|authori[sz]\w*|approv\w*",
    "opt in": r"enabl\w*|cho(?:ose|oses|sen?)|elect|allow\w*|connect|link|(?:opt(?:ed|ing|s)? in|turn\w* on)",
    "opt out": r"disabl\w*|object\w*|unsubscrib\w*|cancel\w*|declin\w*|refus\w*|settings?|controls?|optout"
    r"|(?:opt(?:ed|ing|s)? out|turn\w* off)",
    "law": r"laws?|legal\w*|courts?|regulat\w*|required|statut\w*",
    "both": r"each|either|both|mutual\w*|part(?:y|ies)|(?:you (?:and|or)|(?:and|or) you)",
    "only": r"only|solely",
    "but": r"but|however|although|though|instead|notwithstanding|despite",
    "even": r"(?:not only|not limited|not just|no later|no more|without limitation)",
    "we": r"we|us|our|company|provider",
    "you": r"your?|users?|customers?",
    "may": r"may|might|can|could",
    "must": r"must|shall|obliged|obligat\w+",
    "will": r"will|would",
}
"""Kinds of words, or of two words, that decide what is said, each as an expression."""
TURNING = frozenset(list(KINDS)[:10])
"""Without a word of these kinds a passage asserts: so it is in 201 of 204 that were read."""
_FIRSTS = frozenset(
    "and apart as in no not opt opted opting opts or other save subject turn turned without you".split()
)
"""The first words of two that are looked up together."""
_EVERY = re.compile("|".join(f"(?P<{name.replace(' ', '_')}>{words})" for name, words in KINDS.items()))
_WORD = re.compile(r"[a-z][a-z']*|[,;:]")
_REMEMBERED = 20_000
"""Words and pairs whose kind is remembered: more than policies commonly use."""


class Token(NamedTuple):
    """A word or a mark, and its kind if it is a deciding one."""

    start: int
    word: str
    kind: str | None


def may_turn(words: str, span: tuple[int, int]) -> bool:
    """True if the sentence around a match has a word that may make it say more than that something is so."""
    return not TURNING.isdisjoint(named(words, span))


def named(words: str, span: tuple[int, int]) -> set[str]:
    """The kinds of deciding words in the sentence around a match."""
    return _kinds(tokens(words, *grammar.sentence(words, span)))


def tokens(words: str, first: int, last: int) -> Sequence[Token]:
    """The words of a stretch with their kinds."""
    every = _tokens(words)
    return every[bisect.bisect_left(every, (first,)) : bisect.bisect_left(every, (last,))]


@functools.lru_cache(maxsize=64)
def _tokens(words: str) -> tuple[Token, ...]:
    found = [(one.start(), one[0]) for one in _WORD.finditer(words)]
    behind = [*(word for _, word in found), ""][1:]
    return tuple(
        Token(start, word, (word in _FIRSTS and _kind_of(f"{word} {after}")) or _kind_of(word))
        for (start, word), after in zip(found, behind, strict=True)
    )


@functools.lru_cache(maxsize=_REMEMBERED)
def _kind_of(words: str) -> str | None:
    found = _EVERY.fullmatch(words)
    return str(found.lastgroup).replace("_", " ") if found else None


def of_polarity(category: Category, unit: Unit, spans: Spans, ruled: Stance) -> frozenset[str]:
    """What speaks for what a match says of its category; `ruled` is what the rules say."""
    start, end = spans[0]
    told = tokens(unit.words, *grammar.sentence(unit.words, spans[0]))
    manner = _manner(category)
    found = {f"category {category.id}", f"manner {manner}", *_of_rules(category, manner, ruled)}
    for one in told:
        zone = "before" if one.start < start else "match" if one.start < end else "after"
        found.add(f"{zone} {one.word}")
        if one.kind:
            found |= {f"{zone} <{one.kind}>", f"{zone} <{one.kind}> {manner}"}
    for kind in _kinds(told):
        found |= {f"<{kind}>", f"<{kind}> {manner}", f"<{kind}> {category.id}"}
    found.update(one.word for one in told)
    found.update(f"{one.word} {other.word}" for one, other in pairwise(told))
    found.update(_of_clauses(unit, spans[0], manner, told))
    return frozenset(found)


def of_strength(category: Category, unit: Unit, spans: Spans, ruled: Stance) -> frozenset[str]:
    """What speaks for a match being a provision of its category, and no mere mention of its subject."""
    manner = _manner(category)
    length = len(unit.words) - unit.own
    like = likeness.of(category.id, likeness.features(unit.words))
    covered = sum(max(0, end - max(start, unit.own)) for start, end in spans) / length
    told = tokens(unit.words, unit.own, len(unit.words))
    matched = [one for one in told if any(start <= one.start < end for start, end in spans)]
    found = {f"category {category.id}", f"manner {manner}", f"unit {unit.kind}"}
    found |= {f"rules {ruled.polarity}", f"rules {ruled.polarity} {manner}"}
    found.update(_steps("like", like * 10, range(-2, 13)))
    found.update(_steps("covers", covered * 10, (1, 2, 3, 5, 7)))
    found.update(_steps("matched", sum(end - start for start, end in spans), (20, 40, 70, 110, 160)))
    found.update(_steps("long", length, (60, 100, 150, 220, 320, 450)))
    if spans[0][0] < unit.own + EARLY:
        found.add("match opens the passage")
    found.update(f"<{kind}>" for kind in _kinds(told))
    found.update(f"match <{kind}>" for kind in _kinds(matched))
    found.update(f"begins {one.word}" for one in told[:2])
    if actors.is_users_act(unit.words, spans[0][0]):
        found |= {"the user acts", f"the user acts {manner}", f"the user acts {category.id}"}
    return frozenset(found)


EARLY = 15
"""Characters before a match that opens its passage."""


def _kinds(told: Iterable[Token]) -> set[str]:
    """The kinds of deciding words among these."""
    return {one.kind for one in told if one.kind}


def _manner(category: Category) -> str:
    """What sort of provision a category is: one that can be denied, a ban, a grant, a duty."""
    flags = ("negatable", "mutual", "shared", "grants", "imposes", "bans", "by_provider")
    return "+".join(flag for flag in flags if getattr(category, flag)) or "plain"


def _of_rules(category: Category, manner: str, ruled: Stance) -> Iterator[str]:
    said = f"rules {ruled.polarity}"
    yield from (said, f"{said} {manner}", f"{said} {category.id}", f"{said} {ruled.condition}")


def _of_clauses(unit: Unit, span: tuple[int, int], manner: str, told: Sequence[Token]) -> Iterator[str]:
    clauses = grammar.around(unit.words, span)
    for name, clause in (("first", clauses[0]), ("last", clauses[-1])):
        yield f"{name} clause {clause.role}"
        own = [one for one in told if one.kind and clause.words[one.start] != grammar.BLANK]
        for kind in _kinds(one for one in own if clause.opener <= one.start < span[1]):
            yield f"{name} clause <{kind}>"
            yield f"{name} clause <{kind}> {manner}"
        for kind in _kinds(one for one in own if one.start >= span[1]):
            yield f"{name} clause then <{kind}>"
        yield from _of_bounds(clause, span, told)
    if actors.is_mutual(unit.words, span):
        yield "both sides"
    if actors.is_alike(unit.words, span):
        yield "both sides as the subject"
    if actors.is_users_act(unit.words, span[0]):
        yield "the user acts"
    if unit.kind is UnitKind.ROW:
        yield "row"
    if unit.own:
        yield "led in"


def _of_bounds(clause: Clause, span: tuple[int, int], told: Sequence[Token]) -> Iterator[str]:
    for bound in clause.bounds:
        opener = bound.words.split(" ", 1)[0]
        place = "inside" if bound.is_inside else "before" if bound.start < span[0] else "after"
        yield f"bound {opener}"
        yield f"bound {opener} {place}"
        end = bound.start + len(bound.words)
        for kind in _kinds(one for one in told if bound.start <= one.start < end):
            yield f"bound <{kind}>"
            yield f"bound {opener} <{kind}>"


def _steps(name: str, value: float, steps: Sequence[int]) -> Iterator[str]:
    return (f"{name} {step}" for step in steps if value >= step)
