"""Versions in brief, kept in a file of their repository, so that a long `main` is read only once.

The file says up to which commit of `main` it holds them. A commit's id stands for all that led to it, so
whoever finds that commit on `main` may take what the file says, and reads only what came later. Where it is
not found, or the file is damaged, `main` is read as without one: the file may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from archive_repo.git import durable
from archive_repo.git.objects import Commit
from archive_repo.records import Message

FILE = "archiver-versions"
"""The file's name, in the repository's folder."""

MANY = 500
"""With more commits than this to read, what they say is kept. To read so many takes 6 ms, and 20,000 of them
.27 s; what is kept of these is read in 3 ms."""

FORMAT = 1


class Brief(NamedTuple):
    """What is asked of versions that are long gone."""

    id: str
    text_sha256: str
    recorded_at: int
    """Seconds since 1970."""
    is_the_document: bool


def of(commit: Commit, message: Message) -> Brief:
    """The version in a commit with this message."""
    return Brief(commit.id, message.text_sha256, int(commit.committed.timestamp()), message.is_the_document)


class Kept(NamedTuple):
    """What the file holds."""

    tip: str
    """The commit of `main` up to which it does; empty for nothing."""
    told: dict[str, str]
    """What `read` reads, by the document's slug."""


def find(repository: Path) -> Kept:
    """What is kept of a repository; nothing where the file is missing, damaged or of another format."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        digest, _, data = (repository / FILE).read_bytes().partition(b"\n")
        found = json.loads(data) if digest == _digest(data) else {}
        if found["format"] == FORMAT:
            return Kept(found["tip"], found["versions"])
    return Kept("", {})


def read(told: str) -> list[Brief]:
    """The versions of one document, oldest first."""
    lines = (line.split(" ") for line in told.split("\n") if line)
    return [Brief(one, text, int(at), kind == _THE_DOCUMENT) for one, text, at, kind in lines]


def keep(repository: Path, tip: str, versions: Mapping[str, Sequence[Brief]]) -> None:
    """Keep the versions of each document, oldest first, up to a commit of `main`.

    A disk that is full or cannot be written leaves what was kept before: that is just older.
    """
    told = {slug: "\n".join(map(_line, briefs)) for slug, briefs in versions.items() if briefs}
    data = json.dumps({"format": FORMAT, "tip": tip, "versions": told}).encode()
    with suppress(OSError):
        durable.write(repository / FILE, _digest(data) + b"\n" + data)


_THE_DOCUMENT, _ANOTHER = "+", "-"


def _line(brief: Brief) -> str:
    kind = _THE_DOCUMENT if brief.is_the_document else _ANOTHER
    return f"{brief.id} {brief.text_sha256} {brief.recorded_at} {kind}"


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()
