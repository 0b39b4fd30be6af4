"""A text becomes a version of its document: compared with the version before, classed, dated, committed.

    with repository.writing(name) as writer:
        snapshot = writer.record_snapshot(...)
        recorded = recording.record(writer, text, snapshot, title=..., extractor=..., ...)

The crawler and every importer record through here, so that what `docs/storage.md` promises of a commit holds
wherever a text comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive_repo.errors import InvalidInput
from archive_repo.format.snapshot import Snapshot
from archive_repo.novelty import Told, tell
from archive_repo.records import (
    Cause,
    ChangeClass,
    Message,
    Origin,
    StandIn,
    Version,
)
from archive_repo.writer import Writer, sha256

WORDED = (ChangeClass.WORDS, ChangeClass.NUMBERS_OR_DATES)
"""The classes of a difference of two texts that may be a change of what the policy says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The result of recording a text."""

    version: Version
    """The newest version of the document now."""
    is_new: bool
    """False if that version already existed, so that nothing was recorded."""


def record(
    writer: Writer,
    text: str,
    snapshot: Snapshot,
    *,
    title: str,
    extractor: str,
    cause: Cause | None = None,
    restored: bool = False,
    stand_ins: Sequence[StandIn] = (),
    rereads: str = "",
    fetched_at: datetime,
    recorded_at: datetime,
    told: Told | None = None,
    is_the_document: bool = True,
    origin: Origin | None = None,
    origin_date: str = "",
) -> Recorded:
    """Record a text, read from a snapshot, as the newest version of the snapshot's document.

    Nothing is recorded where the newest version has this very text, nor where a re-extraction is of another
    snapshot than the newest version: something else was recorded meanwhile. The cause is that of a first
    version or of a change unless one is given. `restored` says that the words are those of an earlier version
    though the text is not; a text that an earlier version had is found to be restored here. `rereads` is the
    snapshot that a re-extraction is of, where `snapshot` holds only some of its pages. `told` is what
    `novelty.tell` says of the text, where it was called already; it is called here where it was of another
    version. An imported text has an `origin`; one that is not the document's is recorded and told as such,
    and the next is compared with the newest that is.

    Raises InvalidInput where the text was fetched before the newest version: versions are added at the end.
    """
    earlier, digest = writer.versions(snapshot.document), sha256(text.encode())
    newest = earlier[0] if earlier else None
    if newest and (newest.text_sha256 == digest or _is_outdated(newest, cause, rereads or snapshot.id)):
        return Recorded(version=newest, is_new=False)
    if newest and fetched_at < newest.fetched_at:
        raise _backwards(newest, fetched_at)
    base = next((version for version in earlier if version.is_the_document), None)
    if told is None or told.before_sha256 != (base.text_sha256 if base else ""):
        told = tell(writer.text(base) if base else None, text)
    known = restored or digest in writer.texts(snapshot.document)
    message = _message(
        told, digest, snapshot, cause, known=known, name=writer.name, title=title, extractor=extractor
    )
    message = replace(message, stand_ins=tuple(stand_ins), origin=origin, origin_date=origin_date)
    if not is_the_document:
        message = replace(message, change_class=ChangeClass.NOT_THE_DOCUMENT)
    elif base and base.text_sha256 == message.text_sha256:  # back, after what was not the document
        message = replace(message, change_class=ChangeClass.RESTORED)
    version = writer.record_version(message, text, fetched_at=fetched_at, recorded_at=recorded_at)
    return Recorded(version=version, is_new=True)


def _message(
    told: Told,
    digest: str,
    snapshot: Snapshot,
    cause: Cause | None,
    *,
    known: bool,
    name: str,
    title: str,
    extractor: str,
) -> Message:
    """What the commit of a text with this SHA-256 says."""
    why = cause or (Cause.CHANGE if told.before_sha256 else Cause.FIRST)
    return Message(
        cause=why,
        change_class=_class(told.change_class, why, known=known),
        sentences=told.sentences,
        stated_updated=told.stated.updated,
        stated_effective=told.stated.effective,
        platform_name=name,
        document=snapshot.document,
        title=title,
        urls=tuple(source.url for source in snapshot.sources),
        snapshot=snapshot.id,
        body_sha256s=tuple(source.sha256 for source in snapshot.sources),
        text_sha256=digest,
        extractor=extractor,
        sections=told.sections,
    )


def _class(kind: ChangeClass | None, cause: Cause, *, known: bool) -> ChangeClass | None:
    """The class of a change: back to words that the document had before is `restored`."""
    return ChangeClass.RESTORED if known and kind in WORDED and cause is Cause.CHANGE else kind


def _is_outdated(newest: Version, cause: Cause | None, read: str) -> bool:
    """True for a re-extraction of a snapshot, by its id, that is not the newest version's any more."""
    return cause is Cause.REEXTRACTION and newest.snapshot != read


def _backwards(newest: Version, fetched_at: datetime) -> InvalidInput:
    return InvalidInput(
        f"{newest.platform}/{newest.document}: a text of {fetched_at:%Y-%m-%d %H:%M:%S} cannot follow the "
        f"version of {newest.fetched_at:%Y-%m-%d %H:%M:%S}; check the clock, or import older texts first, "
        "into a platform that has no versions yet"
    )
