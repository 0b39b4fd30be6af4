"""Platforms and declarations that cannot be read: each is named, the others are done, with exit code 3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from archive_repo.errors import StoreError
from archiver.cli import SICK

if TYPE_CHECKING:
    from archiver.errors import DeclarationError


@contextmanager
def left_out(platform: str) -> Iterator[None]:
    """Leave the platform out of an answer where it cannot be read."""
    try:
        yield
    except StoreError as error:
        tell(platform, str(error), shown=False)


def tell(platform: str, reason: str, *, shown: bool) -> None:
    """Say at the command's end that a platform is shown as it was, or is left out, and why."""
    how = "is shown as it was before" if shown else "is left out"
    named()[platform] = f"{platform}: cannot be read, and {how}: {reason}"


def troubled(name: str, reason: str) -> None:
    """Say at the command's end why nothing more was done to a platform, or to a document."""
    named()[name] = f"{name}: {reason}"


def declaration(problem: DeclarationError) -> None:
    """Say at the command's end that a declaration cannot be used; the others are."""
    named()[str(problem)] = f"archiver: {problem}"


def named() -> dict[str, str]:
    """What is said of the platforms that this command could not read, by their slugs; and of declarations."""
    found: dict[str, str] = click.get_current_context().meta.setdefault(SICK, {})
    return found
