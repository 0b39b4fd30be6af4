"""Looks in the index: the last of each document, and those between which a change came about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from archive_repo.archive import Archive
from archive_repo.format.observation import Held
from archive_repo.index import connect, looks
from archive_repo.records import Bounds, Cause, ChangeClass, Outcome
from tests.conftest import START, Recorder

WHERE = ("example-inc", "privacy-policy")
FAILED, HELD, RECORDED = Outcome.FAILED, Outcome.HELD, Outcome.RECORDED


def day(number: int) -> datetime:
    return START + timedelta(days=number)


@pytest.fixture
def index(tmp_path: Path) -> Callable[[], Connection]:
    @contextmanager
    def current() -> Iterator[Connection]:
        with connect.current(Archive(tmp_path)) as connection:
            yield connection

    return current


def test_a_text_is_confirmed_by_the_last_look_that_saw_it(record: Recorder, index) -> None:
    record("One.\n", at=day(0))
    record.look(RECORDED, day=0)
    record.look(day=1)
    record.look(FAILED, day=2, reason="HTTP 503")
    record.look(HELD, day=3, reason="another text")
    with index() as connection:
        found = looks.last(connection, *WHERE)
        assert looks.outcomes(connection, *WHERE, day(1), day(3)) == {FAILED: 1, HELD: 1}
        assert looks.outcomes(connection, *WHERE, None, day(2)) == {
            RECORDED: 1,
            Outcome.UNCHANGED: 1,
            FAILED: 1,
        }
    assert found is not None
    assert found.confirmed_at == day(1)
    assert (found.last.checked_at, found.last.outcome, found.last.reason) == (day(3), HELD, "another text")


def test_a_document_that_never_was_read_is_known_to_have_been_looked_at(record: Recorder, index) -> None:
    record.look(FAILED, "terms", day=0, reason="HTTP 404", title="Terms")
    with index() as connection:
        (found,) = looks.newest(connection)
    assert (found.platform, found.document, found.title) == ("example-inc", "terms", "Terms")
    assert (found.confirmed_at, found.last.version) == (None, "")


@pytest.mark.parametrize(("at", "confirmed", "last"), [(0, 0, 0), (1, 0, 1), (2, 2, 2), (9, 2, 3)])
def test_looks_are_told_as_of_a_moment(record: Recorder, index, at: int, confirmed: int, last: int) -> None:
    for number, outcome in enumerate((RECORDED, FAILED, Outcome.UNCHANGED, FAILED)):
        record.look(outcome, day=number)
    with index() as connection:
        found = looks.last(connection, *WHERE, day(at))
    assert found is not None
    assert (found.confirmed_at, found.last.checked_at) == (day(confirmed), day(last))


def test_before_the_first_look_nothing_is_known(record: Recorder, index) -> None:
    record.look(day=1)
    with index() as connection:
        assert looks.last(connection, *WHERE, day(0)) is None
        assert looks.newest(connection, day(0)) == []
        assert looks.last(connection, "example-inc", "terms") is None


def test_a_change_lies_between_the_last_look_at_the_old_text_and_the_first_at_the_new(
    record: Recorder, index
) -> None:
    first = record("One.\n", at=day(0))
    record.look(RECORDED, day=0)
    record.look(day=3)
    record.look(FAILED, day=4)
    second = record("Two.\n", at=day(5))
    record.look(RECORDED, day=5)
    record.look(day=6)
    with index() as connection:
        assert looks.change(connection, None, first) == Bounds(after=None, by=day(0))
        assert looks.change(connection, first, second) == Bounds(after=day(3), by=day(5))


def test_where_nobody_observed_a_version_itself_is_the_look(record: Recorder, index) -> None:
    first, second = record("One.\n", at=day(0)), record("Two.\n", at=day(5))
    with index() as connection:
        assert looks.change(connection, first, second) == Bounds(after=day(0), by=day(5))


def test_what_better_code_brought_to_light_may_have_been_there_before(record: Recorder, index) -> None:
    first = record("One.\n", at=day(0))
    again = record("One.\n\nTwo.\n", at=day(5), cause=Cause.REEXTRACTION, change_class=ChangeClass.WORDS)
    with index() as connection:
        assert looks.change(connection, first, again) == Bounds(after=None, by=day(5))


def test_what_had_been_missing_until_a_text_came_whole_may_have_been_there_before(
    record: Recorder, index
) -> None:
    part = record("One.\n", at=day(0))
    whole = record("One.\n\nTwo.\n", at=day(5), change_class=ChangeClass.COMPLETED)
    with index() as connection:
        assert looks.change(connection, part, whole) == Bounds(after=None, by=day(5))


def test_each_update_adds_the_new_looks_and_a_rewritten_branch_replaces_them(
    record: Recorder, index, git: Callable[..., str]
) -> None:
    record.look(RECORDED, day=0)
    record.look(day=1)
    with index() as connection:
        assert [one.checked_at for one in looks.each(connection, *WHERE)] == [day(1), day(0)]
    record.look(day=2)
    with index() as connection:
        assert len(looks.each(connection, *WHERE)) == 3
    git("update-ref", "refs/heads/observations", git("rev-parse", "observations~2").strip())
    with index() as connection:
        assert [one.checked_at for one in looks.each(connection, *WHERE)] == [day(0)]


def test_a_branch_that_is_gone_takes_its_looks_along(
    record: Recorder, index, git: Callable[..., str]
) -> None:
    record("One.\n")
    record.look(day=0)
    with index() as connection:
        assert looks.each(connection, *WHERE)
    git("update-ref", "-d", "refs/heads/observations")
    with index() as connection:
        assert looks.each(connection, *WHERE) == []


def test_packed_references_are_read_too(record: Recorder, index, git: Callable[..., str]) -> None:
    record("One.\n")
    record.look(day=0)
    git("pack-refs", "--all")
    with index() as connection:
        assert len(looks.each(connection, *WHERE)) == 1


def test_texts_in_quarantine_are_counted(record: Recorder, index) -> None:
    times = {"first_seen": day(0), "last_seen": day(0)}
    held = Held(text_sha256="a" * 64, snapshot="b" * 40, seen=1, reason="collapse", **times)
    record.look(HELD, day=0, held=(held,))
    with index() as connection:
        found = looks.last(connection, *WHERE)
    assert found is not None
    assert found.last.waiting == 1
