"""warcio's reader of records with a limit on headers: a small file may unpack to gigabytes of them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

UNREADABLE = (
    ArchiveLoadFailed, EOFError, OSError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error
)  # fmt: skip
"""What is raised by files that are cut, damaged, encrypted or none at all."""

MAX_HEAD_BYTES = 1024 * 1024
"""Bytes of a record's headers, with those of the answer in it: browsers allow a quarter of that."""


class TooLong(ValueError):
    """The headers of a record are over the limit."""


class _Reader(DecompressingBufferedReader):  # type: ignore[misc]
    left = MAX_HEAD_BYTES
    """Bytes that may still be read as lines; warcio reads bodies otherwise."""

    def readline(self, length: int | None = None) -> bytes:
        """A line. Raises TooLong where the record's lines are over the limit."""
        most = self.left + 1 if length is None else min(length, self.left + 1)
        line: bytes = super().readline(most)
        self.left -= len(line)
        if self.left < 0:
            raise TooLong("the headers of a record are too long")
        return line


class _Archive(ArchiveIterator):  # type: ignore[misc]
    INC_RECORD = ""
    """warcio's warning, several lines long, that a record does not end where it says: `lie` tells it."""
    GZIP_ERR_MSG = "it is packed as one piece; unpack it with gunzip, and name what comes out"


def lie(record: Any) -> str:
    """Why a record, read to its end, is not what it says; empty if it is.

    Its file was cut, or its length is a lie; warcio gives what there is, without a word.
    """
    while record.raw_stream.read(65_536):
        pass
    if getattr(record.raw_stream, "limit", 1) > 0:
        return "it has fewer bytes than it says"
    if not hasattr(record, "ends"):
        before = record.archive.err_count
        record.archive.read_to_end()  # counts an error where no empty line follows
        record.ends = record.archive.err_count == before
    return "" if record.ends else "it does not end where it says"


def records(stream: IO[bytes]) -> Iterator[Any]:
    """The records of a WARC file, gzipped or not. Raises TooLong, and what warcio raises."""
    archive = _Archive(stream)
    archive.reader = reader = _Reader(stream)
    for record in archive:
        reader.left = MAX_HEAD_BYTES
        record.archive = archive
        yield record
        reader.left = MAX_HEAD_BYTES
