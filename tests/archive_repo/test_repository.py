"""Recording in a platform's repository and reading it back, with git as the second reader."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.errors import UnknownDocument
from archive_repo.format.observation import Held, Observation, SourceState
from archive_repo.format.snapshot import Body, Fetched
from archive_repo.records import Outcome
from archive_repo.repository import Repository
from tests.conftest import START, Recorder

Git = Callable[..., str]


def fetched(url: str = "https://example.org/p") -> Fetched:
    return Fetched(url=url, fetched_at=START)


def look(document: str, at: datetime, outcome: Outcome = Outcome.UNCHANGED, **more: object) -> Observation:
    return Observation(document=document, title=document, checked_at=at, outcome=outcome, **more)  # type: ignore[arg-type]


def test_each_commit_on_main_is_one_version_of_one_document(record: Recorder, git: Git) -> None:
    record("One.\n")
    record("Two.\n", "terms", title="Terms")
    record("Three.\n")
    assert git("log", "--format=%(trailers:key=Document,valueonly,separator=%x20)", "main").split() == [
        "privacy-policy",
        "terms",
        "privacy-policy",
    ]
    assert git("show", "main:privacy-policy.md") == "Three.\n"
    assert git("show", "main:terms.md") == "Two.\n"


def test_documents_are_the_texts_and_not_what_the_readme_says(
    repository: Repository, record: Recorder, git: Git
) -> None:
    record("One.\n")
    record("Two.\n", "terms", title="Terms")
    blob = repository.store.put(b"# Nothing here\n\n- [Ghost](ghost.md)\n")
    with repository.store.exclusive():
        repository.store.commit_files("main", {"README.md": blob}, "Tidy", authored=START, committed=START)
    assert repository.documents() == ["privacy-policy", "terms"]
    assert repository.name == "Example, Inc."


def test_the_platforms_name_is_a_trailer_of_its_newest_version(
    repository: Repository, record: Recorder, git: Git
) -> None:
    record("One.\n")
    assert git("log", "-1", "--format=%(trailers:key=Platform,valueonly)", "main").strip() == "Example, Inc."
    assert repository.name == "Example, Inc."


def test_a_platform_of_which_no_version_says_the_name_is_called_by_its_slug(
    repository: Repository, git: Git
) -> None:
    assert repository.name == "example-inc"
    first_release = (Path(__file__).parent / "golden" / "main.txt").read_text(encoding="utf-8")
    text = first_release.split("\n", 1)[1].partition("-----")[0]
    with repository.store.exclusive():
        files = {"terms.md": repository.store.put(b"One.\n")}
        repository.store.commit_files("main", files, text, authored=START, committed=START)
    assert [version.title for version in history.versions(repository, "terms")] == ["Terms of Use"]
    assert repository.name == "example-inc"


def test_dates_say_when_it_was_fetched_and_when_recorded(
    repository: Repository, record: Recorder, git: Git
) -> None:
    record("One.\n", at=datetime(2024, 2, 29, 23, 59, 58, tzinfo=UTC))
    assert git("log", "-1", "--format=%aI", "main").strip() == "2024-02-29T23:59:58+00:00"
    assert history.latest(repository, "privacy-policy").fetched_at == datetime(
        2024, 2, 29, 23, 59, 58, tzinfo=UTC
    )  # type: ignore[union-attr]


def test_a_version_is_found_again_as_it_was_recorded(repository: Repository, record: Recorder) -> None:
    first, second = record("One.\n"), record("Two.\n")
    assert history.versions(repository, "privacy-policy") == [second, first]
    assert [repository.text(version) for version in (first, second)] == ["One.\n", "Two.\n"]
    assert repository.text(first.id) == "One.\n"


def test_an_unknown_document_is_answered_with_the_known_ones(
    repository: Repository, record: Recorder
) -> None:
    record("One.\n")
    with pytest.raises(UnknownDocument, match="it has privacy-policy"):
        history.versions(repository, "terms")


def test_a_snapshot_keeps_the_raw_bytes_and_how_they_were_got(repository: Repository, git: Git) -> None:
    raw = b"<p>\xff\x00 bytes as they came"
    body = Body(extension="html", data=raw, fetched=replace(fetched(), status=200))
    with repository.writing() as writer:
        stored = writer.record_snapshot(document="p", title="P", bodies=[body], fetched_at=START)
    (read,) = repository.bodies(stored.id, "p")
    assert read.data == raw
    assert read.fetched == replace(body.fetched, sha256=stored.sources[0].sha256)
    assert git("ls-tree", "--name-only", "snapshots").split() == ["p.html", "p.json"]
    assert history.snapshot(repository, stored.id, "p") == stored


def test_a_document_of_several_pages_keeps_a_body_for_each_and_drops_those_it_no_longer_has(
    repository: Repository, git: Git
) -> None:
    pages = [
        Body(extension="html", data=bytes([65 + n]), fetched=fetched(f"https://example.org/{n}"))
        for n in range(12)
    ]
    with repository.writing() as writer:
        several = writer.record_snapshot(document="p", title="P", bodies=pages, fetched_at=START)
        one = writer.record_snapshot(
            document="p",
            title="P",
            bodies=[Body(extension="pdf", data=b"%PDF", fetched=pages[0].fetched)],
            fetched_at=START,
        )
    assert [body.data for body in repository.bodies(several.id, "p")] == [page.data for page in pages]
    assert [body.extension for body in repository.bodies(one.id, "p")] == ["pdf"]
    assert git("ls-tree", "--name-only", "snapshots").split() == ["p.json", "p.pdf"]
    assert git("log", "--format=%(trailers:key=Source,valueonly)", "snapshots").split()[1:] == [
        page.fetched.url for page in pages
    ]


def test_the_newest_look_is_the_memory_and_all_looks_stay(repository: Repository, git: Git) -> None:
    held = Held(text_sha256="a", snapshot="b", first_seen=START, last_seen=START, seen=2, reason="captcha")
    state = SourceState(url="https://example.org/p", etag='"x"', status=200)
    second = look(
        "p",
        START + timedelta(days=1),
        Outcome.HELD,
        failures=1,
        sources=(state,),
        held=(held,),
        confidence=0.5,
    )
    with repository.writing() as writer:
        writer.record_observations([look("p", START), look("q", START)], checked_at=START)
        writer.record_observations([second], checked_at=second.checked_at)
    assert repository.last_observations() == {"p": second, "q": look("q", START)}
    assert list(history.observations(repository, "p")) == [second, look("p", START)]
    assert history.observations_at(repository, START)["p"] == look("p", START)
    assert json.loads(git("show", "observations:q.json")) == {
        "checked_at": "2025-05-01T12:00:00+00:00",
        "document": "q",
        "outcome": "unchanged",
        "title": "q",
    }
    assert git("log", "-1", "--format=%s", "observations").strip() == "1 document looked at: 1 held"


def test_a_plain_clone_checks_out_the_texts(record: Recorder, git: Git, repository: Repository) -> None:
    record("One.\n")
    clone = repository.path.parent / "clone"
    git("clone", "--quiet", str(repository.path), str(clone))
    assert (clone / "privacy-policy.md").read_text() == "One.\n"
