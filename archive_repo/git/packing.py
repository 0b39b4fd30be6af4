"""Packs a repository that has many loose objects: years of looks would use up the disk's inodes.

A crawl leaves 4 kB in a loose file at least, and more for each document that has something new. If git is
installed, it packs them; otherwise they are packed in this process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pygit2
from pygit2.enums import Option

from archive_repo.git import lock, loose, references

MANY_LOOSE = 1_000
"""A repository with this many loose objects is packed: about 4 MB of disk, and a tenth of a second to
pack."""

MANY_PACKS = 20
"""This many packs are merged into one, since each lookup of an object searches every pack."""

SAMPLED = 16
"""How many of the 256 folders of loose objects are counted; objects are spread evenly over them."""


def pack_if_due(repository: Path) -> bool:
    """Pack the loose objects of a bare repository if there are many; True if they were packed.

    Nothing is lost if this is interrupted: loose objects are removed only once the pack is on disk. Objects
    that no branch holds are kept. Call it only while no other process writes.
    """
    _index_packs(repository)
    if loose_objects(repository) < MANY_LOOSE:
        return False
    pack = _pack_by_git if shutil.which("git") else _pack_here
    return _tried(pack, repository) and _tried(_cut_logs, repository)


def pack_whole(repository: Path) -> bool:
    """Pack all objects of a bare repository into one pack; True if that worked. As `pack_if_due` otherwise.

    Without git, the loose ones become a pack beside the others.
    """
    _index_packs(repository)
    return _tried(_pack_all_by_git if shutil.which("git") else _pack_here, repository)


def loose_objects(repository: Path) -> int:
    """An estimate of how many loose objects there are, from a sample of their folders."""
    folders = (f"{repository}/objects/{number:02x}" for number in range(SAMPLED))
    return sum(_files(folder) for folder in folders) * 256 // SAMPLED


def _index_packs(repository: Path) -> None:
    """Index packs without an index: a git that is killed may leave one."""
    for pack in (repository / "objects" / "pack").glob("pack-*.pack"):
        if not pack.with_suffix(".idx").exists() and shutil.which("git"):
            _tried(_index_pack, pack)


def _cut_logs(repository: Path) -> None:
    with lock.held(repository):
        references.cut_logs(repository)


def _index_pack(pack: Path) -> None:
    command = ("git", "-c", "core.fsync=all", "index-pack", str(pack))
    subprocess.run(command, check=True, capture_output=True, cwd=pack.parents[2])


def _files(folder: str) -> int:
    try:
        return len(os.listdir(folder))  # noqa: PTH208
    except FileNotFoundError:
        return 0


def _tried(pack: Callable[[Path], None], where: Path) -> bool:
    """Pack, and return True if it worked; a full disk or a failing git only leaves the objects loose."""
    with suppress(OSError, subprocess.CalledProcessError, pygit2.GitError):
        pack(where)
        return True
    return False


def _pack_by_git(repository: Path) -> None:
    packs = len(list(repository.glob("objects/pack/*.pack")))
    everything = ("-a", "-k") if packs >= MANY_PACKS else ()
    command = ("git", "-C", str(repository), "-c", "core.fsync=all", "repack", "-d", "-l", "-q", *everything)
    subprocess.run(command, check=True, capture_output=True)


def _pack_all_by_git(repository: Path) -> None:
    command = ("git", "-C", str(repository), "-c", "core.fsync=all", "repack", "-d", "-l", "-q", "-a", "-k")
    subprocess.run(command, check=True, capture_output=True)


def _pack_here(repository: Path) -> None:
    pygit2.option(Option.ENABLE_FSYNC_GITDIR, True)
    git = pygit2.Repository(str(repository))
    ids = [one for one in loose.every(repository) if _is_whole(repository, one)]

    def add_all(builder: pygit2.PackBuilder) -> None:
        for one in ids:
            builder.add(pygit2.Oid(hex=one))

    git.pack(pack_delegate=add_all)
    packed = pygit2.Odb()
    packed.add_backend(pygit2.OdbBackendPack(str(repository / "objects")), 1)
    for one in ids:
        if one in packed:
            loose.path(repository, one).unlink()


def _is_whole(repository: Path, object_id: str) -> bool:
    """True if libgit2 can be given the object; one that was cut short would never stop being read."""
    try:
        return loose.read(repository, object_id) is not None
    except ValueError:
        return False
