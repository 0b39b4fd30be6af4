"""The looks at each document, as the index has them: the last ones, and those that bound a change.

Read from the branch `observations`; each update reads only the new commits.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from archive_repo.index.places import reading_rows
from archive_repo.records import (
    CONFIRMING,
    Bounds,
    Cause,
    ChangeClass,
    MissingPage,
    Outcome,
    StandIn,
    Version,
)

if TYPE_CHECKING:
    from archive_repo.format.observation import Observation
    from archive_repo.repository import Repository

_LOOKS = """
    SELECT checked_at, outcome, reason, advice, failures, version, waiting, missing FROM looks
    WHERE platform = ? AND document = ?
"""
_CONFIRMING = ", ".join(f"'{outcome}'" for outcome in sorted(CONFIRMING))
_SAW_ALL = f"outcome IN ({_CONFIRMING}) AND missing = '[]'"
_SAW_SOME = f"(outcome IN ({_CONFIRMING}) OR outcome = '{Outcome.FAILED}' AND missing != '[]')"
_MISSING = "SELECT json_extract(value, '$.url') AS url FROM json_each(missing)"
_SAW_PAGE = f"{_SAW_SOME} AND ? NOT IN ({_MISSING})"
"""Looks that saw the page with this URL: what failed with pages missing saw the others as they were."""
_SAW_ALL_BUT = f"""
    {_SAW_SOME}
    AND NOT EXISTS (
        SELECT 1 FROM ({_MISSING}) WHERE url NOT IN (SELECT value FROM json_each(?))
    )
"""  # noqa: S608
"""Looks that saw all pages of their text but those with these URLs (JSON), or more."""
_NEWEST = "ORDER BY checked_at DESC LIMIT 1"
_FOREVER = "9999"
"""Later than every time, as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at a document, whatever the outcome."""

    checked_at: datetime
    outcome: Outcome
    reason: str
    """Why it was held or failed; empty if it was neither."""
    advice: str
    """What would make the document be read better; empty if it is read well."""
    failures: int
    """Looks in a row that failed or were held, this one included."""
    version: str
    """Id of the newest version after the look; empty if there was none."""
    waiting: int
    """Texts of the document that were in quarantine after the look."""
    missing: tuple[MissingPage, ...]
    """The pages of the document that it did not see, while it saw others."""

    def confirms(self, page: str = "") -> bool:
        """True if it saw all of the newest text, or the page of it with this URL."""
        if not page:
            return self.outcome in CONFIRMING and not self.missing
        in_part = self.outcome is Outcome.FAILED and self.missing
        return bool(self.outcome in CONFIRMING or in_part) and all(one.url != page for one in self.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLooks:
    """A document that was looked at: its last look, and when a look last saw its newest text."""

    platform: str
    document: str
    title: str
    last: Look
    confirmed_at: datetime | None
    """Time of the last look that recorded the text or found it unchanged, and missed none of its pages, or
    not the one that was asked for; None if none did."""


def newest(
    connection: sqlite3.Connection, moment: datetime | None = None, *, now: datetime | None = None
) -> list[DocumentLooks]:
    """Every document that was looked at, now or by a moment; by platform and document.

    A look after `now`, if that is given, was dated by a clock that ran ahead: it counts only where there is
    no other.
    """
    rows = connection.execute("SELECT platform, document FROM observed").fetchall()
    found = [last(connection, platform, document, moment or now) for platform, document in rows]
    if moment is None and now is not None:
        found = [one or last(connection, *row) for one, row in zip(found, rows, strict=True)]
    return [one for one in found if one is not None]


def last(
    connection: sqlite3.Connection,
    platform: str,
    document: str,
    moment: datetime | None = None,
    page: str = "",
) -> DocumentLooks | None:
    """The last look at a document, or at one page by its URL, now or by a moment; None if there was none."""
    own = (platform, document, _text(moment))
    row = connection.execute(f"{_LOOKS} AND checked_at <= ? {_NEWEST}", own).fetchone()
    if row is None:
        return None
    found = _look(row)
    with reading_rows():
        (title,) = connection.execute(
            "SELECT title FROM observed WHERE platform = ? AND document = ?", (platform, document)
        ).fetchone()
    return DocumentLooks(
        platform=platform,
        document=document,
        title=title,
        last=found,
        confirmed_at=found.checked_at if found.confirms(page) else _confirmed_at(connection, own, page),
    )


def _confirmed_at(connection: sqlite3.Connection, own: tuple[str, str, str], page: str) -> datetime | None:
    saw, seen = (_SAW_PAGE, (*own, page)) if page else (_SAW_ALL, own)
    row = connection.execute(f"{_LOOKS} AND checked_at <= ? AND {saw} {_NEWEST}", seen).fetchone()
    return _look(row).checked_at if row else None


def outcomes(
    connection: sqlite3.Connection, platform: str, document: str, after: datetime | None, by: datetime
) -> dict[Outcome, int]:
    """How many looks there were after one moment and by another, by outcome."""
    rows = connection.execute(
        "SELECT outcome, count(*) FROM looks WHERE platform = ? AND document = ? "
        "AND checked_at > ? AND checked_at <= ? GROUP BY outcome",
        (platform, document, _text(after) if after else "", _text(by)),
    )
    return {Outcome(outcome): count for outcome, count in rows}


def each(connection: sqlite3.Connection, platform: str, document: str) -> list[Look]:
    """All looks at a document, newest first; empty for one that was never looked at."""
    rows = connection.execute(f"{_LOOKS} ORDER BY checked_at DESC", (platform, document))
    return [_look(row) for row in rows]


def change(connection: sqlite3.Connection, before: Version | None, version: Version) -> Bounds:
    """When a document changed from one version to the next: between the last look at the one and the other.

    The first version of a document may have been there before anybody looked. So may what better code found
    in a page that had been read before, and what had been missing of a text until it was recorded whole. If
    pages of the version are stand-ins, looks that missed only these saw what was before: the change is in the
    others. What a platform published changed when it says so.
    """
    was_missed = version.cause is Cause.REEXTRACTION or version.change_class is ChangeClass.COMPLETED
    if before is None or was_missed:
        return Bounds(after=None, by=version.fetched_at)
    if version.cause is Cause.PUBLISHED:
        return Bounds(after=version.fetched_at, by=version.fetched_at)
    row = connection.execute(
        f"{_LOOKS} AND checked_at < ? AND version != ? AND {_SAW_ALL_BUT} {_NEWEST}",
        (version.platform, version.document, _text(version.fetched_at), version.id, _urls(version.stand_ins)),
    ).fetchone()
    still_missing = {page.url for page in version.stand_ins}
    seen_by = min(
        (page.last_seen for page in before.stand_ins if page.url not in still_missing),
        default=before.fetched_at,
    )
    seen = _look(row).checked_at if row else seen_by
    return Bounds(after=max(seen, seen_by), by=version.fetched_at)


def tips(connection: sqlite3.Connection, about: str = "") -> dict[str, str]:
    """The commit on `observations` that the looks were read from, of each platform or of one, by slug."""
    return dict(connection.execute("SELECT platform, tip FROM looked WHERE ? IN ('', platform)", (about,)))


def bring_up_to_date(connection: sqlite3.Connection, slug: str, repository: Repository | None) -> None:
    """Make the tables say what the platform's branch says: add new looks, replace a rewritten branch."""
    from archive_repo.branches import OBSERVATIONS  # speaks git, which questions do without

    tip = repository.store.tip(OBSERVATIONS) if repository else None
    if repository is None or tip is None:
        _forget(connection, slug)
        return
    known = tips(connection).get(slug)
    commits = list(repository.store.ancestry(OBSERVATIONS, known))
    if commits and next(iter(commits[-1].parents), None) != known:
        _forget(connection, slug)
        known = None
        commits = list(repository.store.ancestry(OBSERVATIONS))
    _add(connection, slug, _observations(repository, known, [commit.id for commit in reversed(commits)]))
    connection.execute("INSERT OR REPLACE INTO looked VALUES (?, ?)", (slug, tip))


def _observations(repository: Repository, known: str | None, commits: Iterable[str]) -> Iterator[Observation]:
    """The observations that each commit added to those of the commit before; `known` precedes the first."""
    from archive_repo import branches  # only needed here, and slow to load

    before = branches.seen(repository.store, known)
    for commit in commits:
        found = branches.seen(repository.store, commit)
        for document, one in found.items():
            if before.get(document) != one:
                yield one.read(repository.store)
        before = found


def _add(connection: sqlite3.Connection, platform: str, observations: Iterable[Observation]) -> None:
    found = list(observations)
    connection.executemany(
        "INSERT OR REPLACE INTO observed VALUES (?, ?, ?)",
        [(platform, one.document, one.title) for one in found],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_row(platform, one) for one in found],
    )


def _forget(connection: sqlite3.Connection, platform: str) -> None:
    for table in ("looked", "observed", "looks"):
        connection.execute(f"DELETE FROM {table} WHERE platform = ?", (platform,))  # noqa: S608


def _row(platform: str, one: Observation) -> tuple[object, ...]:
    return (
        platform,
        one.document,
        _text(one.checked_at),
        one.outcome,
        one.reason,
        one.advice,
        one.failures,
        one.version,
        len(one.held),
        json.dumps([_plain(page) for page in one.missing]),
    )


def _urls(pages: Sequence[StandIn]) -> str:
    return json.dumps([page.url for page in pages]) if pages else "[]"


def _plain(page: MissingPage) -> dict[str, object]:
    times = {"last_seen": page.last_seen.isoformat(), "missing_since": page.missing_since.isoformat()}
    return asdict(page) | times


def _page(plain: dict[str, Any]) -> MissingPage:
    times = {name: datetime.fromisoformat(plain[name]) for name in ("last_seen", "missing_since")}
    return MissingPage(**plain | times)


def _look(row: tuple[str, str, str, str, int, str, int, str]) -> Look:
    checked_at, outcome, reason, advice, failures, version, waiting, missing = row
    with reading_rows():
        return Look(
            checked_at=datetime.fromisoformat(checked_at),
            outcome=Outcome(outcome),
            reason=reason,
            advice=advice,
            failures=failures,
            version=version,
            waiting=waiting,
            missing=tuple(map(_page, json.loads(missing))),
        )


def _text(moment: datetime | None) -> str:
    return moment.replace(microsecond=0).isoformat() if moment else _FOREVER
