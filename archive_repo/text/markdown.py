"""The stored Markdown, line by line: what each line is, and the words that a reader sees in it.

The text of a version keeps one sentence, list item, heading or table row per line and a blank line between
blocks. So a line is the unit of history: diff, blame, search and provisions all start here.
Only the Markdown that the archive writes is recognised; any other text is read as sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

PAGE_BREAK = "\n---\n\n"
"""A thematic break between the pages of a document made of several; each page ends with a newline."""

_BREAK = PAGE_BREAK.strip()
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_ITEM = re.compile(r"^([ \t]*)(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_DASHES = "(?:-{3,}|:-+:?|-+:)"
_RULE = re.compile(
    rf"[ \t]*+(?:(?>(?:\|[ \t]*+)?){_DASHES}[ \t]*(?:\|[ \t]*{_DASHES}[ \t]*)*\|?"
    r"|(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|_{3,})$"
)
_PIPE = re.compile(r"(?<!\\)\|")
_LINK = re.compile(
    r"\\.|!?\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
    r"\((?P<target><[^<>]*>|(?:[^()\s\\]|\\.|\((?:[^()\s\\]|\\.)*\))*)(?:\s+\"[^\"]*\")?\)"
    r"|<(?P<bare>https?://[^<>\s]+)>"
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


class LineKind(StrEnum):
    """What a stored line is. RULE: the delimiter row of a table, or a thematic break."""

    HEADING = "heading"
    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"
    RULE = "rule"
    BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """One line of a text: `text[start:end] == raw`, numbered from 1."""

    number: int
    start: int
    end: int
    kind: LineKind
    level: int
    """The level of a heading, 1 to 6; the columns by which an item or a sentence is indented; else 0."""
    raw: str


def lines(text: str) -> list[StoredLine]:
    """The lines of a text; a final newline ends the last line and does not start another one."""
    found, start = [], 0
    for number, raw in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
        kind = kind_of(raw)
        end = start + len(raw)
        found.append(
            StoredLine(number=number, start=start, end=end, kind=kind, level=_level(raw, kind), raw=raw)
        )
        start = end + 1
    return found


def kind_of(raw: str) -> LineKind:
    """The kind of a line, judged by the line alone."""
    bare = raw.strip()
    if not bare:
        return LineKind.BLANK
    first = bare[0]
    if first == "#" and _HEADING.match(raw):
        return LineKind.HEADING
    if first in "|-*_:" and _RULE.match(raw):
        return LineKind.RULE
    if first == "|":
        return LineKind.ROW
    return LineKind.ITEM if (first in "-*+" or first.isdigit()) and _ITEM.match(raw) else LineKind.SENTENCE


def marker(raw: str) -> str:
    """The number of an item of an ordered list, as written: `3.`; empty for any other line."""
    match = _ITEM.match(raw)
    return match[0].strip() if match and match[0].lstrip()[0].isdigit() else ""


def plain(raw: str) -> str:
    r"""The words of one line as a reader sees them: no link targets, list, heading and table marks, escapes.

    >>> plain(r"- See [our *policy*](https://example.org/a) 1\. and"), plain(r"| a | b\|c |")
    ('See our *policy* 1. and', 'a b|c')
    """
    return " ".join(_seen(raw).split())


def _seen(raw: str) -> str:
    """What a reader sees of a line, with white space as it comes."""
    match kind_of(raw):
        case LineKind.SENTENCE:
            return _unmarked(raw)
        case LineKind.ITEM:
            return _unmarked(_ITEM.sub("", raw, count=1))
        case LineKind.HEADING:
            return _unmarked(_HEADING.sub("", raw, count=1))
        case LineKind.ROW:
            return " ".join(map(_unmarked, cells(raw)))
        case _:
            return ""


def cells(raw: str) -> list[str]:
    """The cells of a table's row, as Markdown, without the white space around them."""
    parts = _PIPE.split(raw.strip())
    return [part.strip() for part in parts[1 : -1 if len(parts) > 1 and not parts[-1] else None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in a line: `raw[start:end]` with its marks, `raw[words_start:words_end]` what a reader sees."""

    start: int
    words_start: int
    words_end: int
    end: int
    target: str


def links(raw: str) -> Iterator[Link]:
    """The links of a line, in order."""
    for match in _LINK.finditer(raw) if may_link(raw) else ():
        if match[0][0] != "\\":
            words = "bare" if match["text"] is None else "text"
            yield Link(
                start=match.start(),
                words_start=match.start(words),
                words_end=match.end(words),
                end=match.end(),
                target=unescaped((match["target"] or match["bare"] or "").strip("<>")),
            )


def may_link(raw: str) -> bool:
    """True if a line may have a link; this takes a hundredth of the time of looking for one."""
    return "](" in raw or "<" in raw


def targets(raw: str) -> list[str]:
    """The addresses that a line links to, in order."""
    return [link.target for link in links(raw)]


def unescaped(markdown: str) -> str:
    r"""Markdown without the backslashes that escape marks.

    >>> unescaped(r"\*10\% and C:\temp")
    '*10% and C:\\temp'
    """
    return _ESCAPE.sub(r"\1", markdown)


def ends_page(raw: str) -> bool:
    """True for the line between two pages of a document that is made of several."""
    return raw == _BREAK


def heading_paths(read: Iterable[StoredLine]) -> list[tuple[str, ...]]:
    """For each line the headings above it, outermost first; a heading's own path ends with itself.

    A page break closes all headings.
    """
    lines = list(read)
    headings = {
        number: (0, "") if ends_page(line.raw) else (line.level, plain(line.raw))
        for number, line in enumerate(lines)
        if line.kind is LineKind.HEADING or ends_page(line.raw)
    }
    return spread(len(lines), dict(zip(headings, nested(headings.values()), strict=True)))


def nested(headings: Iterable[tuple[int, str]]) -> list[tuple[str, ...]]:
    """For the level and title of each heading the titles above it, outermost first, its own last.

    One of level 0 is none, and closes all others.
    """
    paths: list[tuple[str, ...]] = []
    above: list[tuple[int, str]] = []
    for level, title in headings:
        above = [*(one for one in above if one[0] < level), *([(level, title)] if level else ())]
        paths.append(tuple(title for _, title in above))
    return paths


def spread(count: int, paths: Mapping[int, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """For each of `count` lines the path of the last heading up to it; `paths` are by place, from 0."""
    found: list[tuple[str, ...]] = []
    for number in range(count):
        found.append(paths.get(number, found[-1] if found else ()))
    return found


def _level(raw: str, kind: LineKind) -> int:
    if kind is LineKind.HEADING:
        return len(raw.lstrip()) - len(raw.lstrip().lstrip("#"))
    return len(raw) - len(raw.lstrip()) if kind in (LineKind.ITEM, LineKind.SENTENCE) else 0


def _unmarked(markdown: str) -> str:
    if may_link(markdown):
        markdown = _LINK.sub(_link_words, markdown)
    return unescaped(markdown) if "\\" in markdown else markdown


def _link_words(match: re.Match[str]) -> str:
    text: str | None = match["text"]
    return match["bare"] or match[0] if text is None else text
