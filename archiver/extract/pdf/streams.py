"""The compressed streams of a PDF, inflated under a limit before PDFium inflates them without one."""

from __future__ import annotations

import re
import zlib

from archiver.extract import thresholds
from archiver.extract.result import ExtractionFailed

_BEGIN = re.compile(rb"stream\r?\n(?=\x78)")
"""What precedes the data of a stream that zlib compressed, which begins with `x`."""
_TWICE = re.compile(rb"/FlateDecode\s*+/FlateDecode")
_PIECE = 64 * 1024


def check(body: bytes) -> None:
    """Refuse a PDF whose streams unpack to more than the limit, so that PDFium's work is bounded.

    Streams compressed in other ways are left to PDFium. Raises ExtractionFailed.
    """
    left = thresholds.MAX_PDF_BYTES
    data = memoryview(body)
    for found in _BEGIN.finditer(body):
        size = _inflated(data[found.end() :], min(left, thresholds.MAX_PDF_STREAM_BYTES))
        left -= size
        if size > thresholds.MAX_PDF_STREAM_BYTES or left < 0:
            raise ExtractionFailed("the PDF unpacks to too many bytes to be a document")
    if _TWICE.search(body):
        raise ExtractionFailed("the PDF is compressed twice, which no program that makes PDFs does")


def _inflated(data: memoryview, most: int) -> int:
    """How many bytes a stream unpacks to, as far as it is intact; `most` + 1 if it is more than that."""
    inflater, size = zlib.decompressobj(), 0
    for start in range(0, len(data), _PIECE):
        piece = bytes(data[start : start + _PIECE])
        while piece:
            try:
                size += len(inflater.decompress(piece, _PIECE))
            except zlib.error:
                return size
            if size > most:
                return most + 1
            if inflater.eof:
                return size
            piece = inflater.unconsumed_tail
    return size
