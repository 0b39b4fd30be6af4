"""How passages of documents are quoted: what stands around them, for whom it holds, and since when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.excerpts import in_context, readers, stood
from archiver.provisions.excerpts.quotation import Quote
from archiver.provisions.excerpts.stood import Wording
from archiver.provisions.findings import Finding

QUOTED = 3
"""Passages of the document that a page quotes; what they say is in the paragraphs around them too."""
SECTION = 1_200
"""Characters up to which a section of another document is quoted whole: half of them are as short."""
BESIDE = 300
"""Characters of a quotation from a longer section of another document, up to which it takes in what stands
beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A passage of a document as it is quoted."""

    quote: Quote
    holds_for: str
    """For whom its document says that it holds, in its words; empty where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnQuotation(Quotation):
    """Passages of one section of the document that is explained."""

    place: int
    """That of the best of them among those that were to be quoted."""
    wording: Wording
    """Since when the passages have stood in the document."""
    around: Wording
    """Since when all that is quoted has."""


class Quoting(Protocol):
    """What quotes passages, each from the text that a document's story ends with."""

    def text(self, one: DocumentStory, /) -> str:
        """That text."""

    def own(self, one: DocumentStory, findings: Sequence[Finding], /) -> tuple[OwnQuotation, ...]:
        """Passages of the document that is explained, of which the first ones are quoted."""

    def beside(self, one: DocumentStory, finding: Finding, /) -> Quotation:
        """A passage of another document, in fewer words."""


def text_of(one: DocumentStory) -> str:
    """The text that a document's story ends with."""
    return one.repository.text(one.version)


class FromTexts:
    """Quotes from the texts; `text` reads them, for who has many passages to quote and remembers them."""

    def __init__(self, text: Callable[[DocumentStory], str] = text_of) -> None:
        self.text = text

    def own(self, one: DocumentStory, findings: Sequence[Finding]) -> tuple[OwnQuotation, ...]:
        """Passages of the document that is explained, of which the first ones are quoted."""
        text, versions = self.text(one), one.counted()
        return tuple(
            OwnQuotation(
                quote=quote,
                holds_for=readers.told(text, quote.found[0][0]),
                place=place,
                wording=stood.of(quote.own, versions, one.repository.text),
                around=stood.of(quote.sentences, versions, one.repository.text),
            )
            for place, quote in _quotes(text, findings)
        )

    def beside(self, one: DocumentStory, finding: Finding) -> Quotation:
        """A passage of another document, in fewer words."""
        text = self.text(one)
        quote = in_context.of(text, finding.core_spans, section=SECTION, around=BESIDE)
        return Quotation(quote=quote, holds_for=readers.told(text, quote.found[0][0]))


def _is_one(text: str, one: Quote, other: Quote) -> bool:
    """True if two passages are quoted together: they overlap, or stand in one section below a title.

    Where only the title of a document stands above both, they may be far apart.
    """
    is_below_title = len(one.headings) > 1 and one.headings == other.headings
    return one.meets(other) or (
        is_below_title and in_context.section(text, one.found) == in_context.section(text, other.found)
    )


def _quotes(text: str, findings: Sequence[Finding]) -> list[tuple[int, Quote]]:
    """How passages are quoted, each with its place, and in one quotation those that stand in one section.

    Those that are quoted with another one anyway are marked there, and do not count.
    """
    kept: list[tuple[int, Quote]] = []
    count = 0
    for place, finding in enumerate(findings):
        quote = in_context.of(text, finding.core_spans)
        at = next((at for at, (_, other) in enumerate(kept) if _is_one(text, quote, other)), None)
        is_within = at is not None and quote.is_within(kept[at][1])
        if count == QUOTED and not is_within:
            continue
        count += not is_within
        if at is None:
            kept.append((place, quote))
        else:
            first, other = kept[at]
            kept[at] = first, in_context.of(text, sorted({*other.found, *finding.core_spans}))
    return kept
