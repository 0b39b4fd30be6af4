"""What two lines share, without cutting a link in two, so that each removed and added part is still Markdown.

Compared by words alone, a link's `[` might be shared and its end not. Here either a link's marks and target
are shared, and only the words between them may differ, or nothing of the link is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_repo.text import markdown
from archive_repo.text.markdown import Link


@dataclass(frozen=True, slots=True)
class Shared:
    """A stretch of characters that both texts have, and where it begins in each."""

    old: int
    new: int
    size: int


def whole(shared: Sequence[Shared], old: str, new: str) -> Sequence[Shared]:
    """What two lines share, without the links that are shared only in part."""
    links = list(markdown.links(old)), list(markdown.links(new))
    if not any(links):
        return shared
    left: Sequence[Shared] | None = None
    while left != shared:
        left = shared
        for link in links[0]:
            if _is_cut(link, [(one.old, one.size) for one in shared]):
                shared = [part for one in shared for part in _outside(one, one.old, link)]
        for link in links[1]:
            if _is_cut(link, [(one.new, one.size) for one in shared]):
                shared = [part for one in shared for part in _outside(one, one.new, link)]
    return shared


def _is_cut(link: Link, shared: Sequence[tuple[int, int]]) -> bool:
    """True if something of the link is shared, and not both of its marks."""
    inside = [
        (max(start, link.start), min(start + size, link.end))
        for start, size in shared
        if start < link.end and start + size > link.start
    ]
    return bool(inside) and not all(
        any(start <= first and last <= end for start, end in inside) for first, last in _marks(link)
    )


def _marks(link: Link) -> Sequence[tuple[int, int]]:
    """Where the link's marks and target are; all of `<https://...>` is target."""
    if link.end - link.words_end == len(">"):
        return [(link.start, link.end)]
    return [(link.start, link.words_start), (link.words_end, link.end)]


def _outside(one: Shared, start: int, link: Link) -> Iterator[Shared]:
    """The parts of a stretch, which begins at `start` in the link's text, before and after the link."""
    before = min(one.size, link.start - start)
    if before > 0:
        yield Shared(one.old, one.new, before)
    after = max(0, link.end - start)
    if after < one.size:
        yield Shared(one.old + after, one.new + after, one.size - after)
