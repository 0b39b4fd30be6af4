"""Values as plain JSON (objects, arrays, strings, numbers) and back again, by the types of their fields.

    plain.read(Story, plain.write(story)) == story      # ValueError says which field cannot be read

Knows dataclasses of strings, numbers, enumerations, dates and times, of tuples and mappings of these, and of
one another. Keys that a dataclass does not have are ignored: they come from a newer archiver. (msgspec and
cattrs do the same, but importing them takes 15 and 37 ms, which every reading command would have to spend.)
"""

from __future__ import annotations

import json
import math
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
Decoder = Callable[[Any], Any]
Encoder = Callable[[Any, bool], Any]

_PLAIN: dict[Any, tuple[type, ...]] = {int: (int,), float: (float, int), bool: (bool,)}
_NAMES = {int: "a whole number", float: "a number", bool: "true or false"}


def to_file(value: Any, *, brief: bool = False) -> bytes:
    """The value as a file of JSON: UTF-8, one key a line, keys sorted."""
    told = json.dumps(write(value, brief=brief), indent=1, sort_keys=True, ensure_ascii=False)
    return f"{told}\n".encode()


def from_file(kind: type[T], data: bytes) -> T:
    """The value in a file that `to_file` wrote. Raises ValueError, which says what cannot be read."""
    try:
        return read(kind, json.loads(data.decode("utf-8-sig")))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def write(value: Any, *, brief: bool = False) -> Any:
    """The value as `json` takes it.

    If `brief`, fields with their default value are left out, and times are to the second.
    """
    kind: Any = type(value)
    return _encoder(kind)(value, brief)


def read(kind: type[T], plain: Any) -> T:
    """The value that `write` made plain. Raises ValueError, which says what cannot be read."""
    wanted: Any = kind
    value: T = _decoder(wanted)(plain)
    return value


@cache
def _encoder(kind: Any) -> Encoder:
    """The function that makes values of a type plain; made once for each type."""
    if is_dataclass(kind):
        return _value_encoder(kind)
    if issubclass(kind, Mapping):
        return lambda value, brief: {key: write(one, brief=brief) for key, one in value.items()}
    if issubclass(kind, tuple | list):
        return lambda value, brief: [write(one, brief=brief) for one in value]
    if issubclass(kind, datetime):
        return lambda value, brief: value.isoformat(timespec="seconds" if brief else "auto")
    if issubclass(kind, date):
        return lambda value, _: value.isoformat()
    return lambda value, _: value


def _value_encoder(kind: Any) -> Encoder:
    defaults = [(one.name, _default(one)) for one in fields(kind)]

    def write_fields(value: Any, brief: bool) -> Any:
        held = [(name, getattr(value, name), default) for name, default in defaults]
        return {name: write(one, brief=brief) for name, one, default in held if not brief or one != default}

    return write_fields


@cache
def _decoder(kind: Any) -> Decoder:
    """The function that reads the values of a type; made once for each type."""
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _value_decoder(kind)
    if origin is types.UnionType:
        return _optional_decoder(_decoder(inner[0]))
    if origin is tuple:
        return _tuple_decoder([_decoder(one) for one in inner if one is not ...], any_length=... in inner)
    if origin is Mapping:
        return _mapping_decoder(_decoder(inner[1]))
    if kind is str:
        return _text
    if kind in _PLAIN:
        return _plain_decoder(kind)
    if kind in (date, datetime):
        return _time_decoder(kind)
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else _as_it_is


def _value_decoder(kind: Any) -> Decoder:
    hints = get_type_hints(kind)
    parts = [(one.name, _decoder(hints[one.name]), _default(one) is MISSING) for one in fields(kind)]

    def read(plain: Any) -> Any:
        held = _checked(plain, dict, "an object")
        values = {}
        for name, decoder, is_required in parts:
            if name in held:
                try:
                    values[name] = decoder(held[name])
                except ValueError as error:
                    raise ValueError(f"{name}: {error}") from error
            elif is_required:
                raise ValueError(f"{name} is missing")
        return kind(**values)

    return read


def _tuple_decoder(decoders: list[Decoder], *, any_length: bool) -> Decoder:
    def read_all(plain: Any) -> Any:
        return tuple(map(decoders[0], _checked(plain, list, "an array")))

    def read(plain: Any) -> Any:
        held = _checked(plain, list, "an array")
        if len(held) != len(decoders):
            raise ValueError(f"{len(held)} values where there should be {len(decoders)}")
        return tuple(decoder(one) for decoder, one in zip(decoders, held, strict=True))

    return read_all if any_length else read


def _mapping_decoder(decoder: Decoder) -> Decoder:
    def read(plain: Any) -> Any:
        return {key: _inside(key, decoder, one) for key, one in _checked(plain, dict, "an object").items()}

    return read


def _optional_decoder(decoder: Decoder) -> Decoder:
    return lambda plain: None if plain is None else decoder(plain)


def _text(plain: Any) -> str:
    if type(plain) is not str:
        raise ValueError(f"{plain!r:.40} is not text")
    plain.encode()  # a lone surrogate, which JSON can hold, could not be written again
    return sys.intern(plain)  # the same passage is told by many events: it is held once


def _plain_decoder(kind: type) -> Decoder:
    kinds, name = _PLAIN[kind], _NAMES[kind]

    def read(plain: Any) -> Any:
        if type(plain) not in kinds:
            raise ValueError(f"{plain!r:.40} is not {name}")
        if kind is float and not math.isfinite(plain):
            raise ValueError(f"{plain!r} is not {name}")
        return plain

    return read


def _time_decoder(kind: type[date]) -> Decoder:
    def read(plain: Any) -> Any:
        found = kind.fromisoformat(_checked(plain, str, "text"))
        if isinstance(found, datetime) and found.tzinfo is None:
            raise ValueError(f"{plain!r:.40} does not say which time zone it is in")
        return found

    return read


def _as_it_is(plain: Any) -> Any:
    return plain


def _inside(name: str, decoder: Decoder, plain: Any) -> Any:
    try:
        return decoder(plain)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _checked(plain: Any, kind: type[T], name: str) -> T:
    if not isinstance(plain, kind):
        raise ValueError(f"{plain!r:.40} is not {name}")  # noqa: TRY004 - what was read is wrong, not the code
    return plain


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()
