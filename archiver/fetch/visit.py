"""One visit to a page: its redirects followed by hand and recorded, robots.txt and pace kept at every hop."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

from archive_repo.format.snapshot import Redirect
from archiver.errors import BadAddress, BadStatus, RedirectLoop, ServerBusy, TooManyRedirects
from archiver.fetch import body
from archiver.fetch.capture import Capture, Validators
from archiver.fetch.failures import mapped
from archiver.fetch.network import deadline

if TYPE_CHECKING:
    from archiver.settings import FetchSettings

ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"

MAX_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 500, 502, 503, 504})
"""Statuses that may pass by themselves."""

KEPT_HEADERS = (
    "content-language",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "memento-datetime",
    "server",
)
"""What is stored with a capture."""

Permit = Callable[[str], None]
"""Called before each request with its URL: waits for its turn, or raises FetchError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, redirects not followed."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def visit(
    transport: httpx.BaseTransport,
    url: str,
    *,
    settings: FetchSettings,
    permit: Permit,
    clock: Callable[[], datetime],
    validators: Validators | None = None,
) -> Capture:
    """The page at a URL. Raises FetchError.

    Cookies live as long as the visit, for sites that set one and redirect to the same page; so a redirect is
    a loop when page and cookies have both been seen.
    """
    asked, cookies, conditions = urldefrag(url).url, httpx.Cookies(), _conditions(validators)
    redirects: list[Redirect] = []
    seen: set[tuple[str, str]] = set()
    here = asked
    while True:
        permit(here)
        seen.add((here, _cookie_text(cookies)))
        answer = ask(transport, here, settings=settings, headers=conditions, cookies=cookies)
        if answer.status not in REDIRECTS:
            break
        redirects.append(Redirect(url=here, status=answer.status))
        here = _target(answer)
        if (here, _cookie_text(cookies)) in seen:
            raise RedirectLoop(
                url, f"a redirect loop: {' -> '.join([*(one.url for one in redirects), here])}"
            )
        if len(redirects) > MAX_REDIRECTS:
            raise TooManyRedirects(url, f"more than {MAX_REDIRECTS} redirects, the last one to {here}")
    _refuse_no_page(url, answer, conditional=bool(conditions))
    return _capture(url, answer, redirects, clock())


def ask(
    transport: httpx.BaseTransport,
    url: str,
    *,
    settings: FetchSettings,
    headers: Mapping[str, str],
    cookies: httpx.Cookies,
) -> Answer:
    """One request and its answer; the cookies are sent, and those that come are added. Raises FetchError."""
    limit = settings.timeout_seconds
    with deadline(limit), mapped(url, timeout=limit):
        request = _request(url, settings, headers)
        cookies.set_cookie_header(request)
        response = transport.handle_request(request)
        try:
            response.request = request
            cookies.extract_cookies(response)
            received = _body(url, response, settings)
        finally:
            response.close()
    return Answer(url=url, status=response.status_code, headers=_lower(response.headers), body=received)


def _request(url: str, settings: FetchSettings, headers: Mapping[str, str]) -> httpx.Request:
    limit = settings.timeout_seconds
    return httpx.Request(
        "GET",
        url,
        headers={
            "User-Agent": settings.user_agent,
            "Accept": ACCEPT,
            "Accept-Language": settings.accept_language,
            "Accept-Encoding": body.ENCODINGS,
            **headers,
        },
        extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), limit)},
    )


def _body(url: str, response: httpx.Response, settings: FetchSettings) -> bytes:
    if response.status_code in REDIRECTS or response.status_code == HTTPStatus.NOT_MODIFIED:
        return b""
    with mapped(url, timeout=settings.timeout_seconds, in_body=True):
        return body.whole(
            url,
            response.iter_raw(),
            encoding=response.headers.get("content-encoding", ""),
            max_bytes=settings.max_bytes,
        )


def _lower(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _conditions(validators: Validators | None) -> dict[str, str]:
    if validators is None:
        return {}
    asked = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in asked.items() if value}


def _cookie_text(cookies: httpx.Cookies) -> str:
    return "; ".join(sorted(f"{one.domain}{one.path} {one.name}={one.value}" for one in cookies.jar))


def _target(answer: Answer) -> str:
    location = answer.headers.get("location", "")
    try:
        target = urldefrag(urljoin(answer.url, location)).url
        usable = urlsplit(target).scheme in ("http", "https") and bool(urlsplit(target).hostname)
    except ValueError:
        usable = False
    if not location or not usable:
        raise BadAddress(
            answer.url, f"HTTP {answer.status} redirects to {location!r}, which cannot be fetched"
        )
    return target


def _refuse_no_page(url: str, answer: Answer, *, conditional: bool) -> None:
    status = answer.status
    if 200 <= status < 300 or (status == HTTPStatus.NOT_MODIFIED and conditional):
        return
    kind = ServerBusy if status in BUSY else BadStatus
    raise kind(url, f"HTTP {status}", status=status, headers=answer.headers, body=answer.body)


def _capture(url: str, answer: Answer, redirects: list[Redirect], now: datetime) -> Capture:
    content_type = answer.headers.get("content-type", "")
    return Capture(
        url=url,
        final_url=answer.url,
        redirects=tuple(redirects),
        status=answer.status,
        headers={name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers},
        fetched_at=now,
        body=answer.body,
        content_type=content_type,
        charset=_charset(content_type),
        sha256=hashlib.sha256(answer.body).hexdigest(),
        not_modified=answer.status == HTTPStatus.NOT_MODIFIED,
    )


def _charset(content_type: str) -> str:
    header = Message()
    header["Content-Type"] = content_type
    return header.get_content_charset("")
