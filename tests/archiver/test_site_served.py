"""A served site: a Memento client finds what stood at a policy's own address at a time (RFC 7089)."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from archive_repo.errors import InvalidInput
from archiver.publish.site import serving

URL = "https://example.org/terms"


def document(page: str, url: str, *days: str, earlier: Sequence[str] = ()) -> dict[str, Any]:
    return {"page": page, "earlier": earlier, "versions": [version(page, day, url) for day in days]}


def version(page: str, day: str, *urls: str) -> dict[str, Any]:
    return {
        "fetched_at": f"{day}T12:00:00+00:00",
        "page": f"{page}{day}/",
        "change_class": None,
        "sources": urls,
    }


JOINED = "https://joined.example"
JOINED_VERSIONS = [
    version("example/joined/", "2025-05-01", f"{JOINED}/old"),
    version("example/joined/", "2025-05-02", f"{JOINED}/old", f"{JOINED}/annex"),
    version("example/joined/", "2025-05-03", f"{JOINED}/terms", f"{JOINED}/annex"),
    version("example/joined/", "2025-05-04", f"{JOINED}/terms"),
]
WALL = {"fetched_at": "2025-07-01T12:00:00+00:00", "page": "example/terms/2025-07-01/", "sources": [URL]}
TERMS = document("example/terms/", f"{URL}#one", "2025-05-01", "2025-06-01")
TERMS["versions"].append(WALL | {"change_class": "not-the-document"})
PLATFORMS = [
    {
        "documents": [
            document("example/data/", "https://shared.example/legal/#data", "2025-05-02", "2025-06-02"),
            document("example/use/", "https://shared.example/legal/#use", "2025-05-01"),
            document("example/privacy/", "https://shared.example/legal/#privacy", "2025-05-01", "2025-06-01"),
            document("example/then/", "https://moved.example/rules", "2025-05-01", "2025-05-03"),
            document("example/now/", "https://moved.example/rules", "2025-06-01", earlier=["example/then/"]),
            document("豆包/terms/", "https://豆包.example/条款?a=b%20c", "2025-05-01"),
            TERMS,
            document("example/slash/", "https://spelt.example/use/", "2025-05-02"),
            document("example/plain/", "https://spelt.example/use", "2025-05-01"),
            {"page": "example/joined/", "earlier": [], "versions": JOINED_VERSIONS},
            document("example/annex/", f"{JOINED}/annex", "2025-05-03"),
        ]
    }
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "platforms.json").write_text(json.dumps({"platforms": PLATFORMS}))
    shown = ("example/terms/2025-05-01", "example/use/2025-05-01", "example/then/2025-05-03")
    for where in (*shown, "豆包/terms/2025-05-01"):
        page = folder / where / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text("the text")
    (folder / "404.html").write_text("not in this archive")
    with serving.server(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}") as asking:
            yield asking
        server.shutdown()
        thread.join()


def links(answer: httpx.Response) -> dict[str, str]:
    """The targets of the header by their relations."""
    told = [one.split(">; ", 1) for one in answer.headers["Link"].split(", <")]
    return {rest.split('"')[1]: target.lstrip("<") for target, rest in told}


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("Thu, 01 May 2025 12:00:00 GMT", "2025-05-01"),
        ("Sun, 01 Jun 2025 11:59:59 GMT", "2025-05-01"),
        ("Sun, 01 Jun 2025 12:00:00 GMT", "2025-06-01"),
        ("Sun, 01 Jun 2025 12:00:00", "2025-06-01"),
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
    assert links(answer)["timemap"] == "/example/terms/timemap.link"
    assert links(answer)["original"] == f"{URL}#one"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://example.org/terms",
        "http://EXAMPLE.org/terms/",
        "http:/example.org/terms",
        "example.org/terms",
        "https://www.example.org:443/terms",
        "https%3A%2F%2Fexample.org%2Fterms",
        "https://example.org/terms%23two",
    ],
)
def test_an_address_is_found_in_any_spelling(client, spelling: str) -> None:
    assert client.get(f"/timegate/{spelling}").headers["Location"] == "/example/terms/2025-06-01/"


@pytest.mark.parametrize(
    "other",
    [
        "https://other.example/",
        "https://example.org/Terms",
        "https://example.org/terms?page=2",
        "https://example.org:8443/terms",
        "",
        "%0d%0aX: y",
    ],
)
def test_an_address_that_is_not_in_the_archive_is_not_found(client, other: str) -> None:
    answer = client.get(f"/timegate/{other}")
    assert answer.status_code == 404
    assert answer.text == "No version of this address is in the archive.\n"


def test_of_several_documents_on_a_page_a_part_of_it_can_be_asked_for(client) -> None:
    found = client.get("/timegate/https://shared.example/legal/%23data")
    assert found.headers["Location"] == "/example/data/2025-06-02/"


def test_without_a_part_the_document_is_found_that_reaches_back_furthest_with_most_versions(client) -> None:
    found = client.get("/timegate/https://shared.example/legal/")
    assert found.headers["Location"] == "/example/privacy/2025-06-01/"


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("Fri, 02 May 2025 12:00:00 GMT", "then/2025-05-01"),
        ("Sat, 31 May 2025 12:00:00 GMT", "then/2025-05-03"),
        ("Sun, 01 Jun 2025 12:00:00 GMT", "now/2025-06-01"),
    ],
)
def test_of_documents_that_stood_at_an_address_in_turn_that_of_the_time_is_found(
    client, wanted: str, page: str
) -> None:
    url = "/timegate/https://moved.example/rules"
    answer = client.get(url, headers={"Accept-Datetime": wanted})
    assert answer.headers["Location"] == f"/example/{page}/"
    assert links(answer)["timemap"] == "/example/now/timemap.link"


def test_a_memento_is_of_the_timemap_of_its_own_document(client) -> None:
    answer = client.get("/example/then/2025-05-03/")
    assert answer.headers["Memento-Datetime"] == "Sat, 03 May 2025 12:00:00 GMT"
    assert links(answer)["timemap"] == "/example/then/timemap.link"


@pytest.mark.parametrize(
    ("spelling", "page"),
    [("spelt.example/use", "plain"), ("spelt.example/use/", "slash"), ("www.spelt.example/use/", "plain")],
)
def test_of_documents_at_one_address_that_of_the_same_spelling_is_found(
    client, spelling: str, page: str
) -> None:
    answer = client.get(f"/timegate/https://{spelling}")
    assert answer.headers["Location"].startswith(f"/example/{page}/")


@pytest.mark.parametrize(
    ("address", "day", "page", "timemap"),
    [
        ("old", "01", "joined/2025-05-01", "joined/timemap-1"),
        ("old", "09", "joined/2025-05-02", "joined/timemap-1"),
        ("terms", "01", "joined/2025-05-01", "joined/timemap"),
        ("terms", "09", "joined/2025-05-04", "joined/timemap"),
        ("annex", "01", "annex/2025-05-03", "annex/timemap"),
    ],
)
def test_every_address_that_a_document_was_read_from_leads_to_the_versions_read_from_it(
    client, address: str, day: str, page: str, timemap: str
) -> None:
    when = f"Thu, {day} May 2025 12:00:00 GMT"
    answer = client.get(f"/timegate/{JOINED}/{address}", headers={"Accept-Datetime": when})
    assert answer.headers["Location"] == f"/example/{page}/"
    assert links(answer)["timemap"] == f"/example/{timemap}.link"


@pytest.mark.parametrize(("day", "original"), [("01", "old"), ("02", "old"), ("03", "terms")])
def test_a_memento_is_of_the_address_that_its_text_begins_at(client, day: str, original: str) -> None:
    told = links(client.get(f"/example/joined/2025-05-{day}/"))
    assert told["original"] == f"{JOINED}/{original}"


def test_every_memento_says_when_it_was_seen_also_where_documents_share_a_page(client) -> None:
    answer = client.get("/example/use/2025-05-01/")
    assert answer.text == "the text"
    assert answer.headers["Memento-Datetime"] == "Thu, 01 May 2025 12:00:00 GMT"
    assert links(answer)["original"] == "https://shared.example/legal/#use"


def test_a_memento_names_those_beside_it_and_at_the_ends(client) -> None:
    answer = client.head("/example/terms/2025-05-01/")
    told = links(answer)
    assert told["first memento"] == "/example/terms/2025-05-01/"
    assert told["last memento"] == "/example/terms/2025-06-01/"
    assert 'datetime="Sun, 01 Jun 2025 12:00:00 GMT"' in answer.headers["Link"]


def test_letters_beyond_ascii_are_written_as_headers_need_them(client) -> None:
    answer = client.get("/timegate/https://豆包.example/条款?a=b%20c")
    assert answer.headers["Location"] == "/%E8%B1%86%E5%8C%85/terms/2025-05-01/"
    assert links(answer)["original"].endswith("/%E6%9D%A1%E6%AC%BE?a=b%20c")
    assert client.get(answer.headers["Location"]).headers["Memento-Datetime"]


def test_what_is_asked_for_writes_no_header(client) -> None:
    answer = client.get("/timegate/https://example.org/terms%23%0d%0aX-Mine: 1")
    assert answer.status_code == 302
    assert "X-Mine" not in answer.headers


@pytest.mark.parametrize(
    "wanted", ["yesterday", "2025-05-18T00:00:00Z", "Fri, 31 Dec 9999 23:59:59 -1200", "Sun, 99 May 2025"]
)
def test_a_date_that_is_none_is_refused(client, wanted: str) -> None:
    answer = client.get(f"/timegate/{URL}", headers={"Accept-Datetime": wanted})
    assert answer.status_code == 400
    assert answer.headers["Vary"] == "accept-datetime"
    assert "Sun, 18 May 2025 00:00:00 GMT" in answer.text


@pytest.mark.parametrize("told", [None, "[]", "{}", "{"])
def test_a_folder_without_a_site_is_refused(tmp_path: Path, told: str | None) -> None:
    if told is not None:
        (tmp_path / "platforms.json").write_text(told)
    with pytest.raises(InvalidInput, match="archiver site build"):
        serving.server(tmp_path, 0)


def test_what_is_not_there_is_answered_with_the_sites_own_page(client: httpx.Client) -> None:
    answer = client.get("/example/nowhere/")
    assert (answer.status_code, answer.text) == (404, "not in this archive")
    assert client.head("/example/nowhere/").content == b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_the_usual_end_of_a_served_site(tmp_path: Path, number: int) -> None:
    for name in ("site", "platforms"):
        (tmp_path / name).mkdir()
    (tmp_path / "site" / "platforms.json").write_text(json.dumps({"platforms": []}))
    command = [sys.executable, "-m", "archiver", "-C", str(tmp_path), "site", "serve", str(tmp_path / "site")]
    with subprocess.Popen(
        [*command, "--no-build", "--port", "0"], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert "Ctrl-C ends it" in process.stderr.readline()
        process.send_signal(number)
        _, rest = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, "")
