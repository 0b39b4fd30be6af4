"""Output for people and programs: JSON, lines, colours and a pager on a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from archive_repo.errors import InvalidInput
from archiver.cli import escapes
from archiver.report import values
from archiver.report.screen import Role, Text, hanging, text_of

SHORT_ID = 10
"""Digits of a version's id that people are shown: more than git needs in such a repository."""

WIDEST = 120
"""Columns of text on a wider terminal: longer lines are hard to read."""

COLOURS: dict[Role, dict[str, Any]] = {
    Role.CONTEXT: {"dim": True},
    Role.HEADING: {"bold": True},
    Role.CAME: {"fg": "green"},
    Role.WENT: {"fg": "red"},
    Role.MOVED: {"fg": "blue"},
    Role.AMENDED: {"fg": "yellow"},
    Role.ADDED: {"fg": "green", "underline": True},
    Role.REMOVED: {"fg": "red", "strikethrough": True},
    Role.DATE: {"fg": "cyan"},
    Role.VERSION: {"fg": "yellow"},
    Role.MATCH: {"fg": "red", "bold": True},
    Role.CORE: {"bold": True},
    Role.GOOD: {"fg": "green"},
    Role.BAD: {"fg": "red"},
    Role.DOUBTFUL: {"fg": "yellow"},
}


def write_json(value: Any, about: Iterable[str] = ()) -> None:
    """Write one JSON value, times as ISO 8601 in UTC; what else a reader must know goes to stderr."""
    notes(about)
    click.echo(json.dumps(values.plain(value), indent=2, ensure_ascii=False))


def write(lines: Iterable[Text], about: Iterable[Text] = ()) -> None:
    """Write lines for a person, through a pager if they go to a terminal and do not fit it.

    What the lines are `about` is shown above them on a terminal, and goes to stderr elsewhere.
    """
    head, told = list(about), [_coloured(line) for line in lines]
    if sys.stdout.isatty():
        told = [_coloured(line) for one in head for line in hanging(one, width(), "", "  ")] + told
    else:
        notes(map(text_of, head))
    text = "\n".join(told)
    if sys.stdout.isatty() and text.count("\n") >= _terminal().lines:
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager(text + "\n", color=None)
    elif told:
        click.echo(text, color=True if os.environ.get("FORCE_COLOR") else None)


def write_plain(lines: Iterable[str], about: Iterable[str] = ()) -> None:
    """Write lines of another format as they are: nothing is wrapped, paged or put above them."""
    notes(about)
    for line in lines:
        click.echo(escapes.visible(line) if sys.stdout.isatty() else line)


def save(file: Path, data: bytes) -> None:
    """Write a file, and say so. Raises InvalidInput where it cannot be written."""
    try:
        file.write_bytes(data)
    except OSError as error:
        raise InvalidInput(f"{file} cannot be written ({error.strerror}); name another file") from error
    note(f"{file}: {len(data):,} bytes")


def replace(file: Path, data: bytes) -> None:
    """As `save`, but an older file of that name stays whole until the new one is on the disk."""
    beside = file.with_name(f".{file.name}.part")
    try:
        try:
            with beside.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InvalidInput(f"{file} cannot be written ({error.strerror}); name another file") from error
    note(f"{file}: {len(data):,} bytes")


def width(widest: int | None = WIDEST) -> int:
    """Columns to write in: the terminal's, or 80 without one; at most `widest`."""
    columns = _terminal().columns
    return min(columns, widest) if widest else columns


def _terminal() -> os.terminal_size:
    """The size of the terminal; 80 columns and 24 lines without one, unless $COLUMNS says otherwise."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS"):
        return os.terminal_size((80, 24))
    from shutil import get_terminal_size  # slow to load, and the same where nobody watches

    return get_terminal_size()


def paint(text: str, role: Role) -> str:
    """A piece of text in the colour of its role, as `style` gives it."""
    return style(escapes.visible(text), **COLOURS[role]) if role in COLOURS else escapes.visible(text)


def style(text: str, **how: Any) -> str:
    """Coloured text, unless NO_COLOR is set; if stdout is not a terminal, only with FORCE_COLOR."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **how)


def day(moment: datetime | date | None) -> str:
    """A date as people read it: `2025-05-08`; a dash for none."""
    return moment.isoformat()[: len("2025-05-08")] if moment else "-"


def minute(moment: datetime | None) -> str:
    """A date and time: `2025-05-08 12:30`; a dash for none."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"


def size(count: int | None) -> str:
    """Bytes as people read them: `12.3 MB`; a dash for None."""
    if count is None:
        return "-"
    for unit, of in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if abs(count) >= of:
            return f"{count / of:,.1f} {unit}"
    return f"{count} bytes"


def note(text: str) -> None:
    """Write a line to stderr: what the reader should know besides the data."""
    told = [text]
    if sys.stderr.isatty():
        told = [text_of(line) for line in hanging(text, width(), "", "  ")]
    for line in told:
        click.echo(escapes.visible(line), err=True)


def notes(texts: Iterable[str]) -> None:
    """Write lines to stderr."""
    for text in texts:
        note(text)


def _coloured(line: Text) -> str:
    if isinstance(line, str):
        return escapes.visible(line)
    return "".join(paint(text, role) for text, role in line)
