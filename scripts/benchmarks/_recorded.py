"""What a command does to a folder, call by call, recorded by strace; and the folder as of each call.

A process that is killed leaves the folder as of its last call. A power cut may besides take away what was
written to a file since its last flush, or leave zeros in its place; names are kept, as file systems with a
journal do.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CALLS = (
    "openat", "open", "creat", "write", "writev", "pwrite64", "ftruncate", "lseek",
    "fsync", "fdatasync", "sync",
    "mkdir", "mkdirat", "rmdir", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat",
)  # fmt: skip
FLUSHES = ("fsync", "fdatasync", "sync")
MAPPED = ("-shm",)
"""Ends of names whose bytes are written through memory; SQLite creates such a file again."""

_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)(?:<(.*)>)?.*")
_UNFINISHED = re.compile(r"(\d+) +(.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)")
_WORKS_IN = re.compile(r"AT_FDCWD<([^>]*)>")
_ARGUMENT = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\[.*\]|[^,<"]*(?:<[^>]*>)?)\s*(?:,|$)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A system call that succeeded: its name, its arguments as strace writes them, and its result."""

    name: str
    arguments: tuple[str, ...]
    result: int
    opened: str
    """The path behind a file descriptor that it gave."""
    folder: str
    """Where its process works, from where relative paths count; empty where that is not known."""


@dataclass(slots=True)
class File:
    """A file's bytes, now and as of its last flush."""

    data: bytearray = field(default_factory=bytearray)
    flushed: bytes = b""
    place: int = 0
    appends: bool = False

    def cut(self) -> bytes:
        """What is left where all that was not flushed is lost."""
        return self.flushed[: len(self.data)]

    def zeroed(self) -> bytes:
        """What is left where the length was kept, and zeros stand for what was not flushed."""
        kept = self.cut()
        return kept + bytes(len(self.data) - len(kept))


def record(command: Sequence[str], environment: dict[str, str], folder: Path) -> list[Call]:
    """The calls of a command that runs in a folder, of all its processes and threads."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as log:
        strace = ["strace", "-f", "-qq", "-y", "-x", "-s", "100000000", "--seccomp-bpf", "-o", log.name]
        subprocess.run(
            [*strace, "-e", f"trace={','.join(CALLS)}", "-e", "signal=none", *command],
            env=environment, cwd=folder, capture_output=True, check=False,
        )  # fmt: skip
        return list(_calls(log))


def _calls(log: Iterator[str]) -> Iterator[Call]:
    begun: dict[str, str] = {}
    folders: dict[str, str] = {}
    for line in log:
        whole = line.rstrip("\n")
        if cut := _UNFINISHED.fullmatch(whole):
            begun[cut[1]] = cut[2]
            continue
        if resumed := _RESUMED.fullmatch(whole):
            whole = f"{resumed[1]} {begun.pop(resumed[1], '')}{resumed[2]}"
        match = _LINE.fullmatch(whole)
        if match and (found := _WORKS_IN.match(match[3])):
            folders[match[1]] = _unquoted(found[1])
        if match and not match[4].startswith("-"):
            yield Call(
                name=match[2],
                arguments=tuple(_ARGUMENT.findall(match[3])),
                result=int(match[4]),
                opened=_unquoted(match[5] or ""),
                folder=folders.get(match[1], ""),
            )


def _unquoted(text: str) -> str:
    return _bytes(f'"{text}"').decode() if "\\" in text else text


def _bytes(argument: str) -> bytes:
    found = ast.literal_eval(f"b{argument}")
    assert isinstance(found, bytes)
    return found


class Disk:
    """A folder as the calls of a process change it that works in `place`."""

    def __init__(self, folder: Path, place: Path) -> None:
        self._root, self._place = str(folder), str(place)
        self.folders = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_dir()}
        self.files: dict[str, File] = {}
        for path in folder.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                self.files[str(path.relative_to(folder))] = File(bytearray(data), data)

    def take(self, call: Call) -> bool:
        """Change as the call does; False where it changes nothing here."""
        method = getattr(self, f"_{call.name.removesuffix('at').removesuffix('64').removesuffix('2')}", None)
        return bool(method and method(call))

    def write(self, folder: Path, version: str) -> None:
        """Make the folder: `whole`, `cut` or `zeroed` where files were not flushed."""
        folder.mkdir()
        for name in sorted(self.folders):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, file in self.files.items():
            data = {"whole": bytes(file.data), "cut": file.cut(), "zeroed": file.zeroed()}[version]
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def unflushed(self) -> bool:
        """True if a power cut takes anything away."""
        return any(bytes(file.data) != file.flushed for file in self.files.values())

    def _here(self, path: str) -> str | None:
        """The path below the folder; None for what lies elsewhere."""
        path = os.path.normpath(path.removesuffix(" (deleted)"))
        if path.endswith(MAPPED) or not f"{path}/".startswith(f"{self._root}/"):
            return None
        return path[len(self._root) + 1 :]

    def _names(self, call: Call) -> list[str | None]:
        """The paths among the arguments, each relative to the directory that stands before it."""
        base, found = call.folder or self._place, []
        for argument in call.arguments:
            if argument.startswith('"'):
                path = _bytes(argument).decode(errors="replace")
                found.append(self._here(os.path.join(base, path)))  # noqa: PTH118  (path may be absolute)
            elif argument.endswith(">"):
                base = _unquoted(argument.partition("<")[2][:-1])
        return found

    def _behind(self, call: Call) -> File | None:
        """The file of the first argument's file descriptor."""
        name = self._here(_unquoted(call.arguments[0].partition("<")[2][:-1]))
        return self.files.get(name) if name else None

    def _open(self, call: Call) -> bool:
        name = self._here(call.opened)
        flags = next((one for one in call.arguments if one.startswith("O_")), "")
        if name is None or "O_DIRECTORY" in flags or name in self.folders:
            return False
        is_new = name not in self.files and "O_CREAT" in flags
        if is_new:
            self.files[name] = File()
        if (file := self.files.get(name)) is None:
            return False
        emptied = "O_TRUNC" in flags and bool(file.data)
        if emptied:
            file.data.clear()
        file.place, file.appends = 0, "O_APPEND" in flags
        return is_new or emptied

    def _write(self, call: Call) -> bool:
        if (file := self._behind(call)) is None:
            return False
        self._put(
            file, len(file.data) if file.appends else file.place, _bytes(call.arguments[1])[: call.result]
        )
        return True

    def _writev(self, call: Call) -> bool:
        if (file := self._behind(call)) is None:
            return False
        parts = re.findall(r'iov_base=("(?:[^"\\]|\\.)*")', ",".join(call.arguments[1:]))
        self._put(
            file, len(file.data) if file.appends else file.place, b"".join(map(_bytes, parts))[: call.result]
        )
        return True

    def _pwrite(self, call: Call) -> bool:
        if (file := self._behind(call)) is None:
            return False
        place = file.place
        self._put(file, int(call.arguments[3]), _bytes(call.arguments[1])[: call.result])
        file.place = place
        return True

    def _put(self, file: File, place: int, data: bytes) -> None:
        file.data.extend(bytes(max(0, place - len(file.data))))
        file.data[place : place + len(data)] = data
        file.place = place + len(data)

    def _lseek(self, call: Call) -> bool:
        if file := self._behind(call):
            file.place = call.result
        return False

    def _ftruncate(self, call: Call) -> bool:
        if (file := self._behind(call)) is None:
            return False
        length = int(call.arguments[1])
        file.data[length:] = bytes(max(0, length - len(file.data)))
        return True

    def _fsync(self, call: Call) -> bool:
        file = self._behind(call)
        if file is None or file.flushed == bytes(file.data):
            return False
        file.flushed = bytes(file.data)
        return True

    _fdatasync = _fsync

    def _sync(self, _call: Call) -> bool:
        for file in self.files.values():
            file.flushed = bytes(file.data)
        return False

    def _mkdir(self, call: Call) -> bool:
        (name,) = self._names(call)
        if name:
            self.folders.add(name)
        return bool(name)

    def _rmdir(self, call: Call) -> bool:
        (name,) = self._names(call)
        self.folders.discard(name or "")
        return bool(name)

    def _rename(self, call: Call) -> bool:
        old, new = self._names(call)
        if not old or not new:
            return False
        if old in self.files:
            self.files[new] = self.files.pop(old)
            return True
        self.folders = {_moved(name, old, new) for name in self.folders}
        self.files = {_moved(name, old, new): file for name, file in self.files.items()}
        return True

    def _link(self, call: Call) -> bool:
        old, new = self._names(call)
        if not old or not new or old not in self.files:
            return False
        self.files[new] = self.files[old]
        return True

    def _unlink(self, call: Call) -> bool:
        (name,) = self._names(call)
        if name and "AT_REMOVEDIR" in call.arguments:
            self.folders.discard(name)
            return True
        return bool(name and self.files.pop(name, None))


def _moved(name: str, old: str, new: str) -> str:
    return new + name[len(old) :] if f"{name}/".startswith(f"{old}/") else name
