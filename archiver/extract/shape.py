"""The shape of a page: its elements in order, the prose under each, and its blocks at their places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml import etree
from lxml.html import HtmlElement

from archiver.extract import junk
from archiver.extract.blocks import Block, Kind
from archiver.extract.measure import Measured, measure, words

ROOT_SHARE = 0.985
"""The root is the deepest element that still holds this share of the prose."""
MIN_ANCHOR_WORDS = 5
"""A block with fewer words may stand in a text by chance."""


class Shape:
    """Elements are known by their place in document order; blocks by their number."""

    def __init__(self, tree: HtmlElement, found: Sequence[Block]) -> None:
        self.elements = list(tree.iter(etree.Element))
        self.places = {element: place for place, element in enumerate(self.elements)}
        self.parents = [self.places.get(element.getparent(), 0) for element in self.elements]
        self.ends = self._ends()
        self.blocks = [measure(block) for block in found]
        for block in self.blocks:
            block.place = self.places.get(block.block.element, 0)
        self.prose = self._totals(self.blocks)
        self.walls = self._walls()

    def under(self, root: int, without: Sequence[bool]) -> set[int]:
        """The numbers of the blocks under an element, but for those at flagged places."""
        return {
            number
            for number, block in enumerate(self.blocks)
            if root <= block.place < self.ends[root] and not without[block.place]
        }

    def flagged(self, is_junk: Callable[[HtmlElement, float], bool]) -> list[bool]:
        """For each place, whether it lies in junk, as told by `is_junk` from a part's share of the prose."""
        flags = [False] * len(self.elements)
        total = self.prose[0] or 1
        for place, element in enumerate(self.elements):
            inherited = place > 0 and flags[self.parents[place]]
            flags[place] = inherited or place in self.walls or is_junk(element, self.prose[place] / total)
        return flags

    def by_shape(self) -> set[int]:
        """Descend while one child holds nearly all the prose that is not junk."""
        flags = self.flagged(junk.is_junk)
        totals = self._totals([block for block in self.blocks if not flags[block.place]])
        root = 0
        while totals[0]:
            children = [self.places[child] for child in self.elements[root] if child in self.places]
            best = max(children, key=lambda child: totals[child], default=0)
            if not best or totals[best] < ROOT_SHARE * totals[0]:
                break
            root = best
        return self.under(root, flags)

    def by_landmark(self) -> set[int]:
        """What is under `<main>`, else under the `<article>` with the most prose; else nothing."""
        marks = [place for place, e in enumerate(self.elements) if e.tag == "main" or e.get("role") == "main"]
        marks = marks or [place for place, e in enumerate(self.elements) if e.tag == "article"]
        if not marks:
            return set()
        best = max(marks, key=lambda place: self.prose[place], default=0)
        return self.under(best, self.flagged(junk.is_landmark_junk))

    def by_density(self) -> set[int]:
        """The run of blocks where prose most outweighs links and labels, whatever elements hold it."""
        best = (0, 0, 0)
        total, start = 0, 0
        flags = self.flagged(junk.is_landmark_junk)
        for number, block in enumerate(self.blocks):
            weight = _weight(block)
            if total <= 0:
                total, start = 0, number
            total += weight
            if total > best[0]:
                best = (total, start, number + 1)
        return {number for number in range(best[1], best[2]) if not flags[self.blocks[number].place]}

    def by_text(self, text: str) -> set[int]:
        """The blocks between the first and the last that an extractor's text holds."""
        held = f" {' '.join(words(text))} "
        anchors = [number for number, block in enumerate(self.blocks) if _is_held(block, held)]
        if not anchors:
            return set()
        flags = self.flagged(junk.is_landmark_junk)
        return {n for n in range(anchors[0], anchors[-1] + 1) if not flags[self.blocks[n].place]}

    def agreement(self, one: set[int], other: set[int]) -> float:
        """F1 of the words of two readings, 0..1."""
        common = sum(self.blocks[number].words for number in one & other)
        total = sum(self.blocks[number].words for reading in (one, other) for number in reading)
        return 2 * common / total if total else 0.0

    def _walls(self) -> set[int]:
        """The places of consent walls.

        A wall lies around a button that asks for consent, speaks of cookies, and is neither most of the page
        nor in the part that calls itself the document.
        """
        found = set()
        for place, element in enumerate(self.elements):
            if junk.asks_for_consent(element):
                wall = self._around(place)
                inside = [block for block in self.blocks if wall <= block.place < self.ends[wall]]
                if junk.speaks_of_cookies(
                    (block.plain for block in inside), sum(block.words for block in inside)
                ):
                    found.add(wall)
        return found

    def _around(self, place: int) -> int:
        """The outermost element around a place that may be a wall by its share, and holds no h1."""
        most = junk.MAX_WALL_SHARE * self.prose[0]
        while place and self.prose[self.parents[place]] <= most:
            parent = self.elements[self.parents[place]]
            if parent.tag in ("html", "body", "main", "article") or parent.find(".//h1") is not None:
                break
            place = self.parents[place]
        return place

    def _ends(self) -> list[int]:
        """For each place, one more than the last place under it."""
        ends = list(range(1, len(self.elements) + 1))
        for place in range(len(ends) - 1, 0, -1):
            parent = self.parents[place]
            ends[parent] = max(ends[parent], ends[place])
        return ends

    def _totals(self, blocks: Sequence[Measured]) -> list[int]:
        totals = [0] * len(self.elements)
        for block in blocks:
            totals[block.place] += block.prose
        for place in range(len(totals) - 1, 0, -1):
            totals[self.parents[place]] += totals[place]
        return totals


def _weight(block: Measured) -> int:
    """What a block speaks for a document, or against it: a link as much as two short sentences."""
    if block.prose:
        return block.prose
    if block.linked * 2 >= block.words:
        return -15
    return 0 if block.block.kind is Kind.HEADING or block.block.indent else -2


def _is_held(block: Measured, held: str) -> bool:
    own = words(block.plain)
    return len(own) >= MIN_ANCHOR_WORDS and f" {' '.join(own)} " in held
