"""Subscribers are told of changes once: a cursor moves only after its letter has left.

Before an attempt the outbox says that a letter is under way, and after it that it has left; so a run that is
killed at any point loses nothing, and tells nothing twice but where nobody can know whether it had left: then
it is sent again, under the same id and marked as a repeat, until somebody says that it arrived.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archiver.publish import channels, outbox
from archiver.publish.amendments import Changes
from archiver.publish.delivery import NotDelivered, Posting, Unknown
from archiver.publish.due import Due
from archiver.publish.letters import Letter
from archiver.publish.maintenance import Health
from archiver.publish.outbox import Slip, Stage
from archiver.publish.subject import Post, Subject
from archiver.report.operations import AlertResult, AlertRow
from archiver.settings import AlertSettings

WEEK = timedelta(days=7)
SLACK = timedelta(hours=2)
"""A weekly letter may be as much early: a cron job that starts a little earlier skips no week."""
REPEATS = 5
"""How often a letter is sent again because nobody says whether it arrived. A channel that never says would be
sent it for ever, and nothing newer; a mail server gives up after five days, too (RFC 5321, 4.5.4.1)."""


SUBJECTS: Mapping[str, Subject] = {"changes": Changes(), "health": Health()}
"""What subscriptions can be about, by the name in archive.toml."""


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
        if slip is None:
            return None
        return _subject(subscription).find(connection, archive, subscription, slip, post.now)


def letter(
    connection: sqlite3.Connection, archive: Archive, subscription: AlertSettings, found: Due, post: Post
) -> Letter:
    """The letter about what is due."""
    return _subject(subscription).letter(connection, archive, subscription, found, post)


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
    count = plural(told.change_count, _subject(subscription).counted)
    result = {
        AlertResult.BEGUN: "begins here; it is told of what is recorded from now on",
        AlertResult.NOTHING: "nothing to tell",
        AlertResult.WAITING: f"{count} for its next weekly letter",
        AlertResult.SENT: f"told of {count}",
        AlertResult.FAILED: f"not delivered ({plural(told.attempts, 'attempt')}), to be tried again: "
        f"{told.reason}",
    }
    return f"{told.subscription}: {result[told.result]}"


def _subject(subscription: AlertSettings) -> Subject:
    return SUBJECTS[subscription.about]


def _begin(
    connection: sqlite3.Connection, archive: Archive, subscription: AlertSettings, file: Path, now: datetime
) -> AlertRow:
    begun = _subject(subscription).begin(connection, archive, subscription, now)
    outbox.write(file, replace(begun, tips={}))
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
    subject = _subject(subscription)
    found = subject.find(connection, archive, subscription, slip, post.now, up_to)
    has_digest = subject.has_digest and subscription.when == "weekly"
    if not found.count and not (has_digest and _is_time(slip, post.now)):
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
    """Note that what a letter told of is due no more, then forget the letter."""
    settled = _subject(subscription).settle(archive, subscription, slip)
    idle = replace(settled, stage=Stage.IDLE, letter="", tips={}, unanswered=0)
    outbox.write(file, idle)
    return idle


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
