"""Refuses pages that would take minutes or gigabytes to read.

The source is checked before it is parsed, and the tree before it is read, both in linear time.
"""

from __future__ import annotations

import re
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.result import ExtractionFailed

_TAG = re.compile(
    r"<(?:(?:(?P<raw>(?a:script|style))(?![^\s/>])|[a-z][^\s/>]*+)"
    r"(?P<attributes>[^=>]*+(?>(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')?[^=>]*+)*))>?"
    r"(?(raw)(?:.*?(?=</(?a:(?P=raw)))|.*))"
    r"|!--(?:-?>|.*?(?:--!?>|\Z)))",
    re.IGNORECASE | re.DOTALL,
)
"""A start tag, or a comment; a `>` in a quoted value does not end it. In scripts and styles the only tag is
their own end tag: what is in them belongs to their start tag here."""
_ATTRIBUTE = re.compile(r"[^\s/=]+(?:\s*+=\s*+(?:\"[^\"]*\"|'[^']*'|[^\s\"']*+))?")
_SHORT = 64
"""Characters up to which a tag has too few attributes to count."""

_elements = etree.XPath("count(//*)")
_is_too_deep = etree.XPath(f"boolean({'/*' * (thresholds.MAX_DEPTH + 1)})")


def check_source(text: str) -> None:
    """Refuse a page of too many tags, or of attributes that a parser would compare for minutes."""
    tags = pairs = 0
    for found in _TAG.finditer(text):
        start, end = found.span("attributes")
        if start < 0:  # a comment
            continue
        tags += 1
        pairs += _attributes(text, start, end) ** 2
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


def _attributes(text: str, start: int, end: int) -> int:
    """How many attributes a start tag has at most; only long ones are counted exactly."""
    if end - start <= _SHORT:
        return (end - start) // 2
    return sum(1 for _ in _ATTRIBUTE.finditer(text, start, end))
