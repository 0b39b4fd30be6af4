"""A large archive, made of other archives' documents: each again under several platforms' names.

A copy has the first versions of its document, so that histories are as short as in real collections; texts,
dates and messages are those of the archive that it is taken from.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

SETTINGS = """\
[site]
title = "A large archive"
url = "https://archive.example.org/"
"""
WHO = "archiver <archiver@localhost>"
_DOCUMENT = re.compile(rb"^Document: (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A version as git has it."""

    document: str
    seconds: int
    message: bytes
    text: bytes


def make(folder: Path, sources: Sequence[Path], platforms: int, documents: int, versions: int) -> None:
    """Make an archive of about this size of the documents of other archives."""
    (folder / "platforms").mkdir(parents=True)
    (folder / "declarations").mkdir()
    (folder / "archive.toml").write_text(SETTINGS)
    pool = [history for source in sources for history in _histories(source)]
    chosen = list(islice(cycle(pool), documents))
    most = min(versions, _count(chosen))
    longest = next(limit for limit in range(1, 10_000) if _count(chosen, limit) >= most)
    for number in range(platforms):
        name = f"Platform {number:03}"
        declared = {"name": name, "terms": {}}
        (folder / "declarations" / f"platform-{number:03}.json").write_text(json.dumps(declared))
        mine = [history[:longest] for history in chosen[number::platforms]]
        _import(folder / "platforms" / f"platform-{number:03}.git", _stream(name, mine))


def _count(histories: Sequence[Sequence[Recorded]], longest: int = 10_000) -> int:
    return sum(min(len(one), longest) for one in histories)


def _histories(archive: Path) -> Iterator[list[Recorded]]:
    """The versions of each document, oldest first, the documents by the folder of their platform."""
    for repository in sorted((archive / "platforms").glob("*.git")):
        found: dict[str, list[Recorded]] = {}
        command = ["git", "-C", str(repository), "log", "-z", "--reverse", "--format=%H %at%n%B", "main"]
        told = subprocess.run(command, capture_output=True, check=True).stdout
        for record in filter(None, told.split(b"\0")):
            head, _, message = record.partition(b"\n")
            commit, seconds = head.split()
            if not (named := _DOCUMENT.search(message)):
                continue
            document = named[1].decode()
            show = ["git", "-C", str(repository), "show", f"{commit.decode()}:{document}.md"]
            text = subprocess.run(show, capture_output=True, check=True).stdout
            one = Recorded(document=document, seconds=int(seconds), message=message, text=text)
            found.setdefault(document, []).append(one)
        yield from found.values()


def _import(repository: Path, stream: Iterator[bytes]) -> None:
    init = ["git", "init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(repository)]
    subprocess.run(init, check=True)
    command = ["git", "-C", str(repository), "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as importer:
        assert importer.stdin
        for part in stream:
            importer.stdin.write(part)
    if importer.returncode:
        raise RuntimeError(f"{repository}: git fast-import ended with {importer.returncode}")


def _stream(name: str, histories: Sequence[Sequence[Recorded]]) -> Iterator[bytes]:
    """What git fast-import reads; of two documents of a name, the second is called otherwise."""
    used: dict[str, int] = {}
    merged = []
    for history in histories:
        document = history[0].document
        used[document] = used.get(document, 0) + 1
        slug = document if used[document] == 1 else f"{document}-{used[document]}"
        merged += [(one.seconds, slug, one) for one in history]
    yield from (_commit(name, *one) for one in sorted(merged, key=lambda one: one[0]))


def _commit(name: str, seconds: int, slug: str, one: Recorded) -> bytes:
    said = _DOCUMENT.sub(f"Document: {slug}".encode(), one.message)
    head = f"commit refs/heads/main\nauthor {WHO} {seconds} +0000\ncommitter {WHO} {seconds} +0000\n"
    readme = f"# {name}\n".encode()
    return b"".join(
        [
            head.encode(),
            b"data %d\n%b" % (len(said), said),
            b"M 100644 inline README.md\ndata %d\n%b\n" % (len(readme), readme),
            b"M 100644 inline %b.md\ndata %d\n%b\n" % (slug.encode(), len(one.text), one.text),
        ]
    )
