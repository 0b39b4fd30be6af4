"""Two wordings of a sentence as one, with the words that differ coloured or marked."""

from __future__ import annotations

from archive_repo.diff import wording
from archiver.cli.diff import paint
from archiver.report.screen import Role

_ROLES = {wording.EQUAL: Role.PLAIN, wording.REMOVED: Role.REMOVED, wording.ADDED: Role.ADDED}


def marked(old: str, new: str) -> str:
    """The words of both; on a terminal in colours, else as `[-old-]{+new+}`."""
    return "".join(paint(text, _ROLES[sign]) for sign, text in wording.edits(old, new))
