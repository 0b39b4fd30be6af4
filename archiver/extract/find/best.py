"""Find the document in a page, without configuration: independent candidates, and what they agree on.

Each candidate is a set of the page's blocks. One follows the tree, one `<main>` and `<article>`, one the
density of prose; the last is trafilatura's. If the first three agree, trafilatura is not asked, since it
takes longer than all the rest. The candidate that agrees best with the others is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.block import Block
from archiver.extract.find import asides, copies, trim
from archiver.extract.find.candidates import Candidates
from archiver.extract.find.layout import Layout
from archiver.extract.find.measure import measure
from archiver.extract.find.section import section, titled
from archiver.extract.noise import Noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The document's blocks, in order, how far the candidates agreed (0..1), and which one was chosen."""

    blocks: list[Block]
    confidence: float
    method: str


def find(
    tree: HtmlElement,
    blocks: Sequence[Block],
    *,
    url: str,
    title: str,
    named: str = "",
    beside: Sequence[str] = (),
    noise: Noise,
    ask_last: Callable[[], str],
) -> Found:
    """The document among the blocks of a page; `ask_last` gives trafilatura's text.

    `title` is the page's, `named` the document's own. If others are `beside` it on the page, it is the part
    titled as it is, or else the page without the parts titled as they are.
    """
    layout = Layout(tree, [*map(measure, blocks)])
    candidates = Candidates(layout, noise)
    part = section(layout, url) or (titled(layout, named, beside) if beside else set())
    if part:
        chosen, confidence, method = candidates.without_junk(part), 1.0, "fragment"
    else:
        chosen, confidence, method = _agreed(layout, candidates, title, ask_last)
        chosen = _without_others(layout, chosen, named, beside)
        if (head := trim.title_above(layout.blocks, chosen, title)) is not None:
            chosen = chosen | {head}
        if (date := trim.date_beside(layout.blocks, chosen)) is not None:
            chosen = chosen | {date}
    chosen = chosen - asides.found(layout.blocks, sorted(chosen), noise)
    return Found(
        blocks=[layout.blocks[number].block for number in sorted(chosen)],
        confidence=confidence,
        method=method,
    )


def _agreed(
    layout: Layout, candidates: Candidates, title: str, ask_last: Callable[[], str]
) -> tuple[set[int], float, str]:
    """The candidate that is chosen, its confidence and its name; trafilatura is asked only if needed."""
    found = {
        "tree": candidates.by_tree(),
        "landmark": candidates.by_landmark(),
        "density": candidates.by_density(),
    }
    trimmed = {name: _trimmed(layout, candidate, title) for name, candidate in found.items() if candidate}
    name, confidence = _best(layout, trimmed)
    if confidence < thresholds.ENOUGH_AGREEMENT:
        last = candidates.by_text(ask_last())
        trimmed |= {"trafilatura": _trimmed(layout, last, title)} if last else {}
        name, confidence = _best(layout, trimmed)
    return trimmed.get(name, set()), confidence, name


def _best(layout: Layout, candidates: Mapping[str, set[int]]) -> tuple[str, float]:
    """The name of the candidate that agrees best with the others, and the mean of its agreements, 0..1.

    One of a few words, such as the sentence above a list, is chosen only where no other has more.
    """
    enough = [one for one in candidates.values() if layout.count_words(one) >= thresholds.MIN_READING_WORDS]
    best = ("", 0.0)
    for name, candidate in candidates.items():
        if enough and candidate not in enough:
            continue
        others = [other for other in candidates.values() if other is not candidate]
        support = sum(layout.agreement(candidate, other) for other in others) / max(1, len(others))
        if support > best[1] or not best[0]:
            best = (name, support)
    return best


def _trimmed(layout: Layout, candidate: set[int], title: str) -> set[int]:
    """A candidate from the document's title to its last words, without second copies of its text."""
    order = sorted(candidate)
    if not order:
        return candidate
    last = trim.end(layout.blocks, order)
    order = [number for number in trim.opened(layout.blocks, order, title) if number < last]
    return set(order) - copies.repeated(layout.blocks, order)


def _without_others(layout: Layout, whole: set[int], named: str, beside: Sequence[str]) -> set[int]:
    """What is left of a page without its other documents; the whole page if that would be too little."""
    rest = whole.difference(*(titled(layout, title, [named]) for title in beside))
    return rest if layout.count_words(rest) >= thresholds.MIN_DOCUMENT_WORDS else whole
