"""The versions that a repository remembers are those that git has, whoever recorded them."""

from __future__ import annotations

from dataclasses import replace

from archive_repo import history
from archive_repo.format.observation import Observation
from archive_repo.git import loose, references
from archive_repo.records import ChangeClass, Outcome
from archive_repo.repository import Repository
from tests.conftest import START, Recorder


def test_what_is_remembered_is_what_git_has_after_each_version(repository: Repository) -> None:
    record, other = Recorder(repository), Repository.open(repository.path)
    for number in range(8):
        document = "terms" if number % 3 == 1 else "privacy-policy"
        kind = ChangeClass.NOT_THE_DOCUMENT if number in (3, 5) else ChangeClass.WORDS
        record(f"We keep data for {number} days.\n", document, change_class=kind)
        for name in ("privacy-policy", "terms"):
            assert list(other.recollection.versions(name)) == list(history.each(repository, name))
    assert other.recollection.newest() == {
        name: history.latest(repository, name) for name in ("privacy-policy", "terms")
    }


def test_versions_of_a_branch_that_was_moved_back_are_forgotten(repository: Repository) -> None:
    record = Recorder(repository)
    first = record("We keep data.\n")
    record("We keep data for a day.\n")
    assert len(repository.recollection.versions("privacy-policy")) == 2
    references.restore(repository.path, "main", first.id)
    assert list(repository.recollection.versions("privacy-policy")) == [first]


def test_a_title_that_reads_like_a_trailer_makes_no_version_of_another_document(
    repository: Repository,
) -> None:
    Recorder(repository)("We keep data.\n", title="Document: terms")
    assert not repository.recollection.versions("terms")


def test_after_a_look_only_what_it_says_is_read_again(repository: Repository) -> None:
    looks = [look("privacy-policy"), look("terms")]
    with repository.writing() as writer:
        writer.record_observations(looks, checked_at=START)
    assert repository.last_observations() == {one.document: one for one in looks}
    blob = repository.store.files(repository.store.tip("observations"))["terms.json"]
    loose.path(repository.path, blob).unlink()
    failed = replace(looks[0], outcome=Outcome.FAILED, reason="HTTP 500")
    with repository.writing() as writer:
        writer.record_observations([failed], checked_at=START)
    assert repository.last_observations() == {"privacy-policy": failed, "terms": looks[1]}


def look(document: str) -> Observation:
    return Observation(document=document, title=document, checked_at=START, outcome=Outcome.RECORDED)
