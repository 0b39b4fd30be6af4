"""What kind of difference lies between two texts, decided on their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive_repo.diff.numerals import NUMERALS
from archive_repo.diff.units import line_words
from archive_repo.records import ChangeClass
from archive_repo.text import dates
from archive_repo.text.markdown import plain, targets
from archive_repo.text.words import fold

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
    reworded = [stretch for stretch in stretches if _words(stretch.old) != _words(stretch.new)]
    if not reworded:
        same_links = all(_targets(stretch.old) == _targets(stretch.new) for stretch in stretches)
        return ChangeClass.FORMATTING if same_links else ChangeClass.LINKS
    if _lines([raw for stretch in stretches for raw in stretch.old]) == _lines(
        [raw for stretch in stretches for raw in stretch.new]
    ):
        return ChangeClass.ORDER
    if all(without_numbers(stretch.old) == without_numbers(stretch.new) for stretch in reworded):
        return ChangeClass.NUMBERS_OR_DATES
    return ChangeClass.WORDS


def without_numbers(lines: Sequence[str]) -> list[str]:
    """The words of lines with each number or date, in digits or spelled out, made one `#`.

    >>> without_numbers(["Updated 1st of May 2024.", "You may keep it thirty (30) days."])
    ['updated', '#', 'you', 'may', 'keep', 'it', '#', 'days']
    """
    found: list[str] = []
    for word in [word for raw in lines for word in fold(dates.mask(plain(raw)))]:
        if word not in NUMERALS and not _NUMBER.match(word):
            found.append(word)
        elif not found or found[-1] != "#":
            found.append("#")
    return found


def _words(lines: Sequence[str]) -> list[str]:
    return [word for raw in lines for word in line_words(raw)]


def _targets(lines: Sequence[str]) -> list[str]:
    return [target for raw in lines for target in targets(raw)]


def _lines(lines: Sequence[str]) -> Counter[tuple[str, ...]]:
    return Counter(words for raw in lines if (words := line_words(raw)))
