"""Commits and trees as git writes them are read; what git did not write is refused."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.git import objects

COMMIT = (
    b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
    b"author A <a@b.example> 1746057600 +0200\n"
    b"committer C <c@d.example> 1746057601 +0000\n"
    b"\nSubject\n\nBody\n"
)


def _git(folder: Path, *arguments: str) -> bytes:
    who = ("-c", "user.name=Ünal", "-c", "user.email=u@example.org")
    return subprocess.run(
        ["git", "-C", str(folder), *who, *arguments], capture_output=True, check=True
    ).stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "privacy policy.md").write_text("one\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "ü.md").write_text("two\n")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "-m", "Grüße\n\nBody", "--date=2025-05-01T12:00:00+02:00")
    _git(tmp_path, "checkout", "--quiet", "-b", "side")
    _git(tmp_path, "commit", "--quiet", "--allow-empty", "-m", "side")
    _git(tmp_path, "checkout", "--quiet", "main")
    _git(tmp_path, "merge", "--quiet", "--no-ff", "-m", "Merge", "side")
    return tmp_path


def test_commits_are_read_as_git_shows_them(folder: Path) -> None:
    for line in _git(folder, "log", "--format=%H|%T|%P|%at|%ct|%s").decode().splitlines():
        commit, tree, parents, authored, committed, subject = line.split("|")
        read = objects.commit(commit, _git(folder, "cat-file", "commit", commit))
        assert (read.id, read.tree, " ".join(read.parents)) == (commit, tree, parents)
        assert (read.authored.timestamp(), read.committed.timestamp()) == (int(authored), int(committed))
        assert read.message.partition("\n")[0] == subject


def test_a_tree_is_read_as_git_shows_it(folder: Path) -> None:
    listed = _git(folder, "-c", "core.quotePath=false", "ls-tree", "main").decode().splitlines()
    shown = {name: line.split()[2] for line in listed for name in [line.partition("\t")[2]]}
    assert objects.entries(_git(folder, "cat-file", "tree", "main^{tree}")) == shown


def test_an_entry_is_found_among_names_that_end_or_begin_like_it() -> None:
    ids = {f"{number}{name}": f"{number:040x}" for number in range(16) for name in ("a.md", "a.md.x", "b.md")}
    whole = objects.tree(b"", ids)
    assert all(objects.entry(whole, name) == one for name, one in ids.items())
    assert objects.entry(whole, "a.md") is None
    odd = objects.tree(b"", {"1 100644 a.md": "1" * 40, "a.md": "2" * 40})
    assert objects.entry(odd, "a.md") == "2" * 40
    assert (
        objects.entry(odd.replace(b"100644 a.md\0" + b"\x22", b"100755 a.md\0" + b"\x22"), "a.md") == "2" * 40
    )
    with pytest.raises(ValueError, match="modes, names and ids"):
        objects.entry(whole[:-1], "0a.md")


def test_files_whose_names_begin_alike_are_found_among_others_and_ids_that_look_like_them() -> None:
    looks_like = (b"100644 terms\0" + b"1" * 20)[:20].hex()
    files = {
        "cookies.html": looks_like,
        "terms": "1" * 40,
        "terms-of-sale.html": "2" * 40,
        "terms.html": looks_like,
        "terms.json": "3" * 40,
        "the-terms.html": "4" * 40,
    }
    data = objects.tree(b"", files)
    begin = {name: one for name, one in files.items() if name.startswith("terms")}
    assert objects.beginning(data, "terms") == begin
    assert objects.beginning(data, "termsx") == {}
    assert objects.beginning(b"", "terms") == {}
    with pytest.raises(ValueError, match="not a row"):
        objects.beginning(data[:-1], "terms")


def test_a_tree_is_what_git_makes_of_the_same_files(folder: Path) -> None:
    blob, other = (
        _git(folder, "hash-object", "-w", name).decode().strip()
        for name in ("privacy policy.md", "folder/ü.md")
    )
    before = _git(folder, "cat-file", "tree", "main^{tree}")
    _git(folder, "update-index", "--cacheinfo", f"100644,{other},privacy policy.md")
    replaced = _git(folder, "write-tree").decode().strip()
    assert objects.tree(before, {"privacy policy.md": other}) == _git(folder, "cat-file", "tree", replaced)
    _git(folder, "update-index", "--add", "--cacheinfo", f"100644,{blob},folder.md")
    _git(folder, "update-index", "--force-remove", "privacy policy.md")
    moved = _git(folder, "write-tree").decode().strip()
    changed = {"folder.md": blob, "privacy policy.md": None}
    assert objects.tree(before, changed) == _git(folder, "cat-file", "tree", moved)


def test_dates_are_aware_and_other_headers_do_not_matter() -> None:
    read = objects.commit("0" * 40, COMMIT.replace(b"\n\nSub", b"\ngpgsig -----\n  x\n -----\n\nSub"))
    assert read.authored == datetime(2025, 5, 1, tzinfo=UTC)
    assert read.committed - read.authored == timedelta(seconds=1)
    assert read.message == "Subject\n\nBody\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"1746057600", b"99999999999999999999"),
        (b"1746057600", b"9" * 5000),
        (b"1746057600", b"noon"),
        (b"author A <a@b.example> 1746057600 +0200\n", b""),
        (b"tree ", b"tre "),
    ],
)
def test_what_is_no_commit_or_of_no_time_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(ValueError, match="it "):
        objects.commit("0" * 40, COMMIT.replace(old, new))


@given(st.binary(max_size=200), st.integers(0, len(COMMIT)), st.integers(0, len(COMMIT)))
def test_no_bytes_raise_anything_else(junk: bytes, start: int, end: int) -> None:
    with suppress(ValueError):
        objects.entries(junk)
    with suppress(ValueError):
        objects.commit("0" * 40, COMMIT[:start] + junk + COMMIT[end:])
