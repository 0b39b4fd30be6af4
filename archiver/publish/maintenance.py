"""What whoever maintains an archive is told: documents whose health turned, for the worse or back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.records import Outcome
from archiver.gate.verdict import REJECTED
from archiver.publish import due, telling
from archiver.publish.due import Due
from archiver.publish.letters import Letter
from archiver.publish.outbox import Slip
from archiver.publish.subject import Post
from archiver.report import phrases, reasons, standing, values
from archiver.report.standing import StandingRow
from archiver.settings import AlertSettings

LASTING = 2
"""Looks in a row after which a document counts as failing: a server that restarts fails one."""

SHORT = 5
"""Reasons that a message for chat tells of."""


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

    What a crawl settles by itself, such as a text that waits for a second look, is no failure, and what a
    person has rejected is no news.
    """
    asked = due.wanted(subscription, slip.began_at, slip.began_at)
    declared, _ = standing.declared(archive)
    found = standing.looked_at(connection, declared, holds=asked.names, now=now)
    rows = [one for one in found if one.declared_in]
    failing = {
        _address(one): one
        for one in rows
        if _fails(one) and (_address(one) in slip.failing or REJECTED not in (one.reason or ""))
    }
    well = [_address(one) for one in rows if not one.fails]
    return Due(
        since=slip.sent_at or slip.began_at,
        rows=(),
        tips={address: one.reason or one.outcome for address, one in failing.items()},
        failing=tuple(one for address, one in failing.items() if address not in slip.failing),
        mended=tuple(address for address in well if address in slip.failing),
    )


def letter(name: str, site: str, found: Due) -> Letter:
    """The letter about them: documents that fail for one reason together, with what to do."""
    subject = _subject(found)
    blocks = [*_blocks(found)]
    foot = f"Subscription “{name}” of {site}."
    text = ["\n".join([one.reason, *one.remedy, *(f"- {entry}" for entry in one.entries)]) for one in blocks]
    return Letter(
        subject=subject,
        text="\n\n".join([*text, f"--\n{foot}\n"]),
        html="\n".join([*map(_html, blocks), f"<p>{escape(foot)}</p>"]),
        short="\n".join(f"{one.reason}: {telling.listed(one.addresses)}" for one in blocks[:SHORT]),
        told={
            "subscription": name,
            "subject": subject,
            "failing": values.plain(found.failing),
            "mended": list(found.mended),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Documents that a letter tells of together."""

    reason: str
    remedy: tuple[str, ...]
    """What to do, or nothing."""
    addresses: tuple[str, ...]
    entries: tuple[str, ...]
    """The documents, a line each."""


def _blocks(found: Due) -> Iterator[_Block]:
    alike: dict[tuple[str, str], list[StandingRow]] = {}
    for one in found.failing:
        reason = reasons.cause(one.reason) if one.reason else "No reason is known"
        alike.setdefault((reason, one.remedy or ""), []).append(one)
    for (reason, remedy), rows in alike.items():
        yield _Block(
            reason=phrases.capitalised(reason),
            remedy=(f"To do: {remedy}",) if remedy else (),
            addresses=tuple(map(_address, rows)),
            entries=tuple(map(_entry, rows)),
        )
    if found.mended:
        yield _Block(reason="Read again", remedy=(), addresses=found.mended, entries=found.mended)


def _entry(one: StandingRow) -> str:
    seen = one.last_confirmed_at
    return "; ".join(
        [
            f"{_address(one)}: {one.outcome} at {plural(one.failures, 'look')} in a row",
            f"the recorded text was last seen {seen:%Y-%m-%d}" if seen else "no text was ever recorded",
            f"declared in {one.declared_in} as “{one.title}”",
        ]
    )


def _html(block: _Block) -> str:
    head = "<br>".join(map(escape, block.remedy))
    entries = "".join(f"<li>{escape(entry)}</li>" for entry in block.entries)
    return f"<h3>{escape(block.reason)}</h3>{f'<p>{head}</p>' if head else ''}<ul>{entries}</ul>"


def _fails(one: StandingRow) -> bool:
    lasts = one.outcome in (Outcome.FAILED, Outcome.HELD) and one.failures >= LASTING
    return lasts and not (one.remedy or "").startswith("Nothing.")


def _address(one: StandingRow) -> str:
    return f"{one.platform}/{one.document}"


def _subject(found: Due) -> str:
    parts = [_counted(found.failing, "cannot be read"), _counted(found.mended, "read again")]
    return "; ".join(filter(None, parts))


def _counted(found: Sequence[object], what: str) -> str:
    return f"{plural(len(found), 'document')} {what}" if found else ""
