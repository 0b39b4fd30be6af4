"""What the page about a provision quotes of other documents and platforms.

When one of these changes, the pages that quote it are made from those that are there: all else on them would
be read, quoted and dated anew only to say the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archiver.provisions.comparison.compare import DocumentStory, Provision
from archiver.provisions.excerpts import quotation
from archiver.provisions.explain import OtherDocument, Shown
from archiver.provisions.taxonomy import Category
from archiver.publish.site.clause_sources import ClauseSources, address
from archiver.report import explained, explanation, own_documents, values

TEMPLATE = "elsewhere.html"


@dataclass(frozen=True, kw_only=True)
class QuotedElsewhere:
    """What a page quotes elsewhere, for a page that is there already."""

    sources: ClauseSources
    story: DocumentStory
    category: Category
    here: Sequence[Provision]
    """The passages that the page is about."""
    path: str
    """The page's address."""

    def renewed(self, page: bytes) -> bytes | None:
        """The page with what it quotes elsewhere; None where it has no place for that."""
        text = page.decode()
        for told in self._told():
            part = self.sources.frame.part(TEMPLATE, self.path, told=told, cut=quotation.CUT)
            found = re.search(rf'<section id="{told["id"]}">.*?</section>', text, re.DOTALL)
            if not found:
                return None
            text = f"{text[: found.start()]}{part}{text[found.end() :]}"
        return text.encode()

    def renewed_value(self, page: bytes) -> bytes | None:
        """The same of the file for programs beside the page."""
        try:
            told = json.loads(page)
        except ValueError:  # damaged since
            return None
        own = explained.own_documents_of(self._siblings())
        others = explained.elsewhere(self._beside())
        return values.to_file(told | {"other_documents": own, "others": others})

    def _told(self) -> Iterator[Mapping[str, Any]]:
        yield of_own(self.sources, self._siblings())
        yield of_others(self.sources, self.here, tuple(self._beside()))

    def _siblings(self) -> Iterator[OtherDocument]:
        return self.sources.siblings(self.story, self.category)

    def _beside(self) -> Iterator[Shown]:
        return self.sources.beside(self.here, self.category)


def of_own(sources: ClauseSources, siblings: Iterable[OtherDocument]) -> Mapping[str, Any]:
    """What is quoted of the platform's other documents, as a page shows it."""
    quoted = own_documents.quoted(siblings)
    return {
        "id": "own-documents",
        "title": own_documents.TITLE,
        "said": "",
        "quotes": [_quotation(sources, one.shown, one.title) for one in quoted if one.shown],
    }


def of_others(sources: ClauseSources, here: Sequence[Provision], found: Sequence[Shown]) -> Mapping[str, Any]:
    """What is quoted of other platforms beside the passages of a document, as a page shows it."""
    said = explanation.LIKE if found else explanation.NONE_LIKE
    return {
        "id": "other-platforms",
        "title": explanation.OTHERS,
        "said": said if here else "",
        "quotes": [_quotation(sources, one, _name(one.provision)) for one in found],
    }


def holds_for(one: Shown | None) -> str:
    """For whom the document of a quotation says that it holds."""
    return explanation.holds_for(one.holds_for) if one and one.holds_for else ""


def _quotation(sources: ClauseSources, one: Shown, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "lines": one.quote.lines,
        "section": " › ".join(one.quote.headings),
        "address": address(one.provision),
        "dated": explanation.dated(one, sources.contents.seen),
        "holds_for": holds_for(one),
    }


def _name(one: Provision) -> str:
    return f"{one.name}, {one.document_title}"
