"""The one place where strangers' text meets a terminal: what could control it is shown escaped."""

from __future__ import annotations

import re

from archiver.report import controls

_STYLES = r"\x1b\[(?:0|[1-49]|3[0-7]|9[0-7])m"
"""Colours and weights, as `output.style` writes them; they have no other effect."""

_UNSAFE = re.compile(rf"({_STYLES})|{controls.UNSAFE}")


def visible(text: str) -> str:
    r"""The text with each control, bidi and lone surrogate character as `\x1b` or `\u202e`.

    Tabs and line feeds stay, and so do the colours that the command line itself puts in.
    """
    return _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return match[1] or controls.name(match[0])
