"""The one place where strangers' text meets a terminal: characters that could control it are shown escaped.

Texts of policies are cleaned when they are stored, but names, a server's reasons, and a repository that came
from elsewhere are not: a control character could set the window's title or hide a line, and a bidi mark could
reverse a sentence.
"""

from __future__ import annotations

import re

_STYLES = r"\x1b\[(?:0|[1-49]|3[0-7]|9[0-7])m"
"""Colours and weights, as `output.style` writes them; they have no other effect."""

_UNSAFE = re.compile(
    rf"({_STYLES})|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


def visible(text: str) -> str:
    r"""The text with each control, bidi and lone surrogate character as `\x1b` or `\u202e`.

    Tabs and line feeds stay, and so do the colours that the command line itself puts in.
    """
    return _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
