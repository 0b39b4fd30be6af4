"""What whoever maintains an archive is told: documents whose health turned, for the worse or back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.records import Outcome
from archiver.publish import due
from archiver.publish.due import Due
from archiver.publish.letters import Letter
from archiver.publish.outbox import Slip
from archiver.publish.subject import Post
from archiver.report import standing, values
from archiver.report.standing import StandingRow
from archiver.settings import AlertSettings

LASTING = 2
"""Looks in a row after which a document counts as failing: a server that restarts fails one."""


class Health:
    """The health of documents, as a subject: the slip itself says what was told."""

    counted = "document"
    has_digest = False

    def begin(
        self, connection: sqlite3.Connection, archive: Archive, subscription: AlertSettings, now: datetime
    ) -> Slip:
        """What fails already is no news."""
        begun = Slip(began_at=now, sent_at=now)
        return replace(begun, failing=find(connection, archive, subscription, begun, now).tips)

    def find(
        self,
        connection: sqlite3.Connection,
        archive: Archive,
        subscription: AlertSettings,
        slip: Slip,
        now: datetime,
        _up_to: Mapping[str, str] | None = None,
    ) -> Due:
        """The documents whose health turned; a letter that is sent again tells how they are now."""
        return find(connection, archive, subscription, slip, now)

    def letter(
        self,
        _connection: sqlite3.Connection,
        _archive: Archive,
        subscription: AlertSettings,
        found: Due,
        post: Post,
    ) -> Letter:
        """The letter about them."""
        return letter(subscription.name, post.settings.site.title, found)

    def settle(self, _archive: Archive, _subscription: AlertSettings, slip: Slip) -> Slip:
        """Remember which documents it told of as failing."""
        return replace(slip, failing=slip.tips)


def find(
    connection: sqlite3.Connection,
    archive: Archive,
    subscription: AlertSettings,
    slip: Slip,
    now: datetime,
) -> Due:
    """The documents that began to fail since the last letter, and those that it told of and are well again.

    What a crawl settles by itself, such as a text that waits for a second look, is no failure.
    """
    asked = due.wanted(subscription, slip.began_at, slip.began_at)
    declared, _ = standing.declared(archive)
    found = standing.looked_at(connection, declared, holds=asked.names, now=now)
    rows = [one for one in found if one.declared_in]
    failing = {_address(one): one for one in rows if _fails(one)}
    well = [_address(one) for one in rows if not one.fails]
    return Due(
        since=slip.sent_at or slip.began_at,
        rows=(),
        tips={address: one.reason or one.outcome for address, one in failing.items()},
        failing=tuple(one for address, one in failing.items() if address not in slip.failing),
        mended=tuple(address for address in well if address in slip.failing),
    )


def letter(name: str, site: str, found: Due) -> Letter:
    """The letter about them."""
    subject = _subject(found)
    blocks = [(_address(one), [*_lines(one)]) for one in found.failing]
    blocks += [(address, ["It is read again."]) for address in found.mended]
    foot = f"Subscription “{name}” of {site}."
    text = "\n\n".join("\n".join([head, *(f"  {line}" for line in lines)]) for head, lines in blocks)
    html = [f"<h3>{escape(head)}</h3><p>{'<br>'.join(map(escape, lines))}</p>" for head, lines in blocks]
    return Letter(
        subject=subject,
        text=f"{text}\n\n--\n{foot}\n",
        html="\n".join([*html, f"<p>{escape(foot)}</p>"]),
        short="\n".join(f"{head}: {lines[0]}" for head, lines in blocks[:5]),
        told={
            "subscription": name,
            "subject": subject,
            "failing": values.plain(found.failing),
            "mended": list(found.mended),
        },
    )


def _fails(one: StandingRow) -> bool:
    lasts = one.outcome in (Outcome.FAILED, Outcome.HELD) and one.failures >= LASTING
    return lasts and not (one.remedy or "").startswith("Nothing.")


def _address(one: StandingRow) -> str:
    return f"{one.platform}/{one.document}"


def _lines(one: StandingRow) -> Iterator[str]:
    yield f"{one.outcome}, {plural(one.failures, 'look')} in a row: {one.reason or 'no reason is known'}"
    if one.remedy:
        yield f"To do: {one.remedy}"
    if one.last_confirmed_at:
        yield f"The recorded text was last seen {one.last_confirmed_at:%Y-%m-%d}."


def _subject(found: Due) -> str:
    parts = [_counted(found.failing, "cannot be read"), _counted(found.mended, "read again")]
    return "; ".join(filter(None, parts))


def _counted(found: Sequence[object], what: str) -> str:
    return f"{plural(len(found), 'document')} {what}" if found else ""
