"""What a page is that came with an error status. Loaded in the processes that read pages, so it is small."""

from __future__ import annotations

from contextlib import suppress

from archiver import extract
from archiver.extract import ExtractionFailed


def impostor(body: bytes, url: str) -> str:
    """Which impostor a page is, by its text or, if it has none, by its source alone."""
    from archiver.gate import impostors  # a crawl only names this function to its workers

    text = title = ""
    with suppress(ExtractionFailed):
        page = extract.extract(body, url=url)
        text, title = page.text, page.title
    return impostors.name(text, title=title, source=body[: impostors.SOURCE])
