"""The three standard streams, as odd as a shell may hand them over: closed, full, or of a narrow encoding."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TextIO

import click

from archiver.cli import escapes


def prepare() -> None:
    """Open what is closed, and write what an encoding lacks as an escape: `>&-` and Latin-1 are no errors."""
    sys.stdin = sys.stdin or _nothing("r")
    sys.stdout = sys.stdout or _nothing("w")
    sys.stderr = sys.stderr or _nothing("w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(text: str) -> None:
    """A last line on stderr, wrapped on a terminal; where nobody can be told, the exit code says it alone."""
    try:
        if sys.stderr.isatty():
            from archiver.cli import output  # takes a while to load

            output.note(text)
        else:
            click.echo(escapes.visible(text), err=True)
        sys.stderr.flush()
    except OSError:
        _drop(sys.stderr)


def drop_output() -> None:
    """Point stdout nowhere, so that what is left in its buffer does not fail again when Python ends."""
    _drop(sys.stdout)


def _drop(stream: TextIO) -> None:
    with suppress(io.UnsupportedOperation):  # it is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _nothing(mode: str) -> io.TextIOWrapper:
    stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123  (kept open as long as Python runs)
    assert isinstance(stream, io.TextIOWrapper)  # noqa: S101  (what text modes give)
    return stream
