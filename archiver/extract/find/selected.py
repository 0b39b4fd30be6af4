"""The blocks in the parts that declared selectors select, without the junk inside them.

A selector says where the document is, not that everything there belongs to it. Menus, dialogs and consent
walls inside a selected part are removed, as they are without selectors; the part itself always stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.find import asides, boilerplate, consent, copies, trim
from archiver.extract.find.layout import Layout
from archiver.extract.find.measure import Measured
from archiver.extract.noise import Noise


def are_whole_page(tree: HtmlElement, roots: Sequence[HtmlElement]) -> bool:
    """True if the whole page is selected, which does not say where the document is."""
    return bool(roots) and all(root is tree or root is tree.find("body") for root in roots)


def without_junk(roots: Sequence[HtmlElement], blocks: Sequence[Measured], noise: Noise) -> list[Measured]:
    """The blocks under the selected roots without those in junk; all of them if no other is left."""
    by_tree: dict[HtmlElement, list[Measured]] = {}
    for block in blocks:
        if block.block.element is not None:
            by_tree.setdefault(block.block.element.getroottree().getroot(), []).append(block)
    junk = {id(block) for tree, held in by_tree.items() for block in _junk(tree, roots, held, noise)}
    left = [block for block in blocks if id(block) not in junk]
    return _trimmed(left, noise) or list(blocks)


def _trimmed(blocks: Sequence[Measured], noise: Noise) -> list[Measured]:
    """What is selected without the footer at its end, a second copy of its text, and its dressing."""
    order = range(trim.end_of_selected(blocks, range(len(blocks))) if blocks else 0)
    repeated = copies.repeated(blocks, order)
    if sum(blocks[number].words for number in repeated) < thresholds.MIN_DOCUMENT_WORDS:
        repeated = set()
    left = [number for number in order if number not in repeated]
    dropped = asides.found(blocks, left, noise)
    return [blocks[number] for number in left if number not in dropped]


def _junk(
    tree: HtmlElement, roots: Sequence[HtmlElement], blocks: Sequence[Measured], noise: Noise
) -> list[Measured]:
    layout = Layout(tree, blocks)
    walls = consent.places(layout, noise)
    selected = [layout.places[one] for one in roots if one in layout.places]
    inside = {place for root in selected for place in range(root + 1, layout.ends[root])}
    flags = [False] * len(layout.elements)
    for place in sorted(inside):
        flags[place] = (
            flags[layout.parents[place]]
            or place in walls
            or boilerplate.is_landmark_junk(layout, place, noise)
            or boilerplate.is_named_label(layout, place, noise)
        )
    return [block for block in layout.blocks if flags[block.place]]
