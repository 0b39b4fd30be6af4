"""The numbers of clauses as a reader counts them, however a page writes them.

A page may turn a list into headings, or write `A.1.` where it wrote `1.` under the heading `A. Services`: who
looks for clause A.1 finds it in both.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive_repo.diff import units
from archive_repo.text import numbering, words
from archive_repo.text.markdown import marker
from archive_repo.text.numbering import Parts
from archiver.gate import regions


def are_same(old: str, new: str) -> bool:
    r"""True if the words of two texts are numbered alike, apart from how the numbers are written.

    >>> are_same("## A. Use\n\n1. Rent is due.", "## A. Use\n\nA.1. Rent is due.")
    True
    >>> are_same("## A. Use\n\n1. Rent is due.", "## B. Use\n\n1. Rent is due.")
    False
    """
    return list(_read(old)) == list(_read(new))


def _read(text: str) -> Iterator[str | Parts]:
    """The words of a text, each numbered line behind its number without that of the clause it is part of."""
    seen: set[Parts] = set()
    for raw in regions.lines_of(text):
        line = units.numbered(raw)
        if number := numbering.parts(line.number or marker(raw)):
            wholes = (number[:size] for size in range(len(number) - 1, 0, -1))
            yield number[len(next((one for one in wholes if one in seen), ())) :]
            seen.add(number)
        yield from words.of(line.bare)
