"""With a real Chromium, on pages that build their text by script."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import pytest

from archive_repo.format.snapshot import Redirect
from archiver import errors
from archiver.declarations import Range
from archiver.fetch.browser import Renderer, chromium
from archiver.fetch.browser.requests import MAX_FRAMES
from archiver.fetch.capture import Capture
from archiver.fetch.fetcher import Fetcher
from archiver.settings import FetchSettings
from tests.archiver.conftest import Answer, Web
from tests.conftest import Done

needs_browser = pytest.mark.skipif(
    chromium.executable() is None or find_spec("playwright") is None,
    reason="Chromium or Playwright is missing",
)

SETTINGS = FetchSettings(allow_private_addresses=True, delay_seconds=0, timeout_seconds=10, attempts=1)
NOW = datetime(2025, 6, 1, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8", "ETag": '"shell"'}


def page(body: str, **headers: str) -> Answer:
    return Answer(body=f"<!doctype html><title>Terms</title>{body}".encode(), headers={**HTML, **headers})


@pytest.fixture(scope="module")
def shared() -> Iterator[Renderer]:
    """One browser for the tests that leave it as it was."""
    with (
        Fetcher(SETTINGS, clock=lambda: NOW, stop=Event()) as fetcher,
        Renderer(SETTINGS, fetch=fetcher.fetch) as renderer,
    ):
        yield renderer


def rendered(settings: FetchSettings, url: str) -> Capture:
    with (
        Fetcher(settings, clock=lambda: NOW, stop=Event()) as fetcher,
        Renderer(settings, fetch=fetcher.fetch) as renderer,
    ):
        return renderer.render(url)


@needs_browser
def test_a_text_that_a_script_builds_is_captured(serve: Web, shared: Renderer):
    serve.pages["/app"] = page('<div id="root"></div><script src="/app.js"></script>')
    serve.pages["/app.js"] = Answer(
        body=b"fetch('/text').then(r => r.text()).then(t => { root.textContent = t })",
        headers={"Content-Type": "text/javascript"},
    )
    serve.pages["/text"] = Answer(body="Wir löschen Ihre Daten nach 30 Tagen.".encode())
    capture = shared.render(serve.url("/app#data"))
    assert "Wir löschen Ihre Daten nach 30 Tagen." in capture.body.decode()
    assert (capture.url, capture.final_url) == (serve.url("/app#data"), serve.url("/app"))
    assert (capture.status, capture.content_type) == (200, "text/html; charset=utf-8")
    assert capture.renderer.startswith("chromium 1")
    assert capture.fetched_at == NOW


@needs_browser
def test_a_page_is_pictured_unless_its_body_is_the_one_that_was_seen(serve: Web, shared: Renderer):
    serve.pages["/app"] = page("<p>Text</p>")
    first = shared.render(serve.url("/app"), pictured=True)
    assert first.picture is not None
    assert (first.picture.told.separate, first.picture.told.url) == (False, serve.url("/app"))
    again = shared.render(serve.url("/app"), pictured=True, seen_sha256=first.sha256)
    assert (again.sha256, again.picture) == (first.sha256, None)


@needs_browser
def test_the_page_is_asked_for_once_and_the_shell_s_validators_are_not_kept(serve: Web, shared: Renderer):
    serve.pages["/app"] = page("<p>Text</p>")
    capture = shared.render(serve.url("/app"))
    assert len(serve.asked("/app")) == 1
    assert "etag" not in capture.headers


@needs_browser
def test_an_element_that_is_declared_is_waited_for(serve: Web, shared: Renderer):
    late = "setTimeout(() => { document.body.innerHTML += '<main>Late text</main><footer></footer>' }, 1500)"
    serve.pages["/app"] = page(f"<p>Loading</p><script>{late}</script>")
    span = Range(start="main", start_after=False, end="footer", end_before=True)
    assert "Late text" in shared.render(serve.url("/app"), [span]).body.decode()


@needs_browser
def test_an_element_that_does_not_come_is_no_reason_to_fail(serve: Web):
    serve.pages["/app"] = page("<p>All the text</p>")
    settings = replace(SETTINGS, timeout_seconds=2)
    with (
        Fetcher(settings, clock=lambda: NOW, stop=Event()) as fetcher,
        Renderer(settings, fetch=fetcher.fetch) as renderer,
    ):
        assert "All the text" in renderer.render(serve.url("/app"), [".missing", "p["]).body.decode()


@needs_browser
def test_collapsed_sections_are_opened_and_menus_are_not(serve: Web, shared: Renderer):
    script = """
    for (const button of document.querySelectorAll('button'))
        button.onclick = () => { button.parentElement.append(button.dataset.text) }
    """
    serve.pages["/app"] = page(
        """<nav><button aria-expanded=false data-text="Menu text">Menu</button></nav>
        <section><button aria-expanded=false data-text="How we share data">Sharing</button></section>
        <section><a href="/in"><button aria-expanded=false data-text="Login text">In</button></a></section>
        <details><summary>Retention</summary>Thirty days</details>"""
        f"<script>{script}</script>"
    )
    text = shared.render(serve.url("/app")).body.decode()
    assert ">How we share data" in text.replace("</button>", ">")
    assert "<details open" in text
    assert "</button>Menu text" not in text
    assert "</button>Login text" not in text


@needs_browser
def test_sections_stay_as_they_were_where_opening_them_takes_text_away(serve: Web, shared: Renderer):
    serve.pages["/app"] = page(
        """<main><p>We keep your data for thirty days.</p><button aria-expanded=false>More</button></main>
        <script>document.querySelector('button').onclick = () => document.body.replaceChildren()</script>"""
    )
    assert "thirty days" in shared.render(serve.url("/app")).body.decode()


@needs_browser
def test_only_what_builds_a_text_is_loaded(serve: Web, shared: Renderer):
    serve.pages["/app"] = page(
        """<img src="/image.png"><video src="/video.mp4"></video><iframe src="http://other.example/"></iframe>
        <link rel=stylesheet href="/style.css"><script>new Image().src = '/pixel'</script><p>Text</p>"""
    )
    shared.render(serve.url("/app"))
    asked = {request.path for request in serve.requests}
    assert asked - {"/robots.txt"} == {"/app", "/style.css"}


@needs_browser
def test_what_components_show_stands_in_its_place(serve: Web, shared: Renderer):
    script = """
    const fill = (host, html) => { host.attachShadow({mode: 'open'}).innerHTML = html };
    fill(document.querySelector('a-policy'), `<slot name=title></slot><p>We keep data.</p><slot>None</slot>
        <a-note></a-note><details><summary>How long</summary>Thirty days</details>`);
    const note = document.querySelector('a-policy').shadowRoot.querySelector('a-note');
    fill(note, '<p>A note.</p><slot>In us</slot>');
    """
    serve.pages["/app"] = page(
        "<a-policy><p>The end.</p><h1 slot=title>Privacy</h1></a-policy><script src=/app.js></script>"
    )
    serve.pages["/app.js"] = Answer(body=script.encode(), headers={"Content-Type": "text/javascript"})
    body = shared.render(serve.url("/app")).body.decode()
    parts = ["Privacy</h1>", "We keep data.", "The end.", "A note.", "In us", "<details open", "Thirty days"]
    assert sorted(parts, key=body.index) == parts
    assert [body.count(part) for part in parts] == [1] * len(parts)
    assert ">None<" not in body


@needs_browser
def test_a_text_that_comes_late_in_a_component_is_waited_for(serve: Web, shared: Renderer):
    script = """
    const shadow = document.querySelector('a-policy').attachShadow({mode: 'open'});
    setTimeout(() => { shadow.innerHTML = '<p>Late text</p>' }, 400)"""
    serve.pages["/app"] = page(f"<a-policy></a-policy><script>{script}</script>")
    assert b"<p>Late text</p>" in shared.render(serve.url("/app")).body


@needs_browser
def test_menus_that_are_components_stay_closed(serve: Web, shared: Renderer):
    script = """
    const shadow = document.querySelector('a-menu').attachShadow({mode: 'open'});
    shadow.innerHTML = '<button aria-expanded=false>Menu</button>';
    shadow.firstChild.onclick = () => shadow.append('All ' + 'products')"""
    serve.pages["/app"] = page(f"<nav><a-menu></a-menu></nav><p>Text</p><script>{script}</script>")
    assert b"All products" not in shared.render(serve.url("/app")).body


@needs_browser
def test_frames_of_the_page_s_origin_are_part_of_it(serve: Web, shared: Renderer):
    serve.pages["/app"] = page(
        """<h1>Terms</h1><iframe src="/frames/text"></iframe><p>After it</p>
        <iframe srcdoc="<p>Written in place</p>"></iframe>"""
    )
    serve.pages["/frames/text"] = page("<p>In the frame</p><a href=more>More</a><iframe src=/inner></iframe>")
    serve.pages["/inner"] = page("<p>In a frame's frame</p>")
    body = shared.render(serve.url("/app")).body.decode()
    parts = ["Terms</h1>", "In the frame", "In a frame's frame", "After it", "Written in place</p>"]
    assert sorted(parts, key=body.index) == parts
    assert f'href="{serve.url("/frames/more")}"' in body


@needs_browser
def test_a_second_look_at_a_page_asks_for_its_frames_anew(serve: Web, shared: Renderer):
    serve.pages["/app"] = page("<iframe src=/frame></iframe>")
    serve.pages["/frame"] = page("<p>The first look</p>")
    assert b"The first look" in shared.render(serve.url("/app")).body
    serve.pages["/frame"] = page("<p>The second look</p>")
    assert b"The second look" in shared.render(serve.url("/app"), fresh=True).body


@needs_browser
@pytest.mark.parametrize("style", ["display: none", "width: 1px; height: 1px", "visibility: hidden"])
def test_a_frame_that_shows_nothing_is_not_read(serve: Web, shared: Renderer, style: str):
    serve.pages["/app"] = page(f'<p>Text</p><iframe style="{style}" src="/frame"></iframe>')
    serve.pages["/frame"] = page("<p>For a script</p>")
    assert b"For a script" not in shared.render(serve.url("/app")).body


@needs_browser
def test_a_frame_of_another_origin_is_not_asked_for(serve: Web, shared: Renderer):
    other = serve.url("/frame").replace("127.0.0.1", "localhost")
    serve.pages["/app"] = page(f'<p>Text</p><iframe src="{other}"></iframe><iframe src="/away"></iframe>')
    serve.pages["/away"] = Answer(status=302, headers={"Location": other})
    serve.pages["/frame"] = page("<p>Another's text</p>")
    assert b"Another's text" not in shared.render(serve.url("/app")).body


@needs_browser
def test_a_frame_that_fails_leaves_the_page_as_it_is(serve: Web, shared: Renderer):
    serve.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /refused\n")
    serve.pages["/app"] = page("<p>Text</p><iframe src=/refused></iframe><iframe src=/missing></iframe>")
    assert b"<p>Text</p>" in shared.render(serve.url("/app")).body
    assert serve.asked("/refused") == []


@needs_browser
def test_a_page_has_no_more_frames_than_the_limit(serve: Web, shared: Renderer):
    serve.pages["/app"] = page(
        "".join(f"<iframe src=/{number}></iframe>" for number in range(MAX_FRAMES + 1))
    )
    serve.pages |= {f"/{number}": page("<p>In the frame</p>") for number in range(MAX_FRAMES + 1)}
    assert shared.render(serve.url("/app")).body.count(b"In the frame") == MAX_FRAMES


@needs_browser
def test_a_page_without_components_and_frames_is_stored_as_the_browser_has_it(serve: Web, shared: Renderer):
    serve.pages["/app"] = page("<noscript><p>No scripts</p></noscript><p>Text</p>")
    assert b"<noscript><p>No scripts</p></noscript>" in shared.render(serve.url("/app")).body


@needs_browser
def test_redirects_are_recorded_as_for_any_fetch(serve: Web, shared: Renderer):
    serve.pages["/old"] = Answer(status=301, headers={"Location": "/new"})
    serve.pages["/new"] = page("<p id=p></p><script>p.textContent = location.pathname</script>")
    capture = shared.render(serve.url("/old"))
    assert capture.redirects == (Redirect(url=serve.url("/old"), status=301),)
    assert capture.final_url == serve.url("/new")
    assert b">/new</p>" in capture.body


@needs_browser
def test_a_page_that_goes_on_by_script_is_followed(serve: Web, shared: Renderer):
    serve.pages["/old"] = page("<script>location = '/moved'</script>")
    serve.pages["/moved"] = Answer(status=302, headers={"Location": "/new"})
    serve.pages["/new"] = page("<p id=p></p><script>p.textContent = location.pathname</script>")
    capture = shared.render(serve.url("/old"))
    assert capture.final_url == serve.url("/new")
    assert b">/new</p>" in capture.body


@needs_browser
def test_a_page_that_goes_on_to_an_error_fails_with_its_reason(serve: Web, shared: Renderer):
    serve.pages["/old"] = page("<script>location = '/gone'</script>")
    with pytest.raises(errors.BadStatus, match="HTTP 404"):
        shared.render(serve.url("/old"))


@needs_browser
def test_windows_that_a_page_opens_are_not_its_text(
    serve: Web, shared: Renderer, capfd: pytest.CaptureFixture[str]
):
    opening = "window.open('/offer'); window.open('about:blank'); window.open('/offer').location = '/more'"
    serve.pages["/app"] = page(f"<p>Our terms</p><script>{opening}</script>")
    serve.pages["/offer"] = page("<p>Summer sale</p>")
    capture = shared.render(serve.url("/app"))
    assert b"<p>Our terms</p>" in capture.body
    assert capture.final_url == serve.url("/app")
    assert serve.asked("/offer") == []
    assert "Traceback" not in capfd.readouterr().err


@needs_browser
def test_frames_that_vanish_while_they_load_do_no_harm(
    serve: Web, shared: Renderer, capfd: pytest.CaptureFixture[str]
):
    vanishing = """
    for (let number = 0; number < 40; number++) {
        const frame = document.createElement('iframe');
        frame.src = `/frame?${number}`;
        document.body.append(frame);
        if (number % 2) frame.remove(); else setTimeout(() => frame.remove(), number);
    }"""
    serve.pages["/app"] = page(f"<p>Our terms</p><script>{vanishing}</script>")
    assert b"<p>Our terms</p>" in shared.render(serve.url("/app")).body
    assert "Traceback" not in capfd.readouterr().err


@needs_browser
def test_frames_leave_a_page_free_to_go_on(serve: Web, shared: Renderer):
    frames = "<iframe src=/frame></iframe>" * 10
    serve.pages["/old"] = page(f"{frames}<script>setTimeout(() => {{ location = '/new' }}, 100)</script>")
    serve.pages["/new"] = page("<p>Our terms</p>")
    capture = shared.render(serve.url("/old"))
    assert capture.final_url == serve.url("/new")
    assert b"<p>Our terms</p>" in capture.body


@needs_browser
def test_what_robots_txt_refuses_is_not_rendered(serve: Web, shared: Renderer):
    serve.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /app\n")
    with pytest.raises(errors.RobotsRefused):
        shared.render(serve.url("/app"))


def test_a_page_that_is_no_html_needs_no_browser(serve: Web):
    serve.pages["/terms.pdf"] = Answer(body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    capture = rendered(SETTINGS, serve.url("/terms.pdf"))
    assert (capture.body, capture.renderer) == (b"%PDF-1.7", "")


@needs_browser
def test_a_script_that_never_ends_is_given_up_and_the_next_page_is_rendered(serve: Web):
    serve.pages["/hang"] = page("<p>Text</p><script>setTimeout(() => { for (;;); }, 50)</script>")
    serve.pages["/app"] = page("<p>Text</p>")
    settings = replace(SETTINGS, timeout_seconds=4)
    began = time.monotonic()
    with (
        Fetcher(settings, clock=lambda: NOW, stop=Event()) as fetcher,
        Renderer(settings, fetch=fetcher.fetch) as renderer,
    ):
        with pytest.raises(errors.TimedOut):
            renderer.render(serve.url("/hang"))
        assert time.monotonic() - began < 60
        assert b"<p>Text</p>" in renderer.render(serve.url("/app")).body


@needs_browser
def test_a_page_that_grows_over_the_limit_is_refused(serve: Web):
    serve.pages["/app"] = page("<p></p><script>document.body.textContent = 'x'.repeat(200000)</script>")
    with pytest.raises(errors.BodyTooLarge, match="over 100,000 bytes"):
        rendered(replace(SETTINGS, max_bytes=100_000), serve.url("/app"))


@needs_browser
def test_a_public_page_loads_nothing_from_this_machine(serve: Web):
    public = Capture(
        url="http://policies.example/",
        final_url="http://policies.example/",
        status=200,
        fetched_at=NOW,
        body=f'<p>Text</p><script src="{serve.url("/private.js")}"></script>'.encode(),
        content_type="text/html",
        charset="",
        sha256="",
    )
    with Renderer(FetchSettings(timeout_seconds=10), fetch=lambda url, **_: public) as renderer:
        assert b"<p>Text</p>" in renderer.render(public.url).body
    assert serve.requests == []


@pytest.mark.parametrize(("version", "refused"), [("132.9.6834.57", True), ("133.0.6943.16", False)])
def test_a_chromium_that_is_too_old_is_not_used(version: str, refused: bool):
    expected = pytest.raises(errors.ScriptsNotRun, match="too old") if refused else nullcontext()
    with expected:
        chromium.refuse_old("https://a.example/", version)


@pytest.mark.parametrize(("user", "sandboxed"), [(0, False), (1000, True)])
def test_only_root_has_no_sandbox(user: int, sandboxed: bool):
    assert chromium.is_sandboxed(user) is sandboxed


@needs_browser
def test_a_crawl_says_that_scripts_run_without_a_sandbox(
    serve: Web, run: Callable[..., Done], tmp_path: Path
):
    serve.pages["/app"] = page("<p>Text</p>")
    terms = {"Terms": {"fetch": serve.url("/app"), "executeClientScripts": True}}
    (tmp_path / "archive.toml").write_text("[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\n")
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "Lumen.json").write_text(json.dumps({"name": "Lumen", "terms": terms}))
    done = run("crawl")
    assert ("without the browser's sandbox" in done.err) is (os.geteuid() == 0)


def test_the_browser_is_the_one_that_is_named_else_the_first_on_the_path(tmp_path: Path):
    for name in ("chromium", "mine"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    environment = {"PATH": str(tmp_path)}
    assert chromium.executable(environment) == str(tmp_path / "chromium")
    named = {**environment, "ARCHIVER_CHROMIUM": str(tmp_path / "mine")}
    assert chromium.executable(named) == str(tmp_path / "mine")
    assert chromium.executable({"PATH": str(tmp_path / "empty")}) is None


@pytest.mark.skipif(find_spec("playwright") is None, reason="Playwright is missing")
def test_without_a_browser_the_message_says_what_to_install(
    serve: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("ARCHIVER_CHROMIUM", raising=False)
    serve.pages["/app"] = page("<p>Text</p>")
    with pytest.raises(errors.ScriptsNotRun, match="install Chromium"):
        rendered(SETTINGS, serve.url("/app"))


@pytest.mark.skipif(find_spec("playwright") is None, reason="Playwright is missing")
def test_a_browser_that_does_not_start_is_named(serve: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("ARCHIVER_CHROMIUM", str(broken))
    serve.pages["/app"] = page("<p>Text</p>")
    with pytest.raises(errors.ScriptsNotRun, match="broken does not start"):
        rendered(SETTINGS, serve.url("/app"))
