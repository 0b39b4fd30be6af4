"""Options that many verbs share, and the values that they stand for."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.records import slug
from archiver.cli import completion

F = TypeVar("F", bound=Callable[..., Any])

ARCHIVE = "ARCHIVER_ARCHIVE"
"""Environment variable with the archive's folder."""

NOW = "ARCHIVER_NOW"
"""Environment variable with the time that is recorded and that relative dates count from; for replays."""


def archive(function: F) -> F:
    """`--archive DIR`, after the verb as before it; the command gets an `Archive`."""
    return click.option(
        "-C",
        "--archive",
        "archive",
        metavar="DIR",
        help="Folder of the archive [default: $ARCHIVER_ARCHIVE, or the current folder].",
        callback=_opened,
    )(function)


def folder(context: click.Context) -> Path:
    """The archive's folder if a verb is given none: named before the verb, or by the environment."""
    return Path(context.find_root().params.get("folder") or os.environ.get(ARCHIVE) or ".")


def opened(chosen: str | None) -> Archive:
    """The archive of a verb that does not need one; `chosen` is what its own option names."""
    return _opened(click.get_current_context(), click.Option(["--archive"]), chosen)


def _opened(context: click.Context, _option: click.Parameter, value: str | None) -> Archive:
    return Archive.open(Path(value) if value else folder(context))


def as_json(function: F) -> F:
    """`--json`: one JSON value on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON value, for programs.")(
        function
    )


def xlsx(function: F) -> F:
    """`--xlsx FILE`: what `--csv` prints, as an Excel file."""
    path = click.Path(dir_okay=False, path_type=Path)
    return click.option(
        "--xlsx", type=path, metavar="FILE", help="Write what --csv prints to an Excel file."
    )(function)


def addresses(function: Callable[..., Any]) -> Callable[..., Any]:
    """Any number of platforms or documents, as arguments or with `--platform`; none means all."""
    return _named(function, "[PLATFORM[/DOCUMENT]]...")


def dated_addresses(function: Callable[..., Any]) -> Callable[..., Any]:
    """Any number of platforms or documents, each as of its own time."""
    return _named(function, "[PLATFORM[/DOCUMENT][@WHEN]]...")


def _named(function: Callable[..., Any], metavar: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def merged(*args: Any, named: tuple[str, ...], platforms: tuple[str, ...], **others: Any) -> Any:
        return function(*args, named=(*named, *separate(platforms, others.get("archive"))), **others)

    argument = click.argument("named", nargs=-1, metavar=metavar, shell_complete=completion.addresses)
    return argument(platforms(merged))


def separate(given: Iterable[str], known_to: Archive | None) -> Iterator[str]:
    """The names in values, each of which may hold several with commas between.

    `Example, Inc.` is one name if the archive has or declares a platform of that name.
    """
    for text in given:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        known = _platform_slugs(known_to) if known_to and len(parts) > 1 else set()
        while parts:
            ends = range(len(parts), 1, -1)
            end = next((end for end in ends if slug(", ".join(parts[:end])) in known), 1)
            yield ", ".join(parts[:end])
            del parts[:end]


def _platform_slugs(archive: Archive) -> set[str]:
    return {*archive.slugs(), *(slug(file.stem) for file in archive.declarations.glob("*.json"))}


def address(function: F) -> F:
    """One address of a document."""
    return click.argument("address", metavar="PLATFORM/DOCUMENT[@WHEN]", shell_complete=completion.addresses)(
        function
    )


def dated_address(function: F) -> F:
    """One address of a platform or a document."""
    return click.argument(
        "address", metavar="PLATFORM[/DOCUMENT][@WHEN]", shell_complete=completion.addresses
    )(function)


def platforms(function: F) -> F:
    """`--platform`: names of platforms, which `separate` takes apart."""
    return click.option(
        "--platform",
        "--platforms",
        "platforms",
        multiple=True,
        metavar="A,B,...",
        help="Only these platforms; repeatable, or separated by commas.",
        shell_complete=completion.platforms,
    )(function)


def categories(function: F) -> F:
    """`--category`: ids, titles or words of categories of provisions."""
    return click.option(
        "--category",
        "categories",
        multiple=True,
        metavar="CATEGORY",
        help="Only this category (an id, a title, or words of one); repeatable.",
        shell_complete=completion.categories,
    )(function)


def at_most_one(**given: object) -> None:
    """Refuse options that cannot be combined; each is named as its parameter, true where it was given."""
    names = [f"--{name.replace('_', '-')}" for name, value in given.items() if value]
    if len(names) > 1:
        raise InvalidInput(f"{' and '.join(names)} cannot be combined; give one of them")


def needs(name: str, given: object, others: str, given_too: object) -> None:
    """Refuse an option that means nothing without another one."""
    if given and not given_too:
        raise InvalidInput(f"{name} means nothing without {others}; add that, or leave it out")


def now() -> datetime:
    """The time, from the environment for a replay, else from the clock; to the second, UTC."""
    given = os.environ.get(NOW)
    if not given:
        return datetime.now(UTC).replace(microsecond=0)
    from archiver import moments  # only a replay needs them to know the time

    try:
        return moments.clock(given)
    except InvalidInput as error:
        raise InvalidInput(f"${NOW}: {error}") from None
