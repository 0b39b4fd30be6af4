"""Lines of any Markdown or plain text: where each stands, its mark, and if it goes on in the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple


class RawLine(NamedTuple):
    """A line without its quotation marks, its indentation, and the mark of a heading or an item."""

    start: int
    end: int
    """`text[start:end]` is `raw`."""
    indent: int
    """Columns before it; a tab counts as four."""
    raw: str
    mark: str = ""
    """Of a heading ("##") or an item ("-", "3.")."""


_MARK = re.compile(r"(?:#{1,6}|[-*+•]|\d{1,3}[.)])[ \t]+")
_QUOTED = re.compile(r"(?:[ \t]*>(?: |$))+")
_UNDERLINE = re.compile(r"(?:=+|-{2,})[ \t]*")
_ENDS = (*".!?:;…。！？", '."', ".”", ".'", ".)", ">", "|")
PROSE = 60
"""Fewest characters of a line of prose, below a line by itself that is a title."""
NUMBERED = re.compile(r"(?:\((?:\d{1,2}|[a-zA-Z]|[ivx]{2,5})\)|(?:[a-z]|[ivx]{2,5})[.)])\s")
"""A paragraph that begins so, below a lead-in, is an item of a list that is not marked as one."""


def read(text: str) -> list[RawLine]:
    """The lines of a text, empty ones too."""
    found, at = [], 0
    for line in text.split("\n"):
        if not line or (line[0].isalpha() and not line[-1].isspace()):
            found.append(RawLine(at, at + len(line), 0, line))
            at += len(line) + 1
            continue
        quoted = _QUOTED.match(line) if ">" in line else None
        told = line[quoted.end() :] if quoted else line
        bare = told.lstrip(" \t")
        mark = _MARK.match(bare) if bare[:1] in "#-*+•" or bare[:1].isdigit() else None
        raw = (bare[mark.end() :] if mark else bare).rstrip()
        indent = len(told) - len(bare) + told.count("\t", 0, len(told) - len(bare)) * 3
        start = at + len(line) - len(bare) + (mark.end() if mark else 0)
        found.append(RawLine(start, start + len(raw), indent, raw, mark[0].strip() if mark else ""))
        at += len(line) + 1
    return found


def is_underline(text: str, line: RawLine) -> bool:
    """True if a line only makes the one above it a heading."""
    return not line.mark and _UNDERLINE.fullmatch(text[line.start : line.end]) is not None


def _continues(line: RawLine, below: RawLine) -> bool:
    """True if a sentence goes on in the next line: it has no end here (hard-wrapped text)."""
    return bool(
        below.raw and not below.mark and below.raw[0] not in "|<"
        and below.indent >= line.indent and not line.raw.endswith(_ENDS)
    )  # fmt: skip


def goes_on(line: RawLine, lines: Sequence[RawLine], number: int) -> int:
    """How many lines from a number on a sentence takes to go on: 1, 2 over a blank line, or 0."""
    below = lines[number] if number < len(lines) else None
    if below is None or below.raw:
        return int(below is not None and _continues(line, below))
    after = lines[number + 1] if number + 1 < len(lines) else None
    is_torn = (
        after is not None
        and len(line.raw) >= PROSE
        and (line.raw[-1].isalnum() or line.raw[-1] == ",")
        and after.raw[:1].islower()
        and not NUMBERED.match(after.raw)
    )
    return 2 if is_torn and after and _continues(line, after) else 0
