"""What lies between two elements of a page, as a DOM range: removed or copied.

The tags and texts of a page are numbered in their order; a range is two such numbers and holds what is
numbered between them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """From one element to another, each of them included or not."""

    start: HtmlElement
    start_after: bool
    """True if the range starts after `start`; else before it."""
    end: HtmlElement
    end_before: bool
    """True if the range ends before `end`; else after it."""


class _Places(NamedTuple):
    """The numbers of an element's start tag, of the text after it, of its end tag, of the text after that."""

    start: int
    text: int
    end: int
    tail: int


def remove(element: HtmlElement) -> None:
    """Remove an element from its tree; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
    parent.remove(element)


def cut(tree: HtmlElement, cuts: Sequence[Between]) -> None:
    """Remove what lies in ranges from the tree; elements that reach beyond one keep the rest."""
    places = dict(_numbered(tree)) if cuts else {}
    insides = [_inside(places, between) for between in cuts]
    for element, place in places.items():
        if any(place.text in inside for inside in insides):
            element.text = None
        if any(place.tail in inside for inside in insides):
            element.tail = None
    for element, place in places.items():
        if any(place.start in inside and place.end in inside for inside in insides):
            remove(element)


def copied(tree: HtmlElement, between: Between) -> HtmlElement:
    """A copy of the tree that holds only what lies in a range, in the elements around it."""
    inside = _inside(dict(_numbered(tree)), between)
    clone = copy.deepcopy(tree)
    places = dict(_numbered(clone))
    for element, place in places.items():
        if place.text not in inside:
            element.text = None
        if place.tail not in inside:
            element.tail = None
    for element, place in places.items():
        if place.end < inside.start or place.start >= inside.stop:
            remove(element)
    return clone


def _inside(places: dict[HtmlElement, _Places], between: Between) -> range:
    """The numbers that lie in a range; none if it ends before it starts."""
    start, end = places[between.start], places[between.end]
    first = start.end + 1 if between.start_after else start.start
    last = end.start - 1 if between.end_before else end.end
    return range(first, last + 1)


def _numbered(tree: HtmlElement) -> Iterator[tuple[HtmlElement, _Places]]:
    """The elements, each when it ends, with their numbers: two for each tag and the text after it."""
    starts: dict[HtmlElement, int] = {}
    for step, (event, element) in enumerate(etree.iterwalk(tree, events=("start", "end"))):
        if event == "start":
            starts[element] = 2 * step
        else:
            start = starts.pop(element)
            yield element, _Places(start=start, text=start + 1, end=2 * step, tail=2 * step + 1)
