"""The files of a dataset. A folder of them is whole or not there: it gets its name when all is written."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import IO, Any

from archive_repo.errors import InvalidInput
from archiver.exchange.dataset import datapackage
from archiver.exchange.dataset.records import TABLES, Key, written
from archiver.report import spreadsheet

Row = tuple[str, Key]
"""The name of a table, and a row of it."""

Add = Callable[[Iterable[Row]], Counter[str]]
"""Writes the rows of a document one by one, and counts them by table; an error takes them all back."""

DATABASE = "dataset.sqlite"


def names(kind: str) -> dict[str, str]:
    """The file of each table in a format."""
    return {name: DATABASE if kind == "sqlite" else f"{name}.{kind}" for name in TABLES}


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder to write in, that takes the place of `folder` at the end; an error leaves that as it was.

    Raises InvalidInput where `folder` holds anything but a dataset.
    """
    known = {datapackage.NAME} | {name for kind in FORMATS for name in names(kind).values()}
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(f"{folder}: is a file; name a folder for the dataset")
    if folder.is_dir() and (other := sorted({one.name for one in folder.iterdir()} - known)):
        raise InvalidInput(f"{folder}: has {other[0]} in it, which no export wrote; name another folder")
    part, old = (folder.with_name(f".{folder.name}.{end}") for end in ("part", "old"))
    try:
        for one in (part, old):
            shutil.rmtree(one, ignore_errors=True)
        part.mkdir(parents=True)
        yield part
        if folder.is_dir():
            folder.rename(old)
        part.rename(folder)
    except OSError as error:
        raise InvalidInput(f"{folder}: cannot be written ({error.strerror}); name another folder") from error
    finally:
        for one in (part, old):
            shutil.rmtree(one, ignore_errors=True)


@contextmanager
def csv(folder: Path) -> Iterator[Add]:
    """A file of comma-separated values for each table, with a header (RFC 4180, UTF-8)."""
    with ExitStack() as stack:
        files = _opened(folder, "csv", stack)
        for name, row in TABLES.items():
            files[name].write(f"{spreadsheet.line(tuple(datapackage.columns(row)))}\r\n")
        yield partial(_add, files, lambda row: f"{spreadsheet.line(tuple(_values(row).values()))}\r\n")


@contextmanager
def jsonl(folder: Path) -> Iterator[Add]:
    """A file of JSON values for each table, a row a line."""
    with ExitStack() as stack:
        files = _opened(folder, "jsonl", stack)
        yield partial(_add, files, lambda row: f"{json.dumps(_values(row), ensure_ascii=False)}\n")


def _add(files: Mapping[str, IO[str]], line: Callable[[Key], str], rows: Iterable[Row]) -> Counter[str]:
    """Write each row's line into the file of its table, all of them or none."""
    ends = {name: file.tell() for name, file in files.items()}
    counts = Counter[str]()
    try:
        for name, row in rows:
            files[name].write(line(row))
            counts[name] += 1
    except Exception:
        for name, end in ends.items():
            files[name].seek(end)
            files[name].truncate()
        raise
    return counts


@contextmanager
def sqlite(folder: Path) -> Iterator[Add]:
    """One database with a table for each."""
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # a file that is not whole is thrown away
        for name, row in TABLES.items():
            kinds = {"integer": "INTEGER"}
            told = ", ".join(
                f'"{column}" {kinds.get(kind, "TEXT")}{"" if may_lack else " NOT NULL"}'
                for column, (kind, may_lack) in datapackage.columns(row).items()
            )
            connection.execute(f"CREATE TABLE {name} ({told})")
        yield partial(_insert, connection)


def _insert(connection: sqlite3.Connection, rows: Iterable[Row]) -> Counter[str]:
    """Insert each row into its table, all of them or none."""
    counts = Counter[str]()
    connection.execute("BEGIN")
    try:
        for name, row in rows:
            values = tuple(_values(row).values())
            places = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {name} VALUES ({places})", values)  # noqa: S608
            counts[name] += 1
    except Exception:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return counts


@contextmanager
def parquet(folder: Path) -> Iterator[Add]:
    """A columnar file for each table, made of JSON lines by DuckDB. Raises InvalidInput without it."""
    try:
        import duckdb
    except ImportError as error:
        raise InvalidInput(
            "Parquet is written by duckdb, which is not installed: `pip install policy-archiver[parquet]`"
        ) from error
    lines = folder / "lines"
    lines.mkdir()
    with jsonl(lines) as add:
        yield add
    with closing(duckdb.connect()) as connection:
        connection.execute("SET threads = 1")  # the same rows give the same file, in their order
        connection.execute("SET preserve_insertion_order = false")  # or a group of rows had no limit of bytes
        connection.execute("SET TimeZone = 'UTC'")
        for name, row in TABLES.items():
            kinds = {"string": "VARCHAR", "integer": "BIGINT", "datetime": "TIMESTAMPTZ", "date": "DATE"}
            told = ", ".join(
                f"'{column}': '{kinds[kind]}'" for column, (kind, _) in datapackage.columns(row).items()
            )
            source = (
                f"read_json('{_quoted(lines / f'{name}.jsonl')}', format = 'newline_delimited', "
                f"columns = {{{told}}}, maximum_object_size = {_longest(lines / f'{name}.jsonl')})"
            )
            target = (
                f"'{_quoted(folder / f'{name}.parquet')}' "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES {GROUP_BYTES})"
            )
            connection.execute(f"COPY (SELECT * FROM {source}) TO {target}")  # noqa: S608
    shutil.rmtree(lines)


GROUP_BYTES = 8 * 1024 * 1024
"""Bytes of rows that are put into columns at once. Of 238 MB of versions, writing took 629 MB of memory
without a limit, 267 MB with 32 MB, and 137 MB with 8 MB, for a file that is a fifth larger."""

LEAST_READ = 1024 * 1024
"""Bytes that are read at once at least, twice over."""


def _longest(file: Path) -> int:
    """Bytes that a row may have: those of the longest, and some to spare."""
    with file.open("rb") as lines:
        return 2 * max(map(len, lines), default=0) + LEAST_READ


FORMATS: Mapping[str, Callable[[Path], AbstractContextManager[Add]]] = {
    "jsonl": jsonl,
    "csv": csv,
    "parquet": parquet,
    "sqlite": sqlite,
}


def _opened(folder: Path, kind: str, stack: ExitStack) -> dict[str, IO[str]]:
    opened = partial(Path.open, mode="w", encoding="utf-8", newline="")
    return {name: stack.enter_context(opened(folder / file)) for name, file in names(kind).items()}


def _values(row: Key) -> dict[str, Any]:
    return {field.name: written(getattr(row, field.name)) for field in fields(row)}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
