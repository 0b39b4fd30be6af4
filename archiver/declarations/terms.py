"""From the JSON of one document's terms to its sources.

The rules are Open Terms Archive's: `{fetch, select, remove, filter, executeClientScripts}`, or
`{combine: [...]}`, where the same keys beside `combine` are defaults. A part's own value replaces its default
entirely.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from archive_repo.errors import meant
from archiver.declarations import names
from archiver.declarations.declaration import Range, Selector, Source
from archiver.errors import DeclarationError

DEFAULTS = ("select", "remove", "filter", "executeClientScripts")
STARTS, ENDS = ("startBefore", "startAfter"), ("endBefore", "endAfter")
QUERY_FILTER = "removeQueryParams"
"""The one filter that is plain data; all others are functions in JavaScript."""

_SPACED = re.compile(r" *(?P<host>https?://[^/\s]+)(?P<path>(?:/[^\n\r\t]*?)?) *")
"""An address with spaces around or behind its host, which browsers ask for all the same."""

MAX_URL = 2_000
"""Characters of an address, which each of its versions names. The longest of 488 in the wild has 131."""

Json = Mapping[str, Any]


def sources(where: str, terms: Any) -> tuple[Source, ...]:
    """The sources that the terms declare. Raises DeclarationError; `where` begins the key's path in it."""
    return tuple(_source(place, part) for place, part in parts(where, terms))


def javascript_filters(where: str, terms: Any) -> list[str]:
    """The names of the filters that are JavaScript functions, which are not run."""
    named = [
        name
        for place, part in parts(where, terms)
        for name, _ in _filters(f"{place}.filter", part.get("filter", []))
    ]
    return [name for name in dict.fromkeys(named) if name != QUERY_FILTER]


def parts(where: str, terms: Any) -> Iterator[tuple[str, Json]]:
    """Each page of the terms with its place in the file and all its keys, defaults included."""
    if not isinstance(terms, dict):
        raise DeclarationError(f'{where}: must be an object such as {{"fetch": "https://..."}}')
    if "combine" not in terms:
        known_keys(where, terms, ("fetch", *DEFAULTS, "combine"))
        yield where, _set(terms)
        return
    if "fetch" in terms:
        raise DeclarationError(f"{where}: has both fetch and combine; make fetch a page of combine")
    known_keys(where, terms, ("combine", *DEFAULTS))
    combined = terms["combine"]
    if not isinstance(combined, list) or not combined:
        raise DeclarationError(f"{where}.combine: must be a list of at least one page")
    defaults = {key: terms[key] for key in DEFAULTS if key in terms}
    for number, part in enumerate(combined):
        place = f"{where}.combine[{number}]"
        if not isinstance(part, dict):
            raise DeclarationError(f'{place}: must be an object such as {{"fetch": "https://..."}}')
        known_keys(place, part, ("fetch", *DEFAULTS))
        yield place, _set({**defaults, **part})


def _set(part: Json) -> Json:
    """The keys that have a value: one that is null is as good as none."""
    return {key: value for key, value in part.items() if value is not None}


def known_keys(where: str, found: Json, known: Collection[str]) -> None:
    """Raise DeclarationError for an unknown key, suggesting the nearest known one."""
    for key in found:
        if key not in known:
            hint = meant(key, known, f"known are {', '.join(known)}", most=1)
            raise DeclarationError(f"{where}: unknown key {key!r}; {hint}")


def _source(where: str, part: Json) -> Source:
    scripts = part.get("executeClientScripts")
    if scripts is not None and not isinstance(scripts, bool):
        raise DeclarationError(f"{where}.executeClientScripts: must be true or false")
    filters = _filters(f"{where}.filter", part.get("filter", []))
    return Source(
        url=_url(where, part),
        select=_selectors(f"{where}.select", part.get("select", [])),
        remove=_selectors(f"{where}.remove", part.get("remove", [])),
        execute_client_scripts=scripts is True,
        browser_if_refused=scripts is None,
        remove_query_params=tuple(
            name for kind, names in filters if kind == QUERY_FILTER for name in _names(where, names)
        ),
    )


def _url(where: str, part: Json) -> str:
    if "fetch" not in part:
        raise DeclarationError(f"{where}.fetch: missing; it is the address of the page")
    url = part["fetch"]
    if isinstance(url, str) and (spaced := _SPACED.fullmatch(url)):
        url = spaced["host"] + spaced["path"].replace(" ", "%20")
    if not isinstance(url, str) or any(char.isspace() for char in url):
        raise DeclarationError(f"{where}.fetch: must be an address without spaces, not {url!r}")
    if len(url) > MAX_URL:
        raise DeclarationError(f"{where}.fetch: is longer than {MAX_URL} characters")
    if bad := next(filter(names.is_unsafe, url), ""):
        raise DeclarationError(f"{where}.fetch: has the control character U+{ord(bad):04X}")
    try:
        split = urlsplit(url)
        split.port  # noqa: B018  (raises where it is not a number)
    except ValueError as error:
        raise DeclarationError(f"{where}.fetch: {url!r} is not a valid address: {error}") from error
    if split.scheme not in ("http", "https") or not split.hostname:
        raise DeclarationError(f"{where}.fetch: must start with https:// or http:// and a host, not {url!r}")
    if split.username is not None:
        raise DeclarationError(f"{where}.fetch: must hold no user name or password: addresses are published")
    return url


def _selectors(where: str, declared: Any) -> tuple[Selector, ...]:
    if not isinstance(declared, list):
        return (_selector(where, declared),)
    return tuple(_selector(f"{where}[{number}]", one) for number, one in enumerate(declared))


def _selector(where: str, declared: Any) -> Selector:
    if isinstance(declared, str) and declared.strip():
        return declared
    if not isinstance(declared, dict):
        raise DeclarationError(f"{where}: must be a CSS selector or a range, not {declared!r}")
    known_keys(where, declared, (*STARTS, *ENDS))
    (start_key, start), (end_key, end) = _end(where, declared, STARTS), _end(where, declared, ENDS)
    return Range(
        start=start, start_after=start_key == "startAfter", end=end, end_before=end_key == "endBefore"
    )


def _end(where: str, declared: Json, keys: tuple[str, str]) -> tuple[str, str]:
    found = [(key, declared[key]) for key in keys if key in declared]
    if len(found) != 1:
        raise DeclarationError(f"{where}: a range has either {keys[0]} or {keys[1]}")
    key, css = found[0]
    if not isinstance(css, str) or not css.strip():
        raise DeclarationError(f"{where}.{key}: must be a CSS selector, not {css!r}")
    return key, css


def _filters(where: str, declared: Any) -> list[tuple[str, Any]]:
    """Each filter by name, with its parameters: `"name"`, `{"name": parameters}`, or a list of these."""
    found: list[tuple[str, Any]] = []
    for one in declared if isinstance(declared, list) else [declared]:
        if isinstance(one, str):
            found.append((one, []))
        elif isinstance(one, dict):
            found.extend(one.items())
        else:
            raise DeclarationError(f"{where}: must name filters, not {one!r}")
    return found


def _names(where: str, declared: Any) -> list[str]:
    names = declared if isinstance(declared, list) else [declared]
    if not all(isinstance(name, str) for name in names):
        raise DeclarationError(f"{where}.filter: {QUERY_FILTER} takes names of parameters, not {declared!r}")
    return names
