"""How a user names what to read: `PLATFORM`, `PLATFORM/DOCUMENT`, `PLATFORM/DOCUMENT@WHEN`, and dates.

WHEN is a date (`2025-03-01`: the end of that day, UTC), a time, `2 weeks ago`, or a version's id.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.records import Version, slug

if TYPE_CHECKING:
    from archive_repo.repository import Repository

_VERSION_ID = re.compile(r"(?=.*\d)[0-9a-f]{6,40}|[0-9a-f]{12,40}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AGO = re.compile(r"(\d{1,4}) (day|week|month|year|hour)s? ago")
_COMPACT_DAY = re.compile(r"\d{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A platform, or one of its documents."""

    platform: str
    document: str | None = None

    def holds(self, platform: str, document: str) -> bool:
        """Whether the document is the one, or of the platform, that is named."""
        return self.platform == platform and self.document in (None, document)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAddress:
    """A document, as of a time or in a version if `when` says so."""

    platform: str
    document: str
    when: str | None = None


def parse(text: str) -> Address:
    """The platform or document that a user typed; names are made slugs. InvalidInput where it is none."""
    parts = [slug(part) for part in text.strip("/").split("/")]
    if "@" in text or len(parts) > 2 or not all(parts):
        raise InvalidInput(f"{text!r} is no address; write PLATFORM or PLATFORM/DOCUMENT")
    return Address(platform=parts[0], document=parts[1] if len(parts) > 1 else None)


def parse_document(text: str) -> DocumentAddress:
    """The document that a user typed, with its WHEN; InvalidInput where it is none."""
    path, _, when = text.partition("@")
    address = parse(path)
    if address.document is None:
        raise InvalidInput(f"{text!r} names a platform; add a document: {address.platform}/privacy-policy")
    return DocumentAddress(platform=address.platform, document=address.document, when=when.strip() or None)


def version(archive: Archive, address: DocumentAddress, now: datetime) -> Version:
    """The version that an address names; the newest one without WHEN."""
    return version_at(archive.repository(address.platform), address.document, address.when, now)


def version_at(repository: Repository, document: str, when: str | None, now: datetime) -> Version:
    """A document's version as of WHEN: a version's id, or a time; the newest one for None."""
    from archive_repo import history  # speaks git, which a date alone does without

    if when is None:
        return history.versions(repository, document)[0]
    if _VERSION_ID.fullmatch(when) and not _COMPACT_DAY.fullmatch(when):
        return history.by_id(repository, document, when)
    return history.at(repository, document, until(when, now))


def since(text: str, now: datetime) -> datetime:
    """The moment from which `--since` counts: a bare date is its first second, UTC."""
    return _moment(text, now, time.min)


def until(text: str, now: datetime) -> datetime:
    """The moment up to which `--until` and `@WHEN` count: a bare date is its last second, UTC."""
    return _moment(text, now, time(23, 59, 59))


def _moment(text: str, now: datetime, of_day: time) -> datetime:
    words = text.strip().lower()
    if _DAY.fullmatch(words):
        return datetime.combine(_read(words, text).date(), of_day, UTC)
    if words in ("today", "yesterday"):
        day = now.date() - timedelta(days=words == "yesterday")
        return datetime.combine(day, of_day, UTC)
    if ago := _AGO.fullmatch(words):
        return now - relativedelta(**{f"{ago[2]}s": int(ago[1])})  # type: ignore[arg-type]
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        found = _natural(text, now)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _read(day: str, text: str) -> datetime:
    try:
        return datetime.fromisoformat(day)
    except ValueError:
        raise _no_date(text) from None


def _natural(text: str, now: datetime) -> datetime:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateparser speaks of Python's own deprecations
        import dateparser  # takes 0.2 s, so only where ISO 8601 does not do

        settings = {
            "RELATIVE_BASE": now.replace(tzinfo=None),
            "TIMEZONE": "UTC",
            "RETURN_AS_TIMEZONE_AWARE": True,
        }
        found = dateparser.parse(
            text, languages=["en"], settings={**settings, "PREFER_DAY_OF_MONTH": "first"}
        )
    if not isinstance(found, datetime):
        raise _no_date(text)
    return found


def _no_date(text: str) -> InvalidInput:
    return InvalidInput(
        f"{text!r} is no date; write 2025-05-01, 2025-05-01T12:00, '2 weeks ago' or 'May 2025'"
    )
