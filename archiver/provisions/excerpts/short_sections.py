"""What else of its section is shown with a passage: what stands beside it, and between two parts of it.

Excerpts that readers called unfair often lacked what stood right above or below, or what was cut out between
two parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from archiver.provisions.excerpts import far_limits, unit_blocks
from archiver.provisions.excerpts.unit_blocks import Blocks
from archiver.provisions.text.units import Unit, UnitKind

Path = tuple[str, ...]
"""The headings of a section, outermost first."""
SECTION = 900
"""Characters up to which paragraphs of the section are shown with a passage: of 6,722 strong findings in 184
documents 30 % stand in a section that is no longer."""


def beside(read: Sequence[Unit], blocks: Blocks, wanted: set[int]) -> set[int]:
    """The paragraphs of the section behind and before what is `wanted`, as long as all together is short.

    A line that looks like a title parts what is below it from what is above.
    """
    path, found = read[max(wanted)].headings, set(wanted)
    if not far_limits.is_of_one_matter(path):
        return found
    first, last = min(at for at in wanted if read[at].headings == path), max(wanted)
    left = SECTION - unit_blocks.length(read, found)
    grows = True
    while grows:
        grows = False
        for block in (_behind(read, blocks, path, last), _before(read, blocks, path, first)):
            new = set(block) - found
            size = unit_blocks.length(read, new)
            if block and size <= left:
                found |= new
                left -= size
                first, last, grows = min(first, block.start), max(last, block.stop - 1), True
    return found


def _behind(read: Sequence[Unit], blocks: Blocks, path: Path, last: int) -> range:
    """The paragraph, or the rest of the list, behind a unit in a section; none that ends with a colon."""
    at = last + 1
    if not _is_in(read, path, at) or _begins(read, blocks[at]):
        return range(0)
    is_item = read[at].kind is UnitKind.ITEM
    block = range(at, unit_blocks.items(read, blocks, at).stop) if is_item else blocks[at]
    return range(0) if read[block.stop - 1].words.endswith(":") else block


def _before(read: Sequence[Unit], blocks: Blocks, path: Path, first: int) -> range:
    """The paragraph before a unit in a section, or the items before one that something leads in.

    None that speaks of what would not be shown. The end of a list above a paragraph, and what stands above an
    item, are of other matters.
    """
    at = first - 1
    if not _is_in(read, path, at) or _begins(read, blocks[first]):
        return range(0)
    is_item = read[at].kind is UnitKind.ITEM
    if read[at].kind is not read[first].kind or (is_item and not read[at].lead_ins):
        return range(0)
    block = range(unit_blocks.items(read, blocks, at).start, at + 1) if is_item else blocks[at]
    return range(0) if unit_blocks.points_back(read[block.start]) else block


def _is_in(read: Sequence[Unit], path: Path, at: int) -> bool:
    """True for the place of a unit under just these headings that is no row of a table."""
    return 0 <= at < len(read) and read[at].headings == path and read[at].kind is not UnitKind.ROW


def _begins(read: Sequence[Unit], block: range) -> bool:
    """True for a line that begins another matter: a title or a question that nothing marks as a heading."""
    is_question = len(block) == 1 and read[block.start].words.endswith("?")
    return is_question or unit_blocks.is_title(read, block)


def between(read: Sequence[Unit], wanted: set[int], most: int) -> set[int]:
    """What stands between two units that are `wanted`, in their section, if all is `most` characters long.

    What is cut out there may be an exception.
    """
    left = most - unit_blocks.length(read, wanted)
    found: set[int] = set()
    for before, behind in sorted(pairwise(sorted(wanted)), key=lambda pair: pair[1] - pair[0]):
        gap = range(before + 1, behind)
        is_in_section = all(read[at].headings == read[before].headings for at in (*gap, behind))
        if not gap or not is_in_section or any(read[at].kind is UnitKind.ROW for at in gap):
            continue
        size = unit_blocks.length(read, gap)
        if size <= left:
            found |= set(gap)
            left -= size
    return found
