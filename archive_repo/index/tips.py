"""Where each platform's branch `main` points, read from the reference's file.

Opening 380 repositories takes 60 ms, reading 380 files of 41 bytes takes 7: it is done before every answer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive_repo.archive import Archive

_REFERENCE = "refs/heads/main"


def of(archive: Archive) -> dict[str, str]:
    """The newest commit of each platform that has one, by its slug."""
    found = {slug: _tip(archive.path(slug)) for slug in archive.slugs()}
    return {slug: tip for slug, tip in found.items() if tip}


def _tip(repository: Path) -> str:
    try:
        return (repository / _REFERENCE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return _packed(repository)


def _packed(repository: Path) -> str:
    """From `packed-refs`, where `git gc` puts references."""
    try:
        lines = (repository / "packed-refs").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ""
    return next((line.partition(" ")[0] for line in lines if line.endswith(f" {_REFERENCE}")), "")
