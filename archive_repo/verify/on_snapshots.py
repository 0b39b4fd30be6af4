"""Checks snapshots: each holds the pages that its message names, and how they were fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive_repo import branches
from archive_repo.branches import SNAPSHOTS
from archive_repo.errors import DamagedRepository
from archive_repo.format import snapshot
from archive_repo.format.snapshot import Screenshot, SnapshotMessage
from archive_repo.git.objects import Commit
from archive_repo.records import StoredSource
from archive_repo.verify.contents import Contents, foreign, others
from archive_repo.verify.problem import LOOK, Problem


def problems(contents: Contents) -> Iterator[Problem]:
    """What is wrong with the snapshots, oldest first."""
    for commit in contents.commits(SNAPSHOTS):
        message = snapshot.parse(commit.message)
        if message is None:
            yield foreign(commit, "a snapshot")
            continue
        own = re.compile(rf"{re.escape(message.document)}(\.\d+)?\.(screenshot\.)?[a-z0-9]+")
        yield from others(commit, [name for name in contents.changed(commit) if not own.fullmatch(name)])
        yield from _pages(contents, commit, message)


def _pages(contents: Contents, commit: Commit, message: SnapshotMessage) -> Iterator[Problem]:
    files = contents.files(commit)
    names = branches.bodies(files, message.document)
    if files and len(names) != len(message.sources):
        what = f"holds {len(names)} pages of {message.document}, and its message names {len(message.sources)}"
        yield _problem(commit, message, what)
        return
    for name, source in zip(names, message.sources, strict=False):
        for what in _page(contents, files, name, source):
            yield _problem(commit, message, what)


def _page(contents: Contents, files: dict[str, str], name: str, source: StoredSource) -> Iterator[str]:
    """What is wrong with a page, which must be the one that the message and the file beside it name."""
    stored, beside = contents.stored, f"{name.rpartition('.')[0]}.json"
    digests = {source.sha256, stored.sha256s.get(files[name], source.sha256)}
    if beside not in files:
        yield f"{beside}, which says how {name} was fetched, is missing"
    elif files[beside] in stored.sha256s:
        try:
            fetched = snapshot.from_json(stored.data(files[beside]))
        except DamagedRepository as error:
            yield f"{beside}: {error.__cause__}"
        else:
            digests.add(fetched.sha256)
            if fetched.url != source.url:
                yield f"{name} was fetched from {fetched.url}, and the message names {source.url}"
            yield from _screenshot(contents, files, name, fetched.screenshot)
    if len(digests) > 1:
        yield f"{name} is not the page that was fetched: its SHA-256 is another than recorded"


def _screenshot(
    contents: Contents, files: dict[str, str], page: str, told: Screenshot | None
) -> Iterator[str]:
    """What is wrong with the picture of a page, which must be the one that the file beside the page names."""
    name = f"{page.rpartition('.')[0]}.{branches.SCREENSHOT}"
    wanted = told.sha256 if told else ""
    if (name in files) != bool(wanted):
        yield f"{name} is {'not there' if wanted else 'there, and nothing says how it was taken'}"
    elif wanted and contents.stored.sha256s.get(files[name], wanted) != wanted:
        yield f"{name} is not the picture that was taken: its SHA-256 is another than recorded"


def _problem(commit: Commit, message: SnapshotMessage, what: str) -> Problem:
    return Problem(document=message.document, where=commit.id, what=what, remedy=LOOK)
