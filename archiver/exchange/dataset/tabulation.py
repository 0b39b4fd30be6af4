"""Writes a dataset: the rows of each document in turn, into the files of a format, and what they mean."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.index import queries
from archiver.exchange.dataset import datapackage, files, gathering
from archiver.exchange.dataset.gathering import Scope
from archiver.exchange.dataset.records import TABLES
from archiver.report import documents

TITLE = "Policy archive"


def write(
    connection: sqlite3.Connection,
    archive: Archive,
    platforms: Collection[str],
    scope: Scope,
    folder: Path,
    kind: str,
    now: datetime,
    left_out: Callable[[str], AbstractContextManager[None]],
) -> dict[str, int]:
    """Make a folder with the dataset of some platforms; how many rows each table has.

    `left_out` handles what goes wrong with a platform, whose document is left out then. Raises InvalidInput
    where the folder cannot be written.
    """
    keys = {*documents.archived(connection), *queries.titles(connection)}
    counts = Counter(dict.fromkeys(TABLES, 0))
    with files.whole(folder) as part, files.FORMATS[kind](part) as add:
        for platform, document in sorted(key for key in keys if key[0] in platforms):
            with left_out(platform):
                counts.update(add(gathering.rows(connection, archive, platform, document, scope, now)))
        told = datapackage.describe("policy-archive", kind, files.names(kind), title=TITLE)
        (part / datapackage.NAME).write_text(
            json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    return dict(counts)
