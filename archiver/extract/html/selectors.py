"""Declared selectors: what a declaration keeps of a page and takes out of it.

The semantics are those of Open Terms Archive: `remove` first, CSS then ranges; `select` in list order, the
matches of each in document order. A range is a DOM range between the first matches of its two ends.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, cast

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from archiver.extract.result import ExtractionFailed, SelectorMissed

if TYPE_CHECKING:
    from archiver.declarations import Range, Selector, Source


def select(tree: HtmlElement, source: Source) -> list[HtmlElement]:
    """The elements that the source declares, after what it removes is gone from `tree` (which is changed).

    Raises ExtractionFailed naming the selector that does not match.
    """
    removals = source.remove
    for css in (selector for selector in removals if isinstance(selector, str)):
        for element in _matches(tree, css):
            remove(element)
    for selector in removals:
        if not isinstance(selector, str):
            _cut(tree, selector)
    return [element for selector in source.select for element in _selected(tree, selector)]


def remove(element: HtmlElement) -> None:
    """Take an element out of its tree; the text behind it stays."""
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


def _matches(tree: HtmlElement, css: str) -> list[HtmlElement]:
    try:
        return cast("list[HtmlElement]", CSSSelector(css, translator="html")(tree))
    except SelectorError as error:
        raise ExtractionFailed(
            f"the selector {css!r} cannot be read: {error}; mend the declaration"
        ) from error


def _selected(tree: HtmlElement, selector: Selector) -> list[HtmlElement]:
    if not isinstance(selector, str):
        return [_cloned(tree, selector)]
    found = _matches(tree, selector)
    if not found:
        raise SelectorMissed(f"the selector {selector!r} matches nothing on the page; mend the declaration")
    return found


def _ends(tree: HtmlElement, selected: Range) -> tuple[HtmlElement, HtmlElement]:
    found = []
    for css in (selected.start, selected.end):
        matches = _matches(tree, css)
        if not matches:
            raise SelectorMissed(
                f"the end {css!r} of a range matches nothing on the page; mend the declaration"
            )
        found.append(matches[0])
    return found[0], found[1]


def _cut(tree: HtmlElement, selected: Range) -> None:
    """Take what lies in a range out of the tree; elements that reach beyond it keep the rest."""
    spans, first, last = _spans(tree, selected)
    for element, (start, end) in spans.items():
        if first <= start + _TEXT <= last:
            element.text = None
        if first <= end + _TAIL <= last:
            element.tail = None
        if first <= start and end <= last:
            remove(element)


def _cloned(tree: HtmlElement, selected: Range) -> HtmlElement:
    """A copy of the tree that holds only what lies in a range."""
    clone = copy.deepcopy(tree)
    spans, first, last = _spans(clone, selected)
    for element, (start, end) in spans.items():
        if not first <= start + _TEXT <= last:
            element.text = None
        if not first <= end + _TAIL <= last:
            element.tail = None
        if end < first or last < start:
            remove(element)
    return clone


_BEFORE, _AFTER, _TEXT, _TAIL = -0.25, 0.25, 0.1, 0.5
"""Where the boundaries and the texts of an element lie beside the whole numbers of its start and end tags."""


def _spans(tree: HtmlElement, selected: Range) -> tuple[dict[HtmlElement, tuple[int, int]], float, float]:
    """The places of each element's tags in the order of the page, and the places of a range's two ends."""
    starts: dict[HtmlElement, int] = {}
    spans: dict[HtmlElement, tuple[int, int]] = {}
    for place, (event, element) in enumerate(etree.iterwalk(tree, events=("start", "end"))):
        if event == "start":
            starts[element] = place
        else:
            spans[element] = (starts[element], place)
    start, end = (spans[element] for element in _ends(tree, selected))
    first = start[1] + _AFTER if selected.start_after else start[0] + _BEFORE
    last = end[0] + _BEFORE if selected.end_before else end[1] + _AFTER
    return spans, first, last
