"""A JSON Schema of what a command prints, generated from the values that it prints.

The fields of a value are the keys, their types the types, and their docstrings the descriptions, so that the
schema cannot be out of date.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
SIMPLE: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0},  # places, counts and versions
    float: {"type": "number"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time", "pattern": rf"^{_DAY}T{_TIME}\+00:00$"},
    date: {"type": "string", "format": "date", "pattern": f"^{_DAY}$"},
}
"""By the type. Patterns, because few validators look at formats unless they are told to."""

_COMMIT = "[0-9a-f]{40}"
NAMED: Mapping[str, str] = {
    "version": f"^{_COMMIT}$",
    "previous": f"^{_COMMIT}$",
    "until_version": f"^{_COMMIT}$",
    "snapshot": f"^({_COMMIT})?$",
    "sha256": "^[0-9a-f]{64}$",
    "text_sha256": "^[0-9a-f]{64}$",
}
"""What a text of this name looks like: one name is one thing in all outputs."""


def of(kind: Any, title: str) -> dict[str, Any]:
    """The schema of a type that `values.plain` makes JSON of: no key may be missing, and no other is allowed.

    Raises TypeError for a type that has no form in JSON.
    """
    definitions: dict[str, Any] = {}
    body = _schema(kind, definitions)
    return {"$schema": DIALECT, "title": title, **body, "$defs": dict(sorted(definitions.items()))}


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in SIMPLE:
        return SIMPLE[kind]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"enum": [str(member) for member in kind]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if isinstance(kind, type) and is_dataclass(kind):
        return _reference(kind, definitions)
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(one, definitions) for one in arguments]}
    if origin is list or (origin is tuple and arguments[1:] == (...,)):
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is tuple:
        places = [_schema(one, definitions) for one in arguments]
        return {"type": "array", "prefixItems": places, "items": False, "minItems": len(places)}
    if origin is dict:
        names, each = (_schema(one, definitions) for one in arguments)
        return {"type": "object", "propertyNames": names, "additionalProperties": each}
    raise TypeError(f"{kind} has no form in JSON")


def _reference(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Where the schema of a value stands; it is written there once."""
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # taken, should it hold values of its own kind
        definitions[kind.__name__] = _object(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _object(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    types, told = get_type_hints(kind), dict(descriptions(kind))
    names = [field.name for field in fields(kind)]
    return {
        "type": "object",
        "description": _said(inspect.getdoc(kind) or ""),
        "properties": {
            name: _field(name, types[name], definitions)
            | ({"description": told[name]} if name in told else {})
            for name in names
        },
        "required": names,
        "additionalProperties": False,
    }


def _field(name: str, kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    made = _schema(kind, definitions)
    if name not in NAMED:
        return made
    if "anyOf" in made:
        return {"anyOf": [_like(one, NAMED[name]) for one in made["anyOf"]]}
    return _like(made, NAMED[name])


def _like(made: dict[str, Any], pattern: str) -> dict[str, Any]:
    return made | {"pattern": pattern} if made == SIMPLE[str] else made


def _said(text: str) -> str:
    """A docstring in the words of JSON."""
    return re.sub(r"\bNone\b(?! of)", "null", inspect.cleandoc(text))


def descriptions(kind: type[Any]) -> Iterator[tuple[str, str]]:
    """The docstrings below the fields of a value, those that it inherits too."""
    for one in (base for base in reversed(kind.__mro__) if "__dataclass_fields__" in vars(base)):
        (read,) = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        for field, below in pairwise(getattr(read, "body", [])):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    yield name, _said(text)
