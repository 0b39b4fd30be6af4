"""The body of a response, decompressed step by step, so that a small response cannot fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from archiver.errors import BadAnswer, BodyCutShort, BodyTooLarge

ENCODINGS = "gzip, deflate"
"""What the Accept-Encoding header offers."""

GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
RAW_DEFLATE = -zlib.MAX_WBITS
GZIP_START = 0x1F
STEP = 1024 * 1024
"""Bytes that are decompressed before the limit is checked again."""


def whole(url: str, chunks: Iterable[bytes], *, encoding: str, max_bytes: int) -> bytes:
    """All of the body, decompressed as the Content-Encoding says.

    Raises BodyTooLarge over `max_bytes`, BodyCutShort if the compressed bytes end too early, and BadAnswer if
    they are broken or in an encoding that was not asked for.
    """
    match encoding.strip().lower():
        case "" | "identity":
            plain = iter(chunks)
        case "gzip" | "x-gzip" | "deflate":
            plain = _inflated(url, chunks)
        case other:
            raise BadAnswer(url, f"the body is encoded as {other!r}, which was not asked for")
    body = bytearray()
    for piece in plain:
        body += piece
        if len(body) > max_bytes:
            raise BodyTooLarge(url, f"the body is over the limit of {max_bytes:,} bytes (fetch.max_bytes)")
    return bytes(body)


def _inflated(url: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The body piece by piece; gzip may come in several members, one after another (RFC 1952, 2.2).

    Whatever else follows is ignored, as browsers do.
    """
    inflater, is_first = None, True
    for chunk in chunks:
        while chunk:
            if inflater is None:
                if chunk[0] != GZIP_START and not is_first:
                    return
                inflater, is_first = zlib.decompressobj(_kind(chunk)), False
            try:
                yield from _pieces(inflater, chunk)
            except zlib.error as error:
                raise BadAnswer(url, f"the compressed body is broken ({error})") from error
            chunk, inflater = inflater.unused_data, None if inflater.eof else inflater
    if inflater:
        raise BodyCutShort(url, "the compressed body is cut short")


def _kind(start: bytes) -> int:
    """Gzip and zlib have a header; some servers send `deflate` without one."""
    return GZIP_OR_ZLIB if start[0] == GZIP_START or start[0] & 0x0F == 8 else RAW_DEFLATE


def _pieces(inflater: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
    while not inflater.eof:
        piece = inflater.decompress(chunk, STEP)
        yield piece
        chunk = inflater.unconsumed_tail
        if not chunk and len(piece) < STEP:  # a full step may leave output that needs no further input
            return
