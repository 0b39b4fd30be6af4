"""Checks versions: each has the text and the snapshot that its message names, and README.md lists them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from archive_repo.branches import MAIN, README, SNAPSHOTS
from archive_repo.format import readme, snapshot
from archive_repo.format.message import parse
from archive_repo.git.objects import Commit
from archive_repo.records import Message
from archive_repo.verify.contents import Contents, foreign, others
from archive_repo.verify.problem import CLOCK, LOOK, RESTORE, Problem


def problems(contents: Contents) -> Iterator[Problem]:
    """What is wrong with the versions, oldest first, and with README.md."""
    newest: dict[str, Commit] = {}
    for commit in contents.commits(MAIN):
        message = parse(commit.message)
        if message is None:
            yield foreign(commit, "a version")
            continue
        for what, remedy in _version(contents, commit, message, newest.get(message.document)):
            yield Problem(document=message.document, where=commit.id, what=what, remedy=remedy)
        yield from others(commit, contents.changed(commit) - {f"{message.document}.md", README})
        newest[message.document] = commit
    yield from _readme(contents)


def _version(
    contents: Contents, commit: Commit, message: Message, before: Commit | None
) -> Iterator[tuple[str, str]]:
    name, files, stored = f"{message.document}.md", contents.files(commit), contents.stored
    if files and name not in files:
        yield f"lacks {name}", LOOK
    blob = files.get(name, "")
    if stored.sha256s.get(blob, message.text_sha256) != message.text_sha256:
        yield f"{name} is not the text that was recorded: its SHA-256 is another", LOOK
    if blob in stored.binary:
        yield f"{name} is not UTF-8 text", LOOK
    if before and commit.authored < before.authored:
        then = f"{commit.authored:%Y-%m-%d %H:%M}, before that of {before.authored:%Y-%m-%d %H:%M}"
        yield f"fetched {then}, which it follows: `@DATE` may answer with the wrong version", CLOCK
    if message.snapshot and contents.lacks(SNAPSHOTS, message.snapshot):
        yield f"its snapshot {message.snapshot} is not on {SNAPSHOTS}", RESTORE
    elif message.snapshot in stored.commits:
        held = snapshot.parse(stored.commits[message.snapshot].message)
        if held is None or (held.document, held.sources) != (message.document, message.sources):
            yield f"its snapshot {message.snapshot} is of other pages", LOOK


def _readme(contents: Contents) -> Iterator[Problem]:
    """Check that README.md is as it was written when a document came, or a title or name changed, last."""
    commits = contents.lineages[MAIN].commits
    files = contents.files(commits[0]) if commits else {}
    listed, name = _listed(contents)
    remedy = f"it is written anew with the next document that comes; to have it before, {RESTORE}"
    if not contents.lineages[MAIN].is_whole or not listed or not files:
        return
    if README not in files:
        yield Problem(where=README, what=f"not on {MAIN}", remedy=remedy)
    elif files[README] in contents.stored.sha256s:
        is_made = contents.stored.data(files[README])
        if name and readme.told(is_made) != readme.told(readme.write(name, listed)):
            yield Problem(where=README, what="not as the versions give it", remedy=remedy)
        elif missing := [
            one.document for one in listed if f"]({quote(one.document)}.md)".encode() not in is_made
        ]:
            yield Problem(where=README, what=f"does not list {', '.join(missing)}", remedy=remedy)


def _listed(contents: Contents) -> tuple[list[Message], str]:
    """The versions that README.md was last made from, and the platform's name.

    The name is empty if archiver 0.1.0 wrote README.md, which had another form and did not record the name.
    """
    newest: dict[str, Message] = {}
    listed: list[Message] = []
    name = last = ""
    for commit in contents.commits(MAIN):
        message = parse(commit.message)
        if message is None:
            continue
        before = newest.get(message.document)
        newest[message.document] = message
        if before is None or before.title != message.title or last != message.platform_name:
            listed, name = list(newest.values()), message.platform_name
        last = message.platform_name
    return listed, name
