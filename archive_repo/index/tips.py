"""The newest commits of each platform, read from the references' files.

Opening 380 repositories takes 60 ms, reading 380 files of 41 bytes takes 7. References are files, or packed,
as git writes them unless it is told otherwise, and as libgit2 reads them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive_repo.archive import Archive

Tips = tuple[str, str]
"""The newest commits of `main` and of `observations`; empty where there is no such branch."""

_VERSIONS, _LOOKS = "refs/heads/main", "refs/heads/observations"


def read(archive: Archive) -> tuple[dict[str, Tips], dict[str, str]]:
    """By their slugs the tips of each platform that has any, and why they cannot be read of the others."""
    found: dict[str, Tips] = {}
    problems: dict[str, str] = {}
    for slug in archive.slugs():
        path = archive.path(slug)
        try:
            found[slug] = _tip(path, _VERSIONS), _tip(path, _LOOKS)
        except (OSError, ValueError) as error:
            problems[slug] = f"{path}: cannot be read ({error}); `archiver verify` says more"
    return {slug: tips for slug, tips in found.items() if any(tips)}, problems


def _tip(repository: Path, reference: str) -> str:
    try:
        return (repository / reference).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return _packed(repository, reference)


def _packed(repository: Path, reference: str) -> str:
    """From `packed-refs`, where `git gc` puts references."""
    try:
        lines = (repository / "packed-refs").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ""
    return next((line.partition(" ")[0] for line in lines if line.endswith(f" {reference}")), "")
