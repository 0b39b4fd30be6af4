"""What speaks for an event of a provision: features of the models that `event_chances` holds.

Of an amended passage they say which words went and came, how many of them, and what these may change; of a
passage that came or went without another, how much of it the other text says all the same.
"""

from __future__ import annotations

import bisect
import functools
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from archive_repo.text import dates, words
from archiver.provisions.findings import EXCERPT_JOINT, Finding
from archiver.provisions.pairing import Pair
from archiver.provisions.parameters import reading
from archiver.provisions.stories import substance
from archiver.provisions.stories.both_texts import BothTexts
from archiver.provisions.stories.substance import EMPTY
from archiver.provisions.text.whole_text import REMEMBERED, WholeText, essence, unnumbered
from archiver.provisions.wording import deciding_words
from archiver.provisions.wording.roots import overlap, root

WORD = "word "
"""What the name of a feature begins with that is a word of the passage, or one that went or came."""
_COUNTS = (1, 2, 3, 5, 8, 13)
_PERCENT = (20, 35, 50, 65, 80, 90)
_CHANCES = (60, 70, 80, 85, 90, 95)
_LENGTHS = (8, 13, 20, 30, 50, 80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a category's difference between two texts is seen beside."""

    texts: BothTexts
    before: Sequence[Finding]
    """All findings of the category in the older text, weak ones too."""
    after: Sequence[Finding]


def of_amendment(pair: Pair) -> frozenset[str]:
    """What speaks for or against an amended passage saying something new."""
    return frozenset((*_of_change(pair), *_of_words(pair)))


def of_single(one: Finding, around: Around, *, came: bool) -> frozenset[str]:
    """What speaks for or against a passage that came, or went, being lacked by the other text."""
    return frozenset(_of_single(one, around, came=came))


def _of_change(pair: Pair) -> Iterator[str]:
    before, after = pair.before, pair.after
    went, came = _exchanged(_roots(before.key), _roots(after.key))
    lost, won = _exchanged(substance.meanings(before.key), substance.meanings(after.key))
    stretches = substance.telling(before.key, after.key)
    old, new = len(_roots(before.key)), len(_roots(after.key))
    yield f"category {after.category}"
    yield from _steps("alike %", 100 * pair.similarity, (65, 75, 82, 88, 93, 97))
    yield from _steps("went", went.total(), _COUNTS)
    yield from _steps("came", came.total(), _COUNTS)
    yield from _steps("lost", lost.total(), _COUNTS)
    yield from _steps("won", won.total(), _COUNTS)
    yield from _steps("won more", won.total() - lost.total(), (-4, -1, 0, 1, 2, 5))
    yield from _steps("stretches", len(stretches), _COUNTS)
    yield from _steps("told", sum(len(a) + len(b) for a, b in stretches), (1, 2, 4, 7, 12, 20))
    yield from _steps("only there", sum(not a or not b for a, b in stretches), (1, 2, 3, 5))
    yield from _steps("longest", max((len(one) for both in stretches for one in both), default=0), _COUNTS)
    yield from _steps(
        "exchanged %", 100 * (went.total() + came.total()) / (old + new or 1), (4, 8, 15, 25, 40)
    )
    yield from _steps("long", min(old, new), _LENGTHS)
    yield from _steps("longer", new - old, (-8, -2, 0, 1, 3, 9))
    yield from _steps("chance %", 100 * min(before.chance, after.chance), _CHANCES)
    if any(any(map(str.isdigit, one)) for one in (*went, *came)):
        yield "a number differs"
    if before.stance != after.stance:
        yield "another stance"
    if reading.values(before) != reading.values(after):
        yield "another value"
    if before.headings[-1:] != after.headings[-1:]:
        yield "under another heading"
    if not (before.spans and after.spans):
        yield "found by its words alone"
    if essence(before.key) == essence(after.key):
        yield "led in otherwise"


def _of_words(pair: Pair) -> Iterator[str]:
    """The words that went and came, as they are and by what they decide."""
    went, came = _exchanged(_all_roots(pair.before.key), _all_roots(pair.after.key))
    for sign, some in (("-", went), ("+", came)):
        yield from (f"{WORD}{sign} {one}" for one in some)
        yield from (f"{WORD}~ {one}" for one in some)
    old, new = _exchanged(_kinds(pair.before.key), _kinds(pair.after.key))
    for sign, kinds in (("-", old), ("+", new)):
        yield from (f"{sign} <{kind}>" for kind in kinds)
        yield from (f"~ <{kind}>" for kind in kinds)


def _of_single(one: Finding, around: Around, *, came: bool) -> Iterator[str]:
    texts = around.texts
    here, there, said = (
        (texts.after, texts.before, texts.said_by_older)
        if came
        else (texts.before, texts.after, texts.said_by_newer)
    )
    own, others = (around.after, around.before) if came else (around.before, around.after)
    wanted = frozenset(_roots(one.key))
    near = [(frozenset(_roots(passage.words)), passage) for passage in said.nearest(one.key)]
    covered = max((_share(wanted, some) for some, _ in near), default=0.0)
    fresh = [some for some, passage in near if passage.essence not in here.essences]
    yield f"category {one.category}"
    yield f"says {one.polarity}"
    yield "came" if came else "went"
    yield from _steps("covered %", 100 * covered, _PERCENT)
    yield from _steps(
        "covered by new %", 100 * max((_share(wanted, one) for one in fresh), default=0), _PERCENT
    )
    yield from _steps("alike %", 100 * max((overlap(wanted, some) for some, _ in near), default=0), _PERCENT)
    yield from _steps("not covered", round(len(wanted) * (1 - covered)), _COUNTS)
    yield from _steps("long", len(_roots(one.key)), _LENGTHS)
    yield from _steps("chance %", 100 * one.chance, _CHANCES)
    yield from _steps("own", len(own), _COUNTS)
    yield from _steps("others", len(others), _COUNTS)
    yield from _steps("strong others", sum(not other.weak for other in others), _COUNTS)
    yield from _steps(
        "chance of others %", 100 * max((other.chance for other in others), default=0), _CHANCES
    )
    by_others = max((_share(wanted, frozenset(_roots(other.key))) for other in others), default=0.0)
    yield from _steps("covered by others %", 100 * by_others, _PERCENT)
    yield from _steps("rewritten %", 100 * _rewritten(here, there), (5, 15, 30, 50, 70, 90))
    yield from _steps(
        "size %", 100 * len(here.passages) / (len(there.passages) or 1), (70, 90, 100, 110, 140)
    )
    if any(other.polarity is one.polarity for other in others if not other.weak):
        yield "others say so"
    if reading.values(one):
        yield "states a value"
    if one.headings and essence(one.headings[-1].lower()) in there.essences:
        yield "the other text has its heading"
    if EXCERPT_JOINT in one.core:
        yield "led in"


def _exchanged(old: Sequence[str], new: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """The words that went and came, wherever they stood."""
    before, after = Counter(old), Counter(new)
    return before - after, after - before


@functools.lru_cache(maxsize=REMEMBERED)
def _all_roots(key: str) -> tuple[str, ...]:
    return tuple(map(root, words.fold(dates.mask(unnumbered(key)))))


@functools.lru_cache(maxsize=REMEMBERED)
def _roots(key: str) -> tuple[str, ...]:
    """The roots of the words that say something."""
    return tuple(map(root, (one for one in words.fold(dates.mask(unnumbered(key))) if one not in EMPTY)))


def _kinds(key: str) -> list[str]:
    return [kind for kind in deciding_words.tokens(key, 0, len(key)).kinds if kind]


def _share(wanted: Set[str], some: Set[str]) -> float:
    return len(wanted & some) / len(wanted) if wanted else 0.0


def _rewritten(here: WholeText, there: WholeText) -> float:
    return 1 - len(here.essences & there.essences) / (len(here.essences) or 1)


def _steps(name: str, value: float, steps: Sequence[float]) -> Iterator[str]:
    """A feature for each step that a value reaches."""
    return (f"{name} {step}" for step in steps[: bisect.bisect_right(steps, value)])
