"""Writing for people and programs: JSON, columns, colours and a pager on a terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import click

from archiver.cli import escapes

SHORT_ID = 10
"""Digits of a version's id that people are shown: more than git needs in such a repository."""


def write_json(value: Any) -> None:
    """One JSON value, times as ISO 8601 in UTC."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_jsonable))


def write(lines: Iterable[str]) -> None:
    """Lines for a person: through a pager where they go to a terminal and do not fit it."""
    text = escapes.visible("\n".join(lines))
    if not text:
        return
    if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager(text + "\n", color=None)
    else:
        click.echo(text)


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as aligned columns, two spaces between; the last column is not padded."""
    if not rows:
        return []
    widths = [max(len(click.unstyle(row[place])) for row in rows) for place in range(len(rows[0]) - 1)]
    return [
        "  ".join(
            [
                cell + " " * (width - len(click.unstyle(cell)))
                for cell, width in zip(row[:-1], widths, strict=True)
            ]
            + [row[-1]]
        ).rstrip()
        for row in rows
    ]


def style(text: str, **how: Any) -> str:
    """Coloured text, unless NO_COLOR is set; click drops colours where stdout is no terminal."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **how)


def day(moment: datetime | None) -> str:
    """A date as people read it: `2025-05-08`; a dash for none."""
    return f"{moment:%Y-%m-%d}" if moment else "-"


def minute(moment: datetime | None) -> str:
    """A date and time: `2025-05-08 12:30`; a dash for none."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"


def note(text: str) -> None:
    """A line on stderr: what the reader should know besides the data."""
    click.echo(escapes.visible(text), err=True)


def _jsonable(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON value")
