"""From a body (HTML or PDF bytes) to the clean, normalised Markdown of the document in it.

    extract(body, url=..., content_type=..., source=...)    with a declaration's selectors, or without
    clean_text(body, url)                                   without any configuration

Importing this package is cheap; lxml, trafilatura and pypdfium2 load with the first page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from archive_repo.text import sentences
from archiver.extract import thresholds
from archiver.extract.result import Extraction, ExtractionFailed, SelectorMissed

if TYPE_CHECKING:
    from archiver.declarations import Source

__all__ = ["Extraction", "ExtractionFailed", "SelectorMissed", "clean_text", "extract", "extractor_name"]


def clean_text(body: bytes, url: str) -> str:
    """Read a body without configuration: its document as normalised Markdown. Raises ExtractionFailed."""
    return extract(body, url=url).text


def extract(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    source: Source | None = None,
    named: str = "",
    beside: Sequence[str] = (),
) -> Extraction:
    """Read the document in a body; if others are `beside` it on the page (titles), the one titled `named`.

    `content_type` is the header as served, with its charset if any. Selectors that `source` declares decide
    what is kept; without them the document is found by what several candidates agree on. Raises
    ExtractionFailed.
    """
    if len(body) > thresholds.MAX_BYTES:
        raise ExtractionFailed(f"the body has {len(body):,} bytes; the limit is {thresholds.MAX_BYTES:,}")
    if body[: thresholds.MARK_IN_BYTES].lstrip().startswith(b"%PDF-"):
        from archiver.extract.pdf import file

        return file.read(body)
    from archiver.extract.html import read

    return read.read(body, url=url, content_type=content_type, source=source, named=named, beside=beside)


@cache
def extractor_name() -> str:
    """Name and version of what reads the bodies, for a version's trailer; others may read other texts."""
    ours, theirs = metadata.version("policy-archiver"), metadata.version("trafilatura")
    return f"archiver {ours} (trafilatura {theirs}, sentences {sentences.VERSION})"
