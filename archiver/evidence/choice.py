"""Which versions a package is about: one by its id, or those that were in force in a time."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.evidence.package import Chosen
from archiver.evidence.verify import Commit
from archiver.moments import Period


def only(version: str) -> Chosen:
    """The version with this id."""
    return lambda _: [version]


def in_force(time: Period) -> Chosen:
    """The versions that were in force in a time: fetched in it, and the one before them."""

    def chosen(versions: Sequence[Commit]) -> list[str]:
        before = [one for one in versions if one.authored < time.start]
        return [one.id for one in (*before[-1:], *versions[len(before) :]) if one.authored <= time.end]

    return chosen
