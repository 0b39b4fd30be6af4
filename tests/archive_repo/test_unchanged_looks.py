"""Looks that say nothing new: lines of a commit's message, read like any other look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format import observation
from archive_repo.format.observation import Observation
from archive_repo.git import loose
from archive_repo.index import connect, looks
from archive_repo.records import Outcome
from archive_repo.repository import Repository
from tests.conftest import START

Git = Callable[..., str]

RECORDED = Observation(
    document="p", title="P", checked_at=START, outcome=Outcome.RECORDED, version="1" * 40, read_by="us 1"
)


def on(day: int, document: str = "p", **changed: object) -> Observation:
    """A look that found the text unchanged, so many days after it was recorded."""
    seen = replace(RECORDED, document=document, checked_at=START + timedelta(days=day))
    return replace(seen, **{"outcome": Outcome.UNCHANGED, **changed})  # type: ignore[arg-type]


def record(repository: Repository, *found: Observation) -> None:
    with repository.writing("P") as writer:
        writer.record_observations(found, checked_at=max(one.checked_at for one in found))


@pytest.fixture
def seen(repository: Repository) -> Sequence[Observation]:
    """Looks at two documents, newest first; at the third crawl one of them failed."""
    crawls = [
        [RECORDED, replace(RECORDED, document="q")],
        [on(1), on(1, "q")],
        [on(2), on(2, "q", outcome=Outcome.FAILED, reason="timed out", failures=1)],
        [on(3)],
        [on(4), on(4, "q")],
    ]
    for crawl in crawls:
        record(repository, *crawl)
    return [one for crawl in reversed(crawls) for one in crawl]


def test_a_look_that_says_nothing_new_is_one_object(repository: Repository, git: Git) -> None:
    record(repository, RECORDED, replace(RECORDED, document="q"))
    before = set(loose.every(repository.path))
    record(repository, on(1), on(1, "q"))
    assert set(loose.every(repository.path)) - before == {git("rev-parse", "observations").strip()}


def test_all_looks_are_read_whether_files_or_lines(
    repository: Repository, seen: Sequence[Observation]
) -> None:
    for document in ("p", "q"):
        assert list(history.observations(repository, document)) == [
            one for one in seen if one.document == document
        ]
    assert Repository.open(repository.path).last_observations() == {"p": on(4), "q": on(4, "q")}
    assert history.observations_at(repository, START + timedelta(days=2, hours=1))["p"] == on(2)


def test_that_a_document_was_seen_again_is_known_until_none_was(repository: Repository) -> None:
    failed = {"outcome": Outcome.FAILED, "reason": "timed out", "failures": 1}
    told = [repository.was_seen_again()]
    for crawl in (
        [RECORDED, replace(RECORDED, document="q")],
        [on(1), on(1, "q")],
        [on(2, **failed)],
        [on(3, "q", **failed)],
    ):
        record(repository, *crawl)
        told.append(repository.was_seen_again())
    assert told == [False, False, True, True, False]


def test_the_index_has_them_whether_it_is_built_at_once_or_bit_by_bit(repository: Repository) -> None:
    archive = Archive(repository.path.parents[1])
    bit_by_bit = []
    for day in range(4):
        record(repository, on(day) if day else RECORDED)
        bit_by_bit = connect.ask(archive, lambda index: looks.each(index, repository.platform, "p"))
    assert [one.checked_at for one in bit_by_bit] == [START + timedelta(days=day) for day in (3, 2, 1, 0)]
    (archive.folder / "index.sqlite").unlink()
    assert connect.ask(archive, lambda index: looks.each(index, repository.platform, "p")) == bit_by_bit


@pytest.mark.parametrize(
    "other",
    [{"advice": "moved"}, {"outcome": Outcome.HELD}, {"read_by": "us 2"}, {"checked_at": START}],
    ids=lambda other: next(iter(other)),
)
def test_what_differs_in_more_than_its_time_is_a_file(
    repository: Repository, git: Git, other: dict[str, object]
) -> None:
    record(repository, RECORDED)
    record(repository, on(1, **other))
    assert "Unchanged" not in git("log", "-1", "--format=%B", "observations")


def test_a_look_after_a_file_that_was_damaged_is_a_file(repository: Repository, git: Git) -> None:
    record(repository, RECORDED)
    loose.path(repository.path, git("rev-parse", "observations:p.json").strip()).unlink()
    record(repository, on(1))
    assert Repository.open(repository.path).last_observations() == {"p": on(1)}


def test_lines_that_cannot_be_read_leave_the_file_to_stand() -> None:
    message = (
        "looked at\n\nArchive-Format: 1\nUnchanged: p yesterday\nUnchanged: q 2025-05-01\nUnchanged: r "
        "2025-05-02T12:00:00+00:00\n"
    )
    assert observation.times(message) == {"r": START + timedelta(days=1)}
    assert observation.unreadable(message) == ["Unchanged: p yesterday", "Unchanged: q 2025-05-01"]


@given(
    st.dictionaries(
        st.sampled_from(["p", "q", "terms-of-service"]), st.datetimes(timezones=st.just(START.tzinfo))
    )
)  # type: ignore[arg-type]
def test_lines_are_read_as_they_were_written(times: dict[str, object]) -> None:
    cut = {name: at.replace(microsecond=0) for name, at in times.items()}  # type: ignore[attr-defined]
    block = "\n".join(["Archive-Format: 1", *observation.to_lines(cut)])
    assert observation.times(f"looked at\n\n{block}\n") == cut
