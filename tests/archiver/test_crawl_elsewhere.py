"""A platform is a unit of work that another process takes."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import Outcome
from archiver.crawl.run import crawl_platform
from archiver.declarations import Declaration, Document, Source
from archiver.settings import FetchSettings, Settings
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import page
from tests.conftest import START

SETTINGS = Settings(fetch=FetchSettings(allow_private_addresses=True, delay_seconds=0, attempts=1))


def now() -> datetime:
    return START


def test_another_process_crawls_a_platform_and_tells_what_became_of_it(tmp_path: Path, serve: Web) -> None:
    serve.pages["/privacy"] = Answer(body=page(), headers={"Content-Type": "text/html; charset=utf-8"})
    documents = [
        Document(platform="acme", title=title, slug=slug, sources=(Source(url=serve.url(path)),))
        for title, slug, path in (("Privacy Policy", "privacy", "/privacy"), ("Terms", "terms", "/nothing"))
    ]
    declared = Declaration(name="Acme", slug="acme", documents=tuple(documents))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        report = pool.submit(crawl_platform, tmp_path, declared, SETTINGS, now).result()
    assert [looked.observation.outcome for looked in report.looks] == [Outcome.RECORDED, Outcome.FAILED]
    (version,) = history.versions(Archive(tmp_path).repository("acme"), "privacy")
    assert version.fetched_at == START
