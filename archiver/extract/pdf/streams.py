"""The compressed streams of a PDF, inflated under a limit before PDFium inflates them without one."""

from __future__ import annotations

import re
import zlib

from archiver.extract import thresholds
from archiver.extract.result import ExtractionFailed

_BEGIN = re.compile(rb"stream\r?\n(?=\x78)")
"""What stands before the data of a stream; those that zlib made begin with `x`."""
_TWICE = re.compile(rb"/FlateDecode\s*+/FlateDecode")
_PIECE = 64 * 1024


def check(body: bytes) -> None:
    """Refuse a PDF with a stream that unpacks to more than the limit, so that PDFium's work is bounded.

    Streams that other filters pack are left to PDFium.
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
    """To how many bytes a stream grows, as far as it is whole; one more than `most` where that is passed."""
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
