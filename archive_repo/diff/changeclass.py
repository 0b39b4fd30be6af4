"""What kind of difference lies between two texts, decided on their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive_repo.diff.numerals import DATE_PARTICLES, MONTHS, NUMERALS, ORDINALS
from archive_repo.diff.units import line_words
from archive_repo.records import ChangeClass
from archive_repo.text.markdown import targets

_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that differ between two places where the texts agree; blank ones left out."""

    old: Sequence[str]
    new: Sequence[str]


def classify(stretches: Sequence[Stretch], *, same_text: bool) -> ChangeClass | None:
    """The class of the difference that these stretches make; None where the texts are the same.

    A changed link target counts as LINKS even if layout changed with it: it leads a reader elsewhere.
    """
    if same_text:
        return None
    sides = [(_words(stretch.old), _words(stretch.new)) for stretch in stretches]
    if all(old == new for old, new in sides):
        same_links = all(_targets(stretch.old) == _targets(stretch.new) for stretch in stretches)
        return ChangeClass.FORMATTING if same_links else ChangeClass.LINKS
    if _lines([raw for stretch in stretches for raw in stretch.old]) == _lines(
        [raw for stretch in stretches for raw in stretch.new]
    ):
        return ChangeClass.ORDER
    if all(old == new or without_numbers(old) == without_numbers(new) for old, new in sides):
        return ChangeClass.NUMBERS_OR_DATES
    return ChangeClass.WORDS


def without_numbers(words: Sequence[str]) -> list[str]:
    """The words with each number or date, in digits or spelled out, made one `#`.

    >>> without_numbers("updated 1 st of may 2024 you may keep it thirty 30 days".split())
    ['updated', '#', 'you', 'may', 'keep', 'it', '#', 'days']
    """
    numbers = [word in NUMERALS or _NUMBER.match(word) is not None for word in words]
    dated = [_is_dated(words, numbers, at) for at in range(len(words))]
    folded: list[str] = []
    for word, number in zip(words, dated, strict=True):
        if not number:
            folded.append(word)
        elif not folded or folded[-1] != "#":
            folded.append("#")
    return folded


def _is_dated(words: Sequence[str], numbers: Sequence[bool], at: int) -> bool:
    """Whether a word is a number, or a month or a particle beside one."""
    if numbers[at]:
        return True
    word = words[at]
    before, after = at > 0 and numbers[at - 1], at + 1 < len(words) and numbers[at + 1]
    if word in MONTHS:
        return before or after or (at > 1 and words[at - 1] in DATE_PARTICLES and numbers[at - 2])
    if word in DATE_PARTICLES:
        follows = at + 1 < len(words) and (
            numbers[at + 1] or words[at + 1] in MONTHS or words[at + 1] in DATE_PARTICLES
        )
        ordinal = word in ORDINALS
        nested = at > 1 and words[at - 1] in ORDINALS and numbers[at - 2]
        return (before or nested) and (follows or ordinal)
    return False


def _words(lines: Sequence[str]) -> list[str]:
    return [word for raw in lines for word in line_words(raw)]


def _targets(lines: Sequence[str]) -> list[str]:
    return [target for raw in lines for target in targets(raw)]


def _lines(lines: Sequence[str]) -> Counter[tuple[str, ...]]:
    return Counter(words for raw in lines if (words := line_words(raw)))
