"""A text is read without libgit2 as it is with it; what is unusual is left to libgit2."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.errors import DamagedRepository
from archive_repo.git import direct
from archive_repo.records import Version
from archive_repo.repository import Repository
from tests.conftest import Recorder

Git = Callable[..., str]
FILE = "privacy-policy.md"


@pytest.fixture
def versions(record: Recorder) -> list[Version]:
    """Texts that resemble each other, so that git stores most of them as deltas."""
    lines = [
        f"Sentence {number} of a policy that is long enough to be worth a delta." for number in range(80)
    ]
    found = []
    for number in range(12):
        lines[number * 5] += " Amended."
        found.append(record("\n".join(lines) + "\n"))
    return found


def loosely(git: Git) -> None:
    """Leave the objects as they were written."""


def in_one_pack(git: Git) -> None:
    git("repack", "-a", "-d", "-q")


def with_packed_references(git: Git) -> None:
    git("gc", "--quiet")
    git("pack-refs", "--all")


@pytest.mark.parametrize("stored", [loosely, in_one_pack, with_packed_references])
def test_every_version_is_read_as_with_libgit2(
    repository: Repository, versions: list[Version], git: Git, stored: Callable[[Git], None]
) -> None:
    stored(git)
    read = [direct.file_at(repository.path, "main", version.id, FILE) for version in versions]
    again = Repository.open(repository.path)
    assert read == [again.text(version).encode() for version in versions]


def test_a_file_or_a_commit_that_is_not_there_is_left_to_libgit2(
    repository: Repository, versions: list[Version]
) -> None:
    assert direct.file_at(repository.path, "main", versions[0].id, "terms.md") is None
    assert direct.file_at(repository.path, "main", "0" * 40, FILE) is None
    assert direct.file_at(repository.path, "main", "no id", FILE) is None


def test_a_text_whose_branch_was_lost_is_refused_as_libgit2_refuses_it(
    repository: Repository, versions: list[Version], tmp_path: Path
) -> None:
    (repository.path / "refs" / "heads" / "main").unlink()
    assert direct.file_at(repository.path, "main", versions[0].id, FILE) is None
    with pytest.raises(DamagedRepository):
        Archive.open(tmp_path).text(versions[0])


def test_a_flipped_bit_in_a_pack_gives_no_other_text(
    repository: Repository, versions: list[Version], git: Git
) -> None:
    in_one_pack(git)
    whole = [direct.file_at(repository.path, "main", version.id, FILE) for version in versions]
    (pack,) = (repository.path / "objects" / "pack").glob("*.pack")
    data = pack.read_bytes()
    pack.chmod(0o600)
    read = set()
    for place in range(12, len(data) - 20, max(1, len(data) // 40)):
        pack.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        read |= {
            (number, direct.file_at(repository.path, "main", version.id, FILE))
            for number, version in enumerate(versions)
        }
    assert {text for _, text in read} > {None}
    assert read <= {*enumerate(whole), *((number, None) for number in range(len(versions)))}


def test_an_index_of_another_format_is_left_to_libgit2(
    repository: Repository, versions: list[Version], git: Git, tmp_path: Path
) -> None:
    git("-c", "pack.indexVersion=1", "repack", "-a", "-d", "-q")
    assert direct.file_at(repository.path, "main", versions[3].id, FILE) is None
    assert Archive.open(tmp_path).text(versions[3]) == Repository.open(repository.path).text(versions[3])
