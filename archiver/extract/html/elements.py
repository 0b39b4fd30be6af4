"""What the elements of a page are for its text: blocks, headings, lists, or nothing that is read."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from archiver.extract import thresholds

BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main "
    "menu nav noscript ol optgroup option p pre search section summary table tbody td tfoot th thead tr "
    "ul".split()
)
"""Elements that browsers show as blocks, and controls that look like them."""

SKIPPED = frozenset(
    "script style head template svg math canvas object embed iframe audio video map noembed noframes "
    "select textarea input datalist meter progress title meta link base img picture source".split()
)
"""Elements that hold no words for a reader."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset(("ol", "ul", "menu", "dir", "dl"))
ITEMS = frozenset(("li", "dt", "dd"))
CELLS = frozenset(("tr", "td", "th"))
"""A table's rows and cells."""


def is_block(element: HtmlElement) -> bool:
    """True if the element begins and ends a block, by its tag or as a heading by its role."""
    return element.tag in BLOCKS or element.get("role") == "heading"


_STYLED_AS_BLOCK = re.compile(r"\bdisplay\s*:\s*(?:block|flex|grid|table)\b", re.IGNORECASE)
_BLOCK_CLASSES = frozenset(("block", "d-block"))
"""Classes that show an inline element as a block; as Tailwind and Bootstrap call them."""


def is_shown_as_block(element: HtmlElement) -> bool:
    """True if the style of an inline element, or a class of a style sheet in wide use, makes it a block."""
    style, classes = element.get("style"), element.get("class")
    return (style is not None and _STYLED_AS_BLOCK.search(style) is not None) or (
        classes is not None and not _BLOCK_CLASSES.isdisjoint(classes.split())
    )


def heading_level(element: HtmlElement) -> int:
    """1 to 6; 0 for an element that is not a heading."""
    if element.get("role") == "heading":
        level = element.get("aria-level") or "2"
        return min(thresholds.MAX_LEVEL, max(1, int(level[:2]))) if level.isdecimal() else 2
    return HEADINGS.get(element.tag, 0)


def items_with_headings(root: HtmlElement) -> set[HtmlElement]:
    """List items that hold headings: these are sections of the document rather than items of a list."""
    found: set[HtmlElement] = set()
    seen: set[HtmlElement] = set()
    for heading in root.iter(*HEADINGS):
        for ancestor in heading.iterancestors():
            if ancestor in seen:
                break
            seen.add(ancestor)
            if ancestor.tag in ITEMS:
                found.add(ancestor)
    return found
