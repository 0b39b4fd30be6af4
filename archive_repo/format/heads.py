"""The newest commits of an archive's platforms, as a text that others date: the whole archive in a few lines.

    archiver heads 1
    mistral-ai main 1f0c...
    mistral-ai observations 77ab...
    mistral-ai snapshots 02de...

Lines are sorted and each ends with a newline, so that the same heads are the same bytes on every machine. As
a commit names those before it by their hashes, who dates the heads dates all that leads to them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

FIRST = "archiver heads 1"
FILE = "heads.txt"

_ID = re.compile(r"[0-9a-f]{40}")

Heads = Mapping[str, Mapping[str, str]]
"""Ids of commits, by platform and branch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timestamp:
    """The heads of an archive at a time, and what others made of them as proof of that time."""

    id: str
    """Of the commit that holds it."""
    recorded_at: datetime
    heads: bytes
    """The text that was dated."""
    tokens: Mapping[str, bytes]
    """By the names of their files: RFC 3161 answers (`.tsr`), OpenTimestamps proofs (`.ots`)."""


def compose(heads: Heads) -> bytes:
    """The text of these heads."""
    lines = sorted(
        f"{platform} {branch} {commit}"
        for platform, branches in heads.items()
        for branch, commit in branches.items()
    )
    return "\n".join([FIRST, *lines, ""]).encode()


def parse(data: bytes) -> dict[str, dict[str, str]]:
    """The heads in a text. Raises ValueError unless it is such a text, to the byte."""
    first, *lines = data.decode().removesuffix("\n").split("\n")
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        platform, branch, commit = line.split(" ")
        if not _ID.fullmatch(commit):
            raise ValueError(f"{commit!r} is not the id of a commit")
        found.setdefault(platform, {})[branch] = commit
    if first != FIRST or compose(found) != data:
        raise ValueError("it is not a list of heads as the archive writes it")
    return found
