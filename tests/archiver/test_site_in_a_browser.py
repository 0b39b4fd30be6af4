"""The site in a browser: searched, read at a passage, and safe whatever the pages' texts hold."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from archive_repo.repository import Repository
from archiver.fetch.browser import chromium
from archiver.publish.site import search_index
from tests.archiver import sites
from tests.conftest import Recorder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROGRAM = search_index.program()
pytestmark = [
    pytest.mark.skipif(
        chromium.executable() is None or find_spec("playwright") is None,
        reason="neither Chromium nor Playwright is installed",
    ),
    pytest.mark.skipif(PROGRAM is None, reason="Pagefind is not installed"),
    pytest.mark.xdist_group("browser"),
]
PLACE = "some/where/policies"
"""Where the host serves the site: at no root."""
Open = Callable[..., "Page"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, host = tmp_path_factory.mktemp("archive"), tmp_path_factory.mktemp("host")
    sites.fill(folder)
    chinese = Recorder(Repository.create(folder / "platforms" / "lantern.git"))
    chinese.name = "Lantern"
    chinese("# 隐私政策\n\n" + "我们收集您的姓名和电子邮件地址。\n我们用它提供服务。\n" * 30)
    sites.make(folder, host / PLACE, PROGRAM)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(host))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{PLACE}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium.executable(), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a page of the site; nothing may be asked for elsewhere, fail, or be complained of."""
    wrong: list[str] = []
    opened = []

    def opening(path: str, **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        page = context.new_page()
        opened.append(context)
        page.on("request", lambda one: None if one.url.startswith(address) else wrong.append(one.url))
        page.on("console", lambda one: wrong.append(one.text))
        page.on("pageerror", lambda one: wrong.append(str(one)))
        page.on("dialog", lambda one: wrong.append(one.message))
        page.goto(address + path)
        return page

    yield opening
    for context in opened:
        context.close()
    assert not wrong


def test_search_finds_a_clause_and_opens_the_text_at_it(open_page: Open) -> None:
    page = open_page("search/")
    page.fill("#words", "train conversations")
    page.click("text=text, Privacy policies >> xpath=.. >> css=.said a")
    page.wait_for_selector(".s:target")
    assert "example-inc/privacy-policy/" in page.url
    assert page.inner_text(".s:target") == "We use your conversations to train our models."


def test_search_is_narrowed_by_platform_kind_and_category_and_has_an_address(open_page: Open) -> None:
    page = open_page("search/?q=we")
    page.wait_for_selector("#results li")
    page.select_option("[name=category]", label="Model training on user data")
    page.wait_for_function("document.querySelectorAll('#results li').length === 1")
    assert "provision, Privacy policies" in page.inner_text("#results")
    page.select_option("[name=kind]", label="Terms")
    page.wait_for_function("document.getElementById('found').textContent === 'Nothing found.'")
    assert page.url.endswith("search/?q=we&kind=Terms&category=Model+training+on+user+data")


def test_search_finds_characters_in_a_row_in_a_script_without_spaces(open_page: Open) -> None:
    page = open_page("search/?q=电子邮件")
    page.wait_for_selector("#results li")
    assert "我们收集您的姓名和电子邮件地址。" in page.inner_text("#results .said")
    assert page.inner_text("#results mark") == "电"
    page.fill("#words", "邮件电子")
    page.wait_for_function("document.getElementById('found').textContent === 'Nothing found.'")


def test_what_a_policy_says_is_text_in_the_results_too(open_page: Open) -> None:
    page = open_page("search/?q=alert")
    page.wait_for_selector("#results li")
    assert "<script>alert(1)</script>" in page.inner_text("#results")


def test_without_scripts_the_search_says_what_to_use(open_page: Open) -> None:
    page = open_page("search/", java_script_enabled=False)
    assert "archiver grep WORDS" in page.inner_text("main")
    assert page.is_disabled("#words")
