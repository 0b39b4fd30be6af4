"""How a body was got, and the message of its commit: what is written is read again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo import history
from archive_repo.errors import DamagedRepository
from archive_repo.format.snapshot import (
    Body,
    Fetched,
    Redirect,
    SnapshotMessage,
    compose,
    from_json,
    parse,
    to_json,
)
from archive_repo.repository import Repository
from tests.conftest import START

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WORD = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=20)
MOMENTS = st.datetimes(timezones=st.just(UTC))
FETCHED = st.builds(
    Fetched,
    url=TEXT,
    final_url=TEXT,
    redirects=st.lists(st.builds(Redirect, url=TEXT, status=st.integers(300, 399)), max_size=3).map(tuple),
    status=st.none() | st.integers(100, 599),
    headers=st.dictionaries(TEXT, TEXT, max_size=3),
    fetched_at=MOMENTS,
    content_type=TEXT,
    charset=TEXT,
    renderer=TEXT,
    sha256=TEXT,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)

LEAST = {"url": "https://example.org/p", "fetched_at": "2025-05-01T12:00:00+00:00", "sha256": "a"}


@given(FETCHED)
def test_how_a_body_was_got_is_read_as_it_was_written(fetched: Fetched) -> None:
    assert from_json(to_json(fetched)) == fetched


@given(st.sampled_from(Fetched.__slots__), JSON)
def test_whatever_stands_in_the_file_is_read_or_said_to_be_damaged(key: str, value: object) -> None:
    data = json.dumps({**LEAST, key: value}).encode()
    try:
        fetched = from_json(data)
    except DamagedRepository:
        return
    assert from_json(to_json(fetched)) == fetched


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"null", b'{"url": "x"}', b"[" * 100_000])
def test_a_file_that_is_not_one_of_ours_is_said_to_be_damaged(data: bytes) -> None:
    with pytest.raises(DamagedRepository, match="archiver verify"):
        from_json(data)


def test_what_an_importer_does_not_know_has_a_default() -> None:
    assert from_json(json.dumps(LEAST).encode()) == Fetched(
        url="https://example.org/p", fetched_at=START, sha256="a"
    )


def test_keys_of_a_newer_archiver_are_passed_over() -> None:
    newer = {**LEAST, "mood": "sunny"}
    assert from_json(json.dumps(newer).encode()).url == LEAST["url"]


@given(WORD, st.lists(st.tuples(WORD, WORD), min_size=1, max_size=3))
def test_the_message_of_a_snapshot_is_parsed_to_what_it_was_made_of(
    title: str, sources: list[tuple[str, str]]
) -> None:
    urls, digests = zip(*sources, strict=True)
    message = SnapshotMessage(document="terms", urls=urls, body_sha256s=digests)
    assert parse(compose(title, message)) == message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Terms: snapshot of 1 page\n",
        "Terms\n\nArchive-Format: 2\nDocument: terms\nSource: a\nSnapshot-SHA256: b\n",
        "Terms\n\nArchive-Format: 1\nDocument: terms\nSource: a\n",
        "Terms\n\nArchive-Format: 1\nDocument: terms\nSource: a\nSource: b\nSnapshot-SHA256: c\n",
    ],
)
def test_a_commit_of_somebody_else_is_not_a_snapshot(text: str) -> None:
    assert parse(text) is None


def test_a_title_of_several_lines_forges_no_trailer(repository: Repository, git: Callable[..., str]) -> None:
    body = Body(extension="html", data=b"x", fetched=Fetched(url="https://example.org", fetched_at=START))
    with repository.writing() as writer:
        writer.record_snapshot(document="p", title="P\n\nDocument: other", bodies=[body], fetched_at=START)
    assert git("log", "-1", "--format=%(trailers:key=Document,valueonly)", "snapshots").strip() == "p"


def test_another_commit_is_not_taken_for_a_documents_snapshot(repository: Repository) -> None:
    body = Body(extension="html", data=b"x", fetched=Fetched(url="https://example.org", fetched_at=START))
    with repository.writing() as writer:
        stored = writer.record_snapshot(document="p", title="P", bodies=[body], fetched_at=START)
    with pytest.raises(DamagedRepository, match="not a snapshot of q"):
        history.snapshot(repository, stored.id, "q")
