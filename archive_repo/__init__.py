"""The archive as a git store: one bare repository per platform, and what can be read from it.

    from archive_repo import Archive

    archive = Archive.open(Path("policies"))

What is public is named in `__all__`, here and in `archive_repo.history`; `docs/library.md` shows it. Knows
nothing of HTTP, HTML, click or declarations. Each module is a noun, its functions are verbs.
"""

from __future__ import annotations

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError

__all__ = ["Archive", "ArchiveError"]
