"""Deltas, by which git stores an object that resembles another: parts to copy, and bytes between them."""

from __future__ import annotations

_COPIES = 0x80
_WIDEST = 63
"""Most bits of a size."""


def applied(base: bytes, delta: bytes, largest: int) -> bytes:
    """The object that a delta makes of its base. Raises ValueError if it cannot, or over `largest` bytes."""
    try:
        return _applied(base, delta, largest)
    except IndexError:
        raise ValueError("what it is built from is cut short") from None


def _applied(base: bytes, delta: bytes, largest: int) -> bytes:
    wanted, at = _size(delta, 0)
    size, at = _size(delta, at)
    if wanted != len(base) or size > largest:
        raise ValueError("it does not fit what it is built on")
    parts, left = [], size
    while at < len(delta):
        code, at = delta[at], at + 1
        if code & _COPIES:
            start, at = _number(delta, at, code & 0x0F)
            length, at = _number(delta, at, code >> 4 & 0x07)
            part = base[start : start + (length or 0x10000)]
        else:
            part = delta[at : at + code]
            at += code
        left -= len(part)
        if not part or left < 0:
            raise ValueError("what it is built from is broken")
        parts.append(part)
    if left:
        raise ValueError("what it is built from is cut short")
    return b"".join(parts)


def _size(delta: bytes, at: int) -> tuple[int, int]:
    found = shift = 0
    while True:
        byte, at = delta[at], at + 1
        found, shift = found | (byte & 0x7F) << shift, shift + 7
        if not byte & 0x80 or shift > _WIDEST:
            return found, at


def _number(delta: bytes, at: int, present: int) -> tuple[int, int]:
    """A number stored without its zero bytes: bit n of `present` says that byte n is stored."""
    found = shift = 0
    while present:
        if present & 1:
            found, at = found | delta[at] << shift, at + 1
        present, shift = present >> 1, shift + 8
    return found, at
