"""What a page may load: its document through the fetcher, scripts and what they request through the proxy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from archive_repo.format.snapshot import Redirect
from archiver.errors import BadStatus, ConnectionFailed, FetchError
from archiver.fetch.capture import Capture
from archiver.fetch.visit import KEPT_HEADERS, REDIRECTS

if TYPE_CHECKING:
    from playwright.async_api import Page, Request, Response, Route

LOADED = frozenset({"fetch", "script", "stylesheet", "xhr"})
"""Kinds of requests that scripts may need to build a text; images, media and fonts are not loaded."""

MAX_DOCUMENTS = 5
"""How often a page may navigate to another address."""

MAX_FRAMES = 5
"""Frames of a page that are loaded; each is a page that its host is asked for."""


@dataclass(kw_only=True)  # no slots: Playwright sets an attribute on whatever it calls back
class Requests:
    """The requests of one page, each let through, answered or stopped.

    Where they may go is for the proxy to decide: Playwright does not ask about redirects, WebSockets and
    shared workers.
    """

    page: Page
    fetch: Callable[[str], Capture]
    """Gets what the page goes on to, and its frames."""
    document: Capture
    """The page as it was fetched; if it navigated to another one, that page."""
    failure: FetchError | None = None
    """Why an address that the page navigated to could not be fetched."""
    admit: Callable[[str], None] | None = None
    """Where the browser asks for pages itself: waits until it may ask for a further address, or raises
    FetchError. None where `fetch` gets them."""
    answer: Response | None = None
    """What the page was last answered with, where the browser asked."""
    frozen: bool = False
    """True if the page may no longer navigate to another address."""
    _documents: int = 0
    _frames: int = 0

    async def route(self, route: Route) -> None:
        """Decide on one request; the page that made it may be gone by then."""
        from playwright.async_api import Error

        with suppress(Error):
            await self._decide(route, route.request)

    async def _decide(self, route: Route, request: Request) -> None:
        if request.resource_type == "document":
            await self._document(route, request)
        elif request.resource_type in LOADED:
            await route.continue_()
        else:
            await route.abort()

    async def _document(self, route: Route, request: Request) -> None:
        if not self._is_of_page(request):
            await self._frame(route, request)
            return
        if self.frozen or self._documents >= MAX_DOCUMENTS:
            await route.abort()
            return
        self._documents += 1
        try:
            if self._documents > 1 and self.admit:
                await asyncio.to_thread(self.admit, request.url)
            elif self._documents > 1:
                self.document = await asyncio.to_thread(self.fetch, request.url)
        except FetchError as error:
            self.failure = error
            await route.abort()
            return
        if self.admit:
            await route.continue_()
        else:
            await self._answer(route, request)

    def note(self, response: Response) -> None:
        """Remember what the page was answered with; a redirect is followed by another answer."""
        request = response.request
        if request.is_navigation_request() and self._is_of_page(request) and response.status not in REDIRECTS:
            self.answer = response

    async def answered(self) -> Capture:
        """The page as the browser was answered, without its body. Raises FetchError for an error status."""
        if self.answer is None:
            raise ConnectionFailed(self.document.url, "no connection: the browser got no answer")
        final, status = urldefrag(self.answer.url).url, self.answer.status
        if self.admit and urlsplit(final).netloc != urlsplit(self.document.final_url).netloc:
            await asyncio.to_thread(self.admit, final)  # a redirect led there; its own rules may forbid it
        told = await self.answer.all_headers()
        if status >= HTTPStatus.BAD_REQUEST:
            raise BadStatus(final, f"HTTP {status}", status=status, headers=told)
        hops: list[Redirect] = []
        before = self.answer.request.redirected_from
        while before:
            led = await before.response()
            hops.insert(0, Redirect(url=urldefrag(before.url).url, status=led.status if led else 0))
            before = before.redirected_from
        return replace(
            self.document,
            final_url=final,
            redirects=tuple(hops),
            status=status,
            headers={name: told[name] for name in KEPT_HEADERS if name in told},
        )

    async def _frame(self, route: Route, request: Request) -> None:
        """Give a frame its document, if it is of the page's own origin: another's is another's text.

        A frame that cannot be got stays empty: the page may be whole without it.
        """
        if self.frozen or self._frames >= MAX_FRAMES or not self._is_own_frame(request):
            await route.abort()
            return
        self._frames += 1
        try:
            frame = await asyncio.to_thread(self.fetch, request.url)
        except FetchError:
            await route.abort()
            return
        if _origin(frame.final_url) == _origin(self.document.final_url):
            await route.fulfill(body=frame.body, content_type=frame.content_type or "text/html")
        else:
            await route.abort()

    def _is_own_frame(self, request: Request) -> bool:
        """True if it is a frame of the page's origin, not a window that the page opened."""
        from playwright.async_api import Error

        try:
            is_frame = request.frame.page == self.page
        except Error:  # a window that is just being opened
            return False
        return is_frame and _origin(request.url) == _origin(self.document.final_url)

    def _is_of_page(self, request: Request) -> bool:
        """True if the page itself navigates, not a frame in it or a window that it opened."""
        from playwright.async_api import Error

        try:
            return request.frame == self.page.main_frame
        except Error:  # a window that is still being opened has no frame yet
            return False

    async def _answer(self, route: Route, request: Request) -> None:
        """Give the browser the document, or redirect it to where the fetcher's redirects ended."""
        final = self.document.final_url
        if self._documents > 1 and request.url != final:
            page = f'<meta http-equiv="refresh" content="0;url={escape(final)}">'
            await route.fulfill(body=page, content_type="text/html; charset=utf-8")
        else:
            await route.fulfill(
                body=self.document.body, content_type=self.document.content_type or "text/html"
            )


def _origin(url: str) -> tuple[str, str]:
    """What two addresses share if they are of one origin."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
