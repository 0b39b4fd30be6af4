"""Documents that stood at one address one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from archiver import urls
from archiver.publish.site.contents import Document


def before(documents: Iterable[Document]) -> Mapping[str, tuple[Document, ...]]:
    """Which documents stood at a document's address before it, the oldest first; by the document's page.

    Those that were last seen there before it was first seen: what stands there at once with it is another
    part of the page.
    """
    there: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for one in documents:
        if url := next(iter(one.newest.urls), ""):
            there[urls.page(url), urls.part(url)].append(one)
    return {
        one.address: tuple(other for other in own if _ended_before(other, one))
        for own in (sorted(some, key=lambda one: one.versions[0].fetched_at) for some in there.values())
        for one in own
    }


def _ended_before(one: Document, other: Document) -> bool:
    ended = one.looks.last_confirmed_at or one.newest.fetched_at
    return ended < other.versions[0].fetched_at
