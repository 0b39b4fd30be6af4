"""What is told of a collection's text beside the one before: what is new in it, its class, and its cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from archive_repo.novelty import Told
from archive_repo.recording import WORDED
from archive_repo.records import SUBSTANTIVE, Cause, ChangeClass
from archive_repo.writer import Writer
from archiver.exchange.collection import Entry
from archiver.exchange.incoming import (
    announcements,
    common_ends,
    completed,
    furniture,
    spacing,
    upgrades,
)
from archiver.exchange.incoming.imported import ImportedDocument
from archiver.exchange.messages import Kind

_CAUSES = {Kind.UPGRADE: Cause.REEXTRACTION}
"""Of entries that are not the first of their document; all others are changes: what nobody calls better
reading may be an edit, which is not to be hidden. See also `upgrades`."""

Tell = Callable[[str | None, str], Told]
"""What tells of a text beside the one before, as `novelty.tell` does."""


def told(
    writer: Writer, document: ImportedDocument, text: str, others: Callable[[], Sequence[str]], tell: Tell
) -> Told | None:
    """What is told of a text beside the newest that is the document; None where they are the same.

    `others` gives the newest texts of the platform's other documents.
    """
    if text == document.newest:
        return None
    pair = document.digest(document.newest), document.digest(text)
    if pair not in document.told:
        found = tell(document.newest or None, text)
        if found.change_class in WORDED:
            found = replace(found, change_class=_class(found, document.newest, text))
        document.told[pair] = found
    found = document.told[pair]
    if found.change_class in WORDED:
        if common_ends.is_all(document.newest, text, others()):
            return replace(found, change_class=ChangeClass.FURNITURE)
        if _is_completed(writer, document, text, found):
            return replace(found, change_class=ChangeClass.COMPLETED)
    return found


def _class(told: Told, before: str, after: str) -> ChangeClass | None:
    """The class of a change of words or numbers, which nobody judged when it was recorded."""
    if spacing.is_all(before, after):
        return ChangeClass.FORMATTING
    if furniture.is_all(before, after):
        return ChangeClass.FURNITURE
    if announcements.is_all(before, after):
        return ChangeClass.ANNOUNCEMENT
    return told.change_class


def cause(writer: Writer, document: ImportedDocument, entry: Entry, told: Told | None) -> Cause | None:
    """The cause that an entry gives; None for a change, as is an upgrade to a text that says it is newer."""
    given = _CAUSES.get(entry.said.kind)
    if given and told and told.change_class in WORDED and not entry.said.is_own_text:
        base = next(one for one in writer.versions(document.slug) if one.is_the_document)
        return None if upgrades.is_edit(told.stated, base.stated, base.fetched_at.date()) else given
    return given


def _is_completed(writer: Writer, document: ImportedDocument, text: str, told: Told) -> bool:
    """True if only what had been missing came, and no change was told that took it away.

    Not for a text that is an earlier one again.
    """
    if not completed.only_adds(told.sentences) or document.digest(text) in writer.texts(document.slug):
        return False
    base, *earlier = [one for one in writer.versions(document.slug) if one.is_the_document]
    texts = (writer.text(one) for one in {one.text_sha256: one for one in earlier}.values())
    if not completed.is_all(document.newest, text, told.sentences, base.fetched_at.date(), texts):
        return False
    went = (
        newer
        for newer, older in pairwise((base, *earlier))
        if completed.were_there(document.newest, text, writer.text(older))
    )
    return not any(one.cause is Cause.CHANGE and one.change_class in SUBSTANTIVE for one in islice(went, 1))
