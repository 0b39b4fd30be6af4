"""Packs are read as git reads them, and whatever is in them ends in an object or in a reason."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import zlib
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from pathlib import Path

import pygit2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.git import loose, packs
from archive_repo.git.delta import applied
from archive_repo.git.loose import LARGEST
from archive_repo.git.packed import Entries
from archive_repo.repository import Repository
from tests.conftest import Recorder

Git = Callable[..., str]


@pytest.fixture
def packed(repository: Repository, record: Recorder, git: Git) -> Path:
    """A repository of texts that resemble each other, so that git stores most of them as deltas."""
    lines = [
        f"Sentence {number} of a policy that is long enough to be worth a delta." for number in range(80)
    ]
    for number in range(12):
        lines[number * 5] += " Amended."
        record("\n".join(lines) + "\n")
    git("repack", "-a", "-d", "-q")
    return repository.path


def objects(repository: Path) -> dict[str, tuple[str, bytes]]:
    """All objects, as git gives them."""
    command = ["git", "-C", str(repository), "cat-file", "--batch-all-objects", "--batch"]
    said = subprocess.run(command, capture_output=True, check=True).stdout
    found = {}
    while said:
        head, _, said = said.partition(b"\n")
        object_id, kind, size = head.decode().split()
        found[object_id] = kind, said[: int(size)]
        said = said[int(size) + 1 :]
    return found


def only(repository: Path) -> packs.Pack:
    (pack,) = packs.every(repository)
    return pack


def change(file: Path, place: int, data: bytes) -> None:
    file.chmod(0o644)
    with file.open("r+b") as stream:
        stream.seek(place, os.SEEK_SET if place >= 0 else os.SEEK_END)
        stream.write(data)


def test_every_object_of_a_pack_is_read_as_git_reads_it(packed: Path, git: Git) -> None:
    assert "chain length = 2" in git("verify-pack", "-v", str(only(packed).file))
    assert dict(only(packed).objects()) == objects(packed)


def test_an_object_of_a_pack_can_be_read_by_its_id(packed: Path) -> None:
    pack = only(packed)
    assert {one: pack.read(one) for one in objects(packed)} == objects(packed)
    assert pack.read("1" * 40) is None


def test_a_pack_that_libgit2_made_is_read_too(packed: Path, tmp_path: Path) -> None:
    """It names what a delta is built on by its id, where git names its place."""
    folder = tmp_path / "x.git" / "objects" / "pack"
    folder.mkdir(parents=True)
    git = pygit2.Repository(str(packed))
    builder = pygit2.PackBuilder(git)
    for one in git:
        builder.add(one)
    builder.write(str(folder))
    assert dict(only(tmp_path / "x.git").objects()) == objects(packed)


@pytest.mark.parametrize("damage", ["gone", "damaged", "of another pack", "of another format"])
def test_without_its_index_a_pack_says_itself_what_it_holds(packed: Path, damage: str) -> None:
    rightly, index = objects(packed), only(packed).index
    index.chmod(0o644)
    match damage:
        case "gone":
            index.unlink()
        case "damaged":
            change(index, 2000, b"?")
        case "of another pack":
            data = index.read_bytes()[:-40] + bytes(20)
            index.write_bytes(data + sha1(data))
        case _:
            index.write_bytes(bytes(100) + sha1(bytes(100)))
    pack = only(packed)
    assert not pack.is_indexed
    assert dict(pack.objects()) == rightly


def test_a_pack_whose_end_is_damaged_keeps_its_index(packed: Path) -> None:
    rightly = objects(packed)
    change(only(packed).file, -1, b"?")
    pack = only(packed)
    assert (pack.is_whole, pack.is_indexed) == (False, True)
    assert dict(pack.objects()) == rightly


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bits_are_found_and_end_in_a_reason(packed: Path, seed: int) -> None:
    rightly, file, chance = objects(packed), only(packed).file, random.Random(seed)
    data = bytearray(file.read_bytes())
    for _ in range(20):
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
        change(file, 0, data)
        pack = only(packed)
        assert not pack.is_whole
        for object_id, found in pack.objects():
            assert isinstance(found, ValueError) or found == rightly[object_id]


@pytest.mark.parametrize("tail", [b"", bytes(300)])
def test_a_pack_that_is_cut_anywhere_ends_in_reasons(packed: Path, tail: bytes) -> None:
    file = only(packed).file
    data = file.read_bytes()
    file.unlink()
    for end in (0, 1, 11, 12, 13, 40, len(data) // 2, len(data) - 20, len(data) - 1):
        file.write_bytes(data[:end] + tail)
        pack = only(packed)
        assert not pack.is_whole
        assert any(isinstance(found, ValueError) for _, found in pack.objects()) == (end < len(data) - 20)


def test_an_entry_that_says_to_be_larger_than_any_object_is_not_inflated() -> None:
    size = LARGEST + 1
    head = bytes([0x80 | 3 << 4 | size & 15])
    size >>= 4
    while size > 127:
        head += bytes([0x80 | size & 127])
        size >>= 7
    pack = a_pack(head + bytes([size]) + bytes(30))
    with pytest.raises(ValueError, match="larger than"):
        pack.read(12)


def test_deltas_that_are_built_on_each_other_in_a_circle_end() -> None:
    entry = bytes([7 << 4]) + b"\1" * 20 + b"x\x9c\x03\x00\x00\x00\x00\x01"
    pack = a_pack(entry, {"01" * 20: 12})
    with pytest.raises(ValueError, match="too many"):
        pack.read(12)


@pytest.mark.parametrize(("deltas", "is_read"), [(4_095, True), (4_096, False)])
def test_an_object_is_built_of_up_to_4_095_deltas(deltas: int, is_read: bool) -> None:
    entries, places = bytes([3 << 4 | 1]) + zlib.compress(b"a"), [12]
    copied = zlib.compress(bytes([1, 1, 0x90, 1]))
    for number in range(deltas):
        places.append(12 + len(entries))
        base = bytes.fromhex(f"{number:040x}")
        entries += bytes([7 << 4 | 4]) + base + copied
    pack = a_pack(entries, {f"{number:040x}": place for number, place in enumerate(places)})
    if is_read:
        assert pack.read(places[-1]) == ("blob", b"a")
    else:
        with pytest.raises(ValueError, match="too many"):
            pack.read(places[-1])


def test_a_delta_built_on_what_the_pack_does_not_hold_says_so() -> None:
    pack = a_pack(bytes([7 << 4]) + b"\1" * 20 + bytes(30))
    with pytest.raises(ValueError, match=f"built on {'01' * 20}"):
        pack.read(12)


def test_a_size_without_end_ends() -> None:
    with pytest.raises(ValueError, match="larger than"):
        a_pack(b"\xbf" + b"\xff" * 100_000).read(12)


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_any_delta_makes_an_object_or_a_value_error(base: bytes, delta: bytes) -> None:
    with suppress(ValueError):
        applied(base, delta, 1000)


def test_a_delta_copies_parts_and_puts_new_ones_between() -> None:
    assert applied(b"0123456789", bytes([10, 7, 0x90, 3]) + b"\2ab" + bytes([0x91, 8, 2]), 100) == b"012ab89"


@pytest.mark.parametrize(("zeros", "is_read"), [(8, True), (9, False)])
def test_a_size_in_a_delta_ends_after_ten_bytes(zeros: int, is_read: bool) -> None:
    one = b"\x81" + b"\x80" * zeros + b"\0"
    delta = one + one + bytes([0x90, 1])
    with nullcontext() if is_read else pytest.raises(ValueError, match="broken"):
        assert applied(b"a", delta, 100) == b"a"


def test_a_delta_makes_nothing_that_is_larger_than_allowed() -> None:
    delta = bytes([1, 2, 0x90, 1, 0x90, 1])
    assert applied(b"a", delta, 2) == b"aa"
    with pytest.raises(ValueError, match="does not fit"):
        applied(b"a", delta, 1)


def test_files_that_are_no_objects_are_told_from_temporary_ones(
    repository: Repository, record: Recorder
) -> None:
    record("One.\n")
    folder = next((repository.path / "objects").glob("[0-9a-f][0-9a-f]"))
    (folder / "tmp_obj_abc").write_bytes(b"")
    (folder / "notes").write_bytes(b"")
    assert loose.strays(repository.path) == [folder / "notes"]


def a_pack(entries: bytes, ids: Mapping[str, int] | None = None) -> Entries:
    data = b"PACK\0\0\0\2\0\0\0\1" + entries
    return Entries(data + sha1(data), ids or {})


def sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()
