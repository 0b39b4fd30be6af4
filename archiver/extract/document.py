"""Find the document in a page, without configuration: several independent readings, and what they agree on.

Each reading is a set of the page's blocks. The first looks at the shape of the tree, the second at `<main>`
and `<article>`, the third is trafilatura's; where the first two agree, the third is not asked, since it
costs more than all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archiver.extract import copies, ends
from archiver.extract.blocks import Block
from archiver.extract.fragment import section
from archiver.extract.junk import is_landmark_junk
from archiver.extract.shape import Shape

ENOUGH = 0.97
"""Agreement of the first two readings from which the third is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The document's blocks, in order, how far the readings agreed (0..1), and which of them was taken."""

    blocks: list[Block]
    confidence: float
    method: str


def find(
    tree: HtmlElement, found: Sequence[Block], *, url: str, title: str, third: Callable[[], str]
) -> Found:
    """The document among the blocks of a page; `third` gives trafilatura's text, when it is needed."""
    shape = Shape(tree, found)
    part = section(shape, url)
    if part:
        junk = shape.flagged(is_landmark_junk)
        chosen = sorted(number for number in part if not junk[shape.blocks[number].place])
        return Found(
            blocks=[shape.blocks[number].block for number in chosen], confidence=1.0, method="fragment"
        )
    readings = {"tree": shape.by_shape(), "landmark": shape.by_landmark(), "density": shape.by_density()}
    readings = {
        name: trimmed for name, reading in readings.items() if (trimmed := _trimmed(shape, reading, title))
    }
    name, confidence = _best(shape, readings)
    if confidence < ENOUGH:
        readings["trafilatura"] = _trimmed(shape, shape.by_text(third()), title)
        name, confidence = _best(shape, readings)
    chosen = sorted(readings.get(name, ()))
    return Found(blocks=[shape.blocks[number].block for number in chosen], confidence=confidence, method=name)


def _best(shape: Shape, readings: dict[str, set[int]]) -> tuple[str, float]:
    """The reading that agrees best with the others, and the mean of its agreements with them, 0..1."""
    best = ("", 0.0)
    for name, reading in readings.items():
        others = [other for other in readings.values() if other is not reading]
        support = sum(shape.agreement(reading, other) for other in others) / max(1, len(others))
        if support > best[1] or not best[0]:
            best = (name, support)
    return best


def _trimmed(shape: Shape, reading: set[int], title: str) -> set[int]:
    """A reading from the document's title to its last words, each of its copies but the first left out."""
    order = sorted(reading)
    if not order:
        return reading
    first, last = ends.begin(shape.blocks, order, title), ends.end(shape.blocks, order)
    order = [*range(first, order[0]), *(number for number in order if first <= number < last)]
    return set(order) - copies.repeated(shape.blocks, order)
