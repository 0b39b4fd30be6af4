"""What a commit of a collection says of the version that it records.

The engine's wording changed over the years. A commit is read by its form: the kind by the beginning of its
subject, the snapshots by the sentence that names them or by the list below it, and the engine by its trailer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why the collection recorded a version."""

    FIRST = "first record"
    CHANGE = "change"
    UPGRADE = "upgrade"
    """The same page, read by other code or another declaration."""
    OTHER = "other"
    """A person's commit."""


_SUBJECTS = {
    "First record of ": Kind.FIRST,
    "Start tracking ": Kind.FIRST,
    "Record new changes of ": Kind.CHANGE,
    "Update ": Kind.CHANGE,
    "Apply technical or declaration upgrade on ": Kind.UPGRADE,
    "Apply technical upgrade on ": Kind.UPGRADE,
    "Refilter ": Kind.UPGRADE,
}
_SENTENCE = re.compile(
    r"\bsnapshots?\b(?:\s+with Mongo ID)?(?:\s+from \d+ [a-z ]+)?:?[ \t]*(\S*)", re.IGNORECASE
)
_LISTED = re.compile(r"^[-*]\s+(?:with Mongo ID\s+)?(\S+)\s*$", re.MULTILINE)
_TRAILER = re.compile(r"^X-engine-version:[ \t]*(\S+)", re.MULTILINE)
OWN_TEXT = "X-archiver-text: 1"
"""The trailer of a collection that was made of an archive: its texts are written as they are to be stored."""
_ID = re.compile(r"(?:.*/)?([0-9a-f]{7,40})[.,]?")
_UNKNOWN = ("undefined", "true", "null")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a commit says."""

    kind: Kind
    snapshots: tuple[str, ...] = ()
    """Ids of the snapshots that it was read from, of git, whole or shortened, or of another store; one of
    several that is not known is empty."""
    engine: str = ""
    """Version of the engine; empty where it is not said."""
    is_own_text: bool = False
    """True if the text was written by an archive like this one: it is stored as it is."""


def parse(message: str) -> Said:
    """Read a commit's message."""
    subject, _, body = message.partition("\n")
    kind = next((kind for start, kind in _SUBJECTS.items() if subject.startswith(start)), Kind.OTHER)
    engine = _TRAILER.search(body)
    said = engine[1] if engine else ""
    return Said(
        kind=kind,
        snapshots=tuple(_snapshots(body)),
        engine="" if said in _UNKNOWN else said,
        is_own_text=OWN_TEXT in body.splitlines(),
    )


def _snapshots(body: str) -> list[str]:
    """The ids in the sentence that names snapshots, or in the list below it; none where no id is known."""
    sentence = _SENTENCE.search(body)
    if sentence is None:
        return []
    named = _LISTED.findall(body, sentence.start()) or [sentence[1]]
    found = [match[1] if (match := _ID.fullmatch(one)) else "" for one in named]
    return found if any(found) else []
