"""The numbers of clauses as a reader counts them, however a page writes them.

A page may turn a list into headings, or write `A.1.` where it wrote `1.` under the heading `A. Services`: who
looks for clause A.1 finds it in both. So does who looks for A.1.b where its style sheet numbers items by
letters, and where the page writes the letters out.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive_repo.text import numbering, words
from archive_repo.text.lines import numbered
from archive_repo.text.markdown import LineKind, kind_of, marker
from archive_repo.text.numbering import Parts
from archiver.gate import regions


def are_same(old: str, new: str) -> bool:
    r"""True if the words of two texts are numbered alike, apart from how the numbers are written.

    >>> are_same("## A. Use\n\n1. Rent is due.", "## A. Use\n\nA.1. Rent is due.")
    True
    >>> are_same("## A. Use\n\n1. Rent is due.", "## B. Use\n\n1. Rent is due.")
    False
    >>> are_same("## A. Use\n\n1. Rent:\n\n2. It is due.", "## A. Use\n\na. Rent:\n\nb. It is due.")
    True
    """
    return list(_read(old)) == list(_read(new))


def _read(text: str) -> Iterator[str | Parts]:
    """The words of a text, each numbered line behind its number without that of the clause it is part of."""
    seen: set[Parts] = set()
    for raw in regions.lines_of(text):
        line = numbered(raw)
        if number := numbering.parts(line.number or marker(raw)):
            wholes = (number[:size] for size in range(len(number) - 1, 0, -1))
            own = number[len(next((one for one in wholes if one in seen), ())) :]
            yield own if kind_of(raw) is LineKind.HEADING else tuple(map(_counted, own))
            seen.add(number)
        yield from words.of(line.bare)


def _counted(part: str) -> str:
    """A part of an item's number as a figure: the letter b is 2."""
    return str(ord(part) - ord("a") + 1) if len(part) == 1 and "a" <= part <= "z" else part
