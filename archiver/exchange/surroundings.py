"""What lies beside a collection's declarations: its id, the names of platforms, and what curators threw out.

All of it may be missing, and what cannot be read is passed over: a collection is imported without it too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive_repo.errors import NotFound
from archiver import declarations
from archiver.declarations import Source, names, terms
from archiver.errors import DeclarationError

_ID = re.compile(r"^id:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)
_SHA = re.compile(r"[0-9a-f]{7,40}")
_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a document was until a day."""

    urls: tuple[str, ...]
    """One for each of its pages."""
    until: datetime | None
    """None for the declaration that is valid now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """How a document was declared up to a time."""

    sources: tuple[Source, ...]
    """Empty where what was declared cannot be used."""
    until: datetime


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


def former(file: Path) -> dict[str, tuple[Former, ...]]:
    """How the documents of a declaration were declared before, by title, the oldest first."""
    found = {}
    for title, one in _mapping(_json(file.with_name(file.stem + declarations.HISTORY))).items():
        own = (_former(title, entry) for entry in (one if isinstance(one, list) else ()))
        found[title] = tuple(sorted(filter(None, own), key=lambda one: one.until))
    return found


def _former(title: str, entry: Any) -> Former | None:
    until = _until(_mapping(entry).get("validUntil"))
    declared = {key: value for key, value in _mapping(entry).items() if key != "validUntil"}
    try:
        sources = terms.sources(title, declared)
    except DeclarationError:
        sources = ()
    return Former(sources=sources, until=until) if until else None


def _beside(folder: Path, name: str) -> Path:
    """A file of the collection: beside the folder of declarations, or in the folder that holds that."""
    return next((file for file in (folder / name, folder.parent / name) if file.is_file()), folder / name)


def _addresses(path: Path) -> dict[str, tuple[Address, ...]]:
    """Where each document of a platform was and is, by its declaration and the history of that."""
    declared, earlier = _json(path), _json(path.with_name(path.stem + declarations.HISTORY))
    terms = _mapping(_mapping(declared).get("terms") or _mapping(declared).get("documents"))
    former = _mapping(earlier)
    return {
        title: tuple(sorted(_each(former.get(title), terms.get(title)), key=lambda one: one.until or _EVER))
        for title in {*terms, *former}
    }


def _each(former: Any, now: Any) -> Iterator[Address]:
    for one in former if isinstance(former, list) else ():
        until = _until(_mapping(one).get("validUntil"))
        if until:
            yield Address(urls=_urls(one), until=until)
    if now is not None:
        yield Address(urls=_urls(now), until=None)


def _urls(terms: Any) -> tuple[str, ...]:
    parts = _mapping(terms).get("combine", [terms])
    found = (_mapping(part).get("fetch") for part in parts) if isinstance(parts, list) else ()
    return tuple(url if isinstance(url, str) else "" for url in found)


def _until(text: Any) -> datetime | None:
    """The last moment of a `validUntil`: a day counts to its end."""
    try:
        day = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    day = day if day.tzinfo else day.replace(tzinfo=UTC)
    return day + timedelta(days=1) if len(text) == len("2022-01-01") else day


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
