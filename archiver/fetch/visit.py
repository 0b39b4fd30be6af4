"""One visit to a page: its redirects followed by hand and recorded, robots.txt and pace kept at every hop."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

import httpcore

from archive_repo.format.snapshot import Peer, Redirect
from archiver.errors import BadAddress, BadStatus, RedirectLoop, ServerBusy, TooManyRedirects
from archiver.fetch import body, headers, peers, target
from archiver.fetch.capture import Capture, Validators
from archiver.fetch.cookies import Cookies
from archiver.fetch.failures import mapped
from archiver.fetch.headers import RawHeaders
from archiver.fetch.network import deadline
from archiver.fetch.target import Target
from archiver.fetch.transport import Carrier

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
    carrier: Carrier,
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
    to, cookies, conditions = _asked(url), Cookies(), headers.conditions(validators)
    here, asked = urldefrag(url).url, _headers(settings, accept_language, conditions)
    redirects: list[Redirect] = []
    answered: list[Peer] = []
    seen: set[tuple[str, str]] = set()
    while True:
        seen.add((here, str(cookies)))
        with turn(here) as one, _answer(here, carrier, to, asked, cookies, one) as response:
            answered.append(peers.of(response))
            told = headers.told(response.headers)
            if response.status not in REDIRECTS:
                received = _body(here, response, told, one, settings)
                _refuse_no_page(here, response.status, told, received, conditional=bool(conditions))
                content_type = told.get("content-type", "")
                return Capture(
                    url=url,
                    final_url=here,
                    redirects=tuple(redirects),
                    status=response.status,
                    headers={name: told[name] for name in KEPT_HEADERS if name in told},
                    fetched_at=clock(),
                    body=received,
                    content_type=content_type,
                    charset=headers.charset(content_type),
                    sha256=hashlib.sha256(received).hexdigest(),
                    accept_language=accept_language,
                    peers=peers.known(answered),
                    not_modified=response.status == HTTPStatus.NOT_MODIFIED,
                )
        redirects.append(Redirect(url=here, status=response.status))
        to = _redirected(here, response.status, told.get("location", ""))
        here = to.text
        _refuse_endless(url, redirects, here, loop=(here, str(cookies)) in seen)


def _asked(url: str) -> Target:
    """Where a URL is asked for. Raises BadAddress if it cannot be."""
    try:
        return target.of(url)
    except ValueError as error:
        raise BadAddress(url, f"not an address that can be fetched: {error}") from error


def _redirected(here: str, status: int, location: str) -> Target:
    """Where a response redirects to. Raises BadAddress."""
    try:
        return target.of(urljoin(here, location) if location else "")
    except ValueError as error:
        raise BadAddress(
            here, f"HTTP {status} redirects to {location[:MAX_SHOWN]!r}, which cannot be fetched"
        ) from error


def _refuse_endless(url: str, redirects: Sequence[Redirect], here: str, *, loop: bool) -> None:
    if loop:
        hops = " -> ".join(hop[:MAX_SHOWN] for hop in (*(one.url for one in redirects), here))
        raise RedirectLoop(url, f"a redirect loop: {hops}")
    if len(redirects) > MAX_REDIRECTS:
        raise TooManyRedirects(
            url, f"more than {MAX_REDIRECTS} redirects, the last one to {here[:MAX_SHOWN]}"
        )


def _headers(settings: FetchSettings, accept_language: str, conditions: Mapping[str, str]) -> RawHeaders:
    """What a page is asked for with, beside its host and cookies."""
    wanted = {
        "User-Agent": settings.user_agent,
        "Accept": ACCEPT,
        "Accept-Encoding": body.ENCODINGS,
        "Accept-Language": accept_language,
        **conditions,
    }
    return [(name.encode(), value.encode("ascii")) for name, value in wanted.items()]


@contextmanager
def _answer(
    url: str, carrier: Carrier, to: Target, asked: RawHeaders, cookies: Cookies, turn: Turn
) -> Iterator[httpcore.Response]:
    """The response to a request, its body not read yet; `cookies` are sent, and new ones added."""
    with deadline(turn.seconds, turn.is_unwanted):
        with mapped(url, limit=turn.limit):
            response = carrier.send(to, [*asked, *cookies.sent_to(to)])
        turn.status = response.status
        try:
            with mapped(url, limit=turn.limit):
                cookies.keep(to, response.headers)
            yield response
        finally:
            with mapped(url, limit=turn.limit):
                response.close()


def _body(
    url: str, response: httpcore.Response, told: Mapping[str, str], turn: Turn, settings: FetchSettings
) -> bytes:
    if response.status == HTTPStatus.NOT_MODIFIED:
        for _ in _chunks(url, response, turn):  # there are none; but only once it is read, the connection is
            pass  # free for the next request
        return b""
    return body.whole(
        url,
        _chunks(url, response, turn),
        encoding=told.get("content-encoding", ""),
        max_bytes=settings.max_bytes,
    )


def _chunks(url: str, response: httpcore.Response, turn: Turn) -> Iterator[bytes]:
    with mapped(url, limit=turn.limit, in_body=True):
        yield from response.iter_stream()


def _refuse_no_page(
    url: str, status: int, told: Mapping[str, str], received: bytes, *, conditional: bool
) -> None:
    if status == HTTPStatus.PARTIAL_CONTENT:
        reason = "HTTP 206: only part of the page was sent"
    elif 200 <= status < 300 or (status == HTTPStatus.NOT_MODIFIED and conditional):
        return
    else:
        reason = f"HTTP {status}"
    kind = ServerBusy if status in BUSY else BadStatus
    raise kind(url, reason, status=status, headers=told, body=received)
