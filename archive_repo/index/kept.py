"""A cache in the index, for what takes long to compute: JSON for a document under a key.

    if (story := kept.read(connection, platform, document, "provisions")) is None:
        kept.write(connection, platform, document, "provisions", story := ...)

It is dropped when the platform's branch is rewritten, and with the index. A caller notes in the value what it
was made from and checks that before using it. If the index can be neither read nor written, nothing is kept.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from archive_repo.index.connect import transaction


def has(index: Path, key: str) -> bool:
    """True if an index keeps anything under a key; it is neither made nor brought up to date for that."""
    name = f"{index.absolute().as_uri()}?mode=ro"
    with suppress(sqlite3.Error), closing(sqlite3.connect(name, uri=True)) as connection:
        return connection.execute("SELECT 1 FROM kept WHERE key = ?", (key,)).fetchone() is not None
    return False


def read(connection: sqlite3.Connection, platform: str, document: str, key: str) -> Any:
    """The value that is kept for a document under a key; None if there is none, or it cannot be read."""
    with suppress(sqlite3.Error, ValueError):
        row = connection.execute(
            "SELECT value FROM kept WHERE platform = ? AND document = ? AND key = ?",
            (platform, document, key),
        ).fetchone()
        return json.loads(row[0]) if row else None
    return None


def parts(connection: sqlite3.Connection, key: str, name: str) -> dict[tuple[str, str], object]:
    """What each document's value under a key, an object, has under a name, by platform and document."""
    with suppress(sqlite3.Error):
        rows = connection.execute(
            "SELECT platform, document, CASE WHEN json_valid(value) THEN json_extract(value, ?) END"
            " FROM kept WHERE key = ?",
            (f"$.{name}", key),
        )
        return {(platform, document): part for platform, document, part in rows}
    return {}


def write(connection: sqlite3.Connection, platform: str, document: str, key: str, value: Any) -> bool:
    """Keep a JSON value in place of the one that was kept before; false if the index cannot be written."""
    with suppress(sqlite3.Error), transaction(connection):
        connection.execute(
            "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)",
            (platform, document, key, json.dumps(value, ensure_ascii=False)),
        )
        return True
    return False
