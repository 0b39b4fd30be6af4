"""Texts that were only renumbered: recognised by their clauses, since a line alone does not tell.

A number that a line begins with is a clause's where it is one of a series (see `archive_repo.text.series`):
`A.1` before `A.2`, `2.1` right below `2`. A reference was only renumbered where the clause that it named has
the new number now. Whatever neither text shows is not believed: a reference to a clause that no line has the
number of, or to one that was reworded too, says something else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from archive_repo.text import numbering, series
from archive_repo.text.lines import line_words, numbered, opening, said, seen
from archive_repo.text.markdown import LineKind, marker
from archive_repo.text.numbering import Parts
from archive_repo.text.series import NumberedLine

Named = tuple[frozenset[str], Parts]
"""What the clauses of a number say, and the end of the number that no line shows."""


_PART = re.compile(r"[(（].*|[a-z]+[.)]|\d+\)")
"""The number of a part of a clause, which is counted from the start in each: `(a)`, `iv.`."""
_MAY_BE_NUMBERED = re.compile(
    r"[\W_]*+(?:\d|[一二三四五六七八九十第①-⑳]|[A-Za-z]{1,6}[^\w\s]"
    r"|[^\W\d_]++(?>(?:-[^\W\d_]++)*)[\W_]*?(?:\d|\(|[A-Z]\d{0,2}\b|[IVX]{1,5}\b))"
)


class Clauses:
    """The numbered lines of a text, read when they are first asked for."""

    def __init__(self, raws: Sequence[str]) -> None:
        self._raws = raws

    def has(self, raw: str) -> bool:
        """True if the number that this line of the text begins with is one of a series."""
        return raw in self._counted

    def after(self, raw: str) -> str:
        """The line with the number after a line's own in its series; empty where there is none."""
        return self._after.get(raw, "")

    def named(self, number: Parts) -> Named:
        """Clause 4 for `4(b)` where no line shows its (b); nothing where no clause has the number."""
        for size in range(len(number), 0, -1):
            if texts := self._said.get(number[:size]):
                return frozenset(texts), number[size:]
        return frozenset(), number

    @cached_property
    def _said(self) -> dict[Parts, set[str]]:
        """What the lines of each number say; where headings have it, only what they do."""
        headings: dict[Parts, set[str]] = defaultdict(set)
        others: dict[Parts, set[str]] = defaultdict(set)
        whole: Parts = ()
        for line in self._numbered:
            found, number = headings if line.is_heading else others, numbering.parts(line.number)
            found[number].add(text := " ".join(said(line.raw)))
            if _PART.fullmatch(line.number) or line.number == marker(line.raw):
                found[whole + number].add(text)
            else:
                whole = number
        return others | headings

    @cached_property
    def _counted(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(self._series))

    @cached_property
    def _after(self) -> dict[str, str]:
        return {pair[0]: pair[1] for pair in self._series if len(pair) > 1}

    @cached_property
    def _series(self) -> list[list[str]]:
        return [*series.read(self._numbered)]

    @cached_property
    def _numbered(self) -> list[NumberedLine]:
        return [
            NumberedLine(raw, number, seen(raw)[0] is LineKind.HEADING)
            for raw in self._raws
            if may_be_numbered(raw) and (number := opening(raw)[0] or marker(raw))
        ]


@dataclass(frozen=True, slots=True)
class Renumbering:
    """What numbers clauses in a text, and in the one that follows it."""

    before: Clauses
    after: Clauses

    def explains(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """True if lines of the two texts differ in numbers of clauses and in marks only."""
        if _agree(line_words, old, new):
            return True
        return (
            _agree(said, old, new)
            and self._counts(_numbered(old), _numbered(new))
            and self._follows(_references(old), _references(new))
        )

    def _counts(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """True if the numbers that these lines begin with are the same, or one of a series each."""
        is_same = [numbered(raw).number for raw in old] == [numbered(raw).number for raw in new]
        return is_same or (all(map(self.before.has, old)) and all(map(self.after.has, new)))

    def _follows(self, old: Sequence[Parts], new: Sequence[Parts]) -> bool:
        """True if references answer to each other one by one, and each is to the clause that it was to."""
        return len(old) == len(new) and all(
            was == now or _is_same(self.before.named(was), self.after.named(now))
            for was, now in zip(old, new, strict=True)
        )


def may_be_numbered(raw: str) -> bool:
    """False for nearly all lines that begin with no number, told without reading them."""
    return _MAY_BE_NUMBERED.match(raw) is not None


def _is_same(old: Named, new: Named) -> bool:
    """True if all clauses of a number say what all those of the other do: of several, any may be meant."""
    return old == new and bool(old[0])


def _numbered(raws: Iterable[str]) -> list[str]:
    return [raw for raw in raws if numbered(raw).number]


def _references(raws: Iterable[str]) -> list[Parts]:
    return [one.number for raw in raws for one in numbered(raw).references]


def _agree(tell: Callable[[str], tuple[str, ...]], old: Sequence[str], new: Sequence[str]) -> bool:
    """True if lines tell the same words in both texts, whatever lines they are cut into."""
    if len(old) == len(new) == 1:
        return tell(old[0]) == tell(new[0])
    return [*chain.from_iterable(map(tell, old))] == [*chain.from_iterable(map(tell, new))]
