"""How passages of documents are quoted: what stands around them, for whom it holds, and since when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from archive_repo.records import Version
from archiver.provisions import in_context, readers, stood
from archiver.provisions.compare import DocumentStory
from archiver.provisions.findings import Finding
from archiver.provisions.in_context import Quote
from archiver.provisions.stood import Wording

BESIDE = 300
"""Characters of a quotation from another document up to which it takes in what stands beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A passage of a document as it is quoted."""

    quote: Quote
    holds_for: str
    """For whom its document says that it holds, in its words; empty where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnQuotation(Quotation):
    """A passage of the document that is explained, and since when all that is quoted has stood in it."""

    wording: Wording


class Quoting(Protocol):
    """What quotes passages, each from the text that a document's story ends with."""

    def text(self, one: DocumentStory, /) -> str:
        """That text."""

    def own(self, one: DocumentStory, finding: Finding, /) -> OwnQuotation:
        """A passage of the document that is explained."""

    def beside(self, one: DocumentStory, finding: Finding, /) -> Quotation:
        """A passage of another document, in fewer words."""


def text_of(one: DocumentStory) -> str:
    """The text that a document's story ends with."""
    return one.repository.text(one.version)


class FromTexts:
    """Quotes from the texts; `text` reads them, for who has many passages to quote and remembers them."""

    def __init__(self, text: Callable[[DocumentStory], str] = text_of) -> None:
        self.text = text

    def own(self, one: DocumentStory, finding: Finding) -> OwnQuotation:
        """A passage of the document that is explained."""
        text = self.text(one)
        quote = in_context.of(text, finding.core_spans)
        wording = stood.of(quote, _versions(one), one.repository.text)
        return OwnQuotation(quote=quote, holds_for=readers.told(text), wording=wording)

    def beside(self, one: DocumentStory, finding: Finding) -> Quotation:
        """A passage of another document, in fewer words."""
        text = self.text(one)
        quote = in_context.of(text, finding.core_spans, around=BESIDE)
        return Quotation(quote=quote, holds_for=readers.told(text))


def _versions(one: DocumentStory) -> list[Version]:
    """The document's versions up to the one that the story ends with, without those it leaves out."""
    newest = sorted(one.versions.values(), key=lambda version: version.fetched_at, reverse=True)
    known = [version for version in newest if version.id not in one.story.muted]
    return known[known.index(one.version) :]
