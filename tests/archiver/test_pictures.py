"""Pictures of pages: taken by a real Chromium when a page is stored, kept with it, and never in the way."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format.snapshot import Screenshot
from archive_repo.records import Outcome
from archiver.fetch.browser import chromium
from archiver.fetch.capture import Capture, Picture
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import START, URL, Pages, declaration, page, reworded
from tests.conftest import Done

needs_browser = pytest.mark.skipif(
    chromium.executable() is None or find_spec("playwright") is None,
    reason="Chromium or Playwright is missing",
)
Run = Callable[..., Done]
CHANGED = page(reworded("How we use it", "30 days", "60 days"))


def size(image: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", image[16:24])


class Camera:
    """A browser that draws a line of text, and renders by script nothing but what it is told."""

    def __init__(self, picture: Picture) -> None:
        self.pictured: list[Capture] = []
        self._picture = picture

    def render(self, url: str, *_: object, **__: object) -> Capture:
        raise AssertionError(f"nobody asked for {url} to be rendered")

    def picture(self, capture: Capture, wait_for: object = ()) -> Picture:
        self.pictured.append(capture)
        return self._picture


IMAGE = Picture(told=Screenshot(taken_at=START, browser="camera 1", separate=True), data=b"an image")


def pictures(archive: Archive) -> list[Screenshot | None]:
    """What is said of the picture of each snapshot, oldest first."""
    repository = archive.repository("lumen")
    snapshots = list(history.snapshots(repository, "privacy-policy"))[::-1]
    return [repository.bodies(one.id, one.document)[0].fetched.screenshot for one in snapshots]


def crawl(pages: Pages, archive: Archive, browser: Camera | None, *, wanted: bool = True) -> Outcome:
    report = pages.crawl(archive, [declaration()], browser=browser, is_pictured=lambda *_: wanted)
    [looked] = report.looks
    return looked.observation.outcome


def test_first_versions_and_changes_are_pictured_and_looks_without_news_are_not(
    tmp_path: Path, serve: Web
) -> None:
    pages, archive, camera = Pages(serve, {URL: page()}), Archive(tmp_path), Camera(IMAGE)
    assert crawl(pages, archive, camera) is Outcome.RECORDED
    pages.now += (day := pages.now - pages.now.replace(hour=0))
    assert crawl(pages, archive, camera) is Outcome.UNCHANGED
    pages.bodies[URL], pages.now = CHANGED, pages.now + day
    assert crawl(pages, archive, camera) is Outcome.RECORDED
    assert [one.body for one in camera.pictured] == [page(), CHANGED]
    assert [one and one.browser for one in pictures(archive)] == ["camera 1", "camera 1"]
    repository = archive.repository("lumen")
    newest = next(history.each(repository, "privacy-policy"))
    assert repository.screenshot(newest.snapshot, "privacy-policy", 1) == b"an image"


def test_nothing_is_pictured_unless_it_is_wanted(tmp_path: Path, serve: Web) -> None:
    pages, archive, camera = Pages(serve, {URL: page()}), Archive(tmp_path), Camera(IMAGE)
    crawl(pages, archive, camera, wanted=False)
    assert (camera.pictured, pictures(archive)) == ([], [None])


@pytest.mark.parametrize(
    ("browser", "why"),
    [
        (Camera(Picture(told=Screenshot(taken_at=START, failure="the browser failed: crashed"))), "crashed"),
        (None, "there was no browser to take it with"),
    ],
    ids=["it fails", "there is none"],
)
def test_a_page_is_stored_without_a_picture_where_none_can_be_taken(
    tmp_path: Path, serve: Web, run: Run, browser: Camera | None, why: str
) -> None:
    pages, archive = Pages(serve, {URL: page()}), Archive(tmp_path)
    outcome = crawl(pages, archive, browser)
    look = archive.repository("lumen").last_observations()["privacy-policy"]
    assert outcome is Outcome.RECORDED, look.reason
    [told] = pictures(archive)
    assert told is not None
    assert why in told.failure
    assert look.advice == f"stored without a picture: {told.failure}"
    done = run("show", "lumen/privacy-policy", "--screenshot", "--archive", str(tmp_path))
    assert (done.code, why in done.err) == (2, True)
    assert run("verify", "--archive", str(tmp_path)).code == 0


@needs_browser
def test_a_crawl_keeps_pictures_of_what_it_fetched_and_of_what_it_rendered(
    serve: Web, run: Run, tmp_path: Path
) -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}
    tall = page().replace(b"</main>", b"<div style='height:17000px'></div></main>")
    style = b"<link rel=stylesheet href=/style.css><img src=/image.png></head>"
    serve.pages["/plain"] = Answer(body=tall.replace(b"</head>", style), headers=html)
    script = (
        b"<script>document.querySelector('h1').insertAdjacentText('beforeend', ' for all')</script></body>"
    )
    serve.pages["/built"] = Answer(body=page().replace(b"</body>", script), headers=html)
    (tmp_path / "archive.toml").write_text(
        "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\n[crawl]\nscreenshots = true\n"
        "[gate]\nconfirm_after_seconds = 0\n"
    )
    (tmp_path / "declarations").mkdir()
    terms = {
        "Privacy Policy": {"fetch": serve.url("/plain")},
        "Cookie Policy": {"fetch": serve.url("/built"), "executeClientScripts": True},
    }
    (tmp_path / "declarations" / "Lumen.json").write_text(json.dumps({"name": "Lumen", "terms": terms}))
    done = run("crawl")
    repository = Archive(tmp_path).repository("lumen")
    plain, built = (next(history.each(repository, slug)) for slug in ("privacy-policy", "cookie-policy"))
    [page_] = repository.bodies(plain.snapshot, plain.document)
    told = page_.fetched.screenshot
    assert told is not None, done.err
    assert (told.failure, told.separate, told.url) == ("", True, serve.url("/plain"))
    image = repository.screenshot(plain.snapshot, plain.document, 1)
    assert size(image) == (told.width, told.height) == (1280, 16_000)
    assert told.page_height > 17_000
    assert len(serve.asked("/plain")) == 1, "the browser is given the bytes that were fetched"
    assert (len(serve.asked("/style.css")), serve.asked("/image.png")) == (1, [])
    [page_] = repository.bodies(built.snapshot, built.document)
    assert page_.fetched.screenshot is not None
    assert not page_.fetched.screenshot.separate
    assert page_.fetched.screenshot.browser == page_.fetched.renderer
    done = run("show", "lumen/privacy-policy", "--screenshot", "-o", str(tmp_path / "page.png"))
    assert (tmp_path / "page.png").read_bytes() == image
    assert "which was given the stored bytes" in done.err
    assert run("verify").code == 0


def test_a_picture_that_was_swapped_or_lost_is_found(
    tmp_path: Path, serve: Web, run: Run, git: Callable[..., str]
) -> None:
    pages, archive = Pages(serve, {URL: page()}), Archive(tmp_path)
    crawl(pages, archive, Camera(IMAGE))
    repository = archive.repository("lumen")
    with repository.writing() as writer:
        writer._store.commit_files(
            "snapshots", {"privacy-policy.screenshot.png": writer._store.put(b"another")},
            repository.store.commit(repository.store.tip("snapshots")).message,
            authored=START, committed=START,
        )  # fmt: skip
    done = run("verify", "--archive", str(tmp_path))
    assert (done.code, "is not the picture that was taken" in done.out) == (1, True)
