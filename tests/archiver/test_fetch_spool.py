"""Bodies that are laid aside on the disk."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path
from typing import Any

import pytest

from archiver.fetch.spool import Spool


def test_what_is_laid_aside_is_read_again_byte_for_byte_however_often():
    spool = Spool(file_bytes=5)
    kept = [spool.keep(data) for data in (b"one", b"", b"three", bytes(range(256)))]
    for _ in range(2):
        assert [read() for read in kept] == [b"one", b"", b"three", bytes(range(256))]


def test_no_file_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read = Spool().keep(b"one")
    assert read() == b"one"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("first", "files"), [(b"123", 1), (b"1234", 2)])
def test_a_file_that_is_large_enough_is_followed_by_another(
    first: bytes, files: int, monkeypatch: pytest.MonkeyPatch
):
    made: list[Any] = []
    make = tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: made.append(make()) or made[-1])
    spool = Spool(file_bytes=4)
    assert [spool.keep(data)() for data in (first, b"5")] == [first, b"5"]
    assert len(made) == files


def test_a_file_is_closed_once_nothing_in_it_can_be_read_any_more(monkeypatch: pytest.MonkeyPatch):
    numbers: list[int] = []
    make = tempfile.TemporaryFile

    def noted() -> Any:
        made = make()
        numbers.append(made.fileno())
        return made

    monkeypatch.setattr(tempfile, "TemporaryFile", noted)
    spool = Spool(file_bytes=1)
    read = spool.keep(b"one")
    spool.keep(b"two")
    assert read() == b"one"
    assert Path(f"/proc/self/fd/{numbers[0]}").exists()
    del read
    assert not Path(f"/proc/self/fd/{numbers[0]}").exists()


def test_bytes_stay_in_memory_where_the_disk_is_full(monkeypatch: pytest.MonkeyPatch):
    def full() -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(tempfile, "TemporaryFile", full)
        spool = Spool()
        read = spool.keep(b"one")
    assert [read(), spool.keep(b"two")()] == [b"one", b"two"]
