"""Options that many verbs share, and the values that they stand for."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archiver import moments

F = TypeVar("F", bound=Callable[..., Any])

NOW = "ARCHIVER_NOW"
"""Environment variable with the time that is recorded and that relative dates count from; for replays."""


def archive(function: F) -> F:
    """`--archive DIR`; the command gets an `Archive`."""
    return click.option(
        "--archive",
        "archive",
        envvar="ARCHIVER_ARCHIVE",
        default=".",
        metavar="DIR",
        help="Folder of the archive [default: $ARCHIVER_ARCHIVE, or the current folder].",
        callback=lambda _context, _option, value: Archive.open(Path(value)),
    )(function)


def as_json(function: F) -> F:
    """`--json`: one JSON value on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON value, for programs.")(
        function
    )


def addresses(function: F) -> F:
    """Any number of addresses of platforms or documents; none means all."""
    return click.argument("named", nargs=-1, metavar="[PLATFORM[/DOCUMENT]]...", shell_complete=complete)(
        function
    )


def address(function: F) -> F:
    """One address of a document."""
    return click.argument("address", metavar="PLATFORM/DOCUMENT[@WHEN]", shell_complete=complete)(function)


def complete(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Addresses that start with what was typed, for the shell."""
    folder = Path(context.params.get("archive") or os.environ.get("ARCHIVER_ARCHIVE") or ".")
    try:
        platforms = Archive.open(folder).platforms()
        known = [f"{one.platform}/{document}" for one in platforms for document in one.documents()]
    except Exception:  # a shell that completes must never show a traceback
        return []
    return [one for one in known if one.startswith(incomplete)]


def now() -> datetime:
    """The time, from the environment for a replay, else from the clock; to the second, UTC."""
    given = os.environ.get(NOW)
    if not given:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return moments.clock(given)
    except InvalidInput as error:
        raise InvalidInput(f"${NOW}: {error}") from None
