"""What a subscription has not been told of yet: the changes of `main` after its cursor that it asked for."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from archive_repo.archive import Archive
from archive_repo.errors import StoreError
from archive_repo.git.objects import Commit
from archive_repo.git.store import Store
from archive_repo.index import queries
from archive_repo.records import SUBSTANTIVE, ChangeClass, slug
from archiver import addresses
from archiver.provisions import taxonomy
from archiver.publish import telling
from archiver.publish.outbox import Slip
from archiver.report import changes
from archiver.report.changes import ChangeRow, Wanted
from archiver.report.standing import StandingRow
from archiver.settings import AlertSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a letter would tell."""

    since: datetime
    """When the letter before left, or the subscription began."""
    rows: tuple[ChangeRow, ...]
    tips: Mapping[str, str]
    """Up to which commit of `main` each platform was looked through, by slug; of a subscription to health why
    each failing document fails, by address."""
    failing: tuple[StandingRow, ...] = ()
    """Documents that began to fail."""
    mended: tuple[str, ...] = ()
    """Addresses of documents that are read again."""

    @property
    def count(self) -> int:
        """How many changes or documents there are to tell of."""
        return len(self.rows) + len(self.failing) + len(self.mended)


def find(
    connection: sqlite3.Connection,
    archive: Archive,
    subscription: AlertSettings,
    slip: Slip,
    now: datetime,
    up_to: Mapping[str, str] | None = None,
) -> Due:
    """The changes that are due. `connection` is an index that was up to date a moment ago.

    `up_to` ends the search at these commits, for a letter that is sent again; else it ends where the index
    does, since a crawl may be at work. A platform without a cursor came after the subscription: what it
    recorded since that began is due. A platform that cannot be read is left for the next time, and so is one
    of which another run has told more than this index knows.
    """
    tips: dict[str, str] = {}
    fresh: list[Commit] = []
    for platform, tip in (queries.tips(connection) if up_to is None else up_to).items():
        try:
            store = archive.repository(platform).store
            found = _after(store, tip, store.cursor(subscription.name), slip.began_at)
        except StoreError:
            continue
        if found is not None:
            fresh += found
            tips[platform] = tip
    last = slip.sent_at or slip.began_at
    if not fresh:
        return Due(since=last, rows=(), tips=tips)
    since = min(commit.authored for commit in fresh)
    until = max(now, *(commit.authored for commit in fresh))  # a clock that ran ahead loses no change
    ids = {commit.id for commit in fresh}
    news = changes.between(connection, archive, wanted(subscription, since, until), now)
    rows = [row for row in news.rows if row.version in ids and _weighs_enough(subscription, row)]
    return Due(since=last, rows=tuple(rows), tips=tips)


def wanted(subscription: AlertSettings, since: datetime, until: datetime) -> Wanted:
    """What a subscription asks for, in a time."""
    pattern = re.compile(subscription.words, re.IGNORECASE) if subscription.words else None
    return Wanted(
        since=since,
        until=until,
        addresses=tuple(map(addresses.parse, subscription.platforms)),
        documents=frozenset(map(slug, subscription.types)),
        classes=frozenset(map(ChangeClass, subscription.classes)) or SUBSTANTIVE,
        amending=True,
        silent=subscription.silent,
        pattern=pattern,
        categories=frozenset(taxonomy.load().named(one).id for one in subscription.categories),
        details=True,
        provisions=True,
    )


def _after(store: Store, tip: str, cursor: str | None, began_at: datetime) -> list[Commit] | None:
    """The commits after the cursor; none where the branch was rewritten so that it no longer leads there.

    None where the cursor is ahead of the tip.
    """
    found: list[Commit] = []
    for commit in _back(store, tip):
        if commit.id == cursor:
            return found
        found.append(commit)
    if cursor is None:
        return [commit for commit in found if commit.authored >= began_at]
    return None if any(commit.id == tip for commit in _back(store, cursor)) else []


def _back(store: Store, commit_id: str) -> Iterator[Commit]:
    """A commit and those that it follows, newest first."""
    here: str | None = commit_id
    while here is not None:
        commit = store.commit(here)
        yield commit
        here = next(iter(commit.parents), None)


def _weighs_enough(subscription: AlertSettings, row: ChangeRow) -> bool:
    if not subscription.severity:
        return True
    known = taxonomy.load().categories
    found = telling.severity(known[one] for one in row.categories or ())
    ranks = telling.SEVERITIES
    return bool(found) and ranks.index(found) <= ranks.index(subscription.severity)
