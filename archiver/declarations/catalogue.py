"""Declarations that ship with the package: AI and online platforms with the addresses of their policies.

One file per platform under `platforms/`, named by its slug, in the format of any declaration.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from importlib import resources

from archiver.errors import NotInCatalogue

PLATFORMS = resources.files("archiver.declarations") / "platforms"


def names() -> list[str]:
    """The slugs of the platforms, in alphabetical order."""
    return sorted(path.name.removesuffix(".json") for path in PLATFORMS.iterdir())


def titles() -> dict[str, str]:
    """What each platform calls itself, by its slug."""
    return {slug: json.loads(_declaration(slug))["name"] for slug in names()}


def declarations(slugs: Iterable[str]) -> dict[str, str]:
    """The declarations of some platforms: JSON by file name.

    Raises NotInCatalogue, which names every missing slug and those that come nearest.
    """
    wanted, known = list(slugs), names()
    unknown = [slug for slug in wanted if slug not in known]
    if unknown:
        near = dict.fromkeys(one for slug in unknown for one in difflib.get_close_matches(slug, known, n=3))
        hint = f"did you mean {' or '.join(near)}?" if near else "`archiver init --list` lists them"
        raise NotInCatalogue(f"{', '.join(unknown)}: no such platform in the catalogue; {hint}")
    return {f"{slug}.json": _declaration(slug) for slug in wanted}


def _declaration(slug: str) -> str:
    return (PLATFORMS / f"{slug}.json").read_text(encoding="utf-8")
