"""A browser for a crawl: started when first needed, in a thread of its own, and shared by all threads."""

from __future__ import annotations

import asyncio
import hashlib
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urldefrag

from archive_repo.format.snapshot import Screenshot
from archiver.declarations import Selector
from archiver.errors import BodyTooLarge, FetchError, ScriptsNotRun, TimedOut
from archiver.fetch.browser import chromium, proxy, screenshots, settling
from archiver.fetch.browser.requests import Requests
from archiver.fetch.capture import Capture, Picture
from archiver.fetch.hosts import Hosts, hosts_allowed_by
from archiver.settings import FetchSettings

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

T = TypeVar("T")

PAGES_AT_ONCE = 2
SHELL_HEADERS = frozenset({"etag", "last-modified"})
"""They describe the page before its scripts ran, not the text that the scripts build."""


class Fetch(Protocol):
    """How pages are fetched; `Fetcher.fetch`."""

    def __call__(self, url: str, *, accept_language: str = "", fresh: bool = False) -> Capture:
        """The page at a URL. Raises FetchError."""


class Renderer:
    """Pages with their scripts run. `settings` limit time and size and set the user agent, as for any fetch.

    A page loads only from where `hosts` allows; by default, from where the settings allow. `admit` waits
    until the browser itself may ask for a page, and raises FetchError if it may not. `clock` gives the time
    of that, and of pictures.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        fetch: Fetch,
        admit: Callable[[str], None] = lambda url: None,
        hosts: Hosts | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._fetch = fetch
        self._admit = admit
        self._clock = clock
        self._hosts = hosts or hosts_allowed_by(settings)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._running: Browser | None = None
        self._opened = AsyncExitStack()
        """What is closed with the browser."""
        self._launching = asyncio.Lock()
        self._room = asyncio.Semaphore(PAGES_AT_ONCE)

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is None or self._thread is None:
            return
        self._do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def render(
        self,
        url: str,
        wait_for: Iterable[Selector] = (),
        *,
        accept_language: str = "",
        fresh: bool = False,
        pictured: bool = False,
        seen_sha256: str = "",
    ) -> Capture:
        """The page at a URL as its scripts leave it: the DOM as HTML in UTF-8, `renderer` naming the browser.

        Waits for the selectors to match and the text to settle, and opens collapsed sections; a page that is
        not HTML comes as it was fetched. If `pictured`, the capture has a picture of the page, or says why
        not, unless its body is the one that was seen. Safe to call from several threads. Raises FetchError:
        ScriptsNotRun if there is no browser, TimedOut if the page never finishes loading.
        """
        fetch = partial(self._fetch, accept_language=accept_language, fresh=fresh)
        fetched = fetch(url)
        if "html" not in (fetched.content_type.lower() or "html"):
            return fetched
        seconds = self._settings.timeout_seconds
        return self._do(
            self._rendered(
                url,
                fetched,
                tuple(_css(wait_for)),
                fetch,
                seconds=seconds,
                pictured=pictured,
                seen_sha256=seen_sha256,
            )
        )

    def browse(
        self,
        url: str,
        wait_for: Iterable[Selector] = (),
        *,
        accept_language: str = "",
        pictured: bool = False,
        seen_sha256: str = "",
    ) -> Capture:
        """The page at a URL, which the browser asks for itself: for servers that refuse other programs.

        It says who it is all the same, keeps to robots.txt and the pace, and reaches no other addresses. As
        `render` otherwise; what is not HTML is not got.
        """
        wanted = accept_language or self._settings.accept_language
        blank = Capture(
            url=url,
            final_url=urldefrag(url).url,
            status=0,
            fetched_at=self._clock(),
            body=b"",
            content_type="text/html",
            charset="",
            sha256="",
            accept_language=wanted,
        )
        fetch = partial(self._fetch, accept_language=wanted)
        seconds = self._settings.timeout_seconds
        self._admit(blank.final_url)
        return self._do(
            self._rendered(
                url,
                blank,
                tuple(_css(wait_for)),
                fetch,
                seconds=seconds,
                pictured=pictured,
                seen_sha256=seen_sha256,
                asks=True,
            )
        )

    def picture(self, capture: Capture, wait_for: Iterable[Selector] = ()) -> Picture:
        """A picture of a page that was fetched already, or why there is none; within `screenshots.SECONDS`.

        The browser is given the bytes of the capture: the page itself is not asked for again, only what it
        loads. Safe to call from several threads.
        """
        fetch = partial(self._fetch, accept_language=capture.accept_language)

        async def drawn() -> Capture:
            async with asyncio.timeout(screenshots.SECONDS):
                return await self._rendered(
                    capture.url, capture, tuple(_css(wait_for)), fetch, seconds=seconds, pictured=True
                )

        seconds = min(self._settings.timeout_seconds, screenshots.SHOWING_SECONDS)

        try:
            found = self._do(drawn()).picture
        except TimeoutError:
            return self._none(f"the page was not shown within {screenshots.SECONDS:g} s")
        except FetchError as error:
            return self._none(error.reason)
        if found is None:
            return self._none("the browser showed nothing")
        return replace(found, told=replace(found.told, separate=True))

    def _none(self, failure: str) -> Picture:
        return Picture(told=Screenshot(taken_at=self._clock(), failure=failure))

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="renderer", daemon=True)
                self._thread.start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _rendered(
        self,
        url: str,
        fetched: Capture,
        awaited: tuple[str, ...],
        fetch: Callable[[str], Capture],
        *,
        seconds: float,
        pictured: bool,
        seen_sha256: str = "",
        asks: bool = False,
    ) -> Capture:
        async with self._room:
            browser = await self._browser(url)
            from playwright.async_api import Error

            context = await browser.new_context(**self._identity(fetched.accept_language))
            try:
                async with asyncio.timeout(seconds + chromium.CLOSING_SECONDS):
                    requests = Requests(
                        page=await context.new_page(),
                        fetch=fetch,
                        document=fetched,
                        admit=self._admit if asks else None,
                    )
                    dom = await self._visited(url, requests, awaited, seconds)
                    document = await requests.answered() if asks else requests.document
                found = self._capture(url, document, dom.encode(), name(browser))
                is_new = found.sha256 != seen_sha256
                picture = await self._drawn(requests.page, name(browser)) if pictured and is_new else None
            except TimeoutError as error:
                raise TimedOut(url, f"its scripts did not finish within {seconds:g} s") from error
            except Error as error:
                raise ScriptsNotRun(url, f"the browser failed: {chromium.first_line(error)}") from error
            finally:
                await self._close(context)
        return replace(found, picture=picture)

    async def _drawn(self, page: Page, browser: str) -> Picture:
        """A picture of the page as it stands, or why there is none: its text is there all the same."""
        from playwright.async_api import Error

        at = self._clock()
        try:
            shot = await screenshots.taken(page)
        except TimeoutError:
            return self._none(f"it was not drawn within {screenshots.SECONDS:g} s")
        except (screenshots.TooLarge, Error) as error:
            return self._none(chromium.first_line(error))
        told = Screenshot(
            taken_at=at,
            sha256=hashlib.sha256(shot.data).hexdigest(),
            browser=browser,
            url=shot.url,
            width=shot.width,
            height=shot.height,
            page_height=shot.page_height,
        )
        return Picture(told=told, data=shot.data)

    async def _visited(self, url: str, requests: Requests, awaited: tuple[str, ...], seconds: float) -> str:
        """The DOM, as HTML, of the page that the visit ends at, which is then the requests' document."""
        end = time.monotonic() + seconds
        page, loading, final = requests.page, settling.Loading(), requests.document.final_url
        await page.context.route("**/*", requests.route)
        page.context.on("page", _close_window)
        page.on("response", requests.note)
        loading.watch(page)
        fragment = urldefrag(url).fragment
        address = f"{final}#{fragment}" if fragment else final
        await page.goto(address, wait_until="domcontentloaded", timeout=(end - time.monotonic()) * 1000)
        await settling.settled(page, loading, awaited, end)
        if requests.failure:
            raise requests.failure
        requests.frozen = True
        return await settling.opened(page, loading, end)

    def _capture(self, url: str, document: Capture, body: bytes, renderer: str) -> Capture:
        limit = self._settings.max_bytes
        if len(body) > limit:
            raise BodyTooLarge(
                url, f"the page after its scripts ran is over {limit:,} bytes (fetch.max_bytes)"
            )
        return replace(
            document,
            url=url,
            headers={name: text for name, text in document.headers.items() if name not in SHELL_HEADERS},
            body=body,
            sha256=hashlib.sha256(body).hexdigest(),
            content_type="text/html; charset=utf-8",
            charset="utf-8",
            renderer=renderer,
        )

    def _identity(self, accept_language: str) -> dict[str, Any]:
        wanted = accept_language or self._settings.accept_language
        return {
            "user_agent": self._settings.user_agent,
            "locale": wanted.split(",")[0].split(";")[0].strip(),
            "timezone_id": "UTC",
            "accept_downloads": False,
            "service_workers": "block",
            "reduced_motion": "reduce",
            "viewport": {"width": 1280, "height": 1600},
        }

    async def _browser(self, url: str) -> Browser:
        """The browser, started if it is not running or has ended."""
        async with self._launching:
            if self._running is None or not self._running.is_connected():
                await self._stop()
                async with AsyncExitStack() as opened:
                    port = await opened.enter_async_context(
                        proxy.serving(self._hosts, seconds=self._settings.timeout_seconds)
                    )
                    self._running = await opened.enter_async_context(chromium.running(url, port))
                    self._opened = opened.pop_all()
            return self._running

    async def _close(self, context: BrowserContext) -> None:
        """Close the pages of one visit; a browser that hangs is abandoned."""
        try:
            async with asyncio.timeout(chromium.CLOSING_SECONDS):
                await context.close()
        except Exception:
            await self._stop()

    async def _stop(self) -> None:
        self._running = None
        await self._opened.aclose()


def name(browser: Browser) -> str:
    """A browser and its version, as snapshots name it."""
    return f"chromium {browser.version}"


async def _close_window(window: Page) -> None:
    """Close a window that a page opened: the page's text is not in it."""
    from playwright.async_api import Error

    with suppress(Error):
        await window.close()


def _css(selectors: Iterable[Selector]) -> Iterator[str]:
    for one in selectors:
        yield from (one,) if isinstance(one, str) else (one.start, one.end)
