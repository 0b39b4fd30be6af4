"""A response in hand, not yet stored: what a fetch brings, and what makes the next one conditional."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One hop on the way: the URL that answered, and with which status."""

    url: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the last answer said of itself; empty where it said nothing."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A page as it was answered; `body` is decompressed and otherwise as sent."""

    url: str
    """As it was asked for, fragment included."""
    final_url: str
    """Where the redirects ended."""
    redirects: tuple[Redirect, ...] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those that matter, names in lower case."""
    fetched_at: datetime
    body: bytes = b""
    content_type: str = ""
    charset: str = ""
    """As the Content-Type header names it; empty where it names none."""
    sha256: str = ""
    """Of the body, in hexadecimal."""
    renderer: str = ""
    """The browser that ran the page's scripts; empty where none did."""
    not_modified: bool = False
    """The server said that the page is as it was; there is no body."""
    permanently_moved: bool = False
    """Every redirect on the way was a permanent one."""
