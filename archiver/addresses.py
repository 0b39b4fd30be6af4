"""How a user names what to read: `PLATFORM`, `PLATFORM/DOCUMENT`, `PLATFORM/DOCUMENT@WHEN`.

WHEN is a version's id, or a time as `archiver.moments` reads it: what was in force at the end of that day,
month or year.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive_repo.errors import InvalidInput
from archive_repo.index import queries
from archive_repo.records import Version, slug

_VERSION_ID = re.compile(r"(?=.*\d)[0-9a-f]{6,40}|[0-9a-f]{12,40}")
_COMPACT_DAY = re.compile(r"\d{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A platform, or one of its documents."""

    platform: str
    document: str | None = None

    def holds(self, platform: str, document: str) -> bool:
        """True if this address names the document or its platform."""
        return self.platform == platform and self.document in (None, document)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAddress:
    """A document, as of a time or in a version if `when` says so."""

    platform: str
    document: str
    when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedAddress(Address):
    """A platform or one of its documents, as of a time or in a version if `when` says so."""

    when: str | None = None


def parse(text: str) -> Address:
    """The platform or document that a user typed; slugs or names. Raises InvalidInput if it is not one."""
    parts = [slug(part) for part in text.strip("/").split("/")]
    if "@" in text or len(parts) > 2 or not all(parts):
        raise InvalidInput(f"{text!r} is not an address; use PLATFORM or PLATFORM/DOCUMENT")
    return Address(platform=parts[0], document=parts[1] if len(parts) > 1 else None)


def parse_dated(text: str) -> DatedAddress:
    """The platform or document that a user typed, with its WHEN. Raises InvalidInput if it is not one.

    A version's id needs a document.
    """
    path, _, when = text.partition("@")
    address = parse(path)
    if address.document is None and when and is_version(when.strip()):
        raise InvalidInput(
            f"{text!r} names a version; add its document, as in {path}/privacy-policy@{when.strip()}"
        )
    return DatedAddress(platform=address.platform, document=address.document, when=when.strip() or None)


def parse_document(text: str) -> DocumentAddress:
    """The document that a user typed, with its WHEN. Raises InvalidInput if it is not one."""
    path, _, when = text.partition("@")
    address = parse(path)
    if address.document is None:
        raise InvalidInput(f"{text!r} names a platform; add a document: {address.platform}/privacy-policy")
    return DocumentAddress(platform=address.platform, document=address.document, when=when.strip() or None)


def version_at(connection: sqlite3.Connection, where: DocumentAddress, now: datetime) -> Version:
    """The version that an address names, by an index that is up to date; the newest one without WHEN."""
    if where.when is None:
        return queries.at(connection, where.platform, where.document)
    moment = as_of(where.when, now)
    if moment is None:
        return queries.by_prefix(connection, where.platform, where.document, where.when)
    return queries.at(connection, where.platform, where.document, moment)


def as_of(when: str, now: datetime) -> datetime | None:
    """The last moment that WHEN names; None if it is a version's id. Raises InvalidInput if it is neither."""
    if is_version(when):
        return None
    from archiver import moments  # most addresses name no time

    return moments.read(when, now).end


def is_version(when: str) -> bool:
    """True if WHEN is a version's id, or the beginning of one."""
    return bool(_VERSION_ID.fullmatch(when)) and not _COMPACT_DAY.fullmatch(when)


def ends(when: str | None, old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """The two WHENs that `ADDRESS[@WHEN] [OLD] [NEW]` compares, each of which may be `@WHEN` or `OLD..NEW`.

    None as the first means the version before the second; as the second, the newest. A single @WHEN is what
    that version changed; with one more it is either end, as in `ADDRESS@OLD @NEW`.

    >>> ends("2025-03", "@2025-06", None), ends(None, "2025-03..", None), ends("2025-03", None, None)
    (('2025-03', '2025-06'), ('2025-03', None), (None, '2025-03'))
    """
    given = [part.strip() for text in (when, old, new) if text for part in text.strip().split("..")]
    if len(given) > 2 or (len(given) == 2 and not given[0]):
        raise InvalidInput("give two versions or dates to compare: OLD NEW, OLD..NEW, or OLD.. for until now")
    named = [part.removeprefix("@") or None for part in given]
    if len(named) == 2:
        return named[0], named[1]
    if when:
        return None, named[0]
    return (named[0], None) if named else (None, None)
