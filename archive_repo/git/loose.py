"""Loose objects, each a file compressed by zlib, read and written without libgit2.

libgit2 1.9.7 never stops reading an object that was cut short, or that ends in zeros as after a power cut,
and no signal interrupts it. So it is never given a loose object that was not read here first. When it writes
one, no other thread runs until the disk has it: a crawl of many platforms at once stood still.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from archive_repo.git import durable

LARGEST = 512 * 1024 * 1024
"""Most bytes of an object. Git itself does not hold larger ones in memory (`core.bigFileThreshold`)."""

TEMPORARY = "tmp_object_"
"""How the names of files in `objects` begin that are being written; those of libgit2 do too."""

_HEADER = re.compile(rb"(blob|tree|commit|tag) (0|[1-9][0-9]{0,18})\0")
_ID = re.compile(r"[0-9a-f]{40}")


def path(repository: Path, object_id: str) -> Path:
    """The file of the object with this id."""
    return repository / "objects" / object_id[:2] / object_id[2:]


def every(repository: Path) -> Iterator[str]:
    """The ids of all loose objects, in alphabetical order."""
    for folder, name in _files(repository):
        if _ID.fullmatch(object_id := folder.name + name):
            yield object_id


def strays(repository: Path) -> list[Path]:
    """Files among the loose objects whose names are not object ids, without temporary files."""
    return [
        folder / name
        for folder, name in _files(repository)
        if not _ID.fullmatch(folder.name + name) and not name.startswith("tmp_obj")
    ]


def read(repository: Path, object_id: str) -> tuple[str, bytes] | None:
    """The kind (blob, tree, commit, tag) and bytes of an object; None if it is not loose.

    Raises ValueError, saying what is wrong, if it is damaged.
    """
    if not _ID.fullmatch(object_id):
        raise ValueError("that is not an object's id")
    try:
        with open(f"{repository}/objects/{object_id[:2]}/{object_id[2:]}", "rb") as file:  # noqa: PTH123
            compressed = file.read()
    except FileNotFoundError:
        return None
    whole = _inflated(compressed)
    header = _HEADER.match(whole)
    if not header or int(header[2]) != len(whole) - header.end():
        raise ValueError("its header does not fit what follows")
    if hashlib.sha1(whole, usedforsecurity=False).hexdigest() != object_id:
        raise ValueError("its bytes are not those of its id")
    return header[1].decode(), whole[header.end() :]


def write(repository: Path, object_id: str, kind: str, data: bytes) -> None:
    """Write an object, flushed to the disk, in place of a broken one; only under the repository's lock.

    Raises OSError where its file, read back, is not what was written.
    """
    objects = f"{repository}/objects"  # paths would take as long as all else of a small object
    folder, temporary = f"{objects}/{object_id[:2]}", f"{objects}/{TEMPORARY}{object_id}"
    file = f"{folder}/{object_id[2:]}"
    compressed = zlib.compress(b"%s %d\0%s" % (kind.encode(), len(data), data), zlib.Z_BEST_SPEED)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    try:
        with open(descriptor, "wb") as stream:  # noqa: PTH123
            stream.write(compressed)
            stream.flush()
            os.fsync(stream.fileno())
        is_new = not os.path.isdir(folder)  # noqa: PTH112
        if is_new:
            os.mkdir(folder)  # noqa: PTH102
        os.replace(temporary, file)  # noqa: PTH105
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)  # noqa: PTH108
        raise
    durable.flush(folder)
    if is_new:
        durable.flush(objects)
    with open(file, "rb") as written:  # noqa: PTH123
        if written.read() != compressed:
            raise OSError(f"object {object_id} is not what was written")


def _files(repository: Path) -> Iterator[tuple[Path, str]]:
    """Folders and names of the files of loose objects; `git gc` may remove folders meanwhile."""
    for number in range(256):
        folder = repository / "objects" / f"{number:02x}"
        with suppress(FileNotFoundError):
            yield from [(folder, file.name) for file in sorted(folder.iterdir())]


def _inflated(compressed: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        whole = stream.decompress(compressed, LARGEST + 1)
    except zlib.error as error:
        raise ValueError(f"its compression is broken: {error}") from error
    if len(whole) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST} bytes")
    if not stream.eof:
        raise ValueError("it is cut short")
    if stream.unused_data:
        raise ValueError("something follows its end")
    return whole
