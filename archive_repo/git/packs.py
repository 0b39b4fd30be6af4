"""Packs and their indexes, read without libgit2: the size of every entry is limited, damaged ones are named.

    for pack in packs.every(repository):
        for object_id, found in pack.objects(): ...     # found: (kind, bytes), or why it cannot be read

An index only saves time: if it is lost or damaged, the pack itself tells what it holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from archive_repo.git.objects import ID_BYTES
from archive_repo.git.packed import Entries, Found, Index, identified, mapped

_DERIVED = (
    "pack/*.rev",
    "pack/*.bitmap",
    "pack/*.mtimes",
    "pack/multi-pack-index*",
    "info/commit-graph",
    "info/commit-graphs/*.graph",
)
"""Files that git derives from packs to be faster. Each ends with the SHA-1 of all before, as packs do."""


def every(repository: Path) -> list[Pack]:
    """The packs of a repository, in the order of their names."""
    return [Pack(file) for file in _named(repository, "pack/*.pack")]


def derived_and_damaged(repository: Path) -> list[Path]:
    """Damaged files that git only uses to be faster, and writes again when they are gone."""
    files = (file for pattern in _DERIVED for file in _named(repository, pattern))
    return [file for file in files if not is_whole(file)]


def without_pack(repository: Path) -> list[Path]:
    """Indexes whose pack is gone."""
    return [index for index in _named(repository, "pack/*.idx") if not index.with_suffix(".pack").exists()]


def _named(repository: Path, pattern: str) -> list[Path]:
    """Files beside the objects, but for those that a `git gc` has begun: `.tmp-1-pack-...`."""
    found = (repository / "objects").glob(pattern)
    return sorted(file for file in found if not file.name.startswith("."))


def is_whole(file: Path) -> bool:
    """True if the file ends with the SHA-1 of all before."""
    digest, left = hashlib.sha1(usedforsecurity=False), file.stat().st_size - ID_BYTES
    with file.open("rb") as stream:
        while left > 0 and (chunk := stream.read(min(1024 * 1024, left))):
            digest.update(chunk)
            left -= len(chunk)
        return stream.read() == digest.digest()


class Pack:
    """A pack and the index beside it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.index = file.with_suffix(".idx")
        self.is_whole = is_whole(file)
        self._data = mapped(file)
        listed = self._listed()
        self.is_indexed = listed is not None
        """True if its index exists, is whole and belongs to this pack."""
        self._places = self._scanned() if listed is None else listed
        self._entries = Entries(self._data, self._places)

    def objects(self) -> Iterator[tuple[str, Found | ValueError]]:
        """What it holds, in the order in which it lies there: ids with what was read, or why it cannot be."""
        for object_id, place in sorted(self._places.items(), key=lambda one: one[1]):
            try:
                found: Found | ValueError = self._entries.read(place)
            except ValueError as error:
                found = error
            if not isinstance(found, ValueError) and identified(found) != object_id:
                found = ValueError("its bytes are not those of its id")
            yield object_id, found

    def read(self, object_id: str) -> Found | None:
        """Kind and bytes of an object; None if it is not in the pack. Raises ValueError if it is damaged."""
        place = self._places.get(object_id)
        return None if place is None else self._entries.read(place)

    def _listed(self) -> Mapping[str, int] | None:
        """Ids and places by its index; None if that is missing, not whole, or of another pack."""
        try:
            data = self.index.read_bytes()
        except FileNotFoundError:
            return None
        is_its_own = data[-2 * ID_BYTES : -ID_BYTES] == self._data[-ID_BYTES:] or not self.is_whole
        if not (is_its_own and is_whole(self.index)):
            return None
        with suppress(ValueError):  # it is of another format
            return Index(data).places()
        return None

    def _scanned(self) -> dict[str, int]:
        """Ids and places by the pack itself, as far as one entry after the other can be read."""
        found = dict[str, int]()
        entries = Entries(self._data, found)
        places = list(entries.places())
        left = len(places) + 1
        while len(places) < left:  # an entry that is built on a later one is read in another round
            left, waiting = len(places), []
            for place in places:
                try:
                    found[identified(entries.read(place))] = place
                except ValueError:
                    waiting.append(place)
            places = waiting
        return found
