"""A served site: a Memento client finds what stood at a policy's own address at a time (RFC 7089)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from archive_repo.errors import InvalidInput
from archiver.publish.site import serving

URL = "https://example.org/terms"
PLATFORMS = [
    {
        "platform": "example",
        "documents": [
            {
                "document": "terms",
                "page": "example/terms/",
                "sources": [f"{URL}#one"],
                "versions": [
                    {
                        "version": "a",
                        "fetched_at": "2025-05-01T12:00:00+00:00",
                        "page": "example/terms/2025-05-01/",
                    },
                    {
                        "version": "b",
                        "fetched_at": "2025-06-01T12:00:00+00:00",
                        "page": "example/terms/2025-06-01/",
                    },
                ],
            }
        ],
    }
]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    (tmp_path / "platforms.json").write_text(json.dumps(PLATFORMS))
    page = tmp_path / "example/terms/2025-05-01/index.html"
    page.parent.mkdir(parents=True)
    page.write_text("the text")
    with serving.server(tmp_path, 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}") as asking:
            yield asking
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("Thu, 01 May 2025 12:00:00 GMT", "2025-05-01"),
        ("Sun, 01 Jun 2025 11:59:59 GMT", "2025-05-01"),
        ("Sun, 01 Jun 2025 12:00:00 GMT", "2025-06-01"),
        ("Tue, 01 Jan 2030 00:00:00 GMT", "2025-06-01"),
        ("Mon, 01 Jan 2024 00:00:00 GMT", "2025-05-01"),
        (None, "2025-06-01"),
    ],
)
def test_the_timegate_leads_to_what_stood_there_at_the_time(client, wanted: str | None, page: str) -> None:
    answer = client.get(f"/timegate/{URL}", headers={"Accept-Datetime": wanted} if wanted else {})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/example/terms/{page}/"
    assert answer.headers["Vary"] == "accept-datetime"
    assert 'rel="timemap"' in answer.headers["Link"]
    assert f'<{URL}>; rel="original"' in answer.headers["Link"]


def test_a_memento_says_when_it_was_seen(client) -> None:
    answer = client.get("/example/terms/2025-05-01/")
    assert answer.text == "the text"
    assert answer.headers["Memento-Datetime"] == "Thu, 01 May 2025 12:00:00 GMT"


def test_an_address_that_is_not_in_the_archive_is_not_found(client) -> None:
    assert client.get("/timegate/https://other.example/").status_code == 404


def test_a_date_that_is_none_is_refused(client) -> None:
    answer = client.get(f"/timegate/{URL}", headers={"Accept-Datetime": "yesterday"})
    assert answer.status_code == 400


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="archiver site build"):
        serving.server(tmp_path, 0)
