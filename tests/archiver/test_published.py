"""What a platform publishes of its own past comes in with its dates, apart from what was observed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import Cause, Origin, Version
from archiver.exchange.incoming import published
from tests.archiver.collections import START, Written
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import CLAUSES, page
from tests.archiver.test_import import A, B
from tests.conftest import Done

Run = Callable[..., Done]
TERMS = "lumen/privacy-policy"


@pytest.fixture
def declared(tmp_path: Path, serve: Web) -> Web:
    (tmp_path / "archive.toml").write_text(
        "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\nattempts = 1\n"
    )
    (tmp_path / "declarations").mkdir()
    terms = {"Privacy Policy": {"fetch": serve.url("/now")}}
    (tmp_path / "declarations" / "lumen.json").write_text(json.dumps({"name": "Lumen", "terms": terms}))
    for path, said in (("/now", "two weeks"), ("/2019", "a month"), ("/2021", "three weeks")):
        body = page(CLAUSES | {"Your rights": f"You may write to us. We answer within {said}."})
        serve.pages[path] = Answer(body=body, headers={"Content-Type": "text/html; charset=utf-8"})
    return serve


def listing(folder: Path, *lines: str) -> str:
    (folder / "list.txt").write_text("# earlier versions\n\n" + "\n".join(lines) + "\n")
    return str(folder / "list.txt")


def recorded(folder: Path, document: str = "privacy-policy") -> list[Version]:
    """Oldest first."""
    return history.versions(Archive(folder).repository("lumen"), document)[::-1]


def test_listed_pages_become_versions_of_their_days_in_order(tmp_path: Path, declared: Web, run: Run) -> None:
    file = listing(
        tmp_path, f"2021-05-01, {declared.url('/2021')}", f"{declared.url('/2019')}\t2019-03-01T12:00"
    )
    assert run("import", "pages", TERMS, file).code == 0
    first, second = recorded(tmp_path)
    assert (first.cause, second.cause) == (Cause.PUBLISHED, Cause.PUBLISHED)
    assert [one.fetched_at for one in (first, second)] == [
        datetime(2019, 3, 1, 12, tzinfo=UTC),
        datetime(2021, 5, 1, tzinfo=UTC),
    ]
    assert second.urls == (declared.url("/2021"),)
    assert second.subject == "Privacy Policy: published by the platform: 1 sentence amended"
    again = run("import", "pages", TERMS, file)
    assert "0 versions that Lumen publishes; 2 not after" in again.err
    assert run("verify", "lumen").out == ""


def test_it_is_said_everywhere_that_nobody_looked_and_a_crawl_goes_on(
    tmp_path: Path, declared: Web, run: Run
) -> None:
    file = listing(tmp_path, f"2019-03-01 {declared.url('/2019')}", f"2021-05-01 {declared.url('/2021')}")
    run("import", "pages", TERMS, file)
    (row,) = run("list", "--json").json
    assert (row["last_confirmed_at"], row["version_count"]) == (None, 2)
    shown = run("changes", "--since", "2015", "--json").json
    assert [one["cause"] for one in shown] == ["published", "published"]
    assert "0 changes" not in run("changes", "--since", "2015").err
    assert "published by the platform" in run("log", TERMS).out
    assert "2021-05-01" in run("quote", "within three weeks", "lumen").out
    run("crawl")
    assert [one.cause for one in recorded(tmp_path)] == [Cause.PUBLISHED, Cause.PUBLISHED, Cause.CHANGE]
    refused = run("import", "pages", TERMS, file)
    assert (refused.code, "with --title" in refused.err) == (2, True)
    assert run("import", "pages", TERMS, file, "--title", "Privacy Policy (published)").code == 0
    assert len(recorded(tmp_path, "privacy-policy-published")) == 2


def test_a_page_that_is_not_got_ends_it_and_one_that_is_no_policy_is_left_out(
    tmp_path: Path, declared: Web, run: Run
) -> None:
    declared.pages["/wall"] = Answer(
        body=b"<html><title>Just a moment...</title><p>Verify you are human.</p></html>",
        headers={"Content-Type": "text/html"},
    )
    places = ("/2019", "/wall", "/gone", "/2021")
    file = listing(
        tmp_path, *(f"20{number}-01-01 {declared.url(one)}" for number, one in enumerate(places, 18))
    )
    done = run("import", "pages", TERMS, file)
    assert done.code == 3
    assert "2019-01-01: left out" in done.err
    assert "HTTP 404; run it again" in done.err
    assert len(recorded(tmp_path)) == 1


def test_a_git_repository_of_terms_gives_a_version_for_each_commit(
    tmp_path: Path, declared: Web, run: Run
) -> None:
    made = Written(tmp_path / "policies.git")
    for name, text in (("privacy.md", A), ("other.md", "# Other\n"), ("privacy.md", B)):
        made.record(name, text)
    done = run("import", "pages", TERMS, str(made.path), "--path", "privacy.md")
    assert done.code == 0
    first, second = recorded(tmp_path)
    assert (first.fetched_at, first.cause) == (START, Cause.PUBLISHED)
    assert str(second.origin) == f"policies {made.commits[2]}"
    assert Archive(tmp_path).repository("lumen").text(second).startswith("# Privacy Policy\n\n## Who we are")
    assert declared.requests == []


def test_commits_that_are_dated_out_of_order_are_told_by_their_time(tmp_path: Path) -> None:
    made = Written(tmp_path / "policies.git")
    for text, day in ((A, 3), (B, 1), (A, 5)):
        made.record("privacy.md", text, at=START + timedelta(days=day))
    found = published.committed(made.path, "privacy.md")
    assert [(one.at - START).days for one in found] == [1, 3, 5]


def test_the_origin_of_a_repository_whose_name_has_a_space_can_be_read_again(tmp_path: Path) -> None:
    made = Written(tmp_path / "our policies.git")
    made.record("privacy.md", A)
    (one,) = published.committed(made.path, "privacy.md")
    assert one.origin
    assert Origin.parse(str(one.origin)) == one.origin


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "yesterday https://lumen.example/a\n",
            "line 3: 'yesterday https://lumen.example/a' is not a day and",
        ),
        ("2021-05-01 lumen.example\n", "line 3"),
        ("", "the list names no version"),
    ],
)
def test_a_list_that_cannot_be_read_is_one_line(
    tmp_path: Path, declared: Web, run: Run, text: str, told: str
) -> None:
    done = run("import", "pages", TERMS, listing(tmp_path, text))
    assert (done.code, told in done.err, done.err.count("\n")) == (2, True, 1)
    assert declared.requests == []
