"""Platforms with a long history, made within seconds: git repeats the last two crawls again and again."""

from __future__ import annotations

import itertools
import subprocess
from datetime import datetime
from pathlib import Path

from archive_repo.branches import MAIN, OBSERVATIONS
from archive_repo.git.objects import Commit
from archive_repo.git.store import WHO
from archive_repo.repository import Repository


def repeat(path: Path, times: int) -> None:
    """Repeat what the last two crawls of a platform's repository recorded, every document in both.

    The commits are those that archiver made, with their trees and messages, all dated as the last of them:
    dates never go back.
    """
    repository = Repository.open(path)
    stream = []
    for branch, each in ((MAIN, len(repository.documents())), (OBSERVATIONS, 1)):
        last = list(itertools.islice(repository.store.ancestry(branch), 2 * each))[::-1]
        stream.append(f"reset refs/heads/{branch}\nfrom {last[-1].id}\n\n".encode())
        stream += [_as_fed(branch, one, last[-1].committed) for one in last] * times
    command = ("git", "-C", str(path), "fast-import", "--quiet", "--done")
    subprocess.run(command, input=b"".join((*stream, b"done\n")), check=True)


def count(path: Path) -> int:
    """How many versions a platform's repository holds."""
    return sum(1 for _ in Repository.open(path).store.ancestry(MAIN))


def _as_fed(branch: str, one: Commit, at: datetime) -> bytes:
    said, who = one.message.encode(), f"{WHO[0]} <{WHO[1]}> {at.timestamp():.0f} +0000"
    head = f"commit refs/heads/{branch}\nauthor {who}\ncommitter {who}\ndata {len(said)}\n"
    return b'%s%s\nM 040000 %s ""\n\n' % (head.encode(), said, one.tree.encode())
