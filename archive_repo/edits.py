"""How a difference is told: what happened to a line, and to the words in it.

Apart from `archive_repo.diff`, which computes that and is slow to load.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What happened to the lines of a segment.

    A moved passage is listed twice: MOVED where it stands now, and MOVED_AWAY where it stood.
    """

    EQUAL = "equal"
    ADDED = "added"
    REMOVED = "removed"
    AMENDED = "amended"
    MOVED = "moved"
    MOVED_AWAY = "moved away"


Edit = tuple[str, str]
"""(EQUAL, REMOVED or ADDED, the Markdown it is about)."""
EQUAL, REMOVED, ADDED = "=", "-", "+"
