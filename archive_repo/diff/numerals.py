"""Words that are numbers, in lower case."""

from __future__ import annotations

_NUMERALS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
first second third
"""
NUMERALS = frozenset(_NUMERALS.split())
"""Numbers as English contracts spell them: `thirty (30) days`."""
