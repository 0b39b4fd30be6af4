"""What a subscription is about: how it begins, what is due, the letter, and what follows from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archive_repo.archive import Archive
from archiver.publish.channels import Secrets
from archiver.publish.due import Due
from archiver.publish.letters import Letter
from archiver.publish.outbox import Slip
from archiver.settings import AlertSettings, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """All that letters need beside the archive."""

    settings: Settings
    secrets: Secrets
    now: datetime


class Subject(Protocol):
    """Changes of policies, or the health of documents; `connection` is an index that is up to date."""

    counted: str
    """What a letter counts: `change`."""
    has_digest: bool
    """True if a weekly letter leaves though nothing is due, and says so."""

    def begin(
        self, connection: sqlite3.Connection, archive: Archive, subscription: AlertSettings, now: datetime
    ) -> Slip:
        """The slip of a subscription that is told of what comes from now on."""

    def find(
        self,
        connection: sqlite3.Connection,
        archive: Archive,
        subscription: AlertSettings,
        slip: Slip,
        now: datetime,
        up_to: Mapping[str, str] | None = None,
    ) -> Due:
        """What is due; `up_to` has the tips of a letter that is sent again."""

    def letter(
        self,
        connection: sqlite3.Connection,
        archive: Archive,
        subscription: AlertSettings,
        found: Due,
        post: Post,
    ) -> Letter:
        """The letter about what is due."""

    def settle(self, archive: Archive, subscription: AlertSettings, slip: Slip) -> Slip:
        """The slip once its letter has left: what it told of is due no more."""
