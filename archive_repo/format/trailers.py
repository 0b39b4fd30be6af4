"""The trailers of a commit: lines `Name: text` at the end of its message, made from the fields of a value.

    class Message:
        cause: Cause = field(metadata=trailer("Cause", Cause))

Any git reads them (`git log --format='%(trailers:key=Cause,valueonly)'`). The first trailer of every commit
of the archive is `Archive-Format: 1`; a commit without it was made by something else. Trailers with other
names are ignored: they may come from a newer archiver, or from a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from archive_repo.records import Trailer

FORMAT = "1"
_MARK = f"Archive-Format: {FORMAT}"


def compose(subject: str, body: str, value: Any) -> str:
    """A commit's whole message: what happened in one line, an optional body, and the trailers of a value."""
    block = "\n".join([_MARK, *_lines(value)])
    return "\n\n".join(part for part in (subject, body, block) if part) + "\n"


def split(message: str) -> tuple[str, str, str]:
    """The subject, the body and the trailers of a message; no trailers if the archive did not write it."""
    head, _, block = message.rstrip("\n").rpartition("\n\n")
    subject, _, body = head.partition("\n\n")
    return subject, body, block if _MARK in block.split("\n") else ""


def parse(kind: Any, block: str) -> dict[str, Any]:
    """The fields of a value of this kind, by the trailers that hold them.

    Raises ValueError if a trailer cannot be read, or one without a default is missing.
    """
    found: dict[str, list[str]] = {}
    for line in block.split("\n"):
        key, _, text = line.partition(": ")
        found.setdefault(key, []).append(text.strip())
    values = {}
    for name, trailer, default in of(kind):
        if texts := found.get(trailer.name):
            values[name] = trailer.value(texts)
        elif default is MISSING:
            raise ValueError(f"no trailer {trailer.name}")
    return values


@cache
def of(kind: Any) -> tuple[tuple[str, Trailer, Any], ...]:
    """The fields of a dataclass that are trailers: name, trailer, and default (MISSING if there is none)."""
    return tuple(
        (field.name, field.metadata["trailer"], field.default)
        for field in fields(kind)
        if "trailer" in field.metadata
    )


def one_line(text: str) -> str:
    """The text with single spaces for runs of white space, so that no part of it can pass for a trailer."""
    return " ".join(text.split())


def _lines(value: Any) -> Iterator[str]:
    kind: Any = type(value)
    for name, trailer, default in of(kind):
        held = getattr(value, name)
        if held != default:
            yield from (f"{trailer.name}: {one_line(text)}" for text in trailer.texts(held))
