"""Servers that refuse plain requests and answer a browser: who is asked when, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import pytest

from archive_repo.archive import Archive
from archive_repo.format.observation import Observation
from archive_repo.records import Outcome
from archiver.crawl import refusals
from archiver.declarations import Source
from archiver.errors import RobotsRefused, ScriptsNotRun
from archiver.fetch.browser import Renderer, chromium
from archiver.fetch.capture import Capture
from archiver.fetch.fetcher import Fetcher
from tests.archiver.conftest import Answer, Play, Web, reset
from tests.archiver.policies import SETTINGS, START, URL, Pages, captured, declaration, page
from tests.conftest import Done

needs_browser = pytest.mark.skipif(
    chromium.executable() is None or find_spec("playwright") is None,
    reason="Chromium or Playwright is missing",
)
HTML = {"Content-Type": "text/html; charset=utf-8"}
OPEN = Source(url=URL, browser_if_refused=True)


class Asking:
    """A browser that is answered with a page, or gets none."""

    def __init__(self, body: bytes = b"") -> None:
        self.body = body
        self.asked = 0

    def browse(self, url: str, *_: object, **__: object) -> Capture:
        self.asked += 1
        if not self.body:
            raise ScriptsNotRun(url, "the browser failed")
        return replace(captured(self.body, url=url), renderer="chromium 1")


@pytest.fixture
def look(tmp_path: Path, serve: Web) -> Callable[..., Observation]:
    """Looks at the policy once, a day after the time before; its page is answered as a test says."""
    pages, archive = Pages(serve, {}), Archive(tmp_path)

    def looked(
        answer: Play, browser: Asking | None, source: Source = OPEN, *, days: float = 1
    ) -> Observation:
        pages.now += timedelta(days=days)
        serve.requests.clear()
        serve.pages[f"/{URL.removeprefix('https://')}"] = answer
        declared = declaration()
        [document] = declared.documents
        declared = replace(declared, documents=(replace(document, sources=(source,)),))
        [one] = pages.crawl(archive, [declared], browser=browser, browserless="no browser is installed").looks
        return one.observation

    return looked


REFUSED, PLAIN = Answer(status=403, body=b"no"), Answer(body=page(), headers=HTML)


def plainly(serve: Web) -> int:
    """How many plain requests for the page there were."""
    return len([one for one in serve.requests if "robots" not in one.path])


@pytest.mark.parametrize("refusal", [*(Answer(status=one) for one in (403, 406, 502)), reset])
def test_a_browser_asks_where_plain_requests_are_refused(
    look: Callable[..., Observation], refusal: Play
) -> None:
    seen = look(refusal, Asking(page()))
    assert (seen.outcome, seen.reason) == (Outcome.RECORDED, "")
    assert seen.advice == "the server refuses plain requests, and answers a browser"
    assert seen.sources[0].refused_at == START + timedelta(days=1)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_other_errors_are_not_taken_for_a_refusal(look: Callable[..., Observation], status: int) -> None:
    browser = Asking(page())
    assert look(Answer(status=status), browser).reason == f"HTTP {status}"
    assert browser.asked == 0


def test_a_declaration_may_say_that_no_browser_asks(look: Callable[..., Observation]) -> None:
    browser = Asking(page())
    assert look(REFUSED, browser, replace(OPEN, browser_if_refused=False)).reason == "HTTP 403"
    assert browser.asked == 0


def test_what_worked_is_begun_with_and_a_plain_request_is_made_again_after_a_week(
    look: Callable[..., Observation], serve: Web
) -> None:
    browser = Asking(page())
    look(REFUSED, browser)
    assert look(PLAIN, browser, days=7 - 1 / 24).sources[0].refused_at == START + timedelta(days=1)
    assert plainly(serve) == 0
    works = look(PLAIN, browser, days=1 / 24)
    assert (works.outcome, works.sources[0].refused_at, works.advice) == (Outcome.UNCHANGED, None, "")
    assert plainly(serve) == 1


def test_a_plain_request_is_made_where_the_browser_fails_that_worked(
    look: Callable[..., Observation],
) -> None:
    look(REFUSED, Asking(page()))
    works = look(PLAIN, Asking())
    assert (works.outcome, works.sources[0].refused_at) == (Outcome.UNCHANGED, None)


@pytest.mark.parametrize(
    ("browser", "said"),
    [
        (None, "HTTP 403; no browser is installed"),
        (Asking(), "HTTP 403; a browser got no page either (the browser failed)"),
    ],
)
def test_a_refusal_says_what_came_of_a_browser(
    look: Callable[..., Observation], browser: Asking | None, said: str
) -> None:
    assert look(REFUSED, browser).reason == said


def test_a_week_is_what_the_documentation_says() -> None:
    assert timedelta(days=7) == refusals.PLAIN_AGAIN


# With a real Chromium.


def only_for_browsers(handler: BaseHTTPRequestHandler) -> None:
    """A page for programs that send what browsers send."""
    is_browser = handler.headers.get("Sec-Fetch-Mode") == "navigate"
    answer = Answer(body=page(), headers={**HTML, "ETag": '"1"'}) if is_browser else Answer(status=403)
    answer(handler)


@needs_browser
def test_a_browser_gets_what_a_plain_request_does_not_and_says_who_it_is(
    serve: Web, run: Callable[..., Done], tmp_path: Path
) -> None:
    serve.pages["/old"] = Answer(status=301, headers={"Location": "/legal"})
    serve.pages["/legal"] = only_for_browsers
    (tmp_path / "archive.toml").write_text(
        '[fetch]\nuser_agent = "example/1"\nallow_private_addresses = true\ndelay_seconds = 0\nattempts = 1\n'
    )
    (tmp_path / "declarations").mkdir()
    terms = {"Privacy Policy": {"fetch": serve.url("/old")}}
    (tmp_path / "declarations" / "Lumen.json").write_text(json.dumps({"name": "Lumen", "terms": terms}))
    done = run("crawl")
    repository = Archive(tmp_path).repository("lumen")
    seen = repository.last_observations()["privacy-policy"]
    assert seen.outcome is Outcome.RECORDED, (seen.reason, done.err)
    [stored] = repository.bodies(repository.store.tip("snapshots") or "", "privacy-policy")
    told = stored.fetched
    assert (told.status, told.final_url) == (200, serve.url("/legal"))
    assert [(one.url, one.status) for one in told.redirects] == [(serve.url("/old"), 301)]
    assert told.renderer.startswith("chromium")
    assert {one.headers["user-agent"] for one in serve.requests} == {"example/1"}


@needs_browser
def test_a_browser_keeps_to_robots_txt_and_reports_error_statuses(serve: Web) -> None:
    serve.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /secret\n")
    serve.pages["/moved"] = page_that_goes_to("/secret")
    serve.pages["/secret"] = Answer(body=page(), headers=HTML)
    serve.pages["/wall"] = Answer(status=406, body=b"no", headers=HTML)
    with (
        Fetcher(SETTINGS, clock=lambda: datetime(2025, 6, 1, tzinfo=UTC), stop=Event()) as fetcher,
        Renderer(SETTINGS, fetch=fetcher.fetch, admit=fetcher.admit) as renderer,
    ):
        with pytest.raises(RobotsRefused):
            renderer.browse(serve.url("/secret"))
        with pytest.raises(RobotsRefused):
            renderer.browse(serve.url("/moved"))
        with pytest.raises(Exception, match="HTTP 406"):
            renderer.browse(serve.url("/wall"))
    assert serve.asked("/secret") == []


def page_that_goes_to(path: str) -> Answer:
    return Answer(body=f"<script>location = {path!r}</script>".encode(), headers=HTML)
