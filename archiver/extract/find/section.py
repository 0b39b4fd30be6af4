"""The part of a page that the fragment of its address or a title names, if it is a document of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archive_repo.text.kinds import names_document
from archiver.extract import thresholds
from archiver.extract.block import BlockKind
from archiver.extract.find import titles
from archiver.extract.find.layout import Layout


def section(layout: Layout, url: str) -> set[int]:
    """The blocks that the address's fragment names; empty if it does not name a document of its own.

    A container of MIN_DOCUMENT_WORDS is one. So is what follows a heading that names a kind of document, up
    to the next such heading of its level or any of a level above. Where nothing has that name any more, it is
    the container with the name most like it, since sites rename `#privacy-notice` to `#privacy-policy`.
    """
    try:
        name = unquote(urlsplit(url).fragment)
    except ValueError:
        return set()
    if not name:
        return set()
    place = _place(layout, name)
    if not place:
        return _largest(_called(layout, _spoken(name)))
    inside = _inside(layout, place)
    if inside:
        return inside
    after = _after_heading(layout, place)
    return after if layout.count_words(after) >= thresholds.MIN_DOCUMENT_WORDS else set()


def _inside(layout: Layout, place: int) -> set[int]:
    """The blocks in the element at a place; empty if they have too few words for a document."""
    inside = {n for n, block in enumerate(layout.blocks) if place <= block.place < layout.ends[place]}
    return inside if layout.count_words(inside) >= thresholds.MIN_DOCUMENT_WORDS else set()


def titled(layout: Layout, title: str, others: Sequence[str]) -> set[int]:
    """The blocks of one document on a page of several; empty if no part has its title.

    They are in the container whose id is the title or another name for it, or else below the heading that is
    most like it, and not more like the title of one of the others.
    """
    place = _place(layout, re.sub(r"\W+", "-", title.lower()))
    if place and (inside := _inside(layout, place)):
        return inside
    if inside := _largest(part for part in _called(layout, title, others) if part[0] == 1):
        return inside
    parts = []
    for alike, number in islice(_bearing(layout, title, others), thresholds.MAX_NAMED_PARTS):
        part = _from_heading(layout, number)
        if layout.count_words(part) >= thresholds.MIN_DOCUMENT_WORDS:
            parts.append((alike, part))
    return _largest(parts)


def _largest(parts: Iterable[tuple[float, set[int]]]) -> set[int]:
    """The part whose name is most like the one that was looked for, and of these the largest."""
    return max(parts, key=lambda part: (part[0], len(part[1])), default=(0.0, set[int]()))[1]


def _called(layout: Layout, title: str, others: Sequence[str] = ()) -> Iterator[tuple[float, set[int]]]:
    """The containers whose ids are like a title: how much (Jaccard's index, 0..1), and their blocks."""
    for place, element in enumerate(layout.elements):
        name = _spoken(element.get("id") or "")
        alike = titles.alike(name, title) if name else 0.0
        if (
            alike > thresholds.NAMED_ALIKE
            and (alike == 1 or names_document(name))
            and all(titles.alike(name, other) <= alike for other in others)
            and (inside := _inside(layout, place))
        ):
            yield alike, inside


def _spoken(name: str) -> str:
    """The words of an id: `data-processing-addendum`."""
    return re.sub(r"[\W_]+", " ", name).strip()


def _bearing(layout: Layout, title: str, others: Sequence[str]) -> Iterator[tuple[float, int]]:
    """The headings that are like a document's title: how much (Jaccard's index, 0..1), and their numbers."""
    for number, block in enumerate(layout.blocks):
        if block.block.kind is BlockKind.HEADING:
            alike = titles.alike(block.plain, title)
            if (
                alike > thresholds.NAMED_ALIKE
                and (alike == 1 or names_document(block.plain))
                and all(titles.alike(block.plain, other) <= alike for other in others)
            ):
                yield alike, number


def _place(layout: Layout, name: str) -> int:
    """The place of the element with this id or name; 0 for none."""
    for place, element in enumerate(layout.elements):
        if element.get("id") == name or (element.tag == "a" and element.get("name") == name):
            return place
    return 0


def _after_heading(layout: Layout, place: int) -> set[int]:
    """The blocks from the heading at a place, or right after it, up to the next of its level or above."""
    opening = _heading_element(layout, place)
    first = next((n for n, block in enumerate(layout.blocks) if block.place >= opening), len(layout.blocks))
    if first == len(layout.blocks):
        return set()
    heading = layout.blocks[first]
    if heading.block.kind is not BlockKind.HEADING or not names_document(heading.plain):
        return set()
    return _from_heading(layout, first)


def _from_heading(layout: Layout, first: int) -> set[int]:
    """The blocks from a heading up to the next of its level that names a document, or of a level above."""
    heading, last = layout.blocks[first], first + 1
    while last < len(layout.blocks):
        block = layout.blocks[last]
        level = block.block.level if block.block.kind is BlockKind.HEADING else 7
        if level < heading.block.level or (
            level == heading.block.level and titles.begins_another(block.plain, heading.plain)
        ):
            break
        last += 1
    return set(range(first, last))


def _heading_element(layout: Layout, place: int) -> int:
    """The heading around an anchor, or the place itself."""
    element: HtmlElement | None = layout.elements[place]
    while element is not None and element.tag in ("a", "span", "strong", "b", "em", "i"):
        element = element.getparent()
    tag = element.tag if element is not None else ""
    return (
        layout.places[element]
        if element is not None and tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        else place
    )
