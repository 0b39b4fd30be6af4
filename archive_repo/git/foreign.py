"""A git repository that is not the archive's, read by git: what its commits changed, and its objects.

Nothing that its configuration names is run, and nothing here writes in it. What git says of a broken
repository is passed on in one line.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from archive_repo.errors import DamagedRepository, InvalidInput, NotFound

LARGEST = 32 * 1024 * 1024
"""Bytes of a text; the largest of 25,745 in a public collection has 948 kB."""

_PIECE = 1024 * 1024
_SAFE = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "log.showSignature=false", "log.showRoot=true")
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "file",
    "LC_ALL": "C",
}
FROM_OUTSIDE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")
"""Variables that would lead git to another repository than the one that it is run in."""

_FIELDS = "--format=%H%x00%at%x00%B"
_GONE = b"0" * 40
_FILES = (b"100644", b"100755")
"""Modes of files; links, folders of other repositories and the like are passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A commit and the files that it changed against its first parent."""

    commit: str
    """40 hexadecimal digits."""
    authored: int
    """Seconds since 1970, as the commit says."""
    message: str
    files: tuple[tuple[bytes, str], ...]
    """Paths, with the id of the blob that is there now; files that were removed are left out."""


def clone(bundle: Path, folder: Path) -> None:
    """Make a bare repository of a bundle. Raises DamagedRepository where git cannot read it."""
    _run(("git", *_options(), "clone", "--quiet", "--bare", str(bundle), str(folder)), bundle)


def must_be_repository(path: Path) -> None:
    """Raise NotFound or InvalidInput unless there is a git repository, bare or not, at `path`."""
    if not path.exists():
        raise NotFound(f"{path}: no such file or folder; check the path")
    try:
        _run((*git_at(path), "rev-parse", "--git-dir"), path)
    except DamagedRepository as error:
        raise InvalidInput(f"{path}: not a git repository; name a clone, a bundle or a dataset") from error


def changes(path: Path) -> Iterator[Change]:
    """What each commit of the newest branch changed, oldest first, along first parents.

    Raises DamagedRepository where git cannot read the history to its beginning.
    """
    command = (
        *git_at(path), "log", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv",
        "--reverse", "--topo-order", "--first-parent", "-m", _FIELDS, _branch(path), "--",
    )  # fmt: skip
    words = iter(_run(command, path).split(b"\0"))
    word = next(words, b"")
    while word:
        authored, message = next(words), next(words).decode(errors="replace")
        commit, files = word.decode(), []
        while (word := next(words, b"")).lstrip(b"\n").startswith(b":"):
            mode, blob, name = word.split()[1], word.split()[3], next(words)
            if blob != _GONE and mode in _FILES:
                files.append((name, blob.decode()))
        yield Change(commit=commit, authored=int(authored), message=message, files=tuple(files))


class Objects:
    """Reads objects of a repository, one after the other, through one process of git."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process = subprocess.Popen(
            (*git_at(path), "cat-file", "--batch"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(),
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        self._process.wait()

    def blob(self, object_id: str) -> bytes:
        """The bytes of a blob. Raises DamagedRepository where it is missing, damaged or over LARGEST."""
        asked, told = _pipes(self._process)
        try:
            asked.write(f"{object_id}\n".encode())
            asked.flush()
            head = told.readline().split()
            if len(head) == 3 and (size := int(head[2])) > LARGEST:
                _pass_over(told, size + 1)
                raise DamagedRepository(f"{self._path}: {object_id} is too large for a text: {size:,} bytes")
            if len(head) == 3 and head[1] == b"blob":
                data = told.read(int(head[2]) + 1)
                if len(data) == int(head[2]) + 1:
                    return data[:-1]
        except OSError:  # git has ended
            pass
        raise DamagedRepository(f"{self._path}: {object_id} cannot be read; clone it again")


def _pass_over(stream: IO[bytes], count: int) -> None:
    while count > 0 and (piece := stream.read(min(count, _PIECE))):
        count -= len(piece)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:  # it was started with both
        raise RuntimeError("git was started without pipes")
    return process.stdin, process.stdout


def _branch(path: Path) -> str:
    """The commit that HEAD names, else that of `main`, `master` or the newest branch."""
    command = (*git_at(path), "for-each-ref", "--sort=-committerdate", "--format=%(refname)", "refs/heads")
    branches = _run(command, path).decode(errors="replace").split()
    for name in ("HEAD", "refs/heads/main", "refs/heads/master", *branches):
        try:
            return _run((*git_at(path), "rev-parse", "--verify", f"{name}^{{commit}}"), path).decode().strip()
        except DamagedRepository:
            continue
    raise InvalidInput(f"{path}: it has no commit that git can read; clone it again")


def git_at(path: Path) -> tuple[str, ...]:
    """How git is called on a repository that is not the archive's: nothing of its configuration is run."""
    return ("git", *_options(), "-C", str(path))


def _options() -> tuple[str, ...]:
    return tuple(word for one in (*_SAFE, "safe.directory=*") for word in ("-c", one))


def usual_environment() -> dict[str, str]:
    """The environment without what would lead git to another repository."""
    return {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}


def environment() -> dict[str, str]:
    """What git is called with there."""
    return usual_environment() | _ENVIRONMENT


def _run(command: tuple[str, ...], path: Path) -> bytes:
    try:
        done = subprocess.run(command, capture_output=True, env=environment(), check=False)
    except FileNotFoundError as error:
        raise InvalidInput("git is not installed, which reads other repositories; install it") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        telling = [line for line in said if line.startswith(("fatal:", "error:"))] or said
        reason = telling[-1] if telling else f"it ended with {done.returncode}"
        raise DamagedRepository(f"{path}: git cannot read it ({reason}); clone it again")
    return done.stdout
