"""Words of a passage without markup: folded, as patterns see them, and readable, as people see them."""

from __future__ import annotations

import html
import re

_LINK = re.compile(
    r"(?<!\\)!?\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)"
)
_ADDRESS = re.compile(r"https?://[^\s)\]]+")
_TAG = re.compile(r"<[/a-z!][^<>\n]{0,200}>", re.IGNORECASE)
_MARKUP = re.compile(r"\\(?=[^\w\s])|\*+|`+|(?<!\w)_+|_+(?!\w)")
_UNESCAPED_TAG = re.compile(rf"(?<!\\){_TAG.pattern}", re.IGNORECASE)
_ESCAPED_OR_MARKUP = re.compile(rf"\\([^\w\s]|_)|{_MARKUP.pattern}")
_STRAIGHT = {"'": "‘’‚‛", '"': "“”„«»", "-": "‐‑‒–—−", "": "\u00ad\u200b\u200c\u200d\u2060\ufeff"}
"""Quotes, dashes and signs without width, by what they are read as."""
_ODD = tuple((odd, straight) for straight, written in _STRAIGHT.items() for odd in written)


def fold(raw: str) -> str:
    """Words as patterns see them: lower case, straight quotes and dashes, no markup, single spaces."""
    if "[" in raw:
        raw = _LINK.sub(r"\1", raw)
    if "://" in raw:
        raw = _ADDRESS.sub("www", raw)
    if "<" in raw:
        raw = _TAG.sub(" ", raw)
    if "&" in raw and ";" in raw:
        raw = html.unescape(raw.replace("\\&", "&"))
    if "\\" in raw or "*" in raw or "_" in raw or "`" in raw:
        raw = _MARKUP.sub("", raw)
    if not raw.isascii():
        for odd, straight in _ODD:  # translating a string costs three times as much
            raw = raw.replace(odd, straight)
    return " ".join(raw.lower().split())


def readable(raw: str) -> str:
    r"""Words as a reader sees them: case and quotes kept, links and markup gone, escaped signs as they are.

    >>> readable(r"*See* [our list](https://example.org) (denoted by \*), \_it\_ and \<b>")
    'See our list (denoted by *), _it_ and <b>'
    """
    bare = _UNESCAPED_TAG.sub(" ", _LINK.sub(r"\1", raw))
    return " ".join(_ESCAPED_OR_MARKUP.sub(r"\1", bare).split())
