"""Declared selectors: what a declaration keeps of a page and removes from it.

The semantics are those of Open Terms Archive: `remove` first, all of it as it was on the whole page; then
`select` in list order, the matches of each in document order. Of a list, what matches is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from archiver.extract.html import ranges
from archiver.extract.result import ExtractionFailed, SelectorMissed

if TYPE_CHECKING:
    from archiver.declarations import Range, Selector, Source


def select(tree: HtmlElement, source: Source) -> list[HtmlElement]:
    """The elements that the source selects, once what it removes is gone from `tree` (which is changed).

    Raises SelectorMissed where no selector matches, or an end of a range does not, and ExtractionFailed for
    one that is not valid. It is not an error if there is nothing to remove.
    """
    gone = [one for css in source.remove if isinstance(css, str) for one in _matches(tree, css)]
    ranges.cut(tree, [_between(tree, one) for one in source.remove if not isinstance(one, str)])
    for element in gone:
        ranges.remove(element)
    found = [element for selector in source.select for element in _selected(tree, selector)]
    if source.select and not found:
        named = " or ".join(map(repr, source.select))
        raise SelectorMissed(
            f"the selector {named} matches nothing on the page; fix the selector in the declaration"
        )
    return found


def _selected(tree: HtmlElement, selector: Selector) -> list[HtmlElement]:
    if not isinstance(selector, str):
        return [ranges.copied(tree, _between(tree, selector))]
    return _without_footers(_matches(tree, selector))


def _without_footers(found: list[HtmlElement]) -> list[HtmlElement]:
    """What a selector matches, but for the smaller part of it that lies in menus and footers of the page.

    Many pages call the inside of their footer as they call the inside of their document. Who means a footer
    selects nothing else with the same selector.
    """
    inside = [one for one in found if next(one.iterancestors("footer", "nav"), None) is not None]
    outside = [one for one in found if one not in inside]
    return outside if _letters(inside) < _letters(outside) else found


def _letters(elements: list[HtmlElement]) -> int:
    """How much is written in some elements for a reader."""
    return sum(len(text.strip()) for element in elements for text in element.xpath(_WRITTEN))


_WRITTEN = ".//text()[not(ancestor::script or ancestor::style)]"


def _matches(tree: HtmlElement, css: str) -> list[HtmlElement]:
    try:
        return cast("list[HtmlElement]", CSSSelector(css, translator="html")(tree))
    except SelectorError as error:
        raise ExtractionFailed(
            f"the selector {css!r} is not valid CSS: {error}; fix the selector in the declaration"
        ) from error


def _between(tree: HtmlElement, selected: Range) -> ranges.Between:
    return ranges.Between(
        start=_end_of_range(tree, selected.start),
        start_after=selected.start_after,
        end=_end_of_range(tree, selected.end),
        end_before=selected.end_before,
    )


def _end_of_range(tree: HtmlElement, css: str) -> HtmlElement:
    found = _matches(tree, css)
    if not found:
        raise SelectorMissed(
            f"the end {css!r} of a range matches nothing on the page; fix the selector in the declaration"
        )
    return found[0]
