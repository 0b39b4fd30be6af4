"""The part of a page that its address names after `#`, where that is a document of its own."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archive_repo.text.kinds import names_document
from archive_repo.text.words import fold
from archiver.extract.block import Kind
from archiver.extract.find.layout import Shape

MIN_WORDS = 100
"""A part with fewer words is a place on the page, not a document."""

NAMED_ALIKE = 0.5
"""Jaccard's index over which a heading bears a document's title: `Current Terms of Use` shares two of three
words with `Terms of Service`, `Cookie Policy` one of three with `Privacy Policy`."""

_SMALL_WORDS = frozenset({"a", "and", "for", "of", "our", "the", "to"})

MAX_TITLE_WORDS = 4
"""A longer heading that says the name of a document speaks of it."""


def section(shape: Shape, url: str) -> set[int]:
    """The blocks that the address's fragment names; empty where it names no document of its own.

    A container of `MIN_WORDS` is one. So is what follows a heading that says the name of a document, up to
    the next heading of its level that says another, or of a level above.
    """
    try:
        name = unquote(urlsplit(url).fragment)
    except ValueError:
        return set()
    place = _place(shape, name) if name else 0
    if not place:
        return set()
    inside = _inside(shape, place)
    if inside:
        return inside
    after = _after_heading(shape, place)
    return after if shape.words(after) >= MIN_WORDS else set()


def _inside(shape: Shape, place: int) -> set[int]:
    """The blocks in the element at a place; empty where they are too few words for a document."""
    inside = {n for n, block in enumerate(shape.blocks) if place <= block.place < shape.ends[place]}
    return inside if shape.words(inside) >= MIN_WORDS else set()


def titled(shape: Shape, title: str) -> set[int]:
    """The blocks of one document on a page of several; empty where nothing bears its title.

    They lie in the container whose id is the title, else below the heading that says it.
    """
    place = _place(shape, re.sub(r"\W+", "-", title.lower()))
    if place and (inside := _inside(shape, place)):
        return inside
    wanted = _words(title)
    parts = []
    for number, block in enumerate(shape.blocks):
        if block.block.kind is Kind.HEADING and names_document(block.plain):
            found = _words(block.plain)
            alike = len(found & wanted) / len(found | wanted) if found else 0.0
            part = _from_heading(shape, number) if alike > NAMED_ALIKE else set()
            if shape.words(part) >= MIN_WORDS:
                parts.append((alike, len(part), part))
    return max(parts, key=lambda part: part[:2])[2] if parts else set()


def _words(title: str) -> set[str]:
    """The words that tell titles apart: `Terms of Use` are the `Terms of Service`."""
    return {
        "service" if word in ("use", "services") else word for word in fold(title) if word not in _SMALL_WORDS
    }


def _place(shape: Shape, name: str) -> int:
    """The place of the element with this id or name; 0 for none."""
    for place, element in enumerate(shape.elements):
        if element.get("id") == name or (element.tag == "a" and element.get("name") == name):
            return place
    return 0


def _after_heading(shape: Shape, place: int) -> set[int]:
    """The blocks from the heading at a place, or right after it, up to the next of its level or above."""
    opening = _heading_element(shape, place)
    first = next((n for n, block in enumerate(shape.blocks) if block.place >= opening), len(shape.blocks))
    if first == len(shape.blocks):
        return set()
    heading = shape.blocks[first]
    if heading.block.kind is not Kind.HEADING or not names_document(heading.plain):
        return set()
    return _from_heading(shape, first)


def _from_heading(shape: Shape, first: int) -> set[int]:
    """The blocks from a heading up to the next of its level that names a document, or of a level above."""
    heading, last = shape.blocks[first], first + 1
    while last < len(shape.blocks):
        block = shape.blocks[last]
        level = block.block.level if block.block.kind is Kind.HEADING else 7
        if level < heading.block.level or (level == heading.block.level and _is_title(block.plain)):
            break
        last += 1
    return set(range(first, last))


def _is_title(heading: str) -> bool:
    """Whether a heading names a document, and not a section such as `Changes to this privacy policy`."""
    return len(heading.split()) <= MAX_TITLE_WORDS and names_document(heading)


def _heading_element(shape: Shape, place: int) -> int:
    """The heading around an anchor, or the place itself."""
    element: HtmlElement | None = shape.elements[place]
    while element is not None and element.tag in ("a", "span", "strong", "b", "em", "i"):
        element = element.getparent()
    tag = element.tag if element is not None else ""
    return (
        shape.places[element]
        if element is not None and tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        else place
    )
