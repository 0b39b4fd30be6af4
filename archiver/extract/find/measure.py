"""Figures of a block: its words, the linked ones among them, whether it is prose."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive_repo.text.words import UNSPACED
from archiver.extract import thresholds
from archiver.extract.block import CLOSE, HERE, OPEN, TARGET, Block, BlockKind, unmarked

_CHARACTER = re.compile(f"[{UNSPACED}]")
_LINKED = re.compile(f"{OPEN}([^{OPEN}{TARGET}]*){TARGET}[^{TARGET}{CLOSE}]*{CLOSE}")
_LINKED_HERE = re.compile(f"{OPEN}([^{OPEN}{TARGET}]*){TARGET}{HERE}{CLOSE}")


@dataclass(slots=True, kw_only=True)
class Measured:
    """A block with its figures."""

    block: Block
    plain: str
    """The raw text without its marks."""
    spaced: str
    """The same with one space between two words."""
    words: int
    linked: int
    here: int
    """The linked words whose links lead to another place of the page."""
    prose: int
    """The words, if they are prose, else 0."""
    place: int = 0
    """Where its element stands in the page, in document order."""


def measure(block: Block) -> Measured:
    """A block's words, the linked ones among them, and those of them that are prose."""
    text = " ".join(block.cells) if block.cells else block.text
    linked, here = (_count(text, _LINKED), _count(text, _LINKED_HERE)) if OPEN in text else (0, 0)
    plain = unmarked(text)
    said = plain.split()
    total = len(said) + _unspaced(plain)
    is_prose = (
        total >= thresholds.MIN_PROSE_WORDS and linked * 2 < total and block.kind is not BlockKind.HEADING
    )
    prose = total if is_prose or block.kind is BlockKind.ROW else 0
    return Measured(
        block=block, plain=plain, spaced=" ".join(said), words=total, linked=linked, here=here, prose=prose
    )


def _count(text: str, pattern: re.Pattern[str]) -> int:
    return sum(count_words(found) for found in pattern.findall(text))


def count_words(text: str) -> int:
    """Words of a text; a character of a script without spaces counts as half a word."""
    return len(text.split()) + _unspaced(text)


def _unspaced(text: str) -> int:
    """Words of what a text has in scripts without spaces, beside those that spaces part."""
    return 0 if text.isascii() else len(_CHARACTER.findall(text)) // 2
