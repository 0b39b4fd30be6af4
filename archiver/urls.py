"""Addresses of pages on the web, in the one spelling in which they are compared."""

from __future__ import annotations

import re
from urllib.parse import unquote

_BEFORE_HOST = re.compile(r"^(https?:)?/*(www\.)?", re.IGNORECASE)
_PORT = re.compile(r"^([^/?]*):(80|443)(?=[/?]|$)")


def page(url: str) -> str:
    """The page that an address names: without what makes no other page of it.

    >>> page("https://www.Example.org:443/Terms/#privacy"), page("example.org/Terms")
    ('example.org/Terms', 'example.org/Terms')
    >>> page("http:/example.org/?page=2")
    'example.org/?page=2'
    """
    bare = unquote(url).partition("#")[0].strip()
    host, slash, rest = _BEFORE_HOST.sub("", bare, count=1).partition("/")
    return _PORT.sub(r"\1", f"{host.lower()}{slash}{rest}").rstrip("/")


def part(url: str) -> str:
    """The part of a page that an address names (`#privacy`), without the sign; else empty."""
    return unquote(url).partition("#")[2]


def place(url: str) -> str:
    """The page and the part of it that an address names: each part is a place of its own.

    >>> place("https://www.example.org/legal/#terms"), place("http://example.org/legal/")
    ('example.org/legal#terms', 'example.org/legal')
    """
    return f"{page(url)}#{part(url)}".removesuffix("#")
