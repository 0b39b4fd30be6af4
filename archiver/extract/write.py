"""Blocks as the stored Markdown: one sentence per line, blocks apart, no emphasis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from archive_repo.text import sentences
from archive_repo.text.normalise import normalise
from archiver.extract.block import BREAK, CLOSE, HERE, OPEN, TARGET, Block, BlockKind, unmarked

_LINK = re.compile(f"{OPEN}([^{OPEN}{TARGET}{CLOSE}]*){TARGET}([^{OPEN}{TARGET}{CLOSE}]*){CLOSE}")
_LINK_HERE = re.compile(f"{OPEN}([^{OPEN}{TARGET}{CLOSE}]*){TARGET}{HERE}{CLOSE}")
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]{2,}|[\t\r\n\f\u00a0]")
"""White space that is not one space already."""
_OTHER_SPACE = re.compile(r"[\t\r\n\f\u00a0]")
_ESCAPED = re.compile(
    r"[\\`*](?=\S)|(?<!\w)_(?=\S)|_(?!\w)|(?<=_)_|<(?=[A-Za-z/!?])|(?<=\])(?=\()|&(?=#?\w{1,31};)|~(?=~)"
)
KEPT = 2048
"""Paragraphs that are remembered: pages of a site, and texts of an imported document, have many in common."""
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"
"""What editors leave in a link without text."""
_MAY_BE_ESCAPED = re.compile(r"[\\`*_<\]&~]")
_LINE_START = re.compile(r"^(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|={2,}$|-{2,}$|\d{4,9}(?=[.)]\s))")


def write(blocks: Sequence[Block]) -> str:
    """The blocks as normalised Markdown; ends with a newline unless there is no block."""
    lines: list[str] = []
    previous: Block | None = None
    for block in blocks:
        written = _rows(block, previous) if block.kind is BlockKind.ROW else _lines(block)
        if not written:
            continue
        if previous is not None and not _touches(previous, block):
            lines.append("")
        lines += written
        previous = block
    return "\n".join([*lines, ""])


def inline(text: str) -> str:
    """Raw text as inline Markdown: links, escapes, single spaces; line breaks stay."""
    linked = _linked(text)
    if BREAK not in linked:
        return _spaced(linked).strip()
    lines = (_spaced(line).strip() for line in linked.split(BREAK))
    return "\n".join(line for line in lines if line)


def _spaced(text: str) -> str:
    """The text with one space for each run of white space; most texts need nothing, which is seen at once."""
    return _SPACE.sub(" ", text) if "  " in text or _OTHER_SPACE.search(text) else text


def _linked(text: str) -> str:
    """Raw text with its links as Markdown."""
    if OPEN not in text and CLOSE not in text:
        return _escape(text)
    text = _LINK_HERE.sub(r"\1", text)
    pieces, end = [], 0
    for match in _LINK.finditer(text):
        pieces += [_escape(unmarked(text[end : match.start()])), _link(match[1], match[2])]
        end = match.end()
    pieces.append(_escape(unmarked(text[end:])))
    return "".join(pieces)


def _link(text: str, target: str) -> str:
    """A link; spaces at the ends of its text stay outside."""
    words = _SPACE.sub(" ", text.replace(BREAK, " ")).strip()
    if not words.strip(_UNSEEN):
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if words in (target, target.removesuffix("/")):
        return before + target + after
    return (
        f"{before}[{_escape(words).replace('[', chr(92) + '[').replace(']', chr(92) + ']')}]({target}){after}"
    )


def _escape(text: str) -> str:
    if not _MAY_BE_ESCAPED.search(text):
        return text
    return _ESCAPED.sub(lambda match: "\\" + match[0], text)


def _lines(block: Block) -> list[str]:
    if block.kind is BlockKind.HEADING:
        text = normalise(inline(block.text)).rstrip("\n")
        return [f"{'#' * block.level} {' '.join(text.split())}"] if text else []
    found = _sentences(block.text)
    if not found:
        return []
    first, *others = found
    margin = " " * block.indent
    deeper = " " * (block.indent + len(block.marker))
    return [margin + block.marker + first, *(deeper + line for line in others)]


@lru_cache(maxsize=KEPT)
def _sentences(raw: str) -> tuple[str, ...]:
    """The sentences of a paragraph as they are written, from its raw text."""
    text = normalise(inline(raw)).rstrip("\n")
    return tuple(_start_escaped(line) for line in sentences.split(text)) if text else ()


def _start_escaped(line: str) -> str:
    return (
        _LINE_START.sub(
            lambda match: f"{match[0]}\\" if match[0].isdecimal() else f"\\{match[0]}", line, count=1
        )
        if _LINE_START.match(line)
        else line
    )


def _rows(block: Block, previous: Block | None) -> list[str]:
    cells = [" ".join(inline(cell).replace("|", "\\|").split()) for cell in block.cells]
    margin = " " * block.indent
    row = [normalise(f"{margin}| {' | '.join(cells)} |").rstrip("\n")]
    first = previous is None or previous.kind is not BlockKind.ROW or previous.group != block.group
    return [*row, f"{margin}|{' --- |' * len(cells)}"] if first else row


def _touches(above: Block, below: Block) -> bool:
    """True if two blocks stand without a blank line between them: rows of a table, items of a list."""
    if above.group != below.group or not below.group:
        return False
    if below.kind is BlockKind.ROW:
        return above.kind is BlockKind.ROW
    return bool(below.marker) and above.kind is BlockKind.PARAGRAPH and bool(above.marker or above.indent)
