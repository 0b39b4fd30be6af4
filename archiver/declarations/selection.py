"""Which of the declared platforms and documents a user named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from archive_repo.errors import UnknownDocument, UnknownPlatform
from archiver.declarations.declaration import Declaration, Document

if TYPE_CHECKING:
    from archiver.addresses import Address


def selected(declared: Sequence[Declaration], named: Sequence[str]) -> list[Declaration]:
    """The declarations of the platforms and documents that were named, or all if none was.

    Raises UnknownPlatform or UnknownDocument for a name that is not declared.
    """
    if not named:
        return list(declared)
    from archiver import addresses  # which knows the index, and what reads pages knows declarations

    wanted = [addresses.parse(text) for text in named]
    for address in wanted:
        _must_be_declared(declared, address)
    kept = [replace(one, documents=tuple(_of(one, wanted))) for one in declared]
    return [one for one in kept if one.documents]


def _of(declared: Declaration, wanted: Sequence[Address]) -> Iterator[Document]:
    for document in declared.documents:
        if any(address.holds(declared.slug, document.slug) for address in wanted):
            yield document


def _must_be_declared(declared: Sequence[Declaration], address: Address) -> None:
    platform = next((one for one in declared if one.slug == address.platform), None)
    if platform is None:
        raise UnknownPlatform(f"{address.platform}: not declared; `archiver validate` checks what is")
    known = [document.slug for document in platform.documents]
    if address.document and address.document not in known:
        raise UnknownDocument(
            f"{address.platform}/{address.document}: not declared; {platform.name} has {', '.join(known)}"
        )
