"""The page as it was: raw bytes for a pipe and a file, not for a terminal; a copy that is safe to open."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from archive_repo.format.snapshot import Body, Fetched
from archiver.fetch.browser import chromium
from archiver.report import stored_page
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]
URL, FINAL = "https://example.org/p", "https://example.org/legal/p?a=1&b=2"
HEAD = (
    f'<meta http-equiv="Content-Security-Policy" content="{stored_page.POLICY}">'
    '<base href="https://example.org/legal/p?a=1&amp;b=2">'
)


def body(data: bytes, extension: str = "html", content_type: str = "text/html") -> Body:
    fetched = Fetched(url=URL, final_url=FINAL, fetched_at=START, content_type=content_type)
    return Body(extension=extension, data=data, fetched=fetched)


def viewable(page: str | bytes, content_type: str = "text/html") -> str:
    data = page if isinstance(page, bytes) else page.encode()
    return stored_page.viewable(body(data, content_type=content_type)).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "<p>text"),
        ("<!DOCTYPE html>", "\n<html><head><title>T</title></head><body>text"),
        ("\n<!-- saved --><!doctype html PUBLIC 'x'>", "<html>"),
        ("<?xml version='1.0'?>\n<!DOCTYPE html>", "<html>"),
        ("", "<!-- <head> <!doctype html> --><script>alert(1)</script>"),
        ("", "<script>alert(1)</script><head>"),
        ("", "<!--><script>alert(1)</script> --><!doctype html>"),
        ("", "<!-- --!><script>alert(1)</script> --><!doctype html>"),
    ],
)
def test_the_policy_and_the_base_stand_before_all_that_the_page_says(before: str, after: str) -> None:
    assert viewable(before + after) == before + HEAD + after


def test_a_page_is_shown_in_the_encoding_that_it_was_sent_in() -> None:
    assert viewable("<p>é".encode("latin-1"), "text/html; charset=iso-8859-1").endswith("<p>é")
    assert viewable("<p>é".encode("utf-16")).endswith("<p>é")
    assert stored_page.viewable(body(b"<p>x")).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_refresh_does_not_lead_away_from_the_stored_page(quote: str) -> None:
    said = viewable(f"<meta HTTP-EQUIV={quote}Refresh{quote} content='0; url=/new'>")

    assert f"HTTP-EQUIV={quote}no-Refresh{quote}" in said


@pytest.mark.parametrize(("extension", "data"), [("pdf", b"%PDF-1.7 <head>"), ("txt", b"<head>")])
def test_other_pages_are_opened_as_they_are(extension: str, data: bytes) -> None:
    assert stored_page.viewable(body(data, extension)) == data


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"<p>text\r\n\ttext\x0c", False),
        ("<p>é 文".encode(), False),
        (b"<p>\x1b]0;title\x07", True),
        ("<p>\x9b2J".encode(), True),
        ("<p>é".encode("utf-16"), True),
    ],
)
def test_what_could_steer_a_terminal_is_told_from_text(data: bytes, binary: bool) -> None:
    assert stored_page.is_binary(body(data)) is binary
    assert stored_page.is_binary(body(data, "pdf"))


def test_a_file_gets_the_bytes_as_they_were_fetched(record: Recorder, run: Run, tmp_path: Path) -> None:
    record("\x1b[2J é\n")

    done = run("show", "example-inc/privacy-policy", "--raw", "-o", str(tmp_path / "page"))

    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "page").read_bytes() == "<p>\x1b[2J é\n".encode()


def on_a_terminal(folder: Path, *arguments: str) -> tuple[int, bytes]:
    """Exit code, and what a terminal is shown on stdout."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "archiver", "show", "--archive", str(folder), *arguments]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.write(theirs, b"END")
    shown = b""
    while not shown.endswith(b"END"):
        shown += os.read(ours, 4096)
    os.close(ours)
    os.close(theirs)
    return done.returncode, shown.removesuffix(b"END") + done.stderr


def test_a_terminal_gets_text_and_is_told_what_to_do_with_other_bytes(
    record: Recorder, tmp_path: Path
) -> None:
    record("We keep data.\n")
    record("\x1b]0;title\x07\n", "terms", title="Terms")

    assert on_a_terminal(tmp_path, "--raw", "example-inc/privacy-policy") == (0, b"<p>We keep data.\r\n")
    code, said = on_a_terminal(tmp_path, "--raw", "example-inc/terms")
    assert code == 2
    assert b"\x1b" not in said
    assert b"write it to a file with -o FILE, or look at it with --open" in b" ".join(said.split())


@pytest.mark.skipif(
    chromium.executable() is None or find_spec("playwright") is None,
    reason="neither Chromium nor Playwright is installed",
)
def test_a_browser_runs_nothing_of_the_stored_page(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    page = (
        "<!doctype html><html><head><script>document.title = 'run'</script><title>stored</title></head>"
        "<body onload=\"document.title = 'run'\"><p>text</p><img src=x onerror=\"document.title = 'run'\">"
        "<iframe srcdoc=\"<script>parent.document.title = 'run'</script>\"></iframe><a href='q'>link</a>"
    )
    (tmp_path / "page.html").write_bytes(stored_page.viewable(body(page.encode())))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=["--no-sandbox", "--proxy-server=127.0.0.1:9"]
        )
        shown = browser.new_page()
        shown.goto((tmp_path / "page.html").as_uri())
        assert shown.title() == "stored"
        assert shown.evaluate("document.compatMode") == "CSS1Compat"
        assert shown.evaluate("document.querySelector('a').href") == "https://example.org/legal/q"
        browser.close()
