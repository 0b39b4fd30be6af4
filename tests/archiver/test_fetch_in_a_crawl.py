"""A crawl over the network: what the fetcher and the crawl agree on for documents that share a page."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format.observation import Observation
from archive_repo.records import Outcome
from archiver.crawl import run
from archiver.crawl.work import Crawl
from archiver.declarations import Declaration
from archiver.fetch.fetcher import Fetcher
from archiver.settings import FetchSettings
from tests.archiver.conftest import Answer, Play, Web
from tests.archiver.policies import START, declaration, page

SETTINGS = FetchSettings(allow_private_addresses=True, delay_seconds=0, attempts=1)
COOKIES = "<section id=cookies><h1>Cookie Policy</h1><p>" + "We set one cookie for your language. " * 20
STUB = "<section id=cookies></section>"
RunCrawl = Callable[[Declaration], None]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def crawl(archive: Archive) -> RunCrawl:
    """A crawl, each a day after the one before."""
    now = START

    def call(declared: Declaration) -> None:
        nonlocal now
        now += timedelta(days=1)
        stop = threading.Event()
        with Fetcher(SETTINGS, clock=lambda: now, stop=stop) as fetcher:
            work = Crawl(
                archive=archive,
                web=fetcher,
                clock=lambda: now,
                stop=stop,
                platforms_at_once=1,
                confirm_after_seconds=0,
            )
            run.crawl(work, [declared])

    return call


def outcomes(archive: Archive, document: str) -> list[Outcome]:
    """Of the looks at a document, oldest first."""
    return [look.outcome for look in history.observations(archive.repository("lumen"), document)][::-1]


def last(archive: Archive, document: str) -> Observation:
    return archive.repository("lumen").last_observations()[document]


def both(url: str) -> Declaration:
    """Two documents on one page, told apart by a selector and by their fragments."""
    privacy = declaration(f"{url}#privacy", title="Privacy Policy").documents[0]
    cookies = declaration(f"{url}#cookies", title="Cookie Policy").documents[0]
    return replace(
        declaration(),
        documents=(
            replace(privacy, sources=(replace(privacy.sources[0], select=("main",)),)),
            replace(cookies, sources=(replace(cookies.sources[0], select=("#cookies",)),)),
        ),
    )


def conditional(body: bytes, etag: str) -> Play:
    """A page that is answered with 304 where the validator fits."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers.get("If-None-Match") == etag
        answer = Answer(status=304) if same else Answer(body=body, headers={"ETag": etag})
        answer(handler)

    return play


def test_a_document_that_fails_on_a_shared_page_fails_until_it_is_back(
    archive: Archive, crawl: RunCrawl, serve: Web
) -> None:
    declared = both(serve.url("/legal"))
    whole, without = (page().replace(b"</body>", part.encode() + b"</body>") for part in (COOKIES, STUB))
    serve.pages["/legal"] = conditional(whole, '"1"')
    crawl(declared)
    serve.pages["/legal"] = conditional(without, '"2"')
    for _ in range(3):
        crawl(declared)
    assert outcomes(archive, "cookie-policy") == [Outcome.RECORDED, *[Outcome.FAILED] * 3]
    assert last(archive, "cookie-policy").failures == 3
    assert outcomes(archive, "privacy-policy") == [Outcome.RECORDED, *[Outcome.UNCHANGED] * 3]
    serve.pages["/legal"] = conditional(whole, '"3"')
    crawl(declared)
    assert outcomes(archive, "cookie-policy")[-1] is Outcome.UNCHANGED


def test_documents_that_remember_the_same_answer_ask_for_their_page_conditionally_and_once(
    archive: Archive, crawl: RunCrawl, serve: Web
) -> None:
    declared = both(serve.url("/legal"))
    serve.pages["/legal"] = conditional(page().replace(b"</body>", COOKIES.encode() + b"</body>"), '"1"')
    crawl(declared)
    crawl(declared)
    assert [request.headers.get("if-none-match") for request in serve.asked("/legal")] == [None, '"1"']
    assert outcomes(archive, "cookie-policy") == [Outcome.RECORDED, Outcome.UNCHANGED]
