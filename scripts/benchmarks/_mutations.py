"""Inputs made of others: what a fuzzer changes about a text that means something."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

_MARKS = rb"""
    \ " ' ` * _ # | ~~ < > & &amp; &#0; &#x110000; </ /> <!-- --> <![CDATA[ <p> <li> <td colspan=99999>
    <table> <h1> <a href=//[> <base href=x:> <svg> <template> <script> <noscript> <plaintext> <frameset> <sup>
    { } [ ] []( ) [[ {} null true NaN -Infinity 1e999 : = ; -----BEGIN charset= xn-- % %00 %zz"""
_NUMBERS = (
    b"0 -1 0x 1. 99999-99-99 0000-00-00 0001-01-01T00:00:00+14:00 9999-12-31T23:59:59-14:00 2025-02-30 "
    b"31.04.2025"
)
_CHARACTERS = "\u200b \u200d \u202e \u2028 \u0301 \u1e9e \u0130 \ufb03 \U0001f469 条 한 ｆ ４ ½ Ⅳ ² ٣"
_BYTES = b"\0 \xff \xfe\xff \xef\xbb\xbf \xed\xa0\x80 \xf4\x90\x80\x80 \xc0\x80 \x1b[2J"
_SPACES = (b"", b" ", b"\t", b"\n", b"\n\n", b"\r\n", b"\r", b": ", b"; ")

TOKENS: tuple[bytes, ...] = (
    *_MARKS.split(),
    *_NUMBERS.split(),
    *(b"9" * 20, b"9" * 5_000, b"Feb 29, 2023", b"Sentences: ", b"Version: "),
    *_CHARACTERS.encode().split(b" "),
    *_BYTES.split(b" "),
    *_SPACES,
)
"""What parsers stumble over: marks of every format that is read here, odd numbers, times and characters."""


def mutated(seeds: Sequence[bytes], chance: random.Random, *, limit: int) -> bytes:
    """A seed, changed in one to eight ways, cut to `limit` bytes."""
    data = chance.choice(seeds)[:limit]
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 8))):
        data = chance.choice(_CHANGES)(data, seeds, chance)
    return data[:limit]


def _flip(data: bytes, _seeds: Sequence[bytes], chance: random.Random) -> bytes:
    if not data:
        return data
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def _insert(data: bytes, _seeds: Sequence[bytes], chance: random.Random) -> bytes:
    place = chance.randint(0, len(data))
    return data[:place] + chance.choice(TOKENS) + data[place:]


def _replace(data: bytes, _seeds: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + chance.choice(TOKENS) + data[end:]


def _delete(data: bytes, _seeds: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, _seeds: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 2, 3, 10, 100)) + data[end:]


def _move(data: bytes, _seeds: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    rest = data[:start] + data[end:]
    place = chance.randint(0, len(rest))
    return rest[:place] + data[start:end] + rest[place:]


def _splice(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(seeds)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    """A stretch, short ones more often than long ones."""
    start = chance.randint(0, len(data))
    return start, min(len(data), start + int(chance.expovariate(1 / 12)))


_CHANGES: Sequence[Callable[[bytes, Sequence[bytes], random.Random], bytes]] = (
    *(_flip, _insert, _insert, _replace, _replace),
    *(_delete, _repeat, _move, _splice),
)
