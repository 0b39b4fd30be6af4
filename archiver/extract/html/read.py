"""Read a page of HTML: by declared selectors, or by finding the document in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from lxml import etree
from lxml.html import HtmlElement

from archiver.extract import thresholds, write
from archiver.extract.block import Block
from archiver.extract.find import best
from archiver.extract.html import parse, selectors, walk
from archiver.extract.result import Extraction, ExtractionFailed

if TYPE_CHECKING:
    from archiver.declarations import Source

_count = etree.XPath("count(//*)")
_is_deep = etree.XPath(f"boolean({'/*' * thresholds.MAX_TRAFILATURA_DEPTH})")


def read(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    source: Source | None = None,
    named: str = "",
    beside: Sequence[str] = (),
) -> Extraction:
    """The document in a page. Raises ExtractionFailed."""
    parsed = parse.parse(body, url=url, content_type=content_type)
    names = source.remove_query_params if source is not None else ()
    if source is not None and source.select:
        roots = selectors.select(parsed.tree, source)
        if not any(text.strip() for root in roots for text in root.itertext()):
            raise ExtractionFailed(
                "what the declared selectors match holds no text; it may be filled by a script"
            )
        return _extraction(parsed, walk.blocks(roots, base=parsed.base, without=names), None, "declared")
    if source is not None:
        selectors.select(parsed.tree, source)
    found = walk.blocks([parsed.tree], base=parsed.base, without=names)
    chosen = best.find(
        parsed.tree,
        found,
        url=url,
        title=parsed.title,
        named=named,
        beside=beside,
        ask_last=lambda: _trafilatura(parsed.tree),
    )
    return _extraction(parsed, chosen.blocks, chosen.confidence, chosen.method)


def _trafilatura(tree: HtmlElement) -> str:
    """What trafilatura reads, as plain text; nothing where the page is beyond it."""
    if cast(float, _count(tree)) > thresholds.MAX_TRAFILATURA_ELEMENTS or _is_deep(tree):
        return ""
    import trafilatura

    return trafilatura.extract(tree, favor_recall=True, include_comments=False, include_tables=True) or ""


def _extraction(parsed: parse.Page, found: list[Block], confidence: float | None, method: str) -> Extraction:
    text = write.write(found)
    if not text:
        raise ExtractionFailed("the page holds no text; it may be built by its scripts")
    return Extraction(text=text, title=parsed.title, confidence=confidence, method=method)
