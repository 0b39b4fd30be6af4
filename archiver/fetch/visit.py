"""One visit to a page: its redirects followed by hand and recorded, robots.txt and pace kept at every hop."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

from archive_repo.format.snapshot import Peer, Redirect
from archiver.errors import BadAddress, BadStatus, RedirectLoop, ServerBusy, TooManyRedirects
from archiver.fetch import body, headers, peers
from archiver.fetch.capture import Capture, Validators
from archiver.fetch.failures import mapped
from archiver.fetch.network import deadline

if TYPE_CHECKING:
    from archiver.settings import FetchSettings

# The cookie jar ignores a cookie with a nonsense date, but prints a traceback as a warning.
warnings.filterwarnings("ignore", "http.cookiejar bug", UserWarning)

ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"

MAX_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 500, 502, 503, 504})
"""Statuses that may pass, so that another attempt is worth it."""

KEPT_HEADERS = (
    "content-language",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "memento-datetime",
    "server",
)
"""Headers that are stored with a capture."""

MAX_SHOWN = 200
"""Characters of an address from a server that are shown."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """A request whose turn has come at its host."""

    seconds: float
    """How long it may take, from connecting to the last byte."""
    limit: str
    """That limit in words, for the error when it is over."""
    is_unwanted: Callable[[], bool] = lambda: False
    """True once nobody waits for the answer any more."""
    status: int = 0
    """The response's status, which the visit fills in; 0 if none came."""


TakeTurn = Callable[[str], AbstractContextManager[Turn]]
"""Waits until a URL may be asked for; the request is over at the end of the block. Raises FetchError."""


def visit(
    transport: httpx.BaseTransport,
    url: str,
    *,
    settings: FetchSettings,
    turn: TakeTurn,
    clock: Callable[[], datetime],
    accept_language: str,
    validators: Validators | None = None,
) -> Capture:
    """The page at a URL. Raises FetchError; a BadStatus names the URL that answered.

    Cookies live as long as the visit, for sites that set one and redirect to the same page; so a redirect is
    a loop when page and cookies have both been seen.
    """
    address, cookies, conditions = _asked(url), httpx.Cookies(), headers.conditions(validators)
    here = urldefrag(url).url
    wanted = {"Accept-Language": accept_language, **conditions}
    redirects: list[Redirect] = []
    answered: list[Peer] = []
    seen: set[tuple[str, str]] = set()
    while True:
        seen.add((here, _cookie_text(cookies)))
        request = _request(address, settings, wanted)
        with turn(here) as one, _answer(here, transport, request, cookies, one) as response:
            answered.append(peers.of(response))
            if response.status_code not in REDIRECTS:
                received = _body(here, response, one, settings)
                _refuse_no_page(here, response, received, conditional=bool(conditions))
                captured = _capture(url, here, redirects, response, received, clock())
                return replace(captured, accept_language=accept_language, peers=peers.known(answered))
        redirects.append(Redirect(url=here, status=response.status_code))
        address = _target(here, response)
        here = str(address)
        _refuse_endless(url, redirects, here, loop=(here, _cookie_text(cookies)) in seen)


def _asked(url: str) -> httpx.URL:
    """The URL as it is asked for, without its fragment. Raises BadAddress if it cannot be."""
    try:
        return _checked(urldefrag(url).url)
    except (ValueError, httpx.InvalidURL) as error:
        raise BadAddress(url, f"not an address that can be fetched: {error}") from error


def _target(here: str, response: httpx.Response) -> httpx.URL:
    """Where a response redirects to, in ASCII and without a fragment. Raises BadAddress."""
    location = response.headers.get("location", "")
    try:
        return _checked(urldefrag(urljoin(here, location)).url if location else "")
    except (ValueError, httpx.InvalidURL) as error:
        raise BadAddress(
            here,
            f"HTTP {response.status_code} redirects to {location[:MAX_SHOWN]!r}, which cannot be fetched",
        ) from error


def _checked(url: str) -> httpx.URL:
    """The parsed URL. Raises ValueError or InvalidURL if its scheme, host or port cannot be connected to."""
    split = urlsplit(url)
    if split.scheme not in ("http", "https") or not split.hostname:
        raise ValueError("it must begin with http:// or https:// and a host")
    if split.port == 0:
        raise ValueError("there is no port 0")
    checked = httpx.URL(url)
    str(checked.host)  # raises if its xn-- spelling is invalid
    return checked


def _refuse_endless(url: str, redirects: Sequence[Redirect], here: str, *, loop: bool) -> None:
    if loop:
        hops = " -> ".join(hop[:MAX_SHOWN] for hop in (*(one.url for one in redirects), here))
        raise RedirectLoop(url, f"a redirect loop: {hops}")
    if len(redirects) > MAX_REDIRECTS:
        raise TooManyRedirects(
            url, f"more than {MAX_REDIRECTS} redirects, the last one to {here[:MAX_SHOWN]}"
        )


def _request(url: httpx.URL, settings: FetchSettings, wanted: Mapping[str, str]) -> httpx.Request:
    return httpx.Request(
        "GET",
        url,
        headers={
            "User-Agent": settings.user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": body.ENCODINGS,
            **wanted,
        },
    )


@contextmanager
def _answer(
    url: str, transport: httpx.BaseTransport, request: httpx.Request, cookies: httpx.Cookies, turn: Turn
) -> Iterator[httpx.Response]:
    """The response to a request, its body not read yet; `cookies` are sent, and new ones added."""
    with deadline(turn.seconds, turn.is_unwanted):
        with mapped(url, limit=turn.limit):
            if cookies:
                cookies.set_cookie_header(request)
            response = transport.handle_request(request)
        turn.status = response.status_code
        try:
            if "set-cookie" in response.headers:
                with mapped(url, limit=turn.limit):
                    cookies.extract_cookies(response)
                _forget_odd(cookies)
            yield response
        finally:
            with mapped(url, limit=turn.limit):
                response.close()


def _forget_odd(cookies: httpx.Cookies) -> None:
    """Drop cookies that no header can hold, so that they are not sent back."""
    for one in list(cookies.jar):
        if not headers.holds(f"{one.name}={one.value}"):
            cookies.jar.clear(one.domain, one.path, one.name)


def _body(url: str, response: httpx.Response, turn: Turn, settings: FetchSettings) -> bytes:
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        for _ in _chunks(url, response, turn):  # there are none; but only once it is read, the connection is
            pass  # free for the next request
        return b""
    return body.whole(
        url,
        _chunks(url, response, turn),
        encoding=response.headers.get("content-encoding", ""),
        max_bytes=settings.max_bytes,
    )


def _chunks(url: str, response: httpx.Response, turn: Turn) -> Iterator[bytes]:
    with mapped(url, limit=turn.limit, in_body=True):
        yield from response.iter_raw()


def _cookie_text(cookies: httpx.Cookies) -> str:
    return "; ".join(sorted(f"{one.domain}{one.path} {one.name}={one.value}" for one in cookies.jar))


def _refuse_no_page(url: str, response: httpx.Response, received: bytes, *, conditional: bool) -> None:
    status = response.status_code
    if status == HTTPStatus.PARTIAL_CONTENT:
        reason = "HTTP 206: only part of the page was sent"
    elif 200 <= status < 300 or (status == HTTPStatus.NOT_MODIFIED and conditional):
        return
    else:
        reason = f"HTTP {status}"
    kind = ServerBusy if status in BUSY else BadStatus
    raise kind(url, reason, status=status, headers=_told(response), body=received)


def _capture(
    url: str,
    here: str,
    redirects: Sequence[Redirect],
    response: httpx.Response,
    received: bytes,
    now: datetime,
) -> Capture:
    told = _told(response)
    content_type = told.get("content-type", "")
    return Capture(
        url=url,
        final_url=here,
        redirects=tuple(redirects),
        status=response.status_code,
        headers={name: told[name] for name in KEPT_HEADERS if name in told},
        fetched_at=now,
        body=received,
        content_type=content_type,
        charset=headers.charset(content_type),
        sha256=hashlib.sha256(received).hexdigest(),
        not_modified=response.status_code == HTTPStatus.NOT_MODIFIED,
    )


def _told(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}
