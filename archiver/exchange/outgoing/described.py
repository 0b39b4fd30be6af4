"""What lies beside a collection's texts: its declarations, `metadata.yml`, and what curators threw out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from archiver.declarations import former
from archiver.settings import CollectionSettings

Json = dict[str, Any]


def metadata(said: CollectionSettings) -> Json:
    """What `metadata.yml` says: what is required there, and nothing that nobody has said."""
    return {
        "id": said.id,
        "name": said.name,
        "tagline": said.tagline,
        "languages": list(said.languages),
        "jurisdictions": list(said.jurisdictions),
    }


def write(
    folder: Path, declared: Sequence[Path], told: Mapping[str, Any], thrown_out: Mapping[str, Any]
) -> None:
    """Write the folder of declarations: these files with their histories, and no others.

    `told` is the metadata, `thrown_out` the ids of versions that are not the document, by service and type.
    """
    files = {one.name: one for path in declared for one in (path, former.file_beside(path)) if one.is_file()}
    place = folder / "declarations"
    place.mkdir(parents=True, exist_ok=True)
    for name, file in files.items():
        replace(place / name, file.read_bytes())
    for there in place.iterdir():
        if there.name not in files:
            there.unlink()
    # each value as JSON, which is YAML too
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
    replace(folder / "metadata.yml", "".join(f"{line}\n" for line in lines).encode())
    cleaning = folder / "cleaning"
    cleaning.mkdir(exist_ok=True)
    replace(cleaning / "index.json", _json({"terms": thrown_out}))


def replace(file: Path, data: bytes) -> None:
    """Write a file, unless it has these bytes; it has all of them or those that it had.

    It is not flushed to the disk: the next export writes again what a power cut took.
    """
    if not file.is_file() or file.read_bytes() != data:
        part = file.with_name(f".{file.name}.part")
        part.write_bytes(data)
        part.replace(file)


def _json(value: Any) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()
