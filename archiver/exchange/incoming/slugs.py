"""Ids of platforms and titles of documents as slugs, so that no two become one.

`Tp-link` and `TP-Link` are two folders of a collection and would share a slug: the one that was recorded
first has it, the other `tp-link-2`. A collection only grows, so that they keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive_repo.records import slug
from archiver.declarations.names import RESERVED


def given(names: Iterable[str]) -> dict[str, str]:
    """A slug for each name, in the order in which they came; none is given twice, and none is reserved."""
    taken, found = set(RESERVED), dict[str, str]()
    for name in names:
        own = plain = slug(name)
        number = 1
        while own in taken:
            number += 1
            own = f"{plain}-{number}"
        taken.add(own)
        found[name] = own
    return found


def changed(slugs: dict[str, str]) -> list[tuple[str, str]]:
    """The names whose slug is not the one that they would have alone, with that which they have."""
    return [(name, own) for name, own in slugs.items() if own != slug(name)]
