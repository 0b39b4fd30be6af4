"""Pages whose server refuses plain requests: a browser then asks in their place, where one is installed.

That is what a declaration means that leaves `executeClientScripts` out. What worked is remembered, and the
next look begins with it. A plain request is made again now and then, so that nobody misses that it works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from archive_repo.format.observation import SourceState
from archiver.crawl.work import Browser, Crawl
from archiver.declarations import Source
from archiver.errors import BadStatus, FetchError, Interrupted
from archiver.fetch.capture import Capture, Validators

STATUSES = frozenset({403, 406, 502})
"""With these servers refuse programs that are no browsers, as Open Terms Archive found, or they reset the
connection."""

PLAIN_AGAIN = timedelta(days=7)
"""After so long a plain request is made first again: one refusal a week is no burden to a server."""


def fetch(
    crawl: Crawl,
    source: Source,
    known: Validators | None,
    state: SourceState | None,
    *,
    fresh: bool,
    pictured: bool,
) -> Capture:
    """The page of a source: plainly, or by a browser if that is refused. `state` is what is remembered of it.

    Raises FetchError: why the plain request failed, where a browser gets no page either or there is none.
    """
    refused_at = state.refused_at if state else None
    if crawl.browser and refused_at and crawl.clock() - refused_at < PLAIN_AGAIN:
        try:
            return _browsed(crawl.browser, source, state, refused_at, pictured=pictured)
        except Interrupted:
            raise
        except FetchError:
            return crawl.web.fetch(source.url, accept_language=source.accept_language, fresh=fresh)
    try:
        return crawl.web.fetch(source.url, known, accept_language=source.accept_language, fresh=fresh)
    except FetchError as refusal:
        if not is_refusal(refusal) or not (crawl.browser or crawl.browserless):
            raise
        if crawl.browser is None:
            raise _adding(crawl.browserless, refusal) from refusal
        try:
            return _browsed(crawl.browser, source, state, crawl.clock(), pictured=pictured)
        except Interrupted:
            raise
        except FetchError as error:
            raise _adding(f"a browser got no page either ({error.reason})", refusal) from error


def _browsed(
    browser: Browser, source: Source, state: SourceState | None, refused_at: datetime, *, pictured: bool
) -> Capture:
    found = browser.browse(
        source.url,
        source.select,
        accept_language=source.accept_language,
        pictured=pictured,
        seen_sha256=state.sha256 if state else "",
    )
    return replace(found, refused_at=refused_at)


def is_refusal(error: FetchError) -> bool:
    """True if a server that answers like that may answer a browser."""
    if isinstance(error, BadStatus):
        return error.status in STATUSES
    return any(isinstance(one, ConnectionResetError) for one in _causes(error))


def _causes(error: BaseException) -> Iterator[object]:
    """What led to an error: httpcore passes the operating system's on as the argument of its own."""
    before = error.__cause__
    while before:
        yield from (before, *before.args)
        before = before.__cause__


def _adding(told: str, refusal: FetchError) -> FetchError:
    """The refusal, saying more."""
    reason = f"{refusal.reason}; {told}"
    if isinstance(refusal, BadStatus):
        return BadStatus(
            refusal.url, reason, status=refusal.status, headers=refusal.headers, body=refusal.body
        )
    return type(refusal)(refusal.url, reason)
