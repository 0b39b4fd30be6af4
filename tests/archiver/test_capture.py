"""A page in hand becomes a body as it is stored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive_repo.format.snapshot import Fetched, Redirect
from archiver.fetch.capture import Capture
from tests.conftest import START


def capture(body: bytes, content_type: str) -> Capture:
    return Capture(
        url="https://example.org/p#top",
        final_url="https://www.example.org/p",
        redirects=(Redirect(url="https://example.org/p", status=301),),
        status=200,
        headers={"etag": '"x"'},
        fetched_at=START + timedelta(microseconds=1),
        body=body,
        content_type=content_type,
        charset="utf-8",
        sha256="a",
        renderer="Chromium 1",
    )


def test_a_capture_is_stored_with_everything_that_is_known_of_it() -> None:
    taken = capture(b"<p>x", "text/html")
    body = taken.as_body()
    assert body.data == b"<p>x"
    # Which edition it is, only its text tells; a picture is taken of what is already a body.
    known = set(Fetched.__slots__) - {"edition", "screenshot"}
    assert all(getattr(body.fetched, name) == getattr(taken, name) for name in known)


@pytest.mark.parametrize(
    ("data", "content_type", "extension"),
    [
        (b"<p>x", "text/html", "html"),
        (b"\n%PDF-1.7", "text/html", "pdf"),
        (b" " * 1019 + b"%PDF-", "text/html", "pdf"),
        (b" " * 1020 + b"%PDF-", "text/html", "html"),
        (b"x", "text/plain; charset=utf-8", "txt"),
        (b"x", "application/pdf", "html"),
    ],
)
def test_a_body_is_named_after_what_it_is(data: bytes, content_type: str, extension: str) -> None:
    assert capture(data, content_type).as_body().extension == extension
