"""The declaration of what was found: a new file, or one that is there with the documents that it lacks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.records import slug
from archiver import urls
from archiver.declarations import changing, folder, names
from archiver.discover.choosing import Proposed
from archiver.errors import DeclarationError
from archiver.settings import template


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be written."""

    platform: str
    """The id of the platform."""
    file: str
    """The name of the file in the folder of declarations."""
    text: str
    """Its new content."""
    added: tuple[Proposed, ...]
    """The documents that are new in it."""
    present: tuple[Proposed, ...]
    """Documents that were found and are declared already, by title or address."""
    other_addresses: Mapping[str, str]
    """Where the declared ones of these lead, by title, if it is not to the page that was found."""


def plan(declarations: Path, platform: str, name: str, proposed: Sequence[Proposed]) -> Plan:
    """What to write into a folder of declarations for a platform, by its id.

    Raises DeclarationError if the platform cannot have this id or name, or its file cannot be used.
    """
    for said in (platform, name):
        if why := names.problem(said):
            raise DeclarationError(f"{said[:60]!r} {why}; choose another with --id or --name")
    path = _path(declarations, platform)
    declared: dict[str, Any] = _read(path) if path.exists() else {"name": name, "terms": {}}
    terms: dict[str, Any] = declared["terms" if "terms" in declared else "documents"]
    pages = _pages(terms)
    added = tuple(one for one in proposed if not _is_declared(one, pages))
    terms |= {one.title: _entry(one) for one in added}
    return Plan(
        platform=slug(path.stem),
        file=path.name,
        text=changing.written(declared),
        added=added,
        present=tuple(one for one in proposed if one not in added),
        other_addresses={
            one.title: urls[0]
            for one in proposed
            if one not in added and not _leads_to(one, pages)
            for urls in [pages[slug(one.title)]]
            if urls
        },
    )


def write(archive: Archive, wanted: Plan) -> bool:
    """Write a declaration; True if that began the archive, which then gets its settings too.

    Raises InvalidInput if a file cannot be written. A declaration that is there is replaced at once or not at
    all.
    """
    path = archive.declarations / wanted.file
    is_new = not archive.settings.exists()
    try:
        archive.declarations.mkdir(parents=True, exist_ok=True)
        if is_new:
            archive.settings.write_text(template.text(), encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be written ({error.strerror})") from error
    changing.write(path, wanted.text)
    return is_new


def _path(declarations: Path, platform: str) -> Path:
    """The file that declares a platform, or would."""
    made = slug(platform)
    return folder.file_of(made, folder.files(declarations)) or declarations / f"{made}.json"


def _read(path: Path) -> dict[str, Any]:
    folder.read(path)  # names what is wrong with it
    declared: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
    return declared


def _pages(terms: dict[str, Any]) -> dict[str, list[str]]:
    """The addresses of the declared documents, by slug."""
    return {
        slug(title): [part["fetch"] for part in entry.get("combine", [entry]) if "fetch" in part]
        for title, entry in terms.items()
    }


def _is_declared(one: Proposed, pages: dict[str, list[str]]) -> bool:
    return slug(one.title) in pages or _leads_to(one, pages)


def _leads_to(one: Proposed, pages: dict[str, list[str]]) -> bool:
    """True if a declared document is on the page that was found."""
    return urls.place(one.url) in {urls.place(url) for several in pages.values() for url in several}


def _entry(one: Proposed) -> dict[str, Any]:
    return {"fetch": one.url} | ({"executeClientScripts": True} if one.needs_scripts else {})
