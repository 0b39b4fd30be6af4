"""`verify` compares what the commits promise with what they hold, whoever wrote them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive_repo.format import message as messages
from archive_repo.format import observation
from archive_repo.format.observation import Held
from archive_repo.records import Outcome, Version
from archive_repo.repository import Repository
from archive_repo.writer import sha256
from tests.archive_repo.damages import NOW, forge, git, looked_at, problems, told
from tests.conftest import START, Recorder

HOUR = timedelta(hours=1)
"""How far clocks may differ."""


@pytest.fixture
def versions(record: Recorder) -> list[Version]:
    return looked_at(record)


def said(repository: Repository, branch: str) -> str:
    return git(repository, "log", "-1", "--format=%B", branch)


def version_of(repository: Repository, text: bytes, **changes: str) -> str:
    """The message of a version like the newest one, of another text."""
    message = messages.parse(said(repository, "main") + "\n")
    assert message
    return messages.compose(replace(message, **{"text_sha256": sha256(text)} | changes))  # type: ignore[arg-type]


def test_a_text_that_its_message_does_not_name_is_found(
    repository: Repository, versions: list[Version]
) -> None:
    commit = forge(repository, "main", {"privacy-policy.md": b"Forged.\n"})
    (problem,) = problems(repository)
    assert (problem.document, problem.where) == ("privacy-policy", commit)
    assert "not the text that was recorded: its SHA-256 is another" in problem.what


def test_a_text_of_another_document_that_is_altered_along_is_found(
    repository: Repository, versions: list[Version]
) -> None:
    files = {"privacy-policy.md": b"New.\n", "terms.md": b"Altered.\n"}
    commit = forge(repository, "main", files, version_of(repository, b"New.\n"))
    assert told(repository) == [f"{commit}: also changes terms.md, which its message does not say"]


def test_a_commit_of_somebody_else_is_found(repository: Repository, versions: list[Version]) -> None:
    commit = forge(repository, "main", {}, "Fix a typo")
    assert told(repository) == [f"{commit}: not a version: the archive did not write its message"]


@pytest.mark.parametrize(
    ("branch", "what"), [("snapshots", "a snapshot"), ("observations", "a commit of looks")]
)
def test_it_is_found_on_the_other_branches_too(
    repository: Repository, versions: list[Version], branch: str, what: str
) -> None:
    commit = forge(repository, branch, {}, "Fix a typo")
    assert told(repository) == [f"{commit}: not {what}: the archive did not write its message"]


@pytest.mark.parametrize("bent", ["Cause: reason", "Sentences: bogus=1", "Stated-Updated: yesterday"])
def test_trailers_that_cannot_be_read_are_found(
    repository: Repository, versions: list[Version], bent: str
) -> None:
    name = bent.partition(":")[0]
    lines = [line for line in said(repository, "main").split("\n") if not line.startswith(f"{name}:")]
    commit = forge(repository, "main", {}, "\n".join([*lines, bent]))
    assert commit in {one.where for one in problems(repository) if "not a version" in one.what}


def test_a_text_that_is_not_utf_8_is_found(repository: Repository, versions: list[Version]) -> None:
    text = b"caf\xe9\n"
    forge(repository, "main", {"privacy-policy.md": text}, version_of(repository, text))
    assert [line.partition(": ")[2] for line in told(repository)] == ["privacy-policy.md is not UTF-8 text"]


def test_a_version_whose_snapshot_is_not_there_is_found(
    repository: Repository, versions: list[Version]
) -> None:
    text = b"New.\n"
    message = version_of(repository, text, snapshot="1" * 40)
    forge(repository, "main", {"privacy-policy.md": text}, message)
    (problem,) = problems(repository)
    assert problem.what == f"its snapshot {'1' * 40} is not on snapshots"


def test_a_version_whose_snapshot_is_of_another_document_is_found(
    repository: Repository, versions: list[Version]
) -> None:
    text = b"New.\n"
    message = version_of(repository, text, snapshot=versions[1].snapshot)
    forge(repository, "main", {"privacy-policy.md": text}, message)
    (problem,) = problems(repository)
    assert problem.what == f"its snapshot {versions[1].snapshot} is of other pages"


def test_a_version_fetched_before_the_one_that_it_follows_is_found(
    repository: Repository, versions: list[Version]
) -> None:
    text = b"New.\n"
    forge(
        repository,
        "main",
        {"privacy-policy.md": text},
        version_of(repository, text),
        at=versions[2].fetched_at - HOUR / 2,
    )
    (problem,) = problems(repository)
    assert "`@DATE` may answer with the wrong version" in problem.what
    assert "clock" in problem.remedy


@pytest.mark.parametrize(("behind", "count"), [(HOUR, 0), (HOUR + timedelta(seconds=1), 1)])
def test_a_commit_recorded_before_the_one_that_it_follows_is_found(
    repository: Repository, versions: list[Version], behind: timedelta, count: int
) -> None:
    newest = START + timedelta(days=2)
    message = said(repository, "snapshots")
    forge(repository, "snapshots", {}, message, at=newest - behind)
    assert [", after one of " in line for line in told(repository)] == [True] * count


@pytest.mark.parametrize(("ahead", "count"), [(HOUR, 0), (HOUR + timedelta(seconds=1), 1)])
def test_a_commit_of_the_future_is_found(
    repository: Repository, versions: list[Version], ahead: timedelta, count: int
) -> None:
    now = START + timedelta(days=10)
    forge(repository, "snapshots", {}, at=now + ahead)
    assert [line.endswith("in the future") for line in told(repository, now)] == [True] * count


def test_a_look_of_the_future_is_found(
    repository: Repository, versions: list[Version], record: Recorder
) -> None:
    data = observation.to_json(
        replace(repository.last_observations()["terms"], checked_at=datetime(2040, 1, 1, tzinfo=UTC))
    )
    forge(repository, "observations", {"terms.json": data})
    (problem,) = problems(repository)
    assert problem.document == "terms"
    assert problem.what == "terms.json is a look of 2040-01-01 00:00, which is in the future"


def test_a_page_that_was_altered_is_found(repository: Repository, versions: list[Version]) -> None:
    forge(repository, "snapshots", {"privacy-policy.html": b"<p>Other"})
    (problem,) = problems(repository)
    assert problem.document == "privacy-policy"
    assert "is not the page that was fetched: its SHA-256 is another than recorded" in problem.what


def test_how_a_page_was_fetched_must_be_readable(repository: Repository, versions: list[Version]) -> None:
    forge(repository, "snapshots", {"privacy-policy.json": b"{}"})
    assert [line.partition(": ")[2] for line in told(repository)] == ["privacy-policy.json: url is missing"]


def test_a_page_from_elsewhere_is_found(repository: Repository, versions: list[Version]) -> None:
    there = git(repository, "show", "snapshots:privacy-policy.json")
    forge(
        repository, "snapshots", {"privacy-policy.json": there.replace("example.org", "example.net").encode()}
    )
    assert "was fetched from https://example.net/privacy-policy" in told(repository)[0]


def test_a_page_too_many_is_found(repository: Repository, versions: list[Version]) -> None:
    forge(repository, "snapshots", {"privacy-policy.2.html": b"<p>Two"})
    assert told(repository)[0].endswith("holds 2 pages of privacy-policy, and its message names 1")


def test_a_look_that_cannot_be_read_is_found(repository: Repository, versions: list[Version]) -> None:
    commit = forge(repository, "observations", {"terms.json": b"{}"})
    (problem,) = problems(repository)
    assert (problem.document, problem.where) == ("terms", commit)
    assert problem.what.startswith("terms.json is not a look: ")


def test_a_look_in_the_file_of_another_document_is_found(
    repository: Repository, versions: list[Version]
) -> None:
    data = observation.to_json(repository.last_observations()["terms"])
    forge(repository, "observations", {"privacy-policy.json": data})
    assert told(repository)[0].endswith("privacy-policy.json is of another document, terms")


def test_looks_that_name_versions_that_are_not_there_are_told_once_for_a_document(
    repository: Repository, versions: list[Version], record: Recorder
) -> None:
    look = repository.last_observations()["terms"]
    for number in "123":
        data = observation.to_json(replace(look, version=number * 40))
        forge(repository, "observations", {"terms.json": data})
    (problem,) = problems(repository)
    assert (problem.document, problem.where) == ("terms", "1" * 40)
    assert problem.what.startswith(f"looks name {'1' * 40} and 2 more, not on main")


def test_a_held_text_whose_snapshot_is_not_there_is_found(
    repository: Repository, versions: list[Version], record: Recorder
) -> None:
    held = Held(
        text_sha256="a" * 64, snapshot="2" * 40, first_seen=START, last_seen=START, seen=1, reason="short"
    )
    record.look(Outcome.HELD, day=5, held=(held,), reason="short")
    assert f"looks name {'2' * 40}, not on snapshots" in told(repository)[0]


def test_a_look_that_was_taken_away_is_found(repository: Repository, versions: list[Version]) -> None:
    tree = git(repository, "mktree")
    commit = git(
        repository,
        "commit-tree",
        tree,
        "-p",
        "observations",
        given=said(repository, "observations").encode(),
        at=NOW,
    )
    git(repository, "update-ref", "refs/heads/observations", commit)
    assert f"{commit}: takes away terms.json: looks are never removed" in told(repository)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (
            "Unchanged: terms yesterday",
            "its message has a line that cannot be read: Unchanged: terms yesterday",
        ),
        ("Unchanged: faq 2025-05-01T12:00:00+00:00", "names a look at faq, and has no faq.json"),
        (
            "Unchanged: terms 2035-05-01T12:00:00+00:00",
            "names a look at terms of 2035-05-01 12:00, which is in the future",
        ),
    ],
)
def test_a_line_of_a_look_that_cannot_be_is_found(
    repository: Repository, versions: list[Version], line: str, what: str
) -> None:
    commit = forge(repository, "observations", {}, f"1 document\n\nArchive-Format: 1\n{line}")
    assert told(repository) == [f"{commit}: {what}"]


def test_a_merge_is_found(repository: Repository, versions: list[Version]) -> None:
    commit = git(
        repository, "commit-tree", "snapshots^{tree}", "-p", "snapshots", "-p", "snapshots~1",
        given=said(repository, "snapshots").encode(), at=NOW,
    )  # fmt: skip
    git(repository, "update-ref", "refs/heads/snapshots", commit)
    assert f"{commit}: on snapshots, is a merge of histories" in told(repository)


def test_what_is_no_file_is_found(repository: Repository, versions: list[Version]) -> None:
    commit = forge(repository, "main", {"privacy-policy.md": b"Two.\n"}, mode="120000")
    assert f"{commit}: on main, has something that is not a file: privacy-policy.md" in told(repository)


@pytest.mark.parametrize("readme", [b"", b"# Example, Inc.\n", b"# Evil\n"])
def test_a_readme_that_is_not_as_the_versions_give_it_is_found(
    repository: Repository, versions: list[Version], readme: bytes
) -> None:
    forge(repository, "main", {"README.md": readme}, version_of(repository, b"Two.\n"))
    (problem,) = problems(repository)
    assert (problem.where, problem.what) == ("README.md", "not as the versions give it")


def test_a_readme_whose_explanation_another_release_worded_is_sound(
    repository: Repository, versions: list[Version]
) -> None:
    head, *rest = git(repository, "show", "main:README.md").splitlines()
    listed = [line for line in rest if line.startswith("- [")]
    forged = "\n".join([head, "", "Other words.", "", *listed, ""]).encode()
    forge(repository, "main", {"README.md": forged}, version_of(repository, b"Two.\n"))
    assert problems(repository) == []


def test_it_is_written_anew_with_the_next_document_as_said(
    repository: Repository, versions: list[Version], record: Recorder
) -> None:
    forge(repository, "main", {"README.md": b"# Evil\n"}, version_of(repository, b"Two.\n"))
    record.day = 40
    record("Cookies.\n", "cookies", title="Cookies")
    assert problems(repository) == []


def test_a_readme_follows_new_titles_and_names_and_not_new_addresses(
    repository: Repository, versions: list[Version], record: Recorder
) -> None:
    record("Three.\n", title="Privacy Notice")
    assert problems(repository) == []
    record.name = "Example Limited"
    record("Four.\n", title="Privacy Notice")
    assert problems(repository) == []


def test_a_missing_readme_is_found(repository: Repository, versions: list[Version]) -> None:
    lines = [line for line in git(repository, "ls-tree", "main").splitlines() if "README" not in line]
    tree = git(repository, "mktree", given="".join(f"{line}\n" for line in lines).encode())
    message = version_of(repository, b"Two.\n")
    commit = git(repository, "commit-tree", tree, "-p", "main", given=message.encode(), at=NOW)
    git(repository, "update-ref", "refs/heads/main", commit)
    assert told(repository) == ["README.md: not on main"]


def test_of_a_readme_that_an_early_release_made_it_is_known_that_it_lists_the_documents(
    repository: Repository, record: Recorder
) -> None:
    """It did not record the platform's name, and wrote another README."""
    record.name = ""
    record("One.\n")
    early = b"# Example\n\n- [Privacy Policy](privacy-policy.md)\n"
    forge(repository, "main", {"README.md": early}, version_of(repository, b"One.\n"))
    assert problems(repository) == []
    forge(repository, "main", {"README.md": b"# Example\n"}, version_of(repository, b"One.\n"))
    assert told(repository) == ["README.md: does not list privacy-policy"]


def test_a_damaged_branch_is_not_said_to_lack_what_others_name(
    repository: Repository, versions: list[Version]
) -> None:
    (repository.path / "refs" / "heads" / "snapshots").unlink()
    assert [one.where for one in problems(repository)] == ["refs/heads/snapshots"]


def test_pages_that_are_gone_to_the_last_object_are_missed_since_versions_name_them(
    repository: Repository, versions: list[Version]
) -> None:
    git(repository, "update-ref", "-d", "refs/heads/snapshots")
    git(repository, "reflog", "expire", "--expire=now", "--all")
    git(repository, "prune", "--expire=now")
    repository = Repository.open(repository.path)
    assert [(one.where, one.what) for one in problems(repository)] == [("refs/heads/snapshots", "lost")]
