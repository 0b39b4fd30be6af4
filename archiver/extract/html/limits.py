"""Refuses pages that would take minutes or gigabytes to read.

The source is checked before it is parsed, and the tree before it is read, both in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.result import ExtractionFailed

_TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<name>[a-z][^\s/>]*+)(?P<attributes>(?>(?:[^=>]|=\s*+(?:\"[^\"]*\"|'[^']*')?)*))>?",
    re.IGNORECASE | re.DOTALL,
)
"""A comment, or a start tag; a `>` in a quoted value does not end it."""
_ATTRIBUTE = re.compile(r"[^\s/=]+(?:\s*+=\s*+(?:\"[^\"]*\"|'[^']*'|[^\s\"']*+))?")
_SHORT = 64
"""Characters up to which a tag has too few attributes to count."""
_RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
"""Elements in which the only tag is their own end tag, and that."""

_elements = etree.XPath("count(//*)")
_is_too_deep = etree.XPath(f"boolean({'/*' * (thresholds.MAX_DEPTH + 1)})")


def check_source(text: str) -> None:
    """Refuse a page of too many tags, or of attributes that a parser would compare for minutes."""
    pairs = 0
    for tags, attributes in enumerate(_start_tags(text), start=1):
        pairs += _attributes(attributes) ** 2
        if tags > thresholds.MAX_ELEMENTS:
            _check_count(tags)
        if pairs > thresholds.MAX_ATTRIBUTE_PAIRS:
            raise ExtractionFailed("the elements of the page have too many attributes to be read")


def check_tree(tree: HtmlElement, *, was_cut: bool) -> None:
    """Refuse a page of too many elements, or one that nests them so deeply that the parser cut it."""
    _check_count(cast(float, _elements(tree)))
    if was_cut or _is_too_deep(tree):
        raise ExtractionFailed("the elements of the page are nested too deeply to be a document")


def _check_count(elements: float) -> None:
    if elements > thresholds.MAX_ELEMENTS:
        raise ExtractionFailed(f"the page has more than {thresholds.MAX_ELEMENTS:,} elements")


def _start_tags(text: str) -> Iterator[str]:
    """What follows the name in each start tag."""
    place = 0
    while found := _TAG.search(text, place):
        place = found.end()
        name, attributes = found.groups()
        if name:
            yield attributes
            if name.lower() in _RAW:
                end = _RAW[name.lower()].search(text, place)
                place = end.start() if end else len(text)


def _attributes(text: str) -> int:
    """How many attributes a start tag has at most; only long ones are counted exactly."""
    if len(text) <= _SHORT:
        return len(text) // 2
    return sum(1 for _ in _ATTRIBUTE.finditer(text))
