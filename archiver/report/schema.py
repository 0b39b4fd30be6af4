"""A JSON Schema of what a command prints, generated from the values that it prints.

The fields of a value are the keys, their types the types, and their docstrings the descriptions, so that the
schema cannot be out of date.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

DIALECT = "https://json-schema.org/draft/2020-12/schema"

SIMPLE: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    NoneType: {"type": "null"},
    datetime: {
        "type": "string",
        "format": "date-time",
        "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$",
    },
    date: {"type": "string", "format": "date"},
}


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
        "description": inspect.getdoc(kind),
        "properties": {
            name: _schema(types[name], definitions) | ({"description": told[name]} if name in told else {})
            for name in names
        },
        "required": names,
        "additionalProperties": False,
    }


def descriptions(kind: type[Any]) -> Iterator[tuple[str, str]]:
    """The docstrings below the fields of a value, those that it inherits too."""
    for one in (base for base in reversed(kind.__mro__) if "__dataclass_fields__" in vars(base)):
        (read,) = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        for field, below in pairwise(getattr(read, "body", [])):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    yield name, inspect.cleandoc(text).replace("None", "null")
