"""From a document's bodies to its text: one page after the other, each as its source is declared."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive_repo.format.snapshot import Body
from archive_repo.text.markdown import PAGE_BREAK
from archiver import extract
from archiver.declarations import Document, Source
from archiver.extract import Extraction, SelectorMissed

_ID = re.compile(r"#([\w-]+)")
"""A selector that is an id and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """The text of a document, read from its bodies."""

    text: str
    title: str = ""
    """The title of the first of its pages."""
    titles: tuple[str, ...] = ()
    """The title of each of its pages."""
    read_sha256s: tuple[str, ...] = ()
    """SHA-256 of what is read of each of its pages; empty for a PDF."""
    confidence: float | None = None
    """The lowest confidence of its pages; None if nothing was guessed."""
    fingerprint: str
    """What read it, see `fingerprint`."""
    missed: str = ""
    """The selector that matched nothing, if the page was therefore read without selectors; else empty."""
    bodies: tuple[Body, ...] = ()
    """What it was read from; empty in what a worker process returns."""

    @property
    def pages(self) -> list[str]:
        """The text of each page, in order."""
        return self.text.split(PAGE_BREAK)

    @property
    def text_sha256(self) -> str:
        """SHA-256 of the text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read(document: Document, bodies: Sequence[Body]) -> DocumentText:
    """The document's text from its bodies, by its declared selectors. Raises ExtractionFailed.

    The text depends only on the arguments, which are picklable, and on the installed code: any process on any
    machine reads the same one.
    """
    return _joined(document, _pages(document, bodies))


def read_without_rotten_selectors(document: Document, bodies: Sequence[Body]) -> DocumentText:
    """As `read`, but a page on which a declared selector matches nothing is read without selectors.

    If other documents are on the same page, this is done only if a part of it has this document's title.
    """
    try:
        return read(document, bodies)
    except SelectorMissed as error:
        plain = without_selectors(document)
        pages = _pages(plain, bodies)
        if document.beside and not all(page.found_by_name for page in pages):
            raise
        return replace(_joined(plain, pages), missed=error.reason)


def _pages(document: Document, bodies: Sequence[Body]) -> list[Extraction]:
    return [_page(document, source, body) for source, body in zip(document.sources, bodies, strict=True)]


def _page(document: Document, source: Source, body: Body) -> Extraction:
    final = (body.fetched.final_url or source.url).partition("#")[0]
    return extract.extract(
        body.data,
        url=f"{final}#{source.fragment}" if source.fragment else final,
        content_type=body.fetched.content_type,
        source=source,
        named=document.title,
        beside=document.beside,
    )


def _joined(document: Document, pages: Sequence[Extraction]) -> DocumentText:
    return DocumentText(
        text=PAGE_BREAK.join(page.text for page in pages),
        title=pages[0].title if pages else "",
        titles=tuple(page.title for page in pages),
        read_sha256s=tuple(page.read_sha256 for page in pages),
        confidence=min((page.confidence for page in pages if page.confidence is not None), default=None),
        fingerprint=fingerprint(document),
    )


def of_source(document: Document, source: Source) -> Document:
    """The document as if it were made of one of its pages only."""
    return replace(document, sources=(source,))


def without_selectors(document: Document) -> Document:
    """The document without what it selects; what its declaration removes by CSS is still removed."""
    return replace(document, sources=tuple(_without_selectors(source) for source in document.sources))


def fingerprint(document: Document) -> str:
    """Identifies the extractor and the document's selectors; if it differs, stored pages are read again."""
    declared = repr(([replace(source, url="") for source in document.sources], document.beside))
    return f"{extract.extractor_name()} {hashlib.sha256(declared.encode()).hexdigest()[:12]}"


def _without_selectors(source: Source) -> Source:
    """The source without its selectors; the id that is all it selects still says which part is meant."""
    removed = tuple(one for one in source.remove if isinstance(one, str))
    return replace(source, url=_with_id(source), select=(), remove=removed)


def _with_id(source: Source) -> str:
    """The source's address, with the id as its fragment if that is all that is selected."""
    only = source.select[0] if len(source.select) == 1 else ""
    named = _ID.fullmatch(only) if isinstance(only, str) else None
    return f"{source.page}#{named[1]}" if named and not source.fragment else source.url
