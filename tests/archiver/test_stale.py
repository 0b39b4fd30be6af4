"""A text that the last looks did not see is never said to be there now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from archive_repo.archive import Archive
from archive_repo.index import connect
from archive_repo.records import Cause, Outcome, Version
from archiver.report import looks
from archiver.report.looks import LastLooks
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]
ADDRESS = "example-inc/privacy-policy"
WARNING = (
    "example-inc/privacy-policy: last seen 2025-05-03; the 2 looks since then (to 2025-05-05) "
    "failed: HTTP 503"
)
CONFIRMED = {
    "last_confirmed_at": "2025-05-03T12:00:00+00:00",
    "last_looked_at": "2025-05-05T12:00:00+00:00",
    "stale": True,
}


@pytest.fixture
def stale(record: Recorder) -> Version:
    """A policy that was last seen on the third of May, and could not be read twice since."""
    record("# Privacy\n\nWe keep data for one month.\n")
    version = record("# Privacy\n\nWe keep data for two years.\n")
    record.look(day=2)
    for day in (3, 4):
        record.look(Outcome.FAILED, day=day, reason="HTTP 503")
    return version


CATEGORY = "data-retention"
READING = {
    ("show", ADDRESS): "",
    ("log", ADDRESS): "",
    ("log", "example-inc"): "",
    ("seen", ADDRESS): "",
    ("diff", ADDRESS): "",
    ("list",): "2025-05-03 !",
    ("blame", ADDRESS): "2025-05-02",
    ("grep", "two years"): "last seen 2025-05-03",
    ("grep", "--history", "two years"): "introduced between 2025-05-01 and 2025-05-02, last seen 2025-05-03",
    ("quote", "for two years"): "introduced between 2025-05-01 and 2025-05-02, last seen 2025-05-03",
    ("provisions", ADDRESS): "version of 2025-05-02, last seen 2025-05-03",
    ("provisions", "example-inc"): "version of 2025-05-02, last seen 2025-05-03",
    ("provisions", "--since", "2025-05-01"): "2025-05-01 to 2025-05-02",
    ("compare", CATEGORY): "first seen between 2025-05-01 and 2025-05-02, last seen 2025-05-03",
    ("compare", "--matrix"): "",
    (
        "regulations",
        "gdpr:art-5-1-e",
    ): "since at least 2025-05-01, amended between 2025-05-01 and 2025-05-02, last seen 2025-05-03",
    (
        "explain",
        ADDRESS,
        CATEGORY,
    ): ", last seen 2025-05-03; category data-retention",
    ("changes", "--since", "2025-05-01"): "2025-05-01 to 2025-05-02",
}
"""Every command that tells what policies say, with what it claims of the stale one, if anything."""
UNKNOWN_SINCE = (
    "1 document could not be read lately, and what changed there since the day given is not known: "
    "example-inc/privacy-policy (2025-05-03); `archiver status --failing` says why"
)


def warning(command: tuple[str, ...]) -> str:
    return UNKNOWN_SINCE if command[0] == "changes" else WARNING


@pytest.mark.parametrize("command", [one for one in READING if one != ("list",)], ids=" ".join)
def test_every_reading_command_says_that_a_document_could_not_be_read_lately(
    stale: Version, run: Run, command: tuple[str, ...]
) -> None:
    assert warning(command) in run(*command).err.splitlines()
    assert warning(command) in run(*command, "--json").err.splitlines()


@pytest.mark.parametrize("form", ["--stat", "--graphical"])
def test_every_form_of_a_log_says_so(stale: Version, run: Run, form: str) -> None:
    assert WARNING in run("log", form, ADDRESS).err.splitlines()


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_no_reading_command_claims_what_no_look_saw(
    stale: Version, run: Run, command: tuple[str, ...]
) -> None:
    out = " ".join(run(*command).out.split())
    assert READING[command] in out
    assert "2025-05-05" not in out or command[0] in ("seen", "explain")
    assert [one for one in rows(run(*command, "--json").json) if not is_true(one)] == []


def rows(value: object) -> Iterator[dict[str, Any]]:
    """All objects in an answer."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from rows(one)


def is_true(row: dict[str, Any]) -> bool:
    """True if a row says of the newest text no more than that it was seen on the third of May."""
    if row.get("present") is not None:
        return False
    if "stale" not in row or row["last_confirmed_at"] == "2025-05-01T12:00:00+00:00":  # of the first version
        return True
    return row.items() >= CONFIRMED.items()


def test_what_nobody_knows_is_null(stale: Version, run: Run) -> None:
    assert run("quote", "for two years", "--json").json["matches"][0]["present"] is None
    assert run("grep", "--history", "one month", "--json").json[0]["present"] is None


def test_what_the_last_look_saw_is_present(record: Recorder, run: Run) -> None:
    record("One.\n")
    record("Two.\n")
    assert run("quote", "Two", "--json").json["matches"][0]["present"] is True
    assert run("grep", "--history", "One", "--json").json[0]["present"] is False


@pytest.mark.parametrize(
    "command",
    [
        ("blame", ADDRESS),
        ("grep", "--history", "one month"),
        ("quote", "for one month"),
        ("provisions", ADDRESS),
        ("compare", CATEGORY),
        ("regulations", "gdpr:art-5-1-e"),
        ("explain", ADDRESS, CATEGORY),
    ],
    ids=" ".join,
)
def test_what_stood_in_the_first_text_is_not_said_to_have_come_then(
    record: Recorder, run: Run, command: tuple[str, ...]
) -> None:
    record("# Privacy\n\nWe keep data for one month.\n")
    out = " ".join(run(*command).out.split()).lower()
    assert "≤ 2025-05-01" in out or "since at least 2025-05-01" in out
    since = [one["since"] for one in rows(run(*command, "--json").json) if "since" in one]
    assert since
    assert all(one == {"after": None, "by": "2025-05-01T12:00:00+00:00"} for one in since)


def test_grep_at_a_time_knows_the_looks_by_then(stale: Version, run: Run) -> None:
    assert run("grep", "two years", "--at", "2025-05-03", "--json").json[0]["stale"] is False
    assert run("grep", "two years", "--at", "2025-05-04", "--json").json[0]["stale"] is True


def test_a_document_is_stale_only_as_of_a_time_after_the_looks_that_failed(stale: Version, run: Run) -> None:
    then = run("show", f"{ADDRESS}@2025-05-03", "--json")
    assert then.json["stale"] is False
    assert "last seen" not in then.err
    assert run("show", f"{ADDRESS}@2025-05-04", "--json").json["stale"] is True


def test_a_version_that_another_one_followed_was_last_seen_before_that(
    stale: Version, record: Recorder, run: Run
) -> None:
    found = run("show", f"{ADDRESS}@{stale.previous}", "--json").json
    assert (found["last_confirmed_at"], found["stale"]) == ("2025-05-01T12:00:00+00:00", False)


def test_the_looks_at_all_documents_are_those_at_each(stale: Version, record: Recorder) -> None:
    record("Terms.", document="terms", title="Terms")
    record("Old.", document="old", title="Old", cause=Cause.PUBLISHED)
    keys = [("example-inc", name) for name in ("privacy-policy", "terms", "old", "unknown")]
    with connect.current(Archive(record.repository.path.parents[1])) as index:
        assert looks.of_all(index, keys) == {key: looks.last(index, *key) for key in keys}


def test_list_marks_what_could_not_be_read(stale: Version, record: Recorder, run: Run) -> None:
    record.look(Outcome.FAILED, "terms", day=4, reason="HTTP 404", title="Terms")
    _, policy, terms = run("list").out.splitlines()
    assert "2025-05-03 !" in policy
    assert "never" in terms


def test_a_document_without_looks_was_confirmed_when_it_was_fetched(record: Recorder, run: Run) -> None:
    record("One.\n")
    found = run("show", ADDRESS, "--json").json
    assert found["last_confirmed_at"] == found["last_looked_at"] == "2025-05-01T12:00:00+00:00"
    assert found["stale"] is False


def refused(number: int, **outcomes: int) -> LastLooks:
    return LastLooks(
        platform="example-inc",
        document=f"d{number}",
        last_confirmed_at=START,
        last_looked_at=START,
        refusals={Outcome(name): count for name, count in outcomes.items()},
        reason="a reason",
    )


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ({"failed": 1}, "the look since then (2025-05-01) failed"),
        ({"held": 1}, "the look since then (2025-05-01) was held back"),
        ({"held": 2}, "the 2 looks since then (to 2025-05-01) were held back"),
        (
            {"failed": 1, "held": 2},
            "the 3 looks since then (to 2025-05-01) failed or were held back",
        ),
    ],
)
def test_what_came_of_the_looks_is_said(outcomes: dict[str, int], told: str) -> None:
    assert looks.told(refused(1, **outcomes)) == f"last seen 2025-05-01; {told}: a reason"


def test_of_many_stale_documents_one_line_tells() -> None:
    three = looks.warnings([refused(number, failed=1) for number in range(3)])
    assert [line.partition(":")[0] for line in three] == [f"example-inc/d{number}" for number in range(3)]
    (line,) = looks.warnings([refused(number, failed=1) for number in range(4)])
    assert line.startswith("4 documents could not be read lately")


def test_seen_joins_looks_that_found_the_same_and_counts_the_reasons(record: Recorder, run: Run) -> None:
    version = record("One.\n")
    record.look(Outcome.RECORDED, day=0)
    record.look(day=1)
    for day, reason in ((2, "HTTP 503"), (3, "HTTP 404"), (4, "HTTP 404")):
        record.look(Outcome.FAILED, day=day, reason=reason)
    failing, confirmed = run("seen", ADDRESS, "--json").json
    assert (failing["look_count"], failing["outcomes"], failing["confirmed"]) == (3, {"failed": 3}, False)
    assert failing["reasons"] == [
        {"reason": "HTTP 404", "look_count": 2},
        {"reason": "HTTP 503", "look_count": 1},
    ]
    assert confirmed["outcomes"] == {"recorded": 1, "unchanged": 1}
    assert confirmed["version"] == version.id
    assert "recorded, then unchanged" in run("seen", ADDRESS).out


@pytest.mark.parametrize(("held_on", "is_told"), [(1, True), (None, False)])
def test_seen_says_when_a_version_that_was_held_was_first_seen(
    record: Recorder, run: Run, held_on: int | None, is_told: bool
) -> None:
    record("One.\n")
    record.look(Outcome.RECORDED, day=0)
    if held_on:
        record.look(Outcome.HELD, day=held_on)
    version = record("Two.\n", at=START + timedelta(days=held_on or 2))
    record.look(Outcome.RECORDED, day=2)
    record.look(day=3)
    told = " ".join(run("seen", ADDRESS).out.split())
    assert ("first seen 2025-05-02 12:00, and recorded when it was found again" in told) == is_told
    assert run("seen", ADDRESS, "--json").json[0]["fetched_at"] == version.fetched_at.isoformat()
