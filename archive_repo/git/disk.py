"""What a repository takes on disk, how much of that came in which time, and tidying it up."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive_repo.git import claims, packing, references, twins
from archive_repo.git.foreign import usual_environment
from archive_repo.git.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a repository takes, in bytes as disks count them."""

    bytes: int
    loose_count: int
    """Objects that are a file each."""
    pack_count: int


def usage(repository: Path) -> Usage:
    """What a repository takes now."""
    files = list(_files(repository))
    loose = [one for one in files if one.parent.parent.name == "objects" and len(one.parent.name) == 2]
    return Usage(
        bytes=sum(_taken(one) for one in files),
        loose_count=len(loose),
        pack_count=sum(one.suffix == ".pack" for one in files),
    )


def reachable(repository: Path, before: datetime) -> int | None:
    """Bytes of all that branches lead to and that was committed before a time; None without git."""
    if not shutil.which("git"):
        return None
    command = ("git", "-C", str(repository), "rev-list", "--disk-usage", "--objects", "--branches")
    done = subprocess.run(
        (*command, f"--before={before.isoformat()}"),
        capture_output=True,
        text=True,
        env={**usual_environment(), "LC_ALL": "C"},
        check=False,
    )
    return int(done.stdout) if done.stdout.strip().isdigit() else None


def tidied(repository: Path, now: datetime, *, dry_run: bool = False) -> tuple[Usage, Usage]:
    """Tidy a repository up: what it took, and what it takes now. A dry run does that with a copy.

    Raises RepositoryBusy while another run is at work on the platform.
    """
    with claims.claimed(repository, "a gc", now), Store.open(repository).exclusive():
        if not dry_run:
            before = usage(repository)
            tidy(repository)
            return before, usage(repository)
        with tempfile.TemporaryDirectory(prefix="archiver-gc-") as folder:
            copy = Path(folder) / repository.name
            twins.make(repository, copy)
            before = usage(copy)  # the original has the files of this run besides
            tidy(copy)
            return before, usage(copy)


def tidy(repository: Path) -> None:
    """Pack all objects into one pack, and cut the reflogs to what is read of them.

    Objects that nothing leads to stay: among them a lost branch is found again. Whenever it is ended, each
    object is there once at least. Only for who holds the repository's lock.
    """
    packing.pack_whole(repository)
    references.cut_logs(repository)


def _files(repository: Path) -> Iterator[Path]:
    """Its files; what goes while they are listed is passed over, as a git that packs may be at work."""
    for folder, _, names in os.walk(repository):
        yield from (Path(folder, name) for name in names)


def _taken(file: Path) -> int:
    with suppress(FileNotFoundError):
        return file.lstat().st_blocks * 512
    return 0
