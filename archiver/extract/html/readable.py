r"""What is read of a page: its source without scripts, styles, comments and what else no reader looks at.

    <p>Terms</p><script nonce="f3">t=1753</script>   ->   <p>Terms</p><script></script>

Pages differ from one request to the next in such places. The text is read in what is left, so that two pages
of which the same is left have the same text, whatever else differs. Of 2,135 recorded pages that had other
bytes than the one before and the same text, the same is left of 624; many of the others are what
browsers made of pages, and differ in ids, classes or styles of elements, which are read.

Tags are told apart here as a parser does, in linear time: a `<script` in an attribute, or in a title, begins
none. Whatever is not plainly one of the known elements with its end tag is left as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archiver.extract.html import charset

if TYPE_CHECKING:
    from archiver.declarations import Source

UNREAD = frozenset("nonce integrity content value src srcset".split())
"""Attributes that nothing reads of elements without words; many servers make them anew for each answer."""

_PLACE = "<script></script>"
"""Left where elements are gone, since text before it and after it is not that of one element."""

_AT_ONCE = 500
"""Repetitions of a group that are remembered at a time: a page may have millions."""


def _all(one: str) -> str:
    """As many of these as there are, none of which is given back, as a possessive repetition should be."""
    return rf"(?>(?:(?>(?:{one}){{1,{_AT_ONCE}}}))*)"


_ATTRIBUTES = _all(r"[^=>]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?")
"""What follows the name in a start tag; a `>` in a quoted value does not end it."""
_ENDS = r"(?=[\s/>])"
"""What follows an element's name is no part of it."""


def _up_to_end(name: str, other: str = "") -> str:
    return _all(rf"[^<]++|<(?!/{name}{_ENDS}{other})")


def _whole(name: str, *, unless: str = "", without: str = "") -> str:
    """An element in which no tag is read but its own end tag; `/>` would make it an empty one for libxml2."""
    inside = _up_to_end(name, without)
    return rf"<{name}{_ENDS}{unless}{_ATTRIBUTES}(?<!/)>{inside}</{name}\s*>"


_COMMENT = rf"<!--(?:-?>|{_all('[^-]++|-(?!-!?>)')}(?:--!?>)?)"
_ELEMENT = "|".join((
    _whole("script", unless=r"(?![^>]*ld\+json)", without="|!--"),  # in `<!--`, another script may begin
    _whole("style"),
    _whole("iframe"),
    rf"<meta{_ENDS}{_ATTRIBUTES}>",
    rf"<link{_ENDS}(?![^>]*hreflang){_ATTRIBUTES}>",
))  # fmt: skip
"""What is gone: not linked data, which trafilatura may read, nor the editions that a page links to."""
_KEPT_WHOLE = "script|style|iframe|title|textarea|xmp|noembed|noframes"
_WITHOUT_WORDS = "img|source|input"
_OTHER = rf"<(?!!--|(?:{_KEPT_WHOLE}|{_WITHOUT_WORDS}|meta|link){_ENDS})(?:[a-z][^\s/>]*+{_ATTRIBUTES})?"

_GONE = rf"\s*+(?:{_COMMENT}|{_ELEMENT})"

_PART = re.compile(
    rf"""
    (?P<other>(?>(?:[^<]++|{_OTHER}){{1,{_AT_ONCE}}}))
    |(?P<gone>(?:{_ELEMENT}){_all(_GONE)}\s*+)
    |(?P<comment>{_COMMENT})
    |(?P<tag><(?:{_WITHOUT_WORDS}))(?P<attributes>{_ENDS}{_ATTRIBUTES})
    |(?P<whole><(?P<name>{_KEPT_WHOLE}){_ENDS}{_ATTRIBUTES}>{_up_to_end("(?P=name)")})
    |(?P<unended><(?:[a-z][^\s/>]*+{_ATTRIBUTES})?)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FILLED = re.compile(
    rf"{_COMMENT}|(?P<other><(?:meta|link){_ENDS}{_ATTRIBUTES}>)"
    rf"|(?P<tag><(?P<name>script|style|iframe){_ENDS}{_ATTRIBUTES}>)" + _up_to_end("(?P=name)"),
    re.IGNORECASE,
)
"""A comment or an element of those that are gone."""
_ATTRIBUTE = re.compile(r"[^\s/=]+(?:\s*+=\s*+(?:\"[^\"]*\"|'[^']*'|[^\s\"']*+))?")

_HIDDEN_MAIL = re.compile(
    r"(data-cfemail=\"|/cdn-cgi/l/email-protection#)([0-9a-f]{2})((?:[0-9a-f]{2}){1,1000})(?![0-9a-f])",
    re.IGNORECASE,
)
"""An address that Cloudflare hides under another key at each request: the key, and what it hides."""

_OF_ELEMENTS = re.compile(
    r"[+~]|child|\b(?:script|style|iframe|meta|link|img|source|input)\b"
    rf"|\[\s*(?:{'|'.join(sorted(UNREAD))})\b",
    re.IGNORECASE,
)
"""Selectors that may tell elements that are gone from what is left: by siblings, their number, or a name."""
_OF_TEXT = re.compile(r":(?:contains|empty)", re.IGNORECASE)
"""Selectors that may tell what is in an element."""


def text(body: bytes, *, content_type: str = "", source: Source | None = None) -> str:
    """What is read of a page, as its source is declared: as much as its selectors may speak of.

    All of a page of plain text, which has no elements.
    """
    whole = charset.decode(body, content_type)
    css = source.css if source is not None else ()
    if content_type.lower().startswith("text/plain") or any(map(_OF_TEXT.search, css)):
        return whole
    left = "".join(_emptied(whole) if any(map(_OF_ELEMENTS.search, css)) else _left(whole))
    return _HIDDEN_MAIL.sub(_without_key, left) if "email-protection" in left or "cfemail" in left else left


def sha256(readable: str) -> str:
    """Names what is read of a page: two pages that have it in common have the same text."""
    return hashlib.sha256(readable.encode("utf-8", "replace")).hexdigest()


def sha256_of(body: bytes, *, content_type: str, source: Source) -> str:
    """Names what is read of a page, as its source is declared."""
    return sha256(text(body, content_type=content_type, source=source))


def _left(whole: str) -> Iterator[str]:
    for part in _PART.finditer(whole):
        match part.lastgroup:
            case "gone":
                yield f" {_PLACE} " if part[0][-1].isspace() else _PLACE
            case "comment":
                yield "<!---->"
            case "attributes":
                yield part["tag"]
                yield from (f" {one}" for one in _ATTRIBUTE.findall(part["attributes"]) if _is_read(one))
            case _:
                yield part[0]


def _emptied(whole: str) -> Iterator[str]:
    """What is left where every element stays in its place, and only what is in it goes."""
    for part in _PART.finditer(whole):
        match part.lastgroup:
            case "gone":
                yield _FILLED.sub(lambda found: found["tag"] or found["other"] or "<!---->", part[0])
            case "comment":
                yield "<!---->"
            case _:
                yield part[0]


def _is_read(attribute: str) -> bool:
    return attribute.partition("=")[0].strip().lower() not in UNREAD


def _without_key(found: re.Match[str]) -> str:
    """The same address hidden under the key 0, which is the address itself."""
    key = int(found[2], 16)
    return f"{found[1]}00{bytes(byte ^ key for byte in bytes.fromhex(found[3])).hex()}"
