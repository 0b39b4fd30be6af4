"""What kind of difference lies between two texts, decided on their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from archive_repo.diff.numerals import NUMERALS
from archive_repo.records import ChangeClass
from archive_repo.text import dates, web_addresses
from archive_repo.text.clauses import Clauses, Renumbering
from archive_repo.text.lines import line_words, numbered, pages, said, targets
from archive_repo.text.markdown import marker
from archive_repo.text.words import fold


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that differ between two places where the texts agree; blank ones left out."""

    old: Sequence[str]
    new: Sequence[str]

    def agrees(self, tell: Callable[[str], Sequence[str]]) -> bool:
        """True if its lines tell the same in both texts, whatever lines they are cut into."""
        return _joined(self.old, tell) == _joined(self.new, tell)


def classify(stretches: Sequence[Stretch], renumbering: Renumbering, *, rewords: bool) -> ChangeClass:
    """The class of the difference that these stretches make.

    `rewords` is true if any line has other words than the line it is paired with.

    A changed link target or address counts as LINKS even if layout or numbers of clauses changed with it: it
    leads a reader elsewhere. What only leads to another place of the same page may be renumbered like the
    clauses.
    """
    reworded = [one for one in stretches if not renumbering.explains(one.old, one.new)]
    if not reworded:
        return _unworded(stretches)
    if not rewords and _lines([raw for one in stretches for raw in one.old]) == _lines(
        [raw for one in stretches for raw in one.new]
    ):
        return ChangeClass.ORDER
    before, after = renumbering.before, renumbering.after
    if all(_same(without_numbers(one.old, before), without_numbers(one.new, after)) for one in reworded):
        return ChangeClass.NUMBERS_OR_DATES
    return ChangeClass.WORDS


def _same(some: Iterator[str], others: Iterator[str]) -> bool:
    """True if both give the same words; read no further than to the first that differs."""
    return all(one == other for one, other in zip_longest(some, others))


def without_numbers(lines: Sequence[str], clauses: Clauses) -> Iterator[str]:
    """The words of lines with each number or date, in digits or spelled out, made one `#`.

    What numbers clauses is left out, and the numbers of references stay: `Article 7` is another text.

    >>> [*without_numbers(["It is kept for thirty (30) days from 1st of May 2024."], Clauses([]))]
    ['it', 'is', 'kept', 'for', '#', 'days', 'from', '#']
    """
    follows_number = False
    for raw in lines:
        for word in fold(dates.mask(web_addresses.pages(_spelled(raw, clauses)))):
            if not (word[0].isdecimal() or word in NUMERALS):
                yield word
                follows_number = False
            elif not follows_number:
                yield "#"
                follows_number = True


def _spelled(raw: str, clauses: Clauses) -> str:
    line = numbered(raw)
    is_word = any(map(str.isalpha, line.number)) and not clauses.has(raw)
    return f"{line.number} {line.spelled}" if is_word else line.spelled


def _unworded(stretches: Sequence[Stretch]) -> ChangeClass:
    """The class of a difference that leaves the words as they are."""
    is_renumbered = not all(one.agrees(line_words) for one in stretches) or any(map(_recounts, stretches))
    same_links = all(one.agrees(pages if is_renumbered else targets) for one in stretches)
    if not same_links:
        return ChangeClass.LINKS
    return ChangeClass.NUMBERING if is_renumbered else ChangeClass.FORMATTING


def _recounts(one: Stretch) -> bool:
    """True if as many items of lists have other numbers."""
    old, new = (list(filter(None, map(marker, lines))) for lines in (one.old, one.new))
    return len(old) == len(new) and old != new


def _joined(lines: Sequence[str], tell: Callable[[str], Sequence[str]]) -> list[str]:
    return [part for raw in lines for part in tell(raw)]


def _lines(lines: Sequence[str]) -> Counter[tuple[str, ...]]:
    return Counter(words for raw in lines if (words := said(raw)))
