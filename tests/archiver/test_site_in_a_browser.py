"""The site in a browser: accessible on a desktop and a phone; nothing comes from elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest

from archiver.fetch.browser import chromium
from tests.archiver.test_site import site

__all__ = ["site"]

pytestmark = pytest.mark.skipif(
    find_spec("playwright") is None or chromium.executable() is None, reason="no Chromium on this machine"
)

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
    "methodology/",
    "about/",
    "glossary/",
    "feeds/",
)
"""A page of each kind."""
COLOURED = frozenset({"", "example-inc/privacy-policy/2025-05-02/changes/", "provisions/"})
"""Pages that have all the colours there are: enough to judge the dark ones."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.executable(), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light"), (390, 844, "dark")])
def test_every_kind_of_page_is_accessible_and_fits(base, browser, width, height, scheme) -> None:
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


def test_age_colours_and_the_view_of_a_change_are_switched_without_scripts(base, browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{base}example-inc/privacy-policy/")
    page.check("#ages")
    assert page.locator(".ages-key").is_visible()
    page.goto(f"{base}example-inc/privacy-policy/2025-05-02/changes/")
    assert not page.locator(".sides").is_visible()
    page.check("#side-by-side")
    assert page.locator(".sides").is_visible()
    assert not page.locator(".inline").is_visible()


def test_a_tap_shows_what_a_sentence_said_before(base, browser) -> None:
    page = browser.new_page()
    page.goto(f"{base}example-inc/privacy-policy/")
    page.check("#ages")
    page.click(".s[data-before]")
    assert "Before: We collect your name." in page.text_content(".before.open")


def test_the_excerpt_of_a_provision_opens_in_its_text(base, browser) -> None:
    page = browser.new_page()
    page.goto(f"{base}example-inc/privacy-policy/provisions/model-training-on-user-data/")
    page.click("text=In its text")
    shown = page.locator(":target")
    assert shown.text_content() == "We use your conversations to train our models."
