"""What lies in a pack, and where: its entries, and the index beside it, read without libgit2.

The size of every entry is limited. See git's `gitformat-pack` for the format.
"""

from __future__ import annotations

import hashlib
import mmap
import zlib
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from archive_repo.git.delta import applied
from archive_repo.git.loose import LARGEST
from archive_repo.git.objects import ID_BYTES

Found = tuple[str, bytes]
"""Kind (blob, tree, commit, tag) and bytes."""

DEEPEST = 4095
"""Deltas on top of one another; git makes none that are deeper."""

CACHED_BYTES = 32 * 1024 * 1024
"""Of objects that were read and on which the next ones may be built."""

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_BY_PLACE, _BY_ID = 6, 7
_WIDEST = 63
"""Bits of a size or of a distance."""
_HEADER_BYTES, _CHUNK_BYTES = 12, 4096
_INDEX_MARK, _FANOUT_BYTES = b"\xfftOc\x00\x00\x00\x02", 256 * 4


class Index(Mapping[str, int]):
    """Where in its pack each object begins, by its id, as an index says it. ValueError for another format."""

    def __init__(self, data: mmap.mmap | bytes) -> None:
        self._data = data
        self._start = len(_INDEX_MARK) + _FANOUT_BYTES
        if data[: len(_INDEX_MARK)] != _INDEX_MARK:
            raise ValueError("the index is not of version 2")
        self._count = self._number(self._start - 4)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return (self._id(number).hex() for number in range(self._count))

    def __getitem__(self, object_id: str) -> int:
        wanted = bytes.fromhex(object_id)
        number = bisect_left(range(self._count), wanted, key=self._id)
        if number == self._count or self._id(number) != wanted:
            raise KeyError(object_id)
        return self._place(number)

    def places(self) -> dict[str, int]:
        """The same for all objects, for whoever reads them all."""
        return {self._id(number).hex(): self._place(number) for number in range(self._count)}

    def _id(self, number: int) -> bytes:
        at = self._start + number * ID_BYTES
        return self._data[at : at + ID_BYTES]

    def _place(self, number: int) -> int:
        near = self._start + self._count * (ID_BYTES + 4)  # after the ids and a checksum for each
        place = self._number(near + number * 4)
        if place >> 31:  # too far for 31 bits: the place is in a table of its own
            return self._number(near + self._count * 4 + (place & 0x7FFFFFFF) * 8, 8)
        return place

    def _number(self, at: int, size: int = 4) -> int:
        return int.from_bytes(self._data[at : at + size], "big")


class Entries:
    """The entries of a pack, read by their places. `ids` says the place of each object."""

    def __init__(self, data: mmap.mmap | bytes, ids: Mapping[str, int]) -> None:
        self._data = data
        self._ids = ids
        self._cache: OrderedDict[int, Found] = OrderedDict()
        self._cached = 0

    def places(self) -> Iterator[int]:
        """Where each entry begins, one after the other, as far as they can be read."""
        place = _HEADER_BYTES
        with suppress(ValueError):
            while place < len(self._data) - ID_BYTES:
                _, _, size, start = self._head(place)
                _, end = self._inflated(start, size)
                yield place
                place = end

    def read(self, place: int) -> Found:
        """Kind and bytes of the object at a place. ValueError where it is damaged."""
        deltas: list[tuple[int, bytes]] = []
        here, weight = place, 0
        while here not in self._cache:
            kind, base, size, start = self._head(here)
            data, _ = self._inflated(start, size)
            if base is None:
                self._keep(here, (kind, data))
                break
            deltas.append((here, data))
            weight += len(data)
            if len(deltas) > DEEPEST or weight > LARGEST:
                raise ValueError("it is built on too many others")
            here = base
        found = self._cache[here]
        for built, delta in reversed(deltas):
            found = found[0], applied(found[1], delta, LARGEST)
            self._keep(built, found)
        return found

    def _keep(self, place: int, found: Found) -> None:
        self._cache[place] = found
        self._cached += len(found[1])
        while self._cached > CACHED_BYTES and len(self._cache) > 1:
            _, (_, dropped) = self._cache.popitem(last=False)
            self._cached -= len(dropped)

    def _head(self, place: int) -> tuple[str, int | None, int, int]:
        """Kind of the entry at a place, the place that it is built on, its size, and where its data begin."""
        try:
            byte = self._data[place]
            number, size, shift, at = byte >> 4 & 7, byte & 15, 4, place + 1
            while byte & 128 and shift < _WIDEST:
                byte = self._data[at]
                size, shift, at = size | (byte & 127) << shift, shift + 7, at + 1
            if number == _BY_PLACE:
                back, at = self._distance(at)
                return "", self._earlier(place, back), size, at
        except IndexError:
            raise ValueError("the pack is cut short") from None
        if number == _BY_ID:
            base = self._data[at : at + ID_BYTES].hex()
            if base not in self._ids:
                raise ValueError(f"it is built on {base}, which is not in the pack")
            return "", self._ids[base], size, at + ID_BYTES
        if number not in _KINDS:
            raise ValueError("its header is broken")
        return _KINDS[number], None, size, at

    def _distance(self, at: int) -> tuple[int, int]:
        byte = self._data[at]
        found, at = byte & 127, at + 1
        while byte & 128 and found < 1 << _WIDEST:
            byte = self._data[at]
            found, at = (found + 1) << 7 | byte & 127, at + 1
        return found, at

    def _earlier(self, place: int, back: int) -> int:
        if not 0 < back <= place - _HEADER_BYTES:
            raise ValueError("its header is broken")
        return place - back

    def _inflated(self, start: int, size: int) -> tuple[bytes, int]:
        """The data of an entry, and where the next one begins."""
        if size > LARGEST:
            raise ValueError(f"it is larger than {LARGEST} bytes")
        stream, parts, left, here = zlib.decompressobj(), [], size, start
        while not stream.eof:
            chunk = self._data[here : here + _CHUNK_BYTES]
            if not chunk:
                raise ValueError("it is cut short")
            try:
                parts.append(part := stream.decompress(chunk, left + 1))
            except zlib.error as error:
                raise ValueError(f"its compression is broken: {error}") from error
            left, here = left - len(part), here + len(chunk) - len(stream.unused_data)
            if left < 0:
                raise ValueError("it is longer than its header says")
        if left:
            raise ValueError("it is shorter than its header says")
        return b"".join(parts), here


def identified(found: Found) -> str:
    """The id of an object with this kind and these bytes."""
    kind, data = found
    digest = hashlib.sha1(f"{kind} {len(data)}\0".encode(), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def mapped(file: Path) -> mmap.mmap | bytes:
    """The bytes of a file, read where they are looked at."""
    with file.open("rb") as stream:
        if not file.stat().st_size:
            return b""
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
