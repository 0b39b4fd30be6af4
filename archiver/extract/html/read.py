"""Read a page of HTML: by declared selectors, or by finding the document in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from lxml import etree
from lxml.html import HtmlElement

from archiver.extract import thresholds, write
from archiver.extract.block import Block
from archiver.extract.find import best, opening, selected
from archiver.extract.find.measure import measure
from archiver.extract.html import parse, readable, selectors, tables, walk
from archiver.extract.noise import Noise, known
from archiver.extract.result import Extraction, ExtractionFailed

if TYPE_CHECKING:
    from archiver.declarations import Source

_count = etree.XPath("count(//*)")
_is_deep = etree.XPath(f"boolean({'/*' * (thresholds.MAX_TRAFILATURA_DEPTH + 1)})")


def read(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    source: Source | None = None,
    named: str = "",
    beside: Sequence[str] = (),
    noise: Noise | None = None,
) -> Extraction:
    """The document in a page; `noise` holds the rules for what is not part of it, by default all of them.

    Raises ExtractionFailed.
    """
    noise = noise or known()
    text = readable.text(body, content_type=content_type, source=source)
    page = parse.parse(text, url=url, content_type=content_type)
    roots = selectors.select(page.tree, source) if source is not None else []
    without = source.remove_query_params if source is not None else ()
    if source is not None and source.select and not selected.are_whole_page(page.tree, roots):
        if not any(text.strip() for root in roots for text in root.itertext()):
            raise ExtractionFailed("the declared selectors match no text; a script may fill it in")
        declared = map(measure, walk.blocks(roots, base=page.base, without=without, noise=noise))
        chosen = selected.without_junk(roots, [*declared], noise)
        if not opening.is_complete(chosen, page.title):
            whole = map(measure, walk.blocks([page.tree], base=page.base, without=without, noise=noise))
            chosen = opening.completed(page.tree, chosen, [*whole], page.title, noise)
        return _extraction(page, [one.block for one in chosen], None, "declared", readable.sha256(text))
    found = best.find(
        page.tree,
        walk.blocks([page.tree], base=page.base, without=without, noise=noise),
        url=url,
        title=page.title,
        named=named,
        beside=beside,
        noise=noise,
        ask_last=lambda: _trafilatura(page.tree),
    )
    return _extraction(page, found.blocks, found.confidence, found.method, readable.sha256(text))


def _trafilatura(tree: HtmlElement) -> str:
    """What trafilatura reads, as plain text; empty if the page is too much for it."""
    if (
        cast(float, _count(tree)) > thresholds.MAX_TRAFILATURA_ELEMENTS
        or _is_deep(tree)
        or tables.spanned(tree) > thresholds.MAX_TRAFILATURA_SPANNED
    ):
        return ""
    import trafilatura

    return trafilatura.extract(tree, favor_recall=True, include_comments=False, include_tables=True) or ""


def _extraction(
    page: parse.Page, blocks: list[Block], confidence: float | None, method: str, read_sha256: str
) -> Extraction:
    text = write.write(blocks)
    if not text:
        raise ExtractionFailed("the page contains no text; its scripts may build it")
    return Extraction(
        text=text, title=page.title, confidence=confidence, method=method, read_sha256=read_sha256
    )
