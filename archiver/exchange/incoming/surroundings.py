"""What lies beside a collection's declarations: its id, the names of platforms, and what curators threw out.

All of it may be missing, and what cannot be read is passed over: a collection is imported without it too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from archive_repo.errors import NotFound
from archiver import declarations
from archiver.declarations import former, names
from archiver.declarations.former import Former
from archiver.errors import DeclarationError

_ID = re.compile(r"^id:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)
_SHA = re.compile(r"[0-9a-f]{7,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a document was until a day."""

    urls: tuple[str, ...]
    """One for each of its pages."""
    until: datetime | None
    """None for the declaration that is valid now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known of a collection beside its texts."""

    collection: str = ""
    """The collection's id; empty where it is not said."""
    names: dict[str, str] = field(default_factory=dict)
    """How platforms write themselves, by their ids."""
    skipped: dict[str, frozenset[str]] = field(default_factory=dict)
    """Ids of commits that curators threw out, by the platform's id."""
    addresses: dict[str, dict[str, tuple[Address, ...]]] = field(default_factory=dict)
    """By the platform's id and the document's title, the oldest first."""
    files: dict[str, Path] = field(default_factory=dict)
    """The declarations that can be used, by the platform's id."""
    unusable: tuple[str, ...] = ()
    """What is wrong with the others, a line each."""


def read(folder: Path) -> Surroundings:
    """What lies in a folder of declarations, or of a collection that has one. Raises NotFound without it."""
    if not folder.is_dir():
        raise NotFound(f"{folder}: no such folder; name the one that holds the collection's declarations")
    inner = folder / "declarations"
    place = inner if inner.is_dir() else folder
    found = declarations.files(place)
    usable, unusable = dict[str, Path](), list[str]()
    for path in found:
        try:
            declarations.read(path)
            usable[path.stem] = path
        except DeclarationError as error:
            unusable.append(str(error))
    said = _ID.search(_text(_beside(folder, "metadata.yml")))
    return Surroundings(
        collection=said[1] if said else "",
        names={path.stem: name for path in found if (name := _name(path))},
        skipped=dict(_skipped(_json(_beside(folder, "cleaning/index.json")))),
        addresses={path.stem: _addresses(path) for path in found},
        files=usable,
        unusable=tuple(unusable),
    )


def _beside(folder: Path, name: str) -> Path:
    """A file of the collection: beside the folder of declarations, or in the folder that holds that."""
    return next((file for file in (folder / name, folder.parent / name) if file.is_file()), folder / name)


def _addresses(path: Path) -> dict[str, tuple[Address, ...]]:
    """Where each document of a platform was and is, by its declaration and the history of that."""
    declared = _mapping(_json(path))
    terms = _mapping(declared.get("terms") or declared.get("documents"))
    before = former.of(path)
    return {title: tuple(_each(before.get(title, ()), terms.get(title))) for title in {*terms, *before}}


def _each(before: Iterable[Former], now: Any) -> Iterator[Address]:
    yield from (Address(urls=_urls(one.declared), until=one.until) for one in before)
    if now is not None:
        yield Address(urls=_urls(now), until=None)


def _urls(terms: Any) -> tuple[str, ...]:
    parts = _mapping(terms).get("combine", [terms])
    found = (_mapping(part).get("fetch") for part in parts) if isinstance(parts, list) else ()
    return tuple(url if isinstance(url, str) else "" for url in found)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(path: Path) -> str:
    declared = _json(path)
    name = declared.get("name") if isinstance(declared, dict) else None
    return name if isinstance(name, str) and not names.problem(name) else ""


def _skipped(cleaning: Any) -> Iterator[tuple[str, frozenset[str]]]:
    for platform, documents in _mapping(_mapping(cleaning).get("terms")).items():
        lists = [_mapping(one).get("skipCommit") for one in _mapping(documents).values()]
        ids = {one for found in lists if isinstance(found, list) for one in found if isinstance(one, str)}
        yield platform, frozenset(one for one in ids if _SHA.fullmatch(one))


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path) or "null")
    except (ValueError, RecursionError):
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""
