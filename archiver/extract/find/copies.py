"""Second copies of the text on one page: for small screens, for print, for scripts to swap in."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.extract import thresholds
from archiver.extract.find.measure import Measured


def repeated(blocks: Sequence[Measured], candidate: Sequence[int]) -> set[int]:
    """The blocks of a candidate that repeat, in order and without a gap, a run of blocks before them."""
    texts = [blocks[number].spaced for number in candidate]
    first: dict[str, int] = {}
    copies: set[int] = set()
    enough = thresholds.MIN_COPY_SHARE * sum(blocks[number].words for number in candidate)
    position = 0
    while position < len(texts):
        origin = first.setdefault(texts[position], position)
        length = 0
        while origin < position and origin + length < position and position + length < len(texts):
            if texts[origin + length] != texts[position + length]:
                break
            length += 1
        run = candidate[position : position + length]
        if length and sum(blocks[number].words for number in run) >= enough:
            copies.update(run)
        position += max(1, length)
    return copies
