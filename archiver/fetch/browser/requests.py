"""What a page may load: its document through the fetcher, scripts and their answers, and nothing private."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archiver.errors import FetchError
from archiver.fetch.capture import Capture
from archiver.fetch.public_addresses import is_public

if TYPE_CHECKING:
    from playwright.async_api import Request, Route

LOADED = frozenset({"fetch", "script", "stylesheet", "xhr"})
"""Kinds of requests that scripts may need to build a text; images, media, fonts and frames are not loaded."""

MAX_DOCUMENTS = 5
"""How often a page may go on to another address."""


@dataclass(kw_only=True)  # no slots: Playwright leaves a mark on whatever it calls back
class Requests:
    """The requests of one page, each let through, answered or stopped.

    Hosts are resolved and checked here before the browser does so itself: a name that changes its address in
    between, or a script that is redirected, is left to Chromium's own guard of local networks.
    """

    fetch: Callable[[str], Capture]
    allow_private_addresses: bool
    document: Capture
    """The page as it was fetched; the one that it went on to, if it did."""
    failure: FetchError | None = None
    """Why an address that the page went on to was not got."""
    frozen: bool = False
    """Whether the page may no longer go on to another address."""
    _documents: int = 0
    _public: dict[str, bool] = field(default_factory=dict)

    async def route(self, route: Route) -> None:
        """Decide on one request."""
        request = route.request
        if request.resource_type == "document":
            await self._document(route, request)
        elif request.resource_type in LOADED and await self._may_reach(request.url):
            await route.continue_()
        else:
            await route.abort()

    async def _document(self, route: Route, request: Request) -> None:
        self._documents += 1
        if request.frame.parent_frame or self.frozen or self._documents > MAX_DOCUMENTS:
            await route.abort()
            return
        if self._documents > 1:
            try:
                self.document = await asyncio.to_thread(self.fetch, request.url)
            except FetchError as error:
                self.failure = error
                await route.abort()
                return
        await self._answer(route, request)

    async def _answer(self, route: Route, request: Request) -> None:
        """Give the browser the document, or send it on to where the fetcher was redirected to."""
        final = self.document.final_url
        if self._documents > 1 and request.url != final:
            page = f'<meta http-equiv="refresh" content="0;url={escape(final)}">'
            await route.fulfill(body=page, content_type="text/html; charset=utf-8")
        else:
            await route.fulfill(
                body=self.document.body, content_type=self.document.content_type or "text/html"
            )

    async def _may_reach(self, url: str) -> bool:
        split = urlsplit(url)
        if split.scheme not in ("http", "https"):
            return False
        host = split.hostname or ""
        if self.allow_private_addresses:
            return True
        if host not in self._public:
            self._public[host] = await _is_public(host)
        return self._public[host]


async def _is_public(host: str) -> bool:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(is_public(str(one[4][0])) for one in found)
