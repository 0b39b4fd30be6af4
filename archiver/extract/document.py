"""From a document's bodies to its text: one page after the other, each by its own source's declaration."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive_repo.format.snapshot import Body
from archive_repo.writer import sha256
from archiver import extract
from archiver.declarations import Document, Source
from archiver.extract import Extraction, SelectorMissed

PARTS = "\n---\n\n"
"""Between the pages of a document that is made of several: a thematic break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The text of a document, read from its bodies."""

    text: str
    bodies: tuple[Body, ...]
    pages: tuple[Extraction, ...]
    reader: str
    """What read it, see `reader`."""
    missed: str = ""
    """Which selector matched nothing, where the page was therefore read without any."""

    @property
    def text_sha256(self) -> str:
        """SHA-256 of the text in UTF-8, in hexadecimal."""
        return sha256(self.text.encode())

    @property
    def confidence(self) -> float | None:
        """The lowest confidence of its pages; None where nothing was guessed."""
        return min((page.confidence for page in self.pages if page.confidence is not None), default=None)


def read(document: Document, bodies: Sequence[Body]) -> Reading:
    """The document's text from its bodies, by its declared selectors. Raises ExtractionFailed."""
    pages = []
    for source, body in zip(document.sources, bodies, strict=True):
        final = (body.fetched.final_url or source.url).partition("#")[0]
        url = f"{final}#{source.fragment}" if source.fragment else final
        pages.append(
            extract.extract(
                body.data,
                url=url,
                content_type=body.fetched.content_type,
                source=source,
                named=document.title,
                beside=document.beside,
            )
        )
    text = PARTS.join(page.text for page in pages)
    return Reading(text=text, bodies=tuple(bodies), pages=tuple(pages), reader=reader(document))


def read_without_rotten_selectors(document: Document, bodies: Sequence[Body]) -> Reading:
    """As `read`; where a declared selector matches nothing any more, the page is read without selectors.

    Not where other documents are on the same page, unless something there bears this document's title.
    """
    try:
        return read(document, bodies)
    except SelectorMissed as error:
        reading = read(bare(document), bodies)
        if document.beside and not all(page.found_by_name for page in reading.pages):
            raise
        return replace(reading, missed=error.reason)


def bare(document: Document) -> Document:
    """The document without its selectors; what its declaration removes by CSS stays removed."""
    return replace(document, sources=tuple(_bare(source) for source in document.sources))


def reader(document: Document) -> str:
    """Names the extractor and the document's selectors: where it differs, stored pages are read again."""
    declared = repr(([replace(source, url="") for source in document.sources], document.beside))
    return f"{extract.extractor_name()} {hashlib.sha256(declared.encode()).hexdigest()[:12]}"


def _bare(source: Source) -> Source:
    return replace(source, select=(), remove=tuple(one for one in source.remove if isinstance(one, str)))
