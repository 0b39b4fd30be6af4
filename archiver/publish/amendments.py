"""Subscriptions to changes of policies: a cursor in each platform's repository says what was told."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from archive_repo.archive import Archive
from archive_repo.branches import MAIN
from archive_repo.errors import StoreError
from archiver.publish import digest, due, letters
from archiver.publish.digest import Told
from archiver.publish.due import Due
from archiver.publish.letters import Letter
from archiver.publish.outbox import Slip
from archiver.publish.subject import Post
from archiver.report import health
from archiver.settings import AlertSettings


class Changes:
    """Changes of policies, as a subject."""

    counted = "change"
    has_digest = True

    def begin(
        self, _connection: sqlite3.Connection, archive: Archive, subscription: AlertSettings, now: datetime
    ) -> Slip:
        """Put the cursors where the platforms are now."""
        tips = {}
        for platform in archive.slugs():
            try:
                tip = archive.repository(platform).store.tip(MAIN)
            except StoreError:
                continue  # it begins with what the platform records later
            if tip:
                tips[platform] = tip
        return self.settle(archive, subscription, Slip(began_at=now, sent_at=now, tips=tips))

    def find(
        self,
        connection: sqlite3.Connection,
        archive: Archive,
        subscription: AlertSettings,
        slip: Slip,
        now: datetime,
        up_to: Mapping[str, str] | None = None,
    ) -> Due:
        """The changes after the cursors."""
        return due.find(connection, archive, subscription, slip, now, up_to)

    def letter(
        self,
        connection: sqlite3.Connection,
        archive: Archive,
        subscription: AlertSettings,
        found: Due,
        post: Post,
    ) -> Letter:
        """The letter about them; a weekly one is a digest of its time."""
        own = post.settings.site
        where = Told(connection=connection, archive=archive, url=own.url, now=post.now)
        rows = digest.said(where, found.rows)
        if subscription.when == "same-day":
            return letters.compose(subscription.name, rows, own.title)
        names = due.wanted(subscription, found.since, post.now).names
        known = health.of_period(connection, post.now, names, post.now)
        whole = digest.of(where, rows, found.since, names, known)
        return letters.compose(subscription.name, rows, own.title, whole)

    def settle(self, archive: Archive, subscription: AlertSettings, slip: Slip) -> Slip:
        """Move the cursors to where the letter told of."""
        for platform, tip in slip.tips.items():
            store = archive.repository(platform).store
            if store.cursor(subscription.name) != tip:
                with store.exclusive():
                    store.move_cursor(subscription.name, tip)
        return slip
