"""Candidates for the document in a page: sets of its blocks, each found in another way."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from archive_repo.text.words import fold
from archiver.extract import thresholds
from archiver.extract.block import BlockKind
from archiver.extract.find import boilerplate, consent
from archiver.extract.find.layout import Layout
from archiver.extract.find.measure import Measured
from archiver.extract.noise import Noise


class Candidates:
    """The candidates of one page."""

    def __init__(self, layout: Layout, noise: Noise) -> None:
        self._layout = layout
        self._noise = noise
        walls = consent.places(layout, noise)
        self._landmark_junk = self._flags(
            lambda place: (
                place in walls
                or boilerplate.is_landmark_junk(layout, place, noise)
                or boilerplate.is_named_label(layout, place, noise)
            )
        )

    def by_tree(self) -> set[int]:
        """Descend while one child holds nearly all the prose that is not junk."""
        layout, flags = self._layout, self._flags(self._is_junk)
        totals = layout.totals([block for block in layout.blocks if not flags[block.place]])
        root = 0
        while totals[0]:
            children = [layout.places[child] for child in layout.elements[root] if child in layout.places]
            best = max(children, key=lambda child: totals[child], default=0)
            if not best or totals[best] < thresholds.ROOT_SHARE * totals[0]:
                break
            root = best
        return layout.under(root, flags)

    def by_landmark(self) -> set[int]:
        """What is under `<main>`, else under the `<article>` with the most prose; else nothing."""
        elements = self._layout.elements
        marks = [place for place, e in enumerate(elements) if e.tag == "main" or e.get("role") == "main"]
        marks = marks or [place for place, element in enumerate(elements) if element.tag == "article"]
        if not marks:
            return set()
        best = max(marks, key=lambda place: self._layout.prose[place])
        return self._layout.under(best, self._landmark_junk)

    def by_density(self) -> set[int]:
        """The run of blocks where prose most outweighs links and labels, whatever elements hold it."""
        total, start, best = 0, 0, (0, 0, 0)
        for number, block in enumerate(self._layout.blocks):
            if total <= 0:
                total, start = 0, number
            total += _weight(block)
            best = max(best, (total, start, number + 1), key=lambda run: run[0])
        return self.without_junk(range(best[1], best[2]))

    def by_text(self, text: str) -> set[int]:
        """The blocks between the first and the last that are a line of an extractor's text."""
        held = {tuple(fold(line)) for line in text.splitlines()}
        anchors = [
            number
            for number, block in enumerate(self._layout.blocks)
            if block.words >= thresholds.MIN_ANCHOR_WORDS and tuple(fold(block.plain)) in held
        ]
        return self.without_junk(range(anchors[0], anchors[-1] + 1)) if anchors else set()

    def without_junk(self, numbers: Iterable[int]) -> set[int]:
        """The blocks that no tag or role marks as junk."""
        return {number for number in numbers if not self._landmark_junk[self._layout.blocks[number].place]}

    def _is_junk(self, place: int) -> bool:
        return self._landmark_junk[place] or boilerplate.is_named_junk(self._layout, place, self._noise)

    def _flags(self, is_junk: Callable[[int], bool]) -> list[bool]:
        """For each place, True if it lies in a part for which `is_junk` is true."""
        flags: list[bool] = []
        for place, parent in enumerate(self._layout.parents):
            flags.append((place > 0 and flags[parent]) or is_junk(place))
        return flags


def _weight(block: Measured) -> int:
    """Score of a block: positive for prose, negative for links and labels, such as those of its contents."""
    if block.prose:
        return block.prose
    if (block.linked - block.here) * 2 >= block.words:
        return thresholds.LINK_WEIGHT
    return 0 if block.block.kind is BlockKind.HEADING or block.block.indent else thresholds.LABEL_WEIGHT
