"""A line of stored Markdown with its edits as HTML: links as links, words as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from archive_repo.edits import ADDED, EQUAL, REMOVED, Edit
from archive_repo.text import markdown
from archive_repo.text.markdown import LineKind, Link, kind_of, marker

_TAGS = {REMOVED: "del", ADDED: "ins"}
_FOLLOWED = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
"""Targets that links may have; a stranger's page could hold others, such as scripts."""
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_MARK = re.compile(r" {0,3}#{1,6}[ \t]+|[ \t]*[-*+][ \t]+")
_INDENT = 2
"""Spaces before an item in an item, and before the sentences that go on with one."""
_PIPE = re.compile(r"(?<!\\)\|")


def html(edits: Sequence[Edit]) -> str:
    """What the edits say, with `<ins>` and `<del>`; marks of headings and lists are left out."""
    texts = side(edits, REMOVED), side(edits, ADDED)
    marks = _marks(texts[0], texts[1]), _marks(texts[1], texts[0])
    told = []
    i = j = 0
    for sign, text in edits:
        own, start = (0, i) if sign == REMOVED else (1, j)
        said = "".join(_said(text, marks[own], start))
        tag = _TAGS.get(sign)
        told.append(f"<{tag}>{said}</{tag}>" if tag and said else said)
        i += len(text) * (sign != ADDED)
        j += len(text) * (sign != REMOVED)
    return "".join(told).strip()


def side(edits: Sequence[Edit], sign: str) -> str:
    """The Markdown of one text: what is EQUAL, and REMOVED or ADDED."""
    return "".join(text for kind, text in edits if kind in (EQUAL, sign))


def cells(edits: Sequence[Edit]) -> list[list[Edit]] | None:
    """The edits of each cell of a table's row; None where a cell came or went."""
    found: list[list[Edit]] = [[]]
    for sign, text in edits:
        first, *others = _PIPE.split(text)
        if others and sign != EQUAL:
            return None
        found[-1].append((sign, first))
        found += [[(sign, other)] for other in others]
    return found[1:-1]


def layout(raw: str) -> str:
    """Classes for what a line of Markdown is; the number of an ordered list's item is among its words.

    >>> layout("- we"), layout("  we"), layout("  1. we"), layout("## We"), layout("We")
    (' item bullet', ' item', ' item deep', ' heading', '')
    """
    depth = (len(raw) - len(raw.lstrip())) // _INDENT
    match kind_of(raw):
        case LineKind.HEADING:
            return " heading"
        case LineKind.ITEM:
            return f" item{' deep' if depth else ''}{'' if marker(raw) else ' bullet'}"
        case LineKind.SENTENCE if depth:
            return f" item{' deep' if depth > 1 else ''}"
        case _:
            return ""


def _said(text: str, marks: Mapping[int, str], start: int) -> Iterator[str]:
    """A part of a text that begins at `start`, with what stands in place of its marks."""
    done = 0
    for place in sorted(place for place in marks if start <= place < start + len(text)):
        yield escape(text[done : place - start], quote=False)
        yield marks[place]
        done = place - start + 1
    yield escape(text[done:], quote=False)


def _marks(text: str, other: str) -> dict[int, str]:
    """What stands in place of each character that is a mark."""
    marks = {match.start(): "" for match in _ESCAPE.finditer(text)}
    if head := _MARK.match(text):
        marks |= dict.fromkeys(range(head.end()), "")
    there = {other[link.words_start : link.words_end]: link.target for link in markdown.links(other)}
    for link in markdown.links(text):
        words = text[link.words_start : link.words_end]
        opening, closing = _tags(link, words, differs=there.get(words, link.target) != link.target)
        marks |= dict.fromkeys(range(link.start, link.words_start), "")
        marks |= dict.fromkeys(range(link.words_end, link.end), "")
        marks |= {link.start: opening, link.words_end: closing}
    return marks


def _tags(link: Link, words: str, *, differs: bool) -> tuple[str, str]:
    """The link's tags; its target is written out where the other text has the same words with another one.

    A link without words, such as one on a picture, has none: nobody can see it, or hear what it leads to.
    """
    told = f" <small>({escape(link.target)})</small>" if differs else ""
    if not words.strip() or not _FOLLOWED.match(link.target):
        return "", told
    return f'<a href="{escape(link.target)}" rel="noreferrer nofollow">', f"</a>{told}"
