"""The small files of a repository: HEAD, config, packed references and reflogs."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

from archive_repo.git import creation, references
from archive_repo.git.configuration import settings
from archive_repo.verify.problem import CRAWL, Problem

_SETTINGS = {"core.repositoryformatversion": "0", "core.bare": "true"}
_YES_OR_NO = ("true", "false", "yes", "no", "on", "off", "1", "0", "")
_PACKED_HEAD = re.compile(rb"# pack-refs with:( peeled| fully-peeled| sorted)* ?")
_PEELED = re.compile(rb"\^[0-9a-f]{40}")
_LOGGED = re.compile(r"([0-9a-f]{40}) ([0-9a-f]{40}) [^<>\n]* <[^<>\n]*> \d{1,12} [+-]\d{4}(?:\t.*)?")
_PACKED_AGAIN = "the next crawl of the platform writes again what is whole of it"
_LINE_REMOVED = "the next crawl of the platform removes it"
_LINE = "correct or remove the line: it is only read where a branch is lost"


def problems(repository: Path, commits: Container[str], tips: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with the files; `tips` has what the references say.

    `commits` are those that are stored, and those that are reported as lost elsewhere.
    """
    if _bytes(repository / "HEAD") != creation.HEAD:
        what = "does not name the branch main: git shows and clones something else, or nothing"
        yield Problem(where="HEAD", what=what, remedy=CRAWL)
    for what in _config(repository):
        remedy = f"correct it, or remove {repository / 'config'}: the next crawl writes a new one"
        yield Problem(where="config", what=what, remedy=remedy)
    yield from _packed_references(repository)
    for log in sorted(_reflogs(repository)):
        name = str(log.relative_to(repository / "logs"))
        for what, remedy in _reflog(log, commits, tips.get(name, "")):
            yield Problem(where=f"logs/{name}", what=what, remedy=remedy)


def _reflogs(repository: Path) -> Iterator[Path]:
    """The files below `logs`. Raises PermissionError for a folder that may not be searched."""

    def must_be_searched(error: OSError) -> None:
        if isinstance(error, PermissionError):
            raise error

    for folder, _, names in os.walk(repository / "logs", onerror=must_be_searched):
        yield from (Path(folder, name) for name in names)


def _config(repository: Path) -> Iterator[str]:
    try:
        found = settings(repository)
    except ValueError as error:
        yield f"git cannot read it: {error}"
        return
    wanted = _SETTINGS | ({"core.logallrefupdates": "true"} if (repository / "logs").is_dir() else {})
    for name, value in wanted.items():
        if found.get(name, "").lower() != value:
            yield f"{name} is {found.get(name) or 'not set'}, and should be {value}"
    if (mode := found.get("core.filemode", "true").lower()) not in _YES_OR_NO:
        yield f"core.filemode is {mode}, and should be true or false"


def _packed_references(repository: Path) -> Iterator[Problem]:
    file = repository / "packed-refs"
    *lines, rest = _bytes(file).split(b"\n")
    bent = [number for number, line in enumerate(lines, 1) if not _is_line(number, line)]
    if rest:
        bent.append(len(lines) + 1)
    for number in bent:
        what = f"line {number} is not one that git writes: a reference may be lost or old"
        yield Problem(where=file.name, what=what, remedy=_PACKED_AGAIN)
    if not lines and not rest and file.exists():
        what = "empty: references may be lost, and are named where they are missed"
        yield Problem(where=file.name, what=what, remedy=_PACKED_AGAIN)


def _is_line(number: int, line: bytes) -> bool:
    if number == 1 and line.startswith(b"#"):
        return bool(_PACKED_HEAD.fullmatch(line))
    return bool(references.PACKED.fullmatch(line) or _PEELED.fullmatch(line))


def _reflog(log: Path, commits: Container[str], tip: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a reflog, and what to do about it."""
    before = after = ""
    is_whole = True
    with log.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            match = _LOGGED.fullmatch(line.removesuffix("\n"))
            if "\0" in line or not line.endswith("\n"):
                is_whole = False
                yield f"line {number} is zeroed or cut off, as a power cut leaves it", _LINE_REMOVED
            elif not match:
                yield f"line {number} is not one that git writes", _LINE
            else:
                before, after = match[1], match[2]
                yield from ((f"line {number} {what}", _LINE) for what in _not_there(before, after, commits))
    # A writer that is killed logs a move that it did not make.
    if is_whole and tip and after and tip not in (before, after):
        remedy = "check which of the two is right: something moved the branch without git, or damaged the log"
        yield f"ends at {after}, and the branch is at {tip}", remedy


def _not_there(before: str, after: str, commits: Container[str]) -> Iterator[str]:
    for named in (before, after):
        if named != references.NONE and named not in commits:
            yield f"names {named}, which is not a commit that can be read"


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
