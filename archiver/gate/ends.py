"""The ends of a platform's texts, of which those are found that may have something in common with a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence


class Ends:
    """The ends of a platform's texts, kept from one document to the next.

    Of many texts, those are found at once that may have something in common with a text.
    """

    def __init__(self) -> None:
        self._ends: dict[str, str] = {}
        """By slug."""
        self._blobs: dict[str, str] = {}
        """Of which blobs they are."""
        self._beside: defaultdict[str, set[str]] = defaultdict(set)
        """The slugs of the texts that begin or end with a line."""

    def near(
        self, document: str, texts: Sequence[str], blobs: Mapping[str, str], read: Callable[[str], str]
    ) -> tuple[str, ...]:
        """The ends of a document's siblings whose first or last line is a line of one of the texts.

        No other has anything in common with an end of these texts, nor with one of what is made of their
        lines. Without texts, the ends of all siblings. `blobs` are those of the newest texts by slug, which
        `read` reads; what it raises is raised here.
        """
        self._catch_up(document, blobs, read)
        lines = {line for text in texts for line in text.split("\n")}
        found = set().union(*map(self._beside.__getitem__, lines & self._beside.keys())) if texts else blobs
        return tuple(self._ends[slug] for slug in sorted(found) if slug != document)

    def _catch_up(self, document: str, blobs: Mapping[str, str], read: Callable[[str], str]) -> None:
        from archiver.gate import siblings  # not where no page changed

        for slug in self._blobs.keys() - blobs.keys():
            self._forget(slug)
        for slug, blob in blobs.items() - self._blobs.items():
            if slug != document:
                found = siblings.ends(read(slug))
                self._forget(slug)
                self._ends[slug], self._blobs[slug] = found, blob
                for line in _outer(found):
                    self._beside[line].add(slug)

    def _forget(self, slug: str) -> None:
        for line in _outer(self._ends.pop(slug, "")):
            self._beside[line].discard(slug)
        self._blobs.pop(slug, None)


def _outer(ends: str) -> set[str]:
    return {ends.partition("\n")[0], ends.rpartition("\n")[2]}
