"""Values as JSON: the one place where what is told becomes what a program reads.

A report is frozen dataclasses whose fields are named as the keys of docs/json.md; nothing is renamed here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, TypeVar

T = TypeVar("T")


def plain(value: Any) -> Any:
    """The value as dicts, lists, texts and numbers; times as ISO 8601, fields in their order.

    Raises TypeError for what has no such form.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)  # a member of an enumeration is its value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Iterable):
        return [plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def to_file(value: Any) -> bytes:
    """The value as a file of JSON. Raises TypeError for what has no such form."""
    return f"{json.dumps(plain(value), ensure_ascii=False, indent=1)}\n".encode()


def extended(kind: type[T], row: Any, **more: Any) -> T:
    """A value of a kind that has all fields of the row, and more; `more` comes before the row."""
    return kind(**{field.name: getattr(row, field.name) for field in fields(row)} | more)
