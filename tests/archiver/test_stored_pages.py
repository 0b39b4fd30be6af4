"""With --reread a collection's pages become looks at their own times, read by what was declared then."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import Cause
from tests.archiver.collections import START, Written
from tests.archiver.policies import CLAUSES, page
from tests.conftest import Done

Run = Callable[..., Done]
DAY = timedelta(days=1)
NOW = {"fetch": "https://lumen.example/privacy"}
LATER = CLAUSES | {"Your rights": "You may ask for a copy of your data, and we answer within two months."}
WALL = b"<html><title>Just a moment...</title><p>Verify you are human.</p></html>"


@pytest.fixture
def pages(tmp_path: Path) -> Written:
    (tmp_path / "platforms").mkdir()
    return Written(tmp_path / "small-snapshots.git")


def declare(folder: Path, terms: dict[str, Any], former: dict[str, Any] | None = None) -> str:
    (folder / "collection" / "declarations").mkdir(parents=True)
    files = {"Lumen.json": {"name": "Lumen", "terms": terms}, "Lumen.history.json": former or {}}
    for name, said in files.items():
        (folder / "collection" / "declarations" / name).write_text(json.dumps(said))
    return str(folder / "collection")


def reread(run: Run, pages: Written, declared: str) -> Done:
    return run(
        "import", "open-terms-archive", "nothing-to-read",
        "--snapshots", str(pages.path), "--declarations", declared, "--reread", "--json",
    )  # fmt: skip


def test_each_page_is_a_look_at_its_time_and_a_second_run_adds_nothing(
    tmp_path: Path, pages: Written, run: Run
) -> None:
    for body in (page(), page(noise="1"), WALL, page(LATER)):
        pages.record("Lumen/Privacy Policy.html", body)
    declared = declare(tmp_path, {"Privacy Policy": NOW})
    (played,) = reread(run, pages, declared).json
    assert played["outcomes"] == {"recorded": 2, "unchanged": 1, "failed": 1}
    repository = Archive(tmp_path).repository("lumen")
    last, first = history.versions(repository, "privacy-policy")
    assert [one.fetched_at for one in (first, last)] == [START, START + 3 * DAY]
    (body,) = repository.bodies(last.snapshot, "privacy-policy")
    assert (body.fetched.url, body.fetched.origin) == (NOW["fetch"], pages.commits[3])
    (again,) = reread(run, pages, declared).json
    assert (again["outcomes"], again["passed_over"]) == ({}, 4)


def test_each_platform_gets_its_own_pages_of_a_repository_that_holds_several(
    tmp_path: Path, pages: Written, run: Run
) -> None:
    declared = declare(tmp_path, {"Privacy Policy": NOW})
    other = {"name": "Quill", "terms": {"Privacy Policy": {"fetch": "https://quill.example/privacy"}}}
    (tmp_path / "collection" / "declarations" / "Quill.json").write_text(json.dumps(other))
    for platform, body in (("Quill", page()), ("Lumen", page(LATER)), ("Nobody", page()), ("Lumen", page())):
        pages.record(f"{platform}/Privacy Policy.html", body)
    reread(run, pages, declared)
    archive = Archive(tmp_path)
    held = {
        slug: [one.fetched_at for one in history.versions(archive.repository(slug), "privacy-policy")]
        for slug in archive.slugs()
    }
    assert held == {"lumen": [START + 3 * DAY, START + DAY], "quill": [START]}


def test_a_page_is_read_by_the_declaration_that_was_valid_then(
    tmp_path: Path, pages: Written, run: Run
) -> None:
    old = page().replace(b"<main>", b"<div id=old>").replace(b"</main>", b"</div><p>Read our blog, too.</p>")
    pages.record("Lumen/Privacy Policy.html", old)
    pages.record("Lumen/Imprint.html", page(title="Imprint"))
    pages.record("Lumen/Privacy Policy.html", page(LATER))
    ended = "2021-03-02"
    former = {
        "Privacy Policy": [{"fetch": "https://lumen.example/old", "select": "#old", "validUntil": ended}],
        "Imprint": [{"fetch": "https://lumen.example/imprint", "validUntil": ended}],
    }
    declared = declare(tmp_path, {"Privacy Policy": NOW | {"select": "main"}}, former)
    reread(run, pages, declared)
    repository = Archive(tmp_path).repository("lumen")
    assert repository.documents() == ["imprint", "privacy-policy"]
    changed = [
        one for one in history.versions(repository, "privacy-policy") if one.cause is not Cause.REEXTRACTION
    ]
    assert [one.urls for one in changed] == [
        ("https://lumen.example/privacy",),
        ("https://lumen.example/old",),
    ]
    assert "blog" not in repository.text(changed[1])


def test_it_needs_the_pages_and_what_says_how_to_read_them(pages: Written, run: Run) -> None:
    done = run("import", "open-terms-archive", "nothing", "--snapshots", str(pages.path), "--reread")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "--reread needs" in done.err
