"""Subscribers are told of changes once: a cursor moves only after its letter has left.

Before an attempt the outbox says that a letter is under way, and after it that it has left; so a run that is
killed at any point loses nothing, and tells nothing twice but where nobody can know whether it had left: then
it is sent again, under the same id and marked as a repeat, until somebody says that it arrived.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.branches import MAIN
from archive_repo.errors import StoreError
from archive_repo.format.message import plural
from archiver.publish import channels, digest, due, letters, maintenance, outbox
from archiver.publish.channels import Secrets
from archiver.publish.delivery import NotDelivered, Posting, Unknown
from archiver.publish.digest import Told
from archiver.publish.due import Due
from archiver.publish.letters import Letter
from archiver.publish.outbox import Slip, Stage
from archiver.report.operations import AlertResult, AlertRow
from archiver.settings import AlertSettings, Settings

WEEK = timedelta(days=7)
SLACK = timedelta(hours=2)
"""A weekly letter may be as much early: a cron job that starts a little earlier skips no week."""
REPEATS = 5
"""How often a letter is sent again because nobody says whether it arrived. A channel that never says would be
sent it for ever, and nothing newer; a mail server gives up after five days, too (RFC 5321, 4.5.4.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """All that letters need beside the archive."""

    settings: Settings
    secrets: Secrets
    now: datetime


def send(
    connection: sqlite3.Connection, archive: Archive, subscription: AlertSettings, post: Post
) -> AlertRow:
    """Tell a subscriber what is due. `connection` is an index that is up to date.

    Raises RepositoryBusy while another run does, and StoreError where the outbox or a cursor cannot be
    written.
    """
    with outbox.held(archive, subscription.name) as file:
        slip = outbox.read(file)
        if slip is None:
            return _begin(connection, archive, subscription, file, post.now)
        if slip.stage is Stage.DELIVERED:
            slip = _close(archive, subscription, file, slip)
        return _tell(connection, archive, subscription, file, slip, post)


def due_now(
    connection: sqlite3.Connection, archive: Archive, subscription: AlertSettings, post: Post
) -> Due | None:
    """What the next letter would tell; None for a subscription that has not begun."""
    with outbox.held(archive, subscription.name) as file:
        slip = outbox.read(file)
        return _found(connection, archive, subscription, slip, post.now) if slip else None


def letter(
    connection: sqlite3.Connection, archive: Archive, subscription: AlertSettings, found: Due, post: Post
) -> Letter:
    """The letter about what is due; a weekly one is a digest of its time."""
    own = post.settings.site
    if subscription.about == "health":
        return maintenance.letter(subscription.name, own.title, found)
    where = Told(connection=connection, archive=archive, url=own.url, now=post.now)
    rows = digest.said(where, found.rows)
    if subscription.when == "same-day":
        return letters.compose(subscription.name, rows, own.title)
    names = due.wanted(subscription, found.since, post.now).names
    whole = digest.of(where, rows, found.since, post.now, names)
    return letters.compose(subscription.name, rows, own.title, whole)


def trial(subscription: AlertSettings, post: Post) -> None:
    """Send a letter that says that the channel works. Raises NotDelivered or Unknown."""
    told = f"This is a test of the subscription “{subscription.name}”. Nothing has changed."
    test = Letter(
        subject=f"Test of the subscription {subscription.name}",
        text=f"{told}\n",
        html=f"<p>{told}</p>",
        short=told,
        told={"subscription": subscription.name, "test": True, "news": []},
    )
    posting = Posting(id=_id(subscription, {"test": post.now.isoformat()}), at=post.now, repeats=False)
    channels.deliver(subscription, test, posting, post.settings.mail, post.secrets)


def said(told: AlertRow, subscription: AlertSettings) -> str:
    """What came of a subscription, in a line."""
    count = plural(told.change_count, "change" if subscription.about == "changes" else "document")
    result = {
        AlertResult.BEGUN: "begins here; it is told of what is recorded from now on",
        AlertResult.NOTHING: "nothing to tell",
        AlertResult.WAITING: f"{count} for its next weekly letter",
        AlertResult.SENT: f"told of {count}",
        AlertResult.FAILED: f"not delivered ({plural(told.attempts, 'attempt')}), to be tried again: "
        f"{told.reason}",
    }
    return f"{told.subscription}: {result[told.result]}"


def _found(
    connection: sqlite3.Connection,
    archive: Archive,
    subscription: AlertSettings,
    slip: Slip,
    now: datetime,
    up_to: Mapping[str, str] | None = None,
) -> Due:
    if subscription.about == "health":
        return maintenance.find(connection, archive, subscription, slip)
    return due.find(connection, archive, subscription, slip, now, up_to)


def _begin(
    connection: sqlite3.Connection, archive: Archive, subscription: AlertSettings, file: Path, now: datetime
) -> AlertRow:
    begun = Slip(began_at=now, sent_at=now)
    if subscription.about == "health":
        failing = maintenance.find(connection, archive, subscription, begun).tips
        outbox.write(file, replace(begun, failing=failing))
        return _told(subscription, AlertResult.BEGUN)
    tips = {}
    for platform in archive.slugs():
        try:
            tip = archive.repository(platform).store.tip(MAIN)
        except StoreError:
            continue  # it begins with what the platform records later
        if tip:
            tips[platform] = tip
    _move(archive, subscription, tips)
    outbox.write(file, begun)
    return _told(subscription, AlertResult.BEGUN)


def _tell(
    connection: sqlite3.Connection,
    archive: Archive,
    subscription: AlertSettings,
    file: Path,
    slip: Slip,
    post: Post,
) -> AlertRow:
    repeats = slip.stage is Stage.SENDING
    up_to = slip.tips if repeats else None
    found = _found(connection, archive, subscription, slip, post.now, up_to)
    is_prompt = subscription.when == "same-day" or subscription.about == "health"
    if not found.count and (is_prompt or not _is_time(slip, post.now)):
        _close(archive, subscription, file, replace(slip, tips=found.tips))
        return _told(subscription, AlertResult.NOTHING)
    if subscription.when == "weekly" and not repeats and not _is_time(slip, post.now):
        return _told(subscription, AlertResult.WAITING, found.count)
    under_way = replace(
        slip,
        stage=Stage.SENDING,
        tips=found.tips,
        letter=slip.letter if repeats else _id(subscription, found.tips),
    )
    outbox.write(file, under_way)
    posting = Posting(id=under_way.letter, at=post.now, repeats=repeats)
    try:
        written = letter(connection, archive, subscription, found, post)
        channels.deliver(subscription, written, posting, post.settings.mail, post.secrets)
    except NotDelivered as error:
        failed = replace(slip, attempts=slip.attempts + 1, reason=str(error))
        outbox.write(file, failed)
        return _told(subscription, AlertResult.FAILED, found.count, failed)
    except Unknown as error:
        unknown = replace(
            under_way,
            attempts=slip.attempts + 1,
            unanswered=slip.unanswered + 1,
            reason=str(error),
        )
        outbox.write(file, unknown)
        if unknown.unanswered > REPEATS:
            _close(archive, subscription, file, replace(unknown, sent_at=post.now))
        return _told(subscription, AlertResult.FAILED, found.count, unknown)
    done = replace(under_way, stage=Stage.DELIVERED, attempts=0, reason="", sent_at=post.now)
    outbox.write(file, done)
    _close(archive, subscription, file, done)
    return _told(subscription, AlertResult.SENT, found.count)


def _close(archive: Archive, subscription: AlertSettings, file: Path, slip: Slip) -> Slip:
    """Move the cursors to where a letter told of, then forget the letter."""
    idle = replace(slip, stage=Stage.IDLE, letter="", tips={}, unanswered=0)
    if subscription.about == "health":
        idle = replace(idle, failing=slip.tips)
    else:
        _move(archive, subscription, slip.tips)
    outbox.write(file, idle)
    return idle


def _move(archive: Archive, subscription: AlertSettings, tips: Mapping[str, str]) -> None:
    for platform, tip in tips.items():
        store = archive.repository(platform).store
        if store.cursor(subscription.name) != tip:
            with store.exclusive():
                store.move_cursor(subscription.name, tip)


def _is_time(slip: Slip, now: datetime) -> bool:
    """True if a week has passed since the last weekly letter."""
    return slip.sent_at is None or now - slip.sent_at >= WEEK - SLACK


def _id(subscription: AlertSettings, tips: object) -> str:
    return hashlib.sha256(f"{subscription.name} {tips!r}".encode()).hexdigest()[:32]


def _told(
    subscription: AlertSettings, result: AlertResult, count: int = 0, slip: Slip | None = None
) -> AlertRow:
    return AlertRow(
        subscription=subscription.name,
        result=result,
        change_count=count,
        reason=slip.reason if slip else None,
        attempts=slip.attempts if slip else 0,
    )
