"""Several sums in one integer: one addition adds a number to each of them.

A linear model weighs a feature for dozens of categories. With these weights side by side in one integer, the
sum of the integers of a passage's features has the sums for all categories.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

BITS = 32
"""Of each column, so that all are read from the bytes at once. The last is spare, so that a sum can be asked
if it is large enough."""
LIMIT = 1 << BITS - 2
"""No sum may be as large as this, above or below 0: what all features of a model weigh for a category is a
ten-thousandth of it."""
_TOP = 1 << BITS - 1
_MASK = (1 << BITS) - 1


class Columns:
    """So many sums side by side."""

    def __init__(self, count: int) -> None:
        self._places = range(count)
        self._tops = self.packed((place, _TOP) for place in self._places)
        self._layout = struct.Struct(f"<{count}I")

    def packed(self, numbers: Iterable[tuple[int, int]]) -> int:
        """The integer that adds a number to each of some columns, given by their places."""
        return sum(number << BITS * place for place, number in numbers)

    def sums(self, total: int) -> list[int]:
        """The sum of each column."""
        told = (total + self._tops).to_bytes(self._layout.size, "little")
        return [one - _TOP for one in self._layout.unpack(told)]

    def sum_of(self, total: int, place: int) -> int:
        """The sum of one column."""
        return (total + self._tops >> BITS * place & _MASK) - _TOP

    def least(self, sums: Sequence[int]) -> int:
        """The integer by which `reaching` knows the least sum that is asked of each column."""
        return self._tops - self.packed(enumerate(sums))

    def reaching(self, total: int, least: int) -> list[int]:
        """The places of the columns whose sum is at least what is asked of them."""
        flags = total + least & self._tops
        found = []
        while flags:
            lowest = flags & -flags
            found.append(lowest.bit_length() // BITS - 1)
            flags ^= lowest
        return found
