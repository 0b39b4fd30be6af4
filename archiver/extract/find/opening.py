"""The title and the stated date of a document, where the part of the page that was selected lacks them."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.find import trim
from archiver.extract.find.candidates import Candidates
from archiver.extract.find.layout import Layout
from archiver.extract.find.measure import Measured
from archiver.extract.noise import Noise


def is_complete(chosen: Sequence[Measured], title: str) -> bool:
    """True if the blocks of a document say its title, or what may be it, and its date."""
    return trim.says_title(chosen, title) and trim.states_date(chosen)


def completed(
    tree: HtmlElement, chosen: Sequence[Measured], whole: Sequence[Measured], title: str, noise: Noise
) -> list[Measured]:
    """The blocks chosen from a page, with the heading above them and the line that states their date.

    `whole` are all blocks of the page, `title` is what the page calls itself.
    """
    layout = Layout(tree, whole)
    elements = {block.block.element for block in chosen}
    numbers = [number for number, block in enumerate(layout.blocks) if block.block.element in elements]
    if not numbers:
        return list(chosen)
    above = sorted(Candidates(layout, noise).without_junk(range(numbers[0])))
    head = None if trim.says_title(chosen, title) else _heading(layout.blocks, above, chosen, title)
    date = None if trim.states_date(chosen) else trim.date_beside(layout.blocks, set(numbers))
    added = sorted(number for number in (head, date) if number is not None)
    return [
        *(layout.blocks[number] for number in added if number < numbers[0]),
        *chosen,
        *(layout.blocks[number] for number in added if number > numbers[0]),
    ]


def _heading(
    blocks: Sequence[Measured], above: Sequence[int], chosen: Sequence[Measured], title: str
) -> int | None:
    """The heading or title next above what was chosen, if that is below it as its level says."""
    level = next((block.block.level for block in chosen if block.block.level), thresholds.MAX_LEVEL + 1)
    words = 0
    for number in reversed(above):
        block = blocks[number]
        if block.words and (block.block.level or trim.says_title([block], title)):
            fits = block.block.level < level and block.words <= thresholds.MAX_NAMING_WORDS
            return number if fits else None
        words += block.words
        if words > thresholds.MAX_HERO_WORDS:
            return None
    return None
