"""What public web archives have of a page, brought in: by CDX and by TimeMap, whatever they answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archiver.declarations import Declaration, Document, Source
from archiver.errors import FetchError
from archiver.exchange import wayback, web_archives
from archiver.exchange.wayback import Done
from archiver.fetch.fetcher import Fetcher
from archiver.moments import Period
from archiver.settings import FetchSettings
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import page, reworded

URL = "https://lumen.example/privacy"
OLD, NEW = page(), page(reworded("Who receives it", "We never sell it", "We may sell it"))
SPAN = Period(start=datetime(2020, 1, 1, tzinfo=UTC), end=datetime(2022, 12, 31, tzinfo=UTC))
FIELDS = ["timestamp", "original", "statuscode", "digest"]
FIRST, SECOND = "20200301080000", "20210301080000"
HTML = {"Content-Type": "text/html; charset=utf-8"}
LUMEN = Declaration(
    name="Lumen",
    slug="lumen",
    documents=(
        Document(
            platform="lumen",
            title="Privacy Policy",
            slug="privacy-policy",
            sources=(Source(url=URL),),
        ),
    ),
)


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with started() as found:
        yield found


def started() -> Fetcher:
    """A fetcher as each command starts one."""
    settings = FetchSettings(allow_private_addresses=True, delay_seconds=0, attempts=1)
    return Fetcher(settings, clock=lambda: SPAN.end, stop=threading.Event())


def index(web: Web, *rows: list[str], body: bytes | None = None) -> None:
    """What the CDX server answers."""
    asked = f"/cdx/search/cdx?url={quote(URL, safe='')}&output=json&fl={','.join(FIELDS)}"
    asked += "&from=20200101000000&to=20221231000000"
    web.pages[asked] = Answer(body=json.dumps([FIELDS, *rows]).encode() if body is None else body)


def capture(web: Web, stamp: str, body: bytes, **more: object) -> str:
    path = f"/web/{stamp}id_/{URL}"
    web.pages[path] = Answer(body=body, headers=HTML, **more)  # type: ignore[arg-type]
    return path


def bring_in(archive: Path, fetcher: Fetcher, place: str) -> Done:
    (archive / "platforms").mkdir(exist_ok=True)
    return wayback.bring_in(
        Archive(archive),
        [LUMEN],
        place,
        SPAN,
        fetch=fetcher.fetch,
        stop=threading.Event(),
        now=SPAN.end,
        heard=lambda _: None,
    )


def days(archive: Path) -> list[str]:
    found = history.versions(Archive(archive).repository("lumen"), "privacy-policy")
    return [f"{one.fetched_at:%Y-%m-%d}" for one in reversed(found)]


def test_captures_become_versions_at_their_own_times(tmp_path: Path, serve: Web, fetcher: Fetcher) -> None:
    index(serve, [FIRST, URL, "200", "A"], ["20200501080000", URL, "-", "A"], [SECOND, URL, "200", "B"])
    capture(serve, FIRST, OLD)
    capture(serve, SECOND, NEW)
    done = bring_in(tmp_path, fetcher, serve.base)
    assert (done.notes, done.problems) == ((), ())
    assert days(tmp_path) == ["2020-03-01", "2021-03-01"]


def test_a_timemap_of_any_archive_is_read(tmp_path: Path, serve: Web, fetcher: Fetcher) -> None:
    memento = serve.url(f"/archived/7/{URL}")
    lines = (
        f'<{URL}>; rel="original",',
        f'<{serve.url("/timemap/link")}/{URL}>; rel="self"; type="application/link-format",',
        f'<{memento}>; rel="first last memento"; datetime="Sun, 01 Mar 2020 08:00:00 GMT",',
        f'<{serve.url("/archived/8")}>; rel="memento"; datetime="yesterday"',
    )
    serve.pages[f"/timemap/link/{URL}"] = Answer(body="\n".join(lines).encode())
    serve.pages[f"/archived/7/{URL}"] = Answer(body=OLD, headers=HTML)
    done = bring_in(tmp_path, fetcher, serve.url("/timemap/link"))
    assert days(tmp_path) == ["2020-03-01"]
    assert done.notes == (f"{URL}: 1 memento passed over: no date that can be read",)


def test_captures_of_a_timemap_are_asked_for_without_the_archive_s_frame(
    serve: Web, fetcher: Fetcher
) -> None:
    body = f'<{serve.base}/web/{FIRST}/{URL}>; rel="memento"; datetime="Sun, 01 Mar 2020 08:00:00 GMT"'
    serve.pages[f"/timemap/{URL}"] = Answer(body=body.encode())
    (found,) = web_archives.captures(fetcher.fetch, serve.url("/timemap"), URL, SPAN.start, SPAN.end).captures
    assert found.url == f"{serve.base}/web/{FIRST}id_/{URL}"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<!DOCTYPE html><title>Sign in</title>", "a page of HTML"),
        (b'[["timestamp","original","statuscode","digest"],["2020', "cut, or no JSON"),
        (b'{"error": "blocked"}', "not an index of captures"),
        (b'[["a"]]', "not an index of captures"),
    ],
)
def test_an_index_that_is_none_is_told_and_nothing_is_recorded(
    tmp_path: Path, serve: Web, fetcher: Fetcher, body: bytes, told: str
) -> None:
    index(serve, body=body)
    done = bring_in(tmp_path, fetcher, serve.base)
    assert told in done.problems[0]
    assert not list((tmp_path / "platforms").iterdir())


@pytest.mark.parametrize("body", [b"", b"[]"])
def test_an_archive_that_has_nothing_says_so(
    tmp_path: Path, serve: Web, fetcher: Fetcher, body: bytes
) -> None:
    index(serve, body=body)
    assert "lists nothing of that time" in bring_in(tmp_path, fetcher, serve.base).notes[0]


def test_redirects_errors_and_wrong_dates_are_passed_over(serve: Web, fetcher: Fetcher) -> None:
    index(
        serve,
        [FIRST, URL, "301", "A"],
        [FIRST, URL, "404", "B"],
        ["20201399000000", URL, "200", "C"],
        ["20190101000000", URL, "200", "D"],
        [SECOND, URL, "200", "E"],
    )
    found = web_archives.captures(fetcher.fetch, serve.base, URL, SPAN.start, SPAN.end)
    assert [one.at.year for one in found.captures] == [2021]
    assert found.notes == (
        f"{URL}: 2 captures passed over: redirects or errors",
        f"{URL}: 1 capture passed over: no date that can be read",
    )


def test_a_capture_that_leads_to_another_time_or_is_the_archive_s_own_page_is_passed_over(
    tmp_path: Path, serve: Web, fetcher: Fetcher
) -> None:
    index(serve, [FIRST, URL, "200", "A"], [SECOND, URL, "200", "B"], ["20220301080000", URL, "200", "C"])
    capture(serve, FIRST, OLD)
    other = serve.url(capture(serve, "20210909090909", NEW))
    serve.pages[f"/web/{SECOND}id_/{URL}"] = Answer(status=302, body=b"", headers={"Location": other})
    capture(serve, "20220301080000", b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->" + NEW)
    done = bring_in(tmp_path, fetcher, serve.base)
    assert days(tmp_path) == ["2020-03-01"]
    assert [note.partition("passed over: ")[2][:30] for note in done.notes] == [
        f"the archive leads to {other}"[:30],
        "the archive answers with a page of its own"[:30],
    ]


def test_where_the_archive_asks_to_wait_the_rest_is_left_and_nothing_is_asked_for_twice(
    tmp_path: Path, serve: Web, fetcher: Fetcher
) -> None:
    index(serve, [FIRST, URL, "200", "A"], [SECOND, URL, "200", "B"])
    first = capture(serve, FIRST, OLD)
    serve.pages[f"/web/{SECOND}id_/{URL}"] = Answer(status=429, body=b"slow down")
    done = bring_in(tmp_path, fetcher, serve.base)
    assert len(done.problems) == 1
    assert not list((tmp_path / "platforms").iterdir())
    capture(serve, SECOND, NEW)
    with started() as again:
        assert bring_in(tmp_path, again, serve.base).problems == ()
    assert days(tmp_path) == ["2020-03-01", "2021-03-01"]
    assert len(serve.asked(first)) == 1


@pytest.mark.parametrize(
    "broken",
    [
        Answer(body=NEW[:200], headers={**HTML, "Content-Length": str(len(NEW)), "Connection": "close"}),
        Answer(status=500, body=b"oops"),
    ],
    ids=["cut", "error of the archive"],
)
def test_a_capture_that_breaks_off_is_not_passed_over(
    tmp_path: Path, serve: Web, fetcher: Fetcher, broken: Answer
) -> None:
    index(serve, [FIRST, URL, "200", "A"], [SECOND, URL, "200", "B"], ["20220301080000", URL, "200", "C"])
    capture(serve, FIRST, OLD)
    capture(serve, "20220301080000", page(reworded("How we use it", "30 days", "90 days")))
    serve.pages[f"/web/{SECOND}id_/{URL}"] = broken
    (problem,) = bring_in(tmp_path, fetcher, serve.base).problems
    assert problem.endswith("; run it again to go on, or leave 2021-03-01 out with --to and --from")
    assert not list((tmp_path / "platforms").iterdir())
    capture(serve, SECOND, NEW)
    with started() as again:
        assert bring_in(tmp_path, again, serve.base).problems == ()
    assert days(tmp_path) == ["2020-03-01", "2021-03-01", "2022-03-01"]


def test_a_capture_that_the_archive_lacks_or_that_leads_elsewhere_is_passed_over(
    tmp_path: Path, serve: Web, fetcher: Fetcher
) -> None:
    index(serve, [FIRST, URL, "200", "A"], [SECOND, URL, "200", "B"], ["20220301080000", URL, "200", "C"])
    capture(serve, SECOND, NEW)
    lacking = serve.url(f"/web/{FIRST}id_/{URL}")
    leading = serve.url(capture(serve, "20220301080000", b"", status=302))
    elsewhere = "http://localhost:9/privacy"
    serve.pages[f"/web/20220301080000id_/{URL}"] = Answer(status=302, headers={"Location": elsewhere})
    done = bring_in(tmp_path, fetcher, serve.base)
    assert done.problems == ()
    assert done.notes[0] == f"{lacking}: passed over: HTTP 404"
    assert done.notes[1].startswith(f"{leading}: passed over: http://localhost:9/")
    assert days(tmp_path) == ["2021-03-01"]


def test_an_archive_that_does_not_answer_is_told(tmp_path: Path, serve: Web, fetcher: Fetcher) -> None:
    serve.otherwise = Answer(status=503, body=b"")
    with pytest.raises(FetchError):
        web_archives.captures(fetcher.fetch, serve.base, URL, SPAN.start, SPAN.end)
    assert bring_in(tmp_path, fetcher, serve.base).problems


def test_an_index_that_is_busy_can_be_asked_again(tmp_path: Path, serve: Web, fetcher: Fetcher) -> None:
    index(serve)
    (asked,) = serve.pages
    serve.pages[asked] = Answer(status=429, headers={"Retry-After": "4000"})
    (problem,) = bring_in(tmp_path, fetcher, serve.base).problems
    assert problem.endswith(": HTTP 429; run it again later")


def test_a_page_in_the_place_of_a_timemap_is_told(serve: Web, fetcher: Fetcher) -> None:
    serve.pages[f"/timemap/{URL}"] = Answer(body=b"<html><p>Not found</p>")
    with pytest.raises(InvalidInput, match="not a TimeMap"):
        web_archives.captures(fetcher.fetch, serve.url("/timemap"), URL, SPAN.start, SPAN.end)


@pytest.mark.parametrize(("own", "paced"), [(0.0, 2.5), (2.5, 2.5), (9.0, 9.0)])
def test_a_web_archive_is_asked_twenty_four_times_a_minute_at_most(own: float, paced: float) -> None:
    assert wayback.paced(FetchSettings(delay_seconds=own)).delay_seconds == paced


def test_a_web_archive_of_ones_own_is_asked_as_fast_as_the_settings_say() -> None:
    chosen = FetchSettings(delay_seconds=0.5, web_archive_delay_seconds=0)
    assert wayback.paced(chosen).delay_seconds == 0.5


def test_an_address_that_is_no_web_page_is_refused_before_anyone_is_asked(tmp_path: Path, run):
    (tmp_path / "archive.toml").touch()
    done = run("import", "wayback", "lumen", "--from", "2020", "--web-archive", "ftp://example.org")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "begins with http:// or https://" in done.err
