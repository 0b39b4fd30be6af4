"""What the tests of `verify` share: an archive's repository, its problems, and ways to damage it."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive_repo import verify
from archive_repo.git import loose
from archive_repo.records import Version
from archive_repo.repository import Repository
from archive_repo.verify.problem import Problem
from tests.conftest import START, Recorder

NOW = datetime(2025, 8, 1, tzinfo=UTC)


def looked_at(record: Recorder) -> list[Version]:
    """Versions of two documents, a look after each."""
    found = []
    for day, (text, document) in enumerate(
        [("One.\n", "privacy-policy"), ("First.\n", "terms"), ("Two.\n", "privacy-policy")]
    ):
        found.append(record(text, document, title={"terms": "Terms"}.get(document, "Privacy Policy")))
        record.look(document=document, day=day)
    return found


def problems(repository: Repository, now: datetime = NOW) -> list[Problem]:
    return list(verify.check(repository.path, now).problems)


def told(repository: Repository, now: datetime = NOW) -> list[str]:
    """Where and what, a line each."""
    return [f"{one.where}: {one.what}" for one in problems(repository, now)]


def overwrite(file: Path, data: bytes) -> None:
    file.chmod(0o644)
    file.write_bytes(data)


def lose_object(repository: Repository, object_id: str) -> None:
    loose.path(repository.path, object_id).unlink()


def damage_object(repository: Repository, object_id: str, data: bytes = b"") -> None:
    overwrite(loose.path(repository.path, object_id), data)


def git(repository: Repository, *arguments: str, given: bytes = b"", at: datetime = START) -> str:
    """What git says, without its line's end; commits are dated."""
    date = f"{at.timestamp():.0f} +0000"
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a"}
    who |= {"GIT_COMMITTER_EMAIL": "a@b", "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    done = subprocess.run(
        ["git", "-C", str(repository.path), *arguments],
        input=given,
        capture_output=True,
        check=True,
        env={**os.environ, **who},
    )
    return done.stdout.decode().strip()


def forge(
    repository: Repository,
    branch: str,
    files: dict[str, bytes],
    message: str | None = None,
    *,
    at: datetime = START + timedelta(days=30),
    mode: str = "100644",
    parent: str | None = None,
) -> str:
    """Commit on a branch, as anybody can with git: files beside those that are there; the commit's id.

    Without a message, that of the branch's newest commit.
    """
    parent = parent or git(repository, "rev-parse", branch)
    lines = {line.split("\t")[1]: line for line in git(repository, "ls-tree", parent).splitlines()}
    for name, data in files.items():
        blob = git(repository, "hash-object", "-w", "--stdin", given=data)
        lines[name] = f"{mode} blob {blob}\t{name}"
    tree = git(repository, "mktree", given="".join(f"{line}\n" for line in lines.values()).encode())
    said = git(repository, "log", "-1", "--format=%B", branch) if message is None else message
    commit = git(repository, "commit-tree", tree, "-p", parent, given=f"{said}\n".encode(), at=at)
    git(repository, "update-ref", f"refs/heads/{branch}", commit)
    return commit
