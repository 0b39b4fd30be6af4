"""The layout of a page: its elements in order, the prose under each, and its blocks at their places."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from lxml import etree
from lxml.html import HtmlElement

from archiver.extract.find.measure import Measured


class Layout:
    """Elements are known by their place in document order; blocks by their number."""

    def __init__(self, tree: HtmlElement, found: Sequence[Measured]) -> None:
        self.elements: list[HtmlElement] = list(tree.iter(etree.Element))
        self.places = {element: place for place, element in enumerate(self.elements)}
        self.parents = [self.places.get(element.getparent(), 0) for element in self.elements]
        self.ends = self._ends()
        self.blocks = found
        for block in self.blocks:
            block.place = self.places.get(block.block.element, 0)
        self.prose = self.totals(self.blocks)
        self._titles = [place for place, element in enumerate(self.elements) if element.tag == "h1"]

    def share(self, place: int) -> float:
        """The share of the page's prose that is under an element, 0..1."""
        return self.prose[place] / (self.prose[0] or 1)

    def holds_title(self, place: int) -> bool:
        """True if an h1 is under an element."""
        first = bisect_left(self._titles, place)
        return first < len(self._titles) and self._titles[first] < self.ends[place]

    def under(self, root: int, without: Sequence[bool] = ()) -> set[int]:
        """The numbers of the blocks under an element, except those at places flagged in `without`."""
        return {
            number
            for number, block in enumerate(self.blocks)
            if root <= block.place < self.ends[root] and not (without and without[block.place])
        }

    def totals(self, blocks: Sequence[Measured]) -> list[int]:
        """For each place, the words of the prose among these blocks that are under it."""
        totals = [0] * len(self.elements)
        for block in blocks:
            totals[block.place] += block.prose
        for place in range(len(totals) - 1, 0, -1):
            totals[self.parents[place]] += totals[place]
        return totals

    def count_words(self, numbers: set[int]) -> int:
        """The words of some blocks."""
        return sum(self.blocks[number].words for number in numbers)

    def agreement(self, one: set[int], other: set[int]) -> float:
        """F1 of the words of two readings, 0..1."""
        total = self.count_words(one) + self.count_words(other)
        return 2 * self.count_words(one & other) / total if total else 0.0

    def _ends(self) -> list[int]:
        """For each place, one more than the last place under it."""
        ends = list(range(1, len(self.elements) + 1))
        for place in range(len(ends) - 1, 0, -1):
            parent = self.parents[place]
            ends[parent] = max(ends[parent], ends[place])
        return ends
