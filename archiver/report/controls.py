"""Characters that could steer what shows a text: they are shown escaped where strangers' words are told.

Texts of policies are cleaned when they are stored, but names, a server's reasons, and a repository that came
from elsewhere are not: a control character could set a terminal's title or hide a line, and a bidi mark could
reverse a sentence.
"""

from __future__ import annotations

import re

UNSAFE = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
"""One such character, as a regular expression. Tabs and line feeds are none."""

_ONE = re.compile(UNSAFE)


def visible(text: str) -> str:
    r"""The text with each control, bidi and lone surrogate character as `\x1b` or `\u202e`.

    >>> visible("red \x1b[31m")
    'red \\x1b[31m'
    """
    return _ONE.sub(lambda match: name(match[0]), text)


def name(character: str) -> str:
    """A character as an escape."""
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
