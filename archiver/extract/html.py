"""Read a page of HTML: by declared selectors, or by finding the document in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.extract import blocks, links, markdown, page, selection
from archiver.extract.extraction import Extraction, ExtractionFailed

if TYPE_CHECKING:
    from archiver.declaration import Source


def read(body: bytes, *, url: str, content_type: str = "", source: Source | None = None) -> Extraction:
    """The document in a page. Raises ExtractionFailed."""
    parsed = page.parse(body, url=url, content_type=content_type)
    if source is not None and (source.select or source.remove):
        roots = selection.select(parsed.tree, source) if source.select else [parsed.tree]
        method = "declared"
    else:
        roots, method = [_fallback(parsed.tree)], "tree"
    if source is not None:
        for link in parsed.tree.iter("a"):
            link.set("href", links.without_parameters(link.get("href") or "", source.remove_query_params))
    found = blocks.read(roots, base=parsed.base)
    text = markdown.write(found)
    if not text:
        raise ExtractionFailed("the page holds no text; it may be built by its scripts")
    return Extraction(
        text=text,
        confidence=None,
        method=method,
        language=parsed.language,
        hints={
            "title": parsed.title,
            "scripts": parsed.scripts,
            "words": len(text.split()),
            "page_words": len("".join(parsed.tree.itertext()).split()),
            "headings": sum(1 for block in found if block.kind is blocks.Kind.HEADING),
            "lang": parsed.language,
        },
    )


def _fallback(tree):  # type: ignore[no-untyped-def]
    for path in (".//main", ".//article", ".//body"):
        found = tree.find(path)
        if found is not None:
            return found
    return tree
