"""Lines that say nothing of their own: a page's title at its top, and its table of contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive_repo.edits import Kind
from archive_repo.text.lines import said
from archive_repo.text.markdown import LineKind, kind_of

CONTENTS = frozenset(
    {"contents", "table of contents", "in this article", "on this page", "inhalt", "sommaire", "目 录"}
)
"""What heads a table of contents, in lower case."""
ENTRY_WORDS = 15
"""Most words of an entry of a table of contents."""


def of(text: Sequence[str], told: Mapping[int, Kind]) -> set[int]:
    """Those of the told lines, by their number from 1, that are furniture.

    A title that was reworded is not, nor one of another level, or with another line above it.
    """
    short = {number: words for number in told if 0 < len(words := said(text[number - 1])) <= ENTRY_WORDS}
    headings = {said(raw) for raw in text if raw[:1] == "#"} if short else set()
    return {
        number
        for number, words in short.items()
        if _is_furniture(text, number, told[number], is_headed=words in headings)
    }


def _is_furniture(text: Sequence[str], number: int, kind: Kind, *, is_headed: bool) -> bool:
    if " ".join(said(text[number - 1])) in CONTENTS:
        return True
    if kind_of(text[number - 1]) is not LineKind.HEADING:
        return is_headed
    return (
        kind is not Kind.AMENDED
        and text[number - 1][:2] == "# "
        and not any(map(str.strip, text[: number - 1]))
    )
