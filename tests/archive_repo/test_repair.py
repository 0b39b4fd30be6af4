"""Lost and moved-back branches are damage: put back where anything leads there, and never made anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_repo import history, repair
from archive_repo.errors import DamagedRepository
from archive_repo.format.observation import Observation
from archive_repo.git import references
from archive_repo.records import Outcome, Version
from archive_repo.repository import Repository
from tests.conftest import START, Recorder

Git = Callable[..., str]


def observe(repository: Repository, version: Version, outcome: Outcome = Outcome.RECORDED) -> None:
    look = Observation(
        document=version.document,
        title=version.title,
        checked_at=version.fetched_at,
        outcome=outcome,
        version=version.id,
    )
    with repository.writing() as writer:
        writer.record_observations([look], checked_at=version.fetched_at)


@pytest.fixture
def versions(repository: Repository, record: Recorder) -> list[Version]:
    """Two versions of a document, each observed."""
    found = []
    for text in ("One.\n", "Two.\n"):
        found.append(record(text))
        observe(repository, found[-1])
    return found


def lose(repository: Repository, branch: str, *, reflog: bool) -> None:
    (repository.path / "refs" / "heads" / branch).unlink()
    if reflog:
        (repository.path / "logs" / "refs" / "heads" / branch).unlink()


def opened(repository: Repository) -> Repository:
    return Repository.create(repository.path)


def test_a_new_repository_has_lost_nothing(repository: Repository) -> None:
    assert repair.lost_branches(repository.store) == []
    assert repository.mend() == []


def test_a_whole_repository_has_lost_nothing(repository: Repository, versions: list[Version]) -> None:
    assert repair.lost_branches(opened(repository).store) == []
    assert opened(repository).mend() == []


def test_versions_without_looks_as_an_importer_leaves_them_are_no_loss(
    repository: Repository, record: Recorder
) -> None:
    record("One.\n")
    assert repair.lost_branches(opened(repository).store) == []


@pytest.mark.parametrize("branch", ["main", "snapshots", "observations"])
def test_a_lost_branch_is_put_back_from_its_reflog(
    repository: Repository, versions: list[Version], branch: str, git: Git
) -> None:
    before = git("rev-parse", branch)
    lose(repository, branch, reflog=False)
    assert repair.lost_branches(opened(repository).store) == [branch]
    (said,) = opened(repository).mend()
    assert f"branch {branch} was lost, and was put back" in said
    assert git("rev-parse", branch) == before


def test_a_lost_main_without_reflog_is_put_back_from_the_observations(
    repository: Repository, versions: list[Version]
) -> None:
    lose(repository, "main", reflog=True)
    assert repair.lost_branches(opened(repository).store) == ["main"]
    opened(repository).mend()
    assert history.versions(opened(repository), "privacy-policy")[0].id == versions[-1].id


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    "lost", [["observations"], ["main", "observations"], ["snapshots"], ["main", "snapshots", "observations"]]
)
def test_branches_that_are_lost_with_their_reflogs_are_found_among_what_is_stored(
    repository: Repository, versions: list[Version], git: Git, lost: list[str], packed: bool
) -> None:
    before = [git("rev-parse", branch) for branch in lost]
    if packed:
        git("repack", "-ad")
    for branch in lost:
        lose(repository, branch, reflog=True)
    said = opened(repository).mend()
    assert [line.split()[1] for line in said] == [
        one for one in ("snapshots", "main", "observations") if one in lost
    ]
    assert [git("rev-parse", branch) for branch in lost] == before
    assert opened(repository).mend() == []


def test_a_lost_branch_that_ends_in_a_damaged_commit_is_put_to_the_newest_whole_one(
    repository: Repository, versions: list[Version], git: Git
) -> None:
    newest, before = git("rev-parse", "observations", "observations~").split()
    lose(repository, "observations", reflog=True)
    damaged = repository.path / "objects" / newest[:2] / newest[2:]
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:30])
    opened(repository).mend()
    assert git("rev-parse", "observations").strip() == before


@pytest.mark.parametrize("reflog", [False, True])
def test_a_reader_is_told_of_a_lost_main_instead_of_shown_a_platform_without_texts(
    repository: Repository, versions: list[Version], reflog: bool
) -> None:
    lose(repository, "main", reflog=reflog)
    with pytest.raises(DamagedRepository, match="main is lost; the next crawl puts it back"):
        Repository.open(repository.path)


@pytest.mark.parametrize("garbage", [b"", b"garbage\n", bytes(41), b"0" * 40 + b"\n", b"1" * 40 + b"\n"])
def test_a_garbled_branch_is_put_back(
    repository: Repository, versions: list[Version], garbage: bytes
) -> None:
    (repository.path / "refs" / "heads" / "main").write_bytes(garbage)
    opened(repository).mend()
    assert history.versions(opened(repository), "privacy-policy")[0].id == versions[-1].id


def test_a_main_that_was_moved_back_is_put_to_the_newest_version_observed(
    repository: Repository, versions: list[Version], git: Git
) -> None:
    git("update-ref", "refs/heads/main", versions[0].id)
    (said,) = opened(repository).mend()
    assert "moved back" in said
    assert git("rev-parse", "main").strip() == versions[-1].id


def test_a_tip_that_cannot_be_read_gives_way_to_the_newest_that_can(
    repository: Repository, versions: list[Version], git: Git
) -> None:
    newest = versions[-1].id
    damaged = repository.path / "objects" / newest[:2] / newest[2:]
    damaged.chmod(0o644)
    damaged.write_bytes(b"")
    opened(repository).mend()
    assert git("rev-parse", "main").strip() == versions[0].id


@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied"])
def test_a_damaged_index_of_a_pack_is_said_to_be_damage_with_the_way_out(
    repository: Repository, versions: list[Version], git: Git, damage: str
) -> None:
    git("gc", "--quiet")
    (index,) = repository.path.glob("objects/pack/*.idx")
    data = bytearray(index.read_bytes())
    data[600] ^= 255
    index.chmod(0o644)
    index.write_bytes({"flipped": data, "cut": data[:700], "emptied": b""}[damage])
    with pytest.raises(DamagedRepository, match="`archiver verify` lists what is damaged and what to do"):
        opened(repository).mend()


def test_a_branch_that_nothing_leads_to_is_said_and_not_begun_anew(
    repository: Repository, versions: list[Version], git: Git
) -> None:
    lose(repository, "main", reflog=True)
    lose(repository, "observations", reflog=True)
    (repository.path / "logs" / "refs" / "heads").mkdir(parents=True, exist_ok=True)
    log = repository.path / "logs" / "refs" / "heads" / "main"
    log.write_text(f"{'0' * 40} {'1' * 40} a <a@b> 1746057600 +0000\tone\n")
    for version in versions:
        (repository.path / "objects" / version.id[:2] / version.id[2:]).unlink()
    with pytest.raises(DamagedRepository, match="branch main is lost, and nothing that is left leads to"):
        opened(repository).mend()
    assert not (repository.path / "refs" / "heads" / "main").exists()


def test_emptied_packed_refs_are_made_good(repository: Repository, versions: list[Version], git: Git) -> None:
    git("pack-refs", "--all")
    (repository.path / "packed-refs").write_bytes(b"")
    opened(repository).mend()
    assert history.versions(opened(repository), "privacy-policy")[0].id == versions[-1].id
    assert opened(repository).last_observations()["privacy-policy"].version == versions[-1].id


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: bytes(len(data)), lambda data: data[:-20]])
def test_packed_references_that_a_power_cut_damaged_are_written_again(
    repository: Repository, versions: list[Version], git: Git, damage: Callable[[bytes], bytes]
) -> None:
    git("pack-refs", "--all")
    packed = repository.path / "packed-refs"
    packed.write_bytes(damage(packed.read_bytes()))
    done = opened(repository).mend()
    assert done[-1] == "packed-refs was damaged, and what is whole of it was written again"
    assert opened(repository).mend() == []
    assert git("fsck", "--full", "--strict") == ""
    assert git("rev-parse", "main").strip() == versions[-1].id


def test_packed_references_that_are_whole_stay_as_they_are(
    repository: Repository, versions: list[Version], git: Git
) -> None:
    git("tag", "-a", "-m", "t", "kept", "main")
    git("pack-refs", "--all")
    packed = (repository.path / "packed-refs").read_bytes()
    assert opened(repository).mend() == []
    assert (repository.path / "packed-refs").read_bytes() == packed


def test_a_look_that_names_a_version_that_main_does_not_hold_is_no_memory(
    repository: Repository, versions: list[Version], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.git"
    shutil.copytree(repository.path, copy)
    with Repository.open(copy).writing() as writer:
        writer.record_observations(
            [
                Observation(
                    document="privacy-policy",
                    title="Privacy Policy",
                    checked_at=START,
                    outcome=Outcome.UNCHANGED,
                    version="1" * 40,
                ),
                Observation(document="terms", title="Terms", checked_at=START, outcome=Outcome.FAILED),
            ],
            checked_at=START,
        )
    store = Repository.open(copy).store
    assert set(repair.known(store, Repository.open(copy).last_observations())) == {"terms"}
    whole = opened(repository)
    assert set(repair.known(whole.store, whole.last_observations())) == {"privacy-policy"}


def test_a_look_that_cannot_be_read_gives_way_to_the_one_before(
    repository: Repository, versions: list[Version]
) -> None:
    store = repository.store
    blob = store.blob_at(store.tip("observations") or "", "privacy-policy.json") or ""
    damaged = repository.path / "objects" / blob[:2] / blob[2:]
    damaged.chmod(0o644)
    damaged.write_bytes(b"")
    assert opened(repository).last_observations()["privacy-policy"].version == versions[0].id


def log(repository: Repository, branch: str) -> Path:
    return repository.path / "logs" / "refs" / "heads" / branch


def test_a_branch_that_is_put_elsewhere_than_its_log_ends_is_logged(
    repository: Repository, versions: list[Version], git: Git
) -> None:
    before = references.recorded(repository.path, "main")
    git("update-ref", "refs/heads/main", versions[0].id)
    opened(repository).mend()
    assert references.recorded(repository.path, "main") == [versions[1].id, versions[0].id, *before]
    assert log(repository, "main").read_text().endswith(" +0000\tput back\n")


def test_a_branch_that_is_put_back_to_where_its_log_ends_adds_no_line(
    repository: Repository, versions: list[Version]
) -> None:
    before = log(repository, "main").read_bytes()
    lose(repository, "main", reflog=False)
    opened(repository).mend()
    assert log(repository, "main").read_bytes() == before


def test_a_log_that_was_cut_goes_on_with_a_line_of_its_own(
    repository: Repository, versions: list[Version]
) -> None:
    file = log(repository, "main")
    file.write_bytes(file.read_bytes()[:-5])
    references.restore(repository.path, "main", versions[0].id)
    assert references.recorded(repository.path, "main")[0] == versions[0].id


def test_a_log_that_was_lost_begins_anew(repository: Repository, versions: list[Version], git: Git) -> None:
    tip = git("rev-parse", "main").strip()
    lose(repository, "main", reflog=True)
    opened(repository).mend()
    assert references.recorded(repository.path, "main") == [tip]


@pytest.mark.usefixtures("versions")
def test_a_sound_repository_is_not_locked_to_see_that_nothing_is_to_be_mended(repository: Repository) -> None:
    other = Repository.open(repository.path)
    with repository.store.exclusive():
        assert other.mend() == []


@pytest.mark.usefixtures("versions")
@pytest.mark.parametrize("damage", ["packed-refs", "logs/refs/heads/main", "refs/heads/observations"])
def test_what_is_damaged_is_mended_under_the_lock(repository: Repository, damage: str) -> None:
    file = repository.path / damage
    file.write_bytes(file.read_bytes()[:-9] if file.exists() else b"cut off")
    assert len(opened(repository).mend()) == 1
    assert opened(repository).mend() == []
