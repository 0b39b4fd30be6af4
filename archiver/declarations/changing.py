"""Declarations that change while the history stays: documents that are retired, platforms that are renamed.

What was declared goes into `ID.history.json`, where Open Terms Archive keeps it, with the time until when it
was valid. A document whose title is there and in no declaration is retired.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from archive_repo.errors import InvalidInput, NotFound
from archive_repo.git import durable
from archive_repo.records import slug
from archiver.declarations import former, names
from archiver.declarations.folder import HISTORY, file_of, files, read


def retire(folder: Path, platform: str, document: str | None, now: datetime) -> list[str]:
    """Declare a document, or all of a platform, no longer; the titles that were retired.

    Raises NotFound if none of them is declared, and DeclarationError if the file cannot be used.
    """
    path = _file(folder, platform)
    read(path)  # names what is wrong with it
    declared = _json(path)
    terms = declared["terms" if "terms" in declared else "documents"]
    titles = [title for title in terms if document in (None, slug(title))]
    if not titles:
        address = f"{platform}/{document}" if document else platform
        raise NotFound(f"{address}: not declared; `archiver validate` checks what is")
    before = _json(former.file_beside(path))
    for title in titles:
        own = [one for one in before.get(title, []) if former.without_end(one) != terms[title]]
        before[title] = [*own, former.closed(terms.pop(title), now)]
    write(former.file_beside(path), written(before))
    write(path, written(declared))
    return titles


def retired(folder: Path) -> dict[tuple[str, str], str]:
    """Until when the documents were declared that are declared no longer, as their declarations say.

    By the slugs of platform and document. Files that cannot be read say nothing.
    """
    found = (path.with_name(path.name.replace(HISTORY, ".json")) for path in folder.glob(f"*{HISTORY}"))
    return {key: until for path in found if path.exists() for key, until in _retired(path)}


def must_be_free(folder: Path, platform: str, wanted: str) -> None:
    """Raise InvalidInput if an id cannot be one or is taken, and NotFound if the platform is not declared."""
    why = "names a folder" if set(wanted) & set("/\\") else names.problem(wanted)
    if why:
        raise InvalidInput(f"{wanted[:60]!r} {why}; choose another id")
    path = _file(folder, platform)
    taken = [one for one in files(folder) if slug(one.stem) == slug(wanted) and one != path]
    if taken:
        raise InvalidInput(f"{wanted}: {taken[0].name} declares a platform of this id; choose another")


def rename(folder: Path, platform: str, wanted: str) -> Path:
    """Give the files that declare a platform another id, which must be free; where they are then.

    Raises InvalidInput if they cannot be moved.
    """
    path = _file(folder, platform)
    target = path.with_name(f"{wanted}.json")
    try:
        if former.file_beside(path).exists():
            former.file_beside(path).replace(former.file_beside(target))
        path.replace(target)
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be renamed ({error.strerror}); run it again to go on") from error
    return target


def _file(folder: Path, platform: str) -> Path:
    found = file_of(platform, files(folder))
    if found is None:
        raise NotFound(f"{platform}: not declared; `archiver validate` checks what is")
    return found


def _retired(path: Path) -> Iterator[tuple[tuple[str, str], str]]:
    try:
        declared = _json(path)
    except ValueError:
        return
    terms = declared.get("terms") or declared.get("documents") or {}
    present = set(map(slug, terms))
    for title, entries in former.of(path).items():
        if entries and slug(title) not in present:
            yield (slug(path.stem), slug(title)), entries[-1].said


def _json(path: Path) -> dict[str, Any]:
    """What a file holds; nothing where it is not there. Raises ValueError for what is no object."""
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8-sig"))
    if not isinstance(found, dict):
        raise InvalidInput(f"{path.name}: must be a JSON object; correct it first")
    return found


def written(declared: Any) -> str:
    """A declaration as the text of its file."""
    return json.dumps(declared, indent=2, ensure_ascii=False) + "\n"


def write(path: Path, text: str) -> None:
    """Replace a declaration at once or not at all. Raises InvalidInput if it cannot be written."""
    try:
        durable.write(path, text.encode())
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be written ({error.strerror})") from error
