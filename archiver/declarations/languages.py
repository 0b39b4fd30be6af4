"""The languages that archive.toml asks for, put into the declarations that a crawl works with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from archiver.declarations.declaration import Declaration, Document


def asking(declared: Sequence[Declaration], wanted: Mapping[str, str]) -> list[Declaration]:
    """The declarations, each source with the Accept-Language header that is set for its document.

    `wanted` has headers by `PLATFORM` or `PLATFORM/DOCUMENT`, of which the second outweighs the first.
    """
    return [replace(one, documents=tuple(_asking(one.documents, wanted))) for one in declared]


def known_addresses(declared: Sequence[Declaration]) -> set[str]:
    """The addresses of the declared platforms and documents."""
    return {one.slug for one in declared} | {_address(each) for one in declared for each in one.documents}


def undeclared(declared: Sequence[Declaration], wanted: Iterable[str]) -> list[str]:
    """The addresses that name no declared platform or document."""
    known = known_addresses(declared)
    return [address for address in wanted if address not in known]


def _asking(documents: Sequence[Document], wanted: Mapping[str, str]) -> Iterator[Document]:
    for document in documents:
        header = wanted.get(_address(document), wanted.get(document.platform, ""))
        sources = (replace(source, accept_language=header) for source in document.sources)
        yield replace(document, sources=tuple(sources)) if header else document


def _address(document: Document) -> str:
    return f"{document.platform}/{document.slug}"
