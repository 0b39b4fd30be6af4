"""The search of the site: Pagefind's index beside the pages, and what stands there without it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.index import connect
from archive_repo.repository import Repository
from archiver.publish.site import build, search_index
from archiver.publish.site.deploy import Bundle
from archiver.publish.site.search_index import Indexer
from archiver.publish.site.source import Source
from tests.archiver import sites
from tests.conftest import START, Recorder

INDEXER = search_index.indexer()
needs_pagefind = pytest.mark.skipif(INDEXER is None, reason="Pagefind is not installed")


def index_of(folder: Path) -> set[str]:
    return {str(one.relative_to(folder)) for one in (folder / "search/index").rglob("*") if one.is_file()}


@needs_pagefind
def test_the_index_is_made_again_only_when_words_changed(tmp_path) -> None:
    record, out = sites.fill(tmp_path), tmp_path / "out"
    sites.make(tmp_path, out, INDEXER)
    before = index_of(out)
    entry = (out / "search/index/0/pagefind-entry.json").stat().st_mtime_ns
    record.look(day=6)
    assert sites.make(tmp_path, out, INDEXER).written, "the day of the last look is on pages"
    assert (out / "search/index/0/pagefind-entry.json").stat().st_mtime_ns == entry
    record(sites.SECOND.replace("your age", "your date of birth"), at=START + timedelta(days=6))
    sites.make(tmp_path, out, INDEXER)
    assert index_of(out) != before


@needs_pagefind
def test_only_what_the_page_loads_is_kept_of_the_index(tmp_path) -> None:
    sites.fill(tmp_path)
    sites.make(tmp_path, tmp_path / "out", INDEXER)
    entry = json.loads((tmp_path / "out/search/index/0/pagefind-entry.json").read_text())
    assert list(entry["languages"]) == [search_index.LANGUAGE]
    kept = {Path(one).name for one in index_of(tmp_path / "out") if one.count("/") == 3}
    assert {one for one in kept if one.endswith((".js", ".css"))} == {"pagefind.js"}
    assert not list((tmp_path / "out").rglob(".searched*"))


@needs_pagefind
def test_a_large_archive_has_several_indexes_and_a_change_touches_one(tmp_path) -> None:
    several, out = replace(INDEXER, usual=4), tmp_path / "out"
    platforms = [Repository.create(tmp_path / f"platforms/platform-{one}.git") for one in range(6)]
    records = [Recorder(one) for one in platforms]
    for record in records:
        record(sites.FIRST)
    sites.make(tmp_path, out, several)
    before = {one: one.stat().st_mtime_ns for one in out.glob("search/index/*/pagefind-entry.json")}
    assert len(before) > 1
    records[4](sites.SECOND)
    sites.make(tmp_path, out, several)
    assert sum(one.stat().st_mtime_ns != made for one, made in before.items()) == 1


@pytest.mark.parametrize("newest", range(6))
def test_the_index_that_has_the_newest_text_is_made_first_beside_all_other_pages(
    newest: int, tmp_path
) -> None:
    several = Indexer(program=Path("/bin/true"), usual=4)
    records = [Recorder(Repository.create(tmp_path / f"platforms/platform-{one}.git")) for one in range(6)]
    for record in records:
        record(sites.FIRST)
    records[newest](sites.SECOND)
    archive = Archive.open(tmp_path)

    def bundles(index: sqlite3.Connection) -> list[str]:
        source = Source.of(archive, index, found, sites.FRAME)
        return [one.path for one in build.pages(source, sites.unwatched, several) if isinstance(one, Bundle)]

    found = sites.read(tmp_path)
    made = connect.ask(archive, bundles)
    assert len(made) == len(set(made)) > 1
    place = search_index.places(found, several)[f"platform-{newest}"]
    assert made[0] == f"search/index/{place}/"


@needs_pagefind
def test_indexes_are_sized_by_the_pages_that_are_searched(tmp_path) -> None:
    sites.fill(tmp_path)
    sites.make(tmp_path, tmp_path / "out", INDEXER)
    entry = json.loads((tmp_path / "out/search/index/0/pagefind-entry.json").read_text())
    found = sites.read(tmp_path)
    assert sum(one.searched for one in found.documents.values()) == entry["languages"]["en"]["page_count"]


@pytest.mark.parametrize(
    ("pages", "count"), [(0, 0), (1, 1), (10, 1), (11, 2), (80, 8), (81, 8), (160, 8), (161, 9)]
)
def test_indexes_are_small_until_there_are_many_and_never_too_large_to_make(pages: int, count: int) -> None:
    assert Indexer(program=Path("/bin/true"), usual=10, indexes=8, most=20).count(pages) == count


def test_a_site_without_pagefind_says_what_to_use_instead(tmp_path) -> None:
    sites.fill(tmp_path)
    sites.make(tmp_path, tmp_path / "out", None)
    page = (tmp_path / "out/search/index.html").read_text()
    assert "archiver grep WORDS" in page
    assert "<script" not in page
    assert not (tmp_path / "out/search/index").exists()


def test_who_builds_without_pagefind_is_told_in_a_line(tmp_path) -> None:
    (tmp_path / "platforms").mkdir()
    out = tmp_path / "out"
    code = (
        "import sys; sys.modules['pagefind.service'] = None; "
        f"sys.argv = ['archiver', '--archive', {str(tmp_path)!r}, 'site', 'build', {str(out)!r}]; "
        "from archiver.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], env=os.environ, capture_output=True, text=True)
    assert "the site has no search: it needs pagefind" in done.stderr
    assert (out / "search/index.html").is_file()


def test_an_index_that_cannot_be_made_leaves_the_old_site(tmp_path) -> None:
    record, out = sites.fill(tmp_path), tmp_path / "out"
    sites.make(tmp_path, out)
    before = (out / "index.html").read_bytes()
    record(sites.FIRST, at=START + timedelta(days=6))
    with pytest.raises(InvalidInput, match="the search index could not be made"):
        sites.make(tmp_path, out, Indexer(program=Path("/bin/false")))
    assert (out / "index.html").read_bytes() == before
