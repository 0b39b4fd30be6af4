"""`datapackage.json`: what the tables of a dataset are, column by column (Data Package, version 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from types import UnionType
from typing import Any, get_args, get_type_hints

from archiver.exchange.dataset.records import TABLES, UNIQUE, Key
from archiver.report import schema

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
NAME = "datapackage.json"

_TYPES: Mapping[type, str] = {str: "string", int: "integer", datetime: "datetime", date: "date"}
_MEDIA: Mapping[str, str] = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
}
_MAY_BE_EMPTY = frozenset({"urls", "sections", "section", "gone", "came", "text"})
"""Texts that may be without a word: a CSV file cannot tell that from a missing value."""

_FORMULAS = (
    "A text that begins with =, +, -, @ or an apostrophe has an apostrophe before it, so that no spreadsheet "
    "computes it: take one away to have it as it was. The other formats have it as it is."
)


def describe(archive: str, kind: str, files: Mapping[str, str], *, title: str) -> dict[str, Any]:
    """The description of a dataset in a format; `files` has the file of each table."""
    return {
        "$schema": PROFILE,
        "name": archive,
        "title": title,
        "description": "Policies of platforms as they were recorded over time, and what changed in them. "
        f"The texts belong to those who published them.{f' {_FORMULAS}' if kind == 'csv' else ''}",
        "keywords": ["terms of service", "privacy policy", "policy changes"],
        "resources": [_resource(name, kind, path) for name, path in files.items()],
    }


def columns(row: type[Key]) -> dict[str, tuple[str, bool]]:
    """The columns of a table, in order: the type of each, and whether it may be empty."""
    found = {}
    for name, hint in _hints(row).items():
        kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        (kind,) = (one for one in kinds if one is not type(None))
        found[name] = _TYPES[kind], len(kinds) > 1
    return found


def _hints(row: type[Key]) -> dict[str, Any]:
    hints = get_type_hints(row)
    return {field.name: hints[field.name] for field in fields(row)}


def _fields(row: type[Key]) -> Iterator[dict[str, Any]]:
    told = dict(schema.descriptions(row))
    for column, (kind, may_lack) in columns(row).items():
        found: dict[str, Any] = {"name": column, "type": kind, "description": told[column]}
        if not may_lack and column not in _MAY_BE_EMPTY:
            found["constraints"] = {"required": True}
        yield found


def _resource(name: str, kind: str, path: str) -> dict[str, Any]:
    row = TABLES[name]
    described: dict[str, Any] = {"fields": list(_fields(row)), "missingValues": [""]}
    if keys := UNIQUE[name]:
        described["primaryKey"] = list(keys)
    if name in ("changes", "sentences", "provisions"):
        described["foreignKeys"] = [
            {"fields": ["version"], "reference": {"resource": "versions", "fields": ["version"]}}
        ]
    resource = {
        "name": name,
        "type": "table",
        "path": path,
        "format": kind,
        "mediatype": _MEDIA[kind],
        "encoding": "utf-8",
        "description": (row.__doc__ or "").strip(),
        "schema": described,
    }
    if kind == "sqlite":
        resource["dialect"] = {"table": name}
    return resource
