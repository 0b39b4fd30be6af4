"""The log of requests, which proves the pace."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archiver import errors
from archiver.crawl import run, work
from archiver.fetch.fetcher import Fetcher
from archiver.fetch.request_log import LoggedRequest, line, writing
from archiver.settings import FetchSettings, Settings
from tests.archiver.conftest import NOW, Answer, Web
from tests.archiver.policies import declaration, page

PACE = FetchSettings(allow_private_addresses=True, delay_seconds=0.05)


def test_a_line_says_when_where_what_and_how_long():
    asked = LoggedRequest(began=NOW, url="https://a.example:8443/p?x=1", status=200, seconds=1.23456)
    assert line(asked) == (
        "2025-06-01T12:00:00.000+00:00\ta.example\thttps://a.example:8443/p?x=1\t200\t1.235\n"
    )
    assert line(LoggedRequest(began=NOW, url="https://a.example/", status=0, seconds=0)).endswith(
        "\t-\t0.000\n"
    )


def test_the_log_shows_that_requests_begin_apart_and_never_overlap(serve: Web, tmp_path: Path):
    serve.otherwise = Answer(body=b"x")
    with (
        writing(tmp_path / "log") as log,
        Fetcher(PACE, clock=lambda: datetime.now(UTC), stop=threading.Event(), log=log) as one,
        ThreadPoolExecutor(4) as pool,
    ):
        list(pool.map(one.fetch, [serve.url(f"/{number}") for number in range(6)]))
    lines = [told.split("\t") for told in (tmp_path / "log").read_text().splitlines()]
    assert [told[2] for told in lines] == [serve.url(request.path) for request in serve.requests]
    spans = [(datetime.fromisoformat(told[0]), timedelta(seconds=float(told[4]))) for told in lines]
    slack = timedelta(milliseconds=2)  # the lines are rounded to milliseconds
    for (began, took), (next_began, _) in pairwise(spans):
        assert next_began >= began + took - slack
        assert next_began >= began + timedelta(seconds=0.05) - slack


def test_a_request_that_failed_is_in_the_log_too(serve: Web, tmp_path: Path):
    with (
        writing(tmp_path / "log") as log,
        Fetcher(PACE, clock=lambda: NOW, stop=threading.Event(), log=log) as one,
        pytest.raises(errors.BadStatus),
    ):
        one.fetch(serve.url("/p"))
    assert [told.split("\t")[3] for told in (tmp_path / "log").read_text().splitlines()] == ["404", "404"]


@pytest.mark.parametrize("wanted", [True, False])
def test_a_crawl_keeps_the_log_beside_the_settings_where_it_is_wanted(
    serve: Web, tmp_path: Path, wanted: bool
):
    serve.pages["/privacy"] = Answer(body=page())
    fetch = FetchSettings(allow_private_addresses=True, delay_seconds=0, log_requests=wanted)
    crawl = work.opened(
        Archive(tmp_path),
        Settings(fetch=fetch),
        clock=lambda: NOW,
        stop=threading.Event(),
        rendering=False,
    )
    with crawl as opened:
        run.crawl(opened, [declaration(serve.url("/privacy"))])
    log = tmp_path / "requests.log"
    assert log.exists() is wanted
    assert not wanted or serve.url("/privacy") in log.read_text()
