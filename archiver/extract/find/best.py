"""Find the document in a page, without configuration: several independent readings, and what they agree on.

Each reading is a set of the page's blocks. One looks at the shape of the tree, one at `<main>` and
`<article>`, one at where prose is dense; the last is trafilatura's. Where the first three agree, the last
is not asked, since it costs more than all the rest. The reading that agrees best with the others is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archiver.extract.block import Block
from archiver.extract.find import copies, trim
from archiver.extract.find.candidates import Readings
from archiver.extract.find.layout import Shape
from archiver.extract.find.section import MIN_WORDS, section, titled

ENOUGH = 0.97
"""Agreement of the first three readings from which the last is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The document's blocks, in order, how far the readings agreed (0..1), and which of them was taken."""

    blocks: list[Block]
    confidence: float
    method: str


def find(
    tree: HtmlElement,
    found: Sequence[Block],
    *,
    url: str,
    title: str,
    named: str = "",
    beside: Sequence[str] = (),
    ask_last: Callable[[], str],
) -> Found:
    """The document among the blocks of a page; `ask_last` gives trafilatura's text.

    `title` is the page's, `named` the document's own. Where others are `beside` it on the page, it is what
    bears its name, else the page without what bears theirs.
    """
    shape = Shape(tree, found)
    page = Readings(shape)
    part = section(shape, url) or (titled(shape, named) if beside else set())
    if part:
        chosen = sorted(page.without_junk(part))
        return Found(
            blocks=[shape.blocks[number].block for number in chosen], confidence=1.0, method="fragment"
        )
    found_by = {"tree": page.by_shape(), "landmark": page.by_landmark(), "density": page.by_density()}
    readings = {name: _trimmed(shape, reading, title) for name, reading in found_by.items() if reading}
    name, confidence = _best(shape, readings)
    if confidence < ENOUGH:
        last = page.by_text(ask_last())
        readings |= {"trafilatura": _trimmed(shape, last, title)} if last else {}
        name, confidence = _best(shape, readings)
    theirs = set().union(*(titled(shape, other) for other in beside))
    whole = readings.get(name, set())
    chosen = sorted(whole - theirs if shape.words(whole - theirs) >= MIN_WORDS else whole)
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
    first, last = trim.begin(shape.blocks, order, title), trim.end(shape.blocks, order)
    order = [*range(first, order[0]), *(number for number in order if first <= number < last)]
    return set(order) - copies.repeated(shape.blocks, order)
