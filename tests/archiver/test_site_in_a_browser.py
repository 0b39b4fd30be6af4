"""The site in a browser: accessible, searched, read at a passage; nothing runs or comes from elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
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

INDEXER = search_index.indexer()
pytestmark = pytest.mark.skipif(
    find_spec("playwright") is None or chromium.executable() is None, reason="no Chromium on this machine"
)
needs_pagefind = pytest.mark.skipif(INDEXER is None, reason="Pagefind is not installed")
PLACE = "some/where/policies"
"""Where the host serves the site: at no root."""
PAGES = (
    "",
    "changes/",
    "changes/2025-05/",
    "example-inc/",
    "example-inc/privacy-policy/",
    "example-inc/privacy-policy/history/",
    "example-inc/privacy-policy/2025-05-01/",
    "example-inc/privacy-policy/2025-05-02/changes/",
    "example-inc/privacy-policy/provisions/model-training-on-user-data/",
    "example-inc/terms-of-service/",
    "provisions/",
    "provisions/model-training-on-user-data/",
    "questions/",
    "regulations/",
    "regulations/gdpr/art-15/",
    "methodology/",
    "about/",
    "glossary/",
    "feeds/",
    "search/?q=we",
)
"""A page of each kind."""
COLOURED = frozenset({"", "example-inc/privacy-policy/2025-05-02/changes/", "provisions/"})
"""Pages that have all the colours there are: enough to judge the dark ones."""
Open = Callable[..., "Page"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, host = tmp_path_factory.mktemp("archive"), tmp_path_factory.mktemp("host")
    sites.fill(folder)
    chinese = Recorder(Repository.create(folder / "platforms" / "lantern.git"))
    chinese.name = "Lantern"
    chinese("# 隐私政策\n\n" + "我们收集您的姓名和电子邮件地址。\n我们用它提供服务。\n" * 30)
    in_parts = INDEXER and replace(INDEXER, most=1)
    sites.make(folder, host / PLACE, in_parts)
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
def open_page(browser: Browser, base: str) -> Iterator[Open]:
    """Opens a page of the site; nothing may be asked for elsewhere, fail, or be complained of."""
    wrong: list[str] = []
    opened = []

    def opening(path: str, **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        page = context.new_page()
        opened.append(context)
        page.on("request", lambda one: None if one.url.startswith(base) else wrong.append(one.url))
        page.on("console", lambda one: wrong.append(one.text))
        page.on("pageerror", lambda one: wrong.append(str(one)))
        page.on("dialog", lambda one: wrong.append(one.message))
        page.goto(base + path)
        return page

    yield opening
    for context in opened:
        context.close()
    assert not wrong


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light"), (390, 844, "dark")])
def test_every_kind_of_page_is_accessible_and_fits(
    base: str, browser: Browser, width: int, height: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe, said = Axe(), []
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: request.url.startswith(base) or said.append(request.url))
    for path in PAGES:
        page.goto(base + path)
        if scheme == "light" or path in COLOURED:
            found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert said == []


def test_no_column_of_the_table_of_provisions_moves_while_its_rows_come(open_page: Open) -> None:
    page = open_page("provisions/")
    places = "[...document.querySelectorAll('thead th')].map(one => one.getBoundingClientRect().x)"
    whole = page.evaluate(places)
    page.evaluate("document.querySelectorAll('.matrix tbody').forEach(one => one.remove())")
    assert page.evaluate(places) == whole != []


def test_every_kind_of_page_fits_on_paper(base: str, browser: Browser) -> None:
    width = 21 - 2 * 1.6  # centimetres of a sheet of A4 between the margins of the style sheet
    context = browser.new_context(viewport={"width": int(width * 96 / 2.54), "height": 900})
    page = context.new_page()
    page.emulate_media(media="print")
    for path in PAGES:
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert not page.evaluate("document.querySelector('header.site nav').checkVisibility()"), path
    context.close()


@pytest.mark.parametrize("element", ["ins", "a[href]"])
def test_paper_has_the_colours_of_the_light_even_if_the_screen_is_dark(
    base: str, browser: Browser, element: str
) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(f"{base}example-inc/privacy-policy/2025-05-02/changes/")
        page.emulate_media(media="print", color_scheme=scheme)
        shown = f"main {element}", "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        colours[scheme] = page.eval_on_selector(*shown)
        page.close()
    assert colours["dark"] == colours["light"]


def test_age_colours_and_the_view_of_a_change_are_switched_without_scripts(
    base: str, browser: Browser
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{base}example-inc/privacy-policy/")
    page.check("#ages")
    assert page.locator(".ages-key").is_visible()
    page.goto(f"{base}example-inc/privacy-policy/2025-05-02/changes/")
    assert not page.locator(".diff .sides").is_visible()
    page.check("#side-by-side")
    assert page.locator(".diff .sides").is_visible()
    assert not page.locator(".diff .inline").is_visible()
    page.click(".sections a")
    assert page.locator(".diff h3:target").is_visible()


def test_a_name_that_turns_the_writing_round_turns_nothing_but_itself(open_page: Open) -> None:
    page = open_page("example-inc/privacy-policy/2025-05-02/changes/")
    page.eval_on_selector(".crumbs a", "link => link.textContent = 'Example \u202e Inc.'")
    links = page.eval_on_selector_all(".crumbs a", "all => all.map(one => one.getBoundingClientRect().left)")
    assert links == sorted(links)
    assert len(links) == 3


def test_a_tap_shows_what_a_sentence_said_before(base: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{base}example-inc/privacy-policy/")
    page.check("#ages")
    page.click(".s[data-before]")
    assert "Before: We collect your name." in page.text_content(".before.open")


def test_a_tap_on_a_phone_shows_since_when_and_pointing_does_on_a_desktop(open_page: Open) -> None:
    page = open_page("example-inc/privacy-policy/", has_touch=True, viewport={"width": 390, "height": 844})
    page.tap("#ages")
    page.tap(".s[data-before]")
    assert "Before: We collect your name." in page.text_content(".before.open")
    page.tap(".s[data-before]")
    assert not page.locator(".before").count()
    page = open_page("example-inc/privacy-policy/", java_script_enabled=False)
    page.check("#ages")
    page.hover(".s[data-before]")
    shown = "getComputedStyle(document.querySelector('.s[data-before]'), '::after').content"
    assert "Before: " in page.evaluate(shown)


@pytest.mark.parametrize("path", ["", "example-inc/terms-of-service/", "provisions/", "questions/"])
def test_what_a_page_says_is_the_same_with_and_without_scripts(open_page: Open, path: str) -> None:
    with_scripts, without = (open_page(path, java_script_enabled=run) for run in (True, False))
    assert with_scripts.inner_text("main") == without.inner_text("main")


def test_the_excerpt_of_a_provision_opens_in_its_text(base: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{base}example-inc/privacy-policy/provisions/model-training-on-user-data/")
    page.click("text=In its text")
    shown = page.locator(":target")
    assert shown.text_content() == "We use your conversations to train our models."


@needs_pagefind
def test_search_finds_a_clause_and_opens_the_text_at_it(open_page: Open) -> None:
    page = open_page("search/")
    page.fill("#words", "train conversations")
    page.click("text=Text · Privacy policies >> xpath=.. >> css=.said a")
    page.wait_for_selector(".s:target")
    assert "example-inc/privacy-policy/" in page.url
    assert page.inner_text(".s:target") == "We use your conversations to train our models."


@needs_pagefind
def test_search_is_narrowed_by_platform_kind_and_category_and_has_an_address(open_page: Open) -> None:
    page = open_page("search/?q=we")
    page.wait_for_selector("#results li")
    page.select_option("[name=category]", label="Model training on user data")
    page.wait_for_function("document.querySelectorAll('#results li').length === 1")
    assert "Provision · Privacy policies" in page.inner_text("#results")
    page.select_option("[name=kind]", label="Terms")
    page.wait_for_function("document.getElementById('found').textContent === 'Nothing found.'")
    assert page.url.endswith("search/?q=we&kind=Terms&category=Model+training+on+user+data")


@needs_pagefind
def test_search_finds_characters_in_a_row_in_a_script_without_spaces(open_page: Open) -> None:
    page = open_page("search/?q=电子邮件")
    page.wait_for_selector("#results li")
    assert " " in page.get_attribute("#search", "data-index"), "there is more than one index"
    assert "我们收集您的姓名和电子邮件地址。" in page.inner_text("#results .said")
    assert page.inner_text("#results mark") == "电"
    page.fill("#words", "邮件电子")
    page.wait_for_function("document.getElementById('found').textContent === 'Nothing found.'")


@needs_pagefind
def test_a_sentence_that_stands_in_a_text_more_than_once_is_one_of_its_results_once(open_page: Open) -> None:
    page = open_page("search/?q=电子邮件")
    page.wait_for_selector("#results li")
    assert page.locator("#results .said").all_inner_texts() == ["我们收集您的姓名和电子邮件地址。"]


@needs_pagefind
def test_results_that_come_move_nothing_that_is_seen(open_page: Open) -> None:
    page = open_page("search/?q=we")
    page.wait_for_selector("#results li")
    shifts = "new Promise((told) => new PerformanceObserver((found) => told(found.getEntries().length))"
    shifts += ".observe({ type: 'layout-shift', buffered: true }) || setTimeout(told, 100, 0))"
    assert page.evaluate(shifts) == 0


@needs_pagefind
def test_what_a_policy_says_is_text_in_the_results_too(open_page: Open) -> None:
    page = open_page("search/?q=alert")
    page.wait_for_selector("#results li")
    assert "<script>alert(1)</script>" in page.inner_text("#results")


@needs_pagefind
def test_without_scripts_the_search_says_what_to_use(open_page: Open) -> None:
    page = open_page("search/", java_script_enabled=False)
    assert "archiver grep WORDS" in page.inner_text("main")
    assert page.is_disabled("#words")
