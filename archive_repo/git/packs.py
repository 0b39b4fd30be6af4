"""Packs and their indexes, read without libgit2: the size of every entry is limited, damaged ones are named.

    for pack in packs.every(repository):
        for object_id, found in pack.objects(): ...     # found: (kind, bytes), or why it cannot be read

An index only saves time: if it is lost or damaged, the pack itself tells what it holds. See git's
`gitformat-pack` for the format.
"""

from __future__ import annotations

import hashlib
import mmap
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from archive_repo.git.delta import applied
from archive_repo.git.loose import LARGEST

Found = tuple[str, bytes]
"""Kind (blob, tree, commit, tag) and bytes."""

DEEPEST = 4095
"""Longest chain of deltas; git makes no longer ones."""

CACHED_BYTES = 32 * 1024 * 1024
"""Bytes of objects that are kept because the next ones may be built on them."""

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_BY_PLACE, _BY_ID = 6, 7
_WIDEST = 63
"""Most bits of a size or a distance."""
_ID_BYTES, _HEADER_BYTES, _CHUNK_BYTES = 20, 12, 4096
_INDEX_MARK, _FANOUT_BYTES = b"\xfftOc\x00\x00\x00\x02", 256 * 4
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
    return [Pack(file) for file in sorted((repository / "objects" / "pack").glob("*.pack"))]


def derived_and_damaged(repository: Path) -> list[Path]:
    """Damaged files that git only uses to be faster, and writes again when they are gone."""
    files = (file for pattern in _DERIVED for file in sorted((repository / "objects").glob(pattern)))
    return [file for file in files if not is_whole(file)]


def without_pack(repository: Path) -> list[Path]:
    """Indexes whose pack is gone."""
    indexes = sorted((repository / "objects" / "pack").glob("*.idx"))
    return [index for index in indexes if not index.with_suffix(".pack").exists()]


def is_whole(file: Path) -> bool:
    """True if the file ends with the SHA-1 of all before."""
    digest, left = hashlib.sha1(usedforsecurity=False), file.stat().st_size - _ID_BYTES
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
        self._data = _mapped(file)
        self._cache: OrderedDict[int, Found] = OrderedDict()
        self._cached = 0
        self._places: Mapping[str, int] = {}
        listed = self._listed()
        self.is_indexed = listed is not None
        """True if its index exists, is whole and belongs to this pack."""
        self._places = self._scanned() if listed is None else listed

    def objects(self) -> Iterator[tuple[str, Found | ValueError]]:
        """What it holds, in the order in which it lies there: ids with what was read, or why it cannot be."""
        for object_id, place in sorted(self._places.items(), key=lambda one: one[1]):
            try:
                found: Found | ValueError = self._read(place)
            except ValueError as error:
                found = error
            if not isinstance(found, ValueError) and identified(found) != object_id:
                found = ValueError("its bytes are not those of its id")
            yield object_id, found

    def read(self, object_id: str) -> Found | None:
        """Kind and bytes of an object; None if it is not in the pack. Raises ValueError if it is damaged."""
        place = self._places.get(object_id)
        return None if place is None else self._read(place)

    def _listed(self) -> Mapping[str, int] | None:
        """Ids and places by its index; None if that is missing, not whole, or of another pack."""
        try:
            data = self.index.read_bytes()
        except FileNotFoundError:
            return None
        is_its_own = data[-2 * _ID_BYTES : -_ID_BYTES] == self._data[-_ID_BYTES:] or not self.is_whole
        return _places(data) if is_its_own and is_whole(self.index) else None

    def _scanned(self) -> dict[str, int]:
        """Ids and places by the pack itself, as far as one entry after the other can be read."""
        places = list(self._entries())
        self._places = found = dict[str, int]()
        left = len(places) + 1
        while len(places) < left:  # an entry that is built on a later one is read in another round
            left, waiting = len(places), []
            for place in places:
                try:
                    found[identified(self._read(place))] = place
                except ValueError:
                    waiting.append(place)
            places = waiting
        return found

    def _entries(self) -> Iterator[int]:
        place = _HEADER_BYTES
        with suppress(ValueError):
            while place < len(self._data) - _ID_BYTES:
                _, _, size, start = self._head(place)
                _, end = self._inflated(start, size)
                yield place
                place = end

    def _read(self, place: int) -> Found:
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
            base = self._data[at : at + _ID_BYTES].hex()
            if base not in self._places:
                raise ValueError(f"it is built on {base}, which is not in the pack")
            return "", self._places[base], size, at + _ID_BYTES
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


def _mapped(file: Path) -> mmap.mmap | bytes:
    with file.open("rb") as stream:
        if not file.stat().st_size:
            return b""
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def _places(index: bytes) -> Mapping[str, int] | None:
    """Ids and places by an index that is whole; None if it has another format."""
    start = len(_INDEX_MARK) + _FANOUT_BYTES
    if not index.startswith(_INDEX_MARK):
        return None
    count = int.from_bytes(index[start - 4 : start], "big")
    near = start + count * (_ID_BYTES + 4)  # after the ids and a checksum for each
    far = near + count * 4
    found = {}
    for number in range(count):
        at = start + number * _ID_BYTES
        place = int.from_bytes(index[near + number * 4 : near + number * 4 + 4], "big")
        if place >> 31:
            beyond = far + (place & 0x7FFFFFFF) * 8
            place = int.from_bytes(index[beyond : beyond + 8], "big")
        found[index[at : at + _ID_BYTES].hex()] = place
    return found
