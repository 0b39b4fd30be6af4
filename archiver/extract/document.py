"""Find the document in a page, without configuration: several independent readings, and what they agree on.

Each reading is a set of the page's blocks. The first looks at the shape of the tree, the second at `<main>` and
`<article>`, the third is trafilatura's; where the first two agree, the third is not asked, since it costs more than
all the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from archiver.extract import junk
from archiver.extract.blocks import OPEN, TARGET, CLOSE, Block, Kind

_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LINKED = re.compile(f"{OPEN}([^{TARGET}]*){TARGET}[^{CLOSE}]*{CLOSE}")
_TARGET = re.compile(f"{TARGET}[^{CLOSE}]*{CLOSE}")

MIN_PROSE_WORDS = 8
"""A block of at least so many words, less than half of them linked, is prose: menus and teasers have shorter ones."""
ROOT_SHARE = 0.985
"""The root is the deepest element that still holds this share of the prose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The document's blocks, in order, and how far the readings agreed (0..1)."""

    blocks: list[Block]
    confidence: float
    method: str


@dataclass(slots=True)
class Measured:
    """A block with its figures."""

    block: Block
    words: int
    linked: int
    prose: int
    place: int = 0
    """Where its element stands in the page, in document order."""


def plain(block: Block) -> str:
    """A block's raw text without its marks."""
    text = " ".join(block.cells) if block.cells else block.text
    return _TARGET.sub("", text).replace(OPEN, "")


def count(text: str) -> int:
    """Words of a text; a character of Chinese, Japanese or Korean counts as half a word."""
    ideographs = len(_CJK.findall(text)) if not text.isascii() else 0
    return len(text.split()) + ideographs // 2


def measure(block: Block) -> Measured:
    """A block's words, the linked ones among them, and those of them that are prose."""
    text = " ".join(block.cells) if block.cells else block.text
    linked = sum(count(found) for found in _LINKED.findall(text)) if OPEN in text else 0
    words = count(plain(block))
    is_prose = words >= MIN_PROSE_WORDS and linked * 2 < words and block.kind is not Kind.HEADING
    return Measured(block, words, linked, words if is_prose or block.kind is Kind.ROW else 0)


def find(tree: HtmlElement, found: Sequence[Block], *, third: Callable[[], str]) -> Found:
    """The document among the blocks of a page; `third` gives trafilatura's text when it is needed."""
    page = Shape(tree, found)
    first, second = page.by_shape(), page.by_landmark()
    agreement = page.agreement(first, second)
    if agreement >= ENOUGH:
        return Found(blocks=page.trimmed(first), confidence=agreement, method="tree")
    last = page.by_text(third())
    readings = {"tree": first, "landmark": second, "trafilatura": last}
    scores = {
        name: sum(page.agreement(reading, other) for other in readings.values() if other is not reading) / 2
        for name, reading in readings.items()
    }
    name = max(scores, key=lambda name: scores[name])
    return Found(blocks=page.trimmed(readings[name]), confidence=scores[name], method=name)


ENOUGH = 0.97


class Shape:
    """The elements of a page in order, with the prose under each, and its blocks at their places."""

    def __init__(self, tree: HtmlElement, found: Sequence[Block]) -> None:
        self.order = list(tree.iter(etree.Element))
        self.place = {element: place for place, element in enumerate(self.order)}
        self.blocks = [measure(block) for block in found]
        for block in self.blocks:
            block.place = self.place[block.block.element]
        self.parents = [self.place.get(element.getparent(), 0) for element in self.order]
        self.ends = self._ends()
        prose = self._totals(self.blocks)
        self.strict = self._junk(prose, junk.is_landmark_junk)
        self.junk = self._junk(prose, junk.is_junk)

    def _ends(self) -> list[int]:
        ends = list(range(1, len(self.order) + 1))
        for place in range(len(self.order) - 1, 0, -1):
            parent = self.parents[place]
            ends[parent] = max(ends[parent], ends[place])
        return ends

    def _totals(self, blocks: Sequence[Measured]) -> list[int]:
        totals = [0] * len(self.order)
        for block in blocks:
            totals[block.place] += block.prose
        for place in range(len(totals) - 1, 0, -1):
            totals[self.parents[place]] += totals[place]
        return totals

    def _junk(self, prose: list[int], is_junk: Callable[[HtmlElement], bool]) -> list[bool]:
        flags = [False] * len(self.order)
        limit = prose[0] * junk.MAX_SHARE
        for place, element in enumerate(self.order):
            flags[place] = (place > 0 and flags[self.parents[place]]) or (
                is_junk(element) and prose[place] <= limit
            )
        return flags

    def by_shape(self) -> set[int]:
        """Descend from the body while one child holds nearly all the prose that is not junk."""
        kept = [block for block in self.blocks if not self.junk[block.place]]
        totals = self._totals(kept)
        root = 0
        while True:
            children = [self.place[child] for child in self.order[root] if child in self.place]
            best = max(children, key=lambda child: totals[child], default=0)
            if not best or totals[best] < ROOT_SHARE * totals[0] or not totals[best]:
                break
            root = best
        return self._from_title(self._under(root, self.junk))

    def by_landmark(self) -> set[int]:
        """What is under `<main>`, or under the `<article>` with the most prose."""
        prose = self._totals(self.blocks)
        marks = [p for p, e in enumerate(self.order) if e.tag == "main" or e.get("role") == "main"]
        marks = marks or [p for p, e in enumerate(self.order) if e.tag == "article"]
        best = max(marks, key=lambda place: prose[place], default=0)
        return self._under(best, self.strict)

    def by_text(self, text: str) -> set[int]:
        """The blocks between the first and the last that an extractor's text holds."""
        words = " " + " ".join(_WORD.findall(text.lower())) + " "
        anchors = []
        for number, block in enumerate(self.blocks):
            own = _WORD.findall(plain(block.block).lower())
            if len(own) >= 5 and " " + " ".join(own) + " " in words:
                anchors.append(number)
        if not anchors:
            return set()
        return {n for n in range(anchors[0], anchors[-1] + 1) if not self.strict[self.blocks[n].place]}

    def _under(self, root: int, flags: list[bool]) -> set[int]:
        return {
            number
            for number, block in enumerate(self.blocks)
            if root <= block.place < self.ends[root] and not flags[block.place]
        }

    def _from_title(self, reading: set[int]) -> set[int]:
        return reading

    def agreement(self, one: set[int], other: set[int]) -> float:
        """F1 of the words of two readings."""
        common = sum(self.blocks[number].words for number in one & other)
        total = sum(self.blocks[number].words for number in one) + sum(
            self.blocks[number].words for number in other
        )
        return 2 * common / total if total else 0.0

    def trimmed(self, reading: set[int]) -> list[Block]:
        """The blocks of a reading, without links alone at its ends."""
        return [self.blocks[number].block for number in sorted(reading)]
