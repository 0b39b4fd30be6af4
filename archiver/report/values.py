"""Values as JSON: the one place where what is told becomes what a program reads.

A report is frozen dataclasses whose fields are named as the keys of docs/json.md; nothing is renamed here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType
from typing import Any, TypeVar

T = TypeVar("T")


def plain(value: Any) -> Any:
    """The value as dicts, lists, texts and numbers; times as ISO 8601, fields in their order.

    Raises TypeError for what has no such form.
    """
    kind: Any = type(value)
    return _form(kind)(value)


@cache
def _form(kind: Any) -> Callable[[Any], Any]:
    """What makes values of a type plain; found once for each type."""
    if issubclass(kind, bool | int | float | NoneType):
        return _as_it_is
    if issubclass(kind, str):
        return str  # a member of an enumeration is its value
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if is_dataclass(kind):
        names = [field.name for field in fields(kind)]
        return lambda value: {name: plain(getattr(value, name)) for name in names}
    if issubclass(kind, Mapping):
        return lambda value: {str(key): plain(one) for key, one in value.items()}
    if issubclass(kind, Iterable):
        return lambda value: [plain(one) for one in value]
    raise TypeError(f"{kind.__name__} has no form in JSON")


def _as_it_is(value: Any) -> Any:
    return value


def to_file(value: Any) -> bytes:
    """The value as a file of JSON. Raises TypeError for what has no such form."""
    return plain_to_file(plain(value))


def plain_to_file(told: Any) -> bytes:
    """What `plain` gave, as a file of JSON."""
    return f"{json.dumps(told, ensure_ascii=False)}\n".encode()


def extended(kind: type[T], row: Any, **more: Any) -> T:
    """A value of a kind that has all fields of the row, and more; `more` comes before the row."""
    return kind(**{field.name: getattr(row, field.name) for field in fields(row)} | more)
