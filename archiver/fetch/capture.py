"""A response in hand, not yet stored, and what makes the next request conditional."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from itertools import pairwise

from archive_repo.format.snapshot import Body, Fetched, Peer, Redirect, Screenshot

PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the server said of the last response, sent back to ask if the page has changed."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a page, or why there is none."""

    told: Screenshot
    data: bytes = field(default=b"", repr=False)
    """The image (PNG)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A page as it was fetched; the body is decompressed but not decoded to characters."""

    url: str
    """As it was asked for, fragment included."""
    final_url: str
    """Where the redirects ended, without a fragment."""
    redirects: tuple[Redirect, ...] = ()
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Only those that say something about the page; names in lower case."""
    fetched_at: datetime
    body: bytes
    """Empty if the server said that nothing had changed."""
    content_type: str
    """The Content-Type header as it came."""
    charset: str
    """The encoding that this header names, as browsers call it; empty if they know no such encoding."""
    sha256: str
    """Of the body, in hexadecimal."""
    renderer: str = ""
    """The browser that ran the page's scripts, with its version; empty if none did."""
    accept_language: str = ""
    """The Accept-Language header that it was asked for with."""
    origin: str = ""
    """What it was brought in from, as the id of a WARC record; empty where archiver asked for it itself."""
    peers: tuple[Peer, ...] = ()
    """Who answered: one for each redirect, and one for the page; none where that is not known."""
    not_modified: bool = False
    refused_at: datetime | None = None
    """When the server last refused a plain request, so that a browser asked; None where it did not."""
    picture: Picture | None = None
    """Of the very page that a browser built this body of; None where it was asked for none."""

    @property
    def permanently_moved(self) -> bool:
        """True if every redirect on the way was a permanent one."""
        return bool(self.redirects) and all(redirect.status in PERMANENT for redirect in self.redirects)

    @property
    def downgraded(self) -> bool:
        """True if a redirect led from https to http, where anybody on the way may alter a page."""
        hops = [*(redirect.url for redirect in self.redirects), self.final_url]
        return any(one.startswith("https:") and other.startswith("http:") for one, other in pairwise(hops))

    def as_body(self) -> Body:
        """The page as it is stored."""
        return Body(
            extension=self._extension(),
            data=self.body,
            fetched=Fetched(
                url=self.url,
                final_url=self.final_url,
                redirects=self.redirects,
                status=self.status,
                headers=self.headers,
                fetched_at=self.fetched_at,
                content_type=self.content_type,
                charset=self.charset,
                renderer=self.renderer,
                accept_language=self.accept_language,
                origin=self.origin,
                peers=self.peers,
                sha256=self.sha256,
            ),
        )

    def _extension(self) -> str:
        if self.body[:1024].lstrip().startswith(b"%PDF-"):
            return "pdf"
        return "txt" if self.content_type.startswith("text/plain") else "html"
