"""Commits and trees, decoded from the bytes of their objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

ID_BYTES = 20
"""Bytes of an object's id, a SHA-1."""
FILE, FOLDER, ELSEWHERE = b"100644", b"40000", b"160000"
"""Modes: a file, a tree, and a commit of another repository. The archive writes files only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit as it was read; ids are 40 hexadecimal digits."""

    id: str
    tree: str
    parents: tuple[str, ...]
    message: str
    authored: datetime
    committed: datetime
    signature: str = ""
    """What its signature calls itself, as `SSH SIGNATURE`; empty where it has none."""


def commit(commit_id: str, data: bytes) -> Commit:
    """The commit in these bytes. Raises ValueError if they are not a commit or its dates are not valid."""
    head, _, message = data.partition(b"\n\n")
    tree, *lines = head.decode("utf-8", errors="replace").split("\n")
    count = next((number for number, line in enumerate(lines) if not line.startswith("parent ")), 0)
    author, committer = lines[count : count + 2] if len(lines) > count + 1 else ("", "")
    if not (tree.startswith("tree ") and author.startswith("author ") and committer.startswith("committer ")):
        raise ValueError("it does not begin like a commit")
    return Commit(
        id=commit_id,
        tree=tree[5:],
        parents=tuple([line[7:] for line in lines[:count]]),
        message=message.decode("utf-8", errors="replace"),
        authored=_moment(author),
        committed=_moment(committer),
        signature=_signature(head) if _SIGNED in head else "",
    )


_SIGNED = b"\ngpgsig -----BEGIN "


def _signature(head: bytes) -> str:
    return head.partition(_SIGNED)[2].partition(b"-----")[0].decode(errors="replace")


def composed(
    tree: str, parent: str | None, message: str, *, author: tuple[str, str], dates: tuple[datetime, datetime]
) -> bytes:
    """The bytes of a commit; `dates` are when it was authored and when it was committed."""
    name, address = author
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else [])]
    for role, moment in zip(("author", "committer"), dates, strict=True):
        lines.append(f"{role} {name} <{address}> {int(moment.timestamp())} +0000")
    return ("\n".join(lines) + f"\n\n{message}").encode()


def _moment(line: str) -> datetime:
    """The time at the end of a line such as `author archiver <archiver@localhost> 1746057600 +0000`."""
    try:
        return datetime.fromtimestamp(int(line.rsplit(" ", 2)[-2]), UTC)
    except (LookupError, ValueError, OverflowError, OSError) as error:
        raise ValueError(f"it has no valid date: {line!r}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a tree."""

    mode: bytes
    name: str
    id: str


def entries(data: bytes) -> dict[str, str]:
    """Names and ids of the entries of the tree in these bytes. Raises ValueError if they are not a tree."""
    return {name.decode("utf-8", errors="replace"): one.hex() for _, name, one in _lines(data)}


def entry(data: bytes, name: str) -> str | None:
    """The id of one entry of the tree in these bytes; None if there is none. Raises ValueError as `entries`.

    In a tree of 2,000 entries it is found ten times as fast as by reading them all.
    """
    place = _place_of_file(_checked(data), name)
    return entries(data).get(name) if place is None else data[place : place + ID_BYTES].hex()


def beginning(data: bytes, start: str) -> dict[str, str]:
    """As `entries`, but only those whose names begin like this. They stand in a row, as git sorts them."""
    _checked(data)
    place = _place(data, start.encode())
    found = {}
    while place is not None and (line := _ENTRY.match(data, place)) and line[2].startswith(start.encode()):
        found[line[2].decode("utf-8", errors="replace")] = line[3].hex()
        place = line.end()
    return found


def must_be_files(names: Iterable[str]) -> None:
    """Raise ValueError for a name that git refuses to give to a file."""
    for name in names:
        if name.encode().lower() in _RESERVED or "/" in name or "\0" in name:
            raise ValueError(f"git allows no file of the name {name!r}")


def tree(before: bytes, changed: Mapping[str, str | None]) -> bytes:
    """The bytes of a tree after some of its files were replaced (name to blob id) or removed (None).

    Raises ValueError if the bytes before are not those of a tree.
    """
    after, left = bytearray(_checked(before)), {}
    for name, blob in changed.items():
        place = _place_of_file(before, name)
        if place is None or blob is None:
            left[name] = blob
        else:
            after[place : place + ID_BYTES] = bytes.fromhex(blob)
    return _with_others(bytes(after), left) if left else bytes(after)


def _with_others(before: bytes, changed: Mapping[str, str | None]) -> bytes:
    """As `tree`, where files come or go, so that the others move."""
    lines = {name: (mode, object_id) for mode, name, object_id in _lines(before)}
    for name, blob in changed.items():
        if blob is None:
            lines.pop(name.encode(), None)
        else:
            lines[name.encode()] = FILE, bytes.fromhex(blob)
    order = sorted(lines, key=lambda name: name + b"/" if lines[name][0] == FOLDER else name)
    return b"".join(b"%s %s\0%s" % (lines[name][0], name, lines[name][1]) for name in order)


def listed(data: bytes) -> list[Entry]:
    """The entries of the tree in these bytes. Raises ValueError if git would not write it like this."""
    found = _lines(data)
    order = [name + b"/" if mode == FOLDER else name for mode, name, _ in found]
    if sorted(set(order)) != order or any(name in _RESERVED or b"/" in name for _, name, _ in found):
        raise ValueError("it lists names that git does not, or in another order")
    return [Entry(mode=mode, name=name.decode(errors="replace"), id=one.hex()) for mode, name, one in found]


_RESERVED = (b"", b".", b"..", b".git")
_ENTRY = re.compile(rb"([0-7]{5,6}) ([^\0]*)\0(.{%d})" % ID_BYTES, re.DOTALL)
_TREE = re.compile(rb"(?>(?:[0-7]{5,6} [^\0]*\0.{%d})*)" % ID_BYTES, re.DOTALL)


def _lines(data: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """The modes, names and ids of the entries of a tree. Raises ValueError."""
    return _ENTRY.findall(_checked(data))


def _checked(data: bytes) -> bytes:
    """These bytes, which are a tree. Raises ValueError."""
    if not _TREE.fullmatch(data):
        raise ValueError("it is not a row of modes, names and ids")
    return data


def _place_of_file(data: bytes, name: str) -> int | None:
    """Where the id of a file begins in the bytes of a tree; None where that is not found at once."""
    place = _place(data, name.encode() + b"\0")
    return None if place is None else data.index(b"\0", place) + 1


def _place(data: bytes, start: bytes) -> int | None:
    """Where the first entry of a file begins whose name, and the byte after it, begin like this."""
    place = -1
    while (place := data.find(b"%s %s" % (FILE, start), place + 1)) >= 0:
        if _TREE.fullmatch(data, 0, place):  # it does not stand within another one
            return place
    return None
