"""What the headers of a response say, whatever a server writes into them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import webencodings

from archiver.fetch.capture import Validators

RawHeaders = list[tuple[bytes, bytes]]
"""Headers as they travel."""

_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.ASCII | re.IGNORECASE)


def told(raw: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers of a response by their names, in lower case; those of one name are joined by commas.

    They are ASCII, or else UTF-8, or else ISO-8859-1, all of them alike.
    """
    encoding = _encoding(b"\n".join(part for header in raw for part in header))
    found: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode(encoding).lower(), raw_value.decode(encoding)
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _encoding(text: bytes) -> str:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return "iso-8859-1"
    return "utf-8"


def charset(content_type: str) -> str:
    """The encoding that a Content-Type header names, as WHATWG calls it (`iso-8859-1` is `windows-1252`).

    Empty if it names none that browsers know.
    """
    label = _CHARSET.search(content_type)
    encoding = webencodings.lookup(label[1]) if label else None
    return encoding.name if encoding else ""


def conditions(validators: Validators | None) -> dict[str, str]:
    """The headers that make a request conditional; a value that no header can hold is left out.

    A server may send any bytes as its ETag, and would otherwise be sent them back at every crawl.
    """
    if validators is None:
        return {}
    asked = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in asked.items() if value and holds(value)}


def holds(value: str) -> bool:
    """True if a header of a request can hold the value."""
    return value.isascii() and value.isprintable()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a Retry-After header asks for; None if it is missing or makes no sense.

    A date there is measured from the response's own Date, so that a wrong clock on either side does no harm.
    """
    asked = headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked)
    until, now = _date(asked), _date(headers.get("date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
