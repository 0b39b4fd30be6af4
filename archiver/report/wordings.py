"""Two wordings of a passage as one line, with the words that differ marked."""

from __future__ import annotations

from collections.abc import Sequence

from archive_repo.edits import ADDED, EQUAL, REMOVED, Edit
from archiver.report.screen import Piece, Role

MARKS = {
    EQUAL: ("", Role.PLAIN, ""),
    REMOVED: ("[-", Role.REMOVED, "-]"),
    ADDED: ("{+", Role.ADDED, "+}"),
}
"""Signs around what went and what came, as `git diff --word-diff` has them. They stay beside colours: what is
copied from a terminal, or read by somebody who does not see red from green, says the same."""


def marked(old: str, new: str) -> list[Piece]:
    """The words of both, what went as `[-old-]` and what came as `{+new+}`."""
    from archive_repo.diff import wording  # slow to load

    return pieces(wording.edits(old, new))


def pieces(edits: Sequence[Edit]) -> list[Piece]:
    """Edits as pieces of a line, with their marks."""
    found = []
    for sign, text in edits:
        before, role, after = MARKS[sign]
        found.append((f"{before}{text}{after}", role))
    return found


def edits(line: Sequence[Piece]) -> list[Edit]:
    """What `pieces` has made, as edits: without the marks, for what shows them in its own way."""
    signs = {role: (sign, before, after) for sign, (before, role, after) in MARKS.items()}
    return [
        (sign, text.removeprefix(before).removesuffix(after))
        for text, role in line
        for sign, before, after in [signs[role]]
    ]
